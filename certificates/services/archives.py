"""File names, and all PDFs of an event in one ZIP that is sent while it is written."""

import zipfile
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.text import slugify

from bimtek.models import TrainingEvent
from certificates.models import Certificate, CertificateFile


def file_name(certificate: Certificate) -> str:
    """`sertifikat-015-maria-goreti.pdf`: ASCII letters only, never a path."""
    name = slugify(certificate.printed["name"])[:60].strip("-") or "tanpa-nama"
    return f"sertifikat-{certificate.serial:03d}-{name}.pdf"


def stream_zip(*, event: TrainingEvent) -> Iterator[bytes]:
    """The valid, drawn certificates of the event."""
    return pack(files=CertificateFile.objects.filter(certificate__in=Certificate.objects.of_event(event).valid()))


def pack(*, files: QuerySet[CertificateFile]) -> Iterator[bytes]:
    """A ZIP in the order of the numbers; holds one PDF in memory at a time."""
    rows = files.select_related("certificate").order_by("certificate__series_id", "certificate__serial")
    tray = _Tray()
    used: set[str] = set()
    with zipfile.ZipFile(tray, "w") as archive:
        for row in rows.iterator(chunk_size=20):
            archive.writestr(_entry(row, used), bytes(row.content))
            yield tray.take()
    yield tray.take()


def _entry(row: CertificateFile, used: set[str]) -> zipfile.ZipInfo:
    """A name nobody else in this ZIP has: two series may both have a number 1."""
    return zipfile.ZipInfo(unused_name(row.certificate, used), date_time=row.drawn_at.timetuple()[:6])


def unused_name(certificate: Certificate, used: set[str]) -> str:
    name = file_name(certificate)
    if name in used:
        name = name.replace(".pdf", f"-{certificate.pk}.pdf")
    used.add(name)
    return name


class _Tray:
    """A file that can only be written, emptied after each PDF."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, part: bytes, /) -> int:
        self.parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    def take(self) -> bytes:
        out = b"".join(self.parts)
        self.parts.clear()
        return out
