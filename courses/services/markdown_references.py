"""What a lesson's text points at: pictures and pages, on this site or in a package."""

from collections.abc import Sequence
from typing import Any, Protocol

from django.utils.translation import gettext as _

PICTURES, PAGES, FILES, ASSIGNMENTS = "gambar/", "halaman/", "berkas/", "tugas/"


class References(Protocol):
    """What a lesson's text points at: pictures, files and pages of this site, or files of a package."""

    def find_picture(self, address: str) -> Any:
        """What a picture block stores for `gambar/…`; raise LookupError with the reason when there is none."""

    def find_page(self, address: str) -> int:
        """The key of the page at `halaman/…`; raise LookupError with the reason when there is none."""

    def address_of_picture(self, image: Any) -> str:
        """The inverse of `find_picture`."""

    def find_file(self, address: str, suffixes: Sequence[str]) -> Any:
        """What a block stores for `berkas/…` of one of these kinds; raise LookupError with the reason."""

    def address_of_file(self, file: Any) -> str:
        """The inverse of `find_file`."""

    def find_assignment(self, address: str) -> Any:
        """What a block stores for `halaman/…`, in a package `tugas/<module>/<slug>`; raise LookupError."""

    def address_of_assignment(self, page: Any) -> str:
        """The inverse of `find_assignment`."""

    def find_reference(self, slug: str) -> Any:
        """What a block stores for a line of `::: rujukan`; raise LookupError with the reason when there is none."""

    def slug_of_reference(self, reference: Any) -> str:
        """The inverse of `find_reference`."""


class NoReferences:
    """A text that stands alone."""

    def find_picture(self, address: str) -> Any:
        raise LookupError(_("Gambar %(address)s tidak ada.") % {"address": address})

    def find_page(self, address: str) -> int:
        raise LookupError(_("Tautan harus diawali https://."))

    def address_of_picture(self, image: Any) -> str:
        return f"{PICTURES}{image}"

    def find_file(self, address: str, suffixes: Sequence[str]) -> Any:
        raise LookupError(_("Berkas %(address)s tidak ada.") % {"address": address})

    def address_of_file(self, file: Any) -> str:
        return f"{FILES}{file}"

    def find_assignment(self, address: str) -> Any:
        raise LookupError(_("Tugas %(address)s tidak ada.") % {"address": address})

    def address_of_assignment(self, page: Any) -> str:
        return f"{PAGES}{page}"

    def find_reference(self, slug: str) -> Any:
        raise LookupError(_("Rujukan %(slug)s tidak ada.") % {"slug": slug})

    def slug_of_reference(self, reference: Any) -> str:
        return str(reference)
