"""Certificates that wait for an official who signs elsewhere, in portions that one upload can bring back."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from django.db.models import Count, Q, QuerySet

from certificates.choices import FileSignature
from certificates.models import CertificateFile
from certificates.models.certificates import CertificateQuerySet
from certificates.services.archives import pack, unused_name
from certificates.services.codes import group_code
from certificates.services.signed_uploads import UPLOAD_LIMIT

PORTION = 300
"""Judging costs 20 ms a file, 200 with proofs for later years: one request stays below a minute."""
SIGNATURE_ROOM = 64 * 1024
"""Bytes a signature may add, proofs and a small picture included."""
BY_NUMBER = ("certificate__series_id", "certificate__serial")


@dataclass(frozen=True)
class Portion:
    """The next files by number, as many as come back in one upload."""

    pks: list[int]
    byte_count: int

    @property
    def count(self) -> int:
        return len(self.pks)

    @property
    def files(self) -> QuerySet[CertificateFile]:
        return CertificateFile.objects.filter(pk__in=self.pks)


@dataclass(frozen=True)
class SigningState:
    total: int
    signed_count: int
    portion: Portion

    @property
    def waiting_count(self) -> int:
        return self.total - self.signed_count

    @property
    def is_in_portions(self) -> bool:
        """More wait than one upload brings back."""
        return self.waiting_count > self.portion.count


def signing_state(*, certificates: CertificateQuerySet) -> SigningState:
    """How many of the valid ones among `certificates` are signed outside, and what goes out next. Two queries."""
    drawn = CertificateFile.objects.filter(certificate__in=certificates.valid())
    is_signed = Q(signature=FileSignature.EXTERNAL)
    counts = drawn.aggregate(total=Count("pk"), signed_count=Count("pk", filter=is_signed))
    return SigningState(**counts, portion=next_portion(certificates=certificates))


def waiting_files(*, certificates: CertificateQuerySet) -> QuerySet[CertificateFile]:
    """Drawn, valid and not yet signed outside, by number."""
    drawn = CertificateFile.objects.filter(certificate__in=certificates.valid())
    return drawn.exclude(signature=FileSignature.EXTERNAL).order_by(*BY_NUMBER)


def next_portion(*, certificates: CertificateQuerySet) -> Portion:
    """At most PORTION files, and no more than UPLOAD_LIMIT takes back once they are signed; at least one that waits."""
    pks: list[int] = []
    total = room = 0
    for pk, size in waiting_files(certificates=certificates).values_list("pk", "byte_count")[:PORTION]:
        room += size + SIGNATURE_ROOM
        if pks and room > UPLOAD_LIMIT:
            break
        pks.append(pk)
        total += size
    return Portion(pks, total)


def stream_unsigned(*, portion: Portion) -> Iterator[bytes]:
    """The ZIP, sent while it is packed."""
    return pack(files=portion.files)


def list_codes(*, portion: Portion) -> str:
    """CSV of what is in the ZIP: file, number, name, code, SHA-256."""
    rows = portion.files.select_related("certificate").defer("content", "credential")
    out, used = StringIO(), set[str]()
    writer = csv.writer(out)
    writer.writerow(["berkas", "nomor", "nama", "kode", "sha256"])
    for row in rows.order_by(*BY_NUMBER):
        one = row.certificate
        values = [unused_name(one, used), one.number, one.printed["name"], group_code(one.code), row.sha256]
        writer.writerow([_no_formula(value) for value in values])
    return out.getvalue()


def _no_formula(value: str) -> str:
    """Spreadsheets run what begins like a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
