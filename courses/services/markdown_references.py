"""What a lesson's text points at: pictures and pages, on this site or in a package."""

from typing import Any, Protocol

from django.utils.translation import gettext as _

PICTURES, PAGES = "gambar/", "halaman/"


class References(Protocol):
    """What a lesson's text points at: pictures and pages of this site, or files of a package."""

    def find_picture(self, address: str) -> Any:
        """What a picture block stores for `gambar/…`; raise LookupError with the reason when there is none."""

    def find_page(self, address: str) -> int:
        """The key of the page at `halaman/…`; raise LookupError with the reason when there is none."""

    def address_of_picture(self, image: Any) -> str:
        """The inverse of `find_picture`."""


class NoReferences:
    """A text that stands alone."""

    def find_picture(self, address: str) -> Any:
        raise LookupError(_("Gambar %(address)s tidak ada.") % {"address": address})

    def find_page(self, address: str) -> int:
        raise LookupError(_("Tautan harus diawali https://."))

    def address_of_picture(self, image: Any) -> str:
        return f"{PICTURES}{image}"
