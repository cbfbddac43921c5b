"""Reading the whole register anew: is every line where it was written, and does everything still say what it said?

Holds one part of the register in memory at a time.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from certificates.choices import CertificateStatus, FileSignature, RegisterAction
from certificates.models import Certificate, CertificateFile, RegisterEntry, RegisterHead
from certificates.services.register import Tail, read_facts
from certificates.services.register_lines import BEGINNING, digest_of, hash_of

AT_ONCE = 500
FILES_AT_ONCE = 20


class Finding(NamedTuple):
    """`place` is a line, a certificate by number, or a day."""

    place: str
    trouble: str


def check_register(*, heads: Mapping[date, str] | None = None) -> Iterator[Finding]:
    """Everything that is not as it was written; `heads` are hashes by day that somebody kept elsewhere."""
    yield from check_chain()
    yield from check_certificates()
    yield from check_files()
    yield from check_heads()
    yield from check_kept(heads or {})


def check_chain() -> Iterator[Finding]:
    """Every line in its place, hung on the one before, and saying what its certificate still says."""
    tail = Tail(0, BEGINNING)
    lines = RegisterEntry.objects.order_by("position").iterator(chunk_size=AT_ONCE)
    while part := list(islice(lines, AT_ONCE)):
        facts = read_facts([line.certificate_id for line in part])
        for line in part:
            yield from _check_line(line, tail, facts.get(line.certificate_id))
            tail = Tail(line.position, line.hash)


def check_certificates() -> Iterator[Finding]:
    """Certificates whose state no line tells of, and lines whose state no certificate shows."""
    for state in STATES:
        is_told = Exists(RegisterEntry.objects.filter(certificate=OuterRef("pk"), action=state.action))
        for number in _numbers(Certificate.objects.filter(~is_told, state.needs_line)):
            yield Finding(number, state.silent)
        for number in _numbers(Certificate.objects.filter(is_told).exclude(state.follows)):
            yield Finding(number, state.untrue)
    twice = RegisterEntry.objects.order_by().values("certificate__number", "action").annotate(count=Count("*"))
    for row in twice.filter(count__gt=1):
        yield Finding(row["certificate__number"], f"{row['count']} baris tentang hal yang sama ({row['action']})")


def check_files() -> Iterator[Finding]:
    """Stored files whose bytes are not those of their own SHA-256."""
    rows = CertificateFile.objects.order_by("pk").values_list("certificate__number", "sha256", "byte_count", "content")
    for number, digest, size, content in rows.iterator(chunk_size=FILES_AT_ONCE):
        if sha256(content).hexdigest() != digest or len(content) != size:
            yield Finding(number, "isi berkas PDF diubah")


def check_heads() -> Iterator[Finding]:
    """Published ends of days that the register does not go through any more."""
    for head in RegisterHead.objects.order_by("day").iterator(chunk_size=AT_ONCE):
        found = RegisterEntry.objects.filter(position=head.position).values_list("hash", flat=True).first()
        if found is None:
            yield Finding(f"{head.day}", f"baris {head.position}, yang sudah diumumkan, hilang")
        elif found != head.hash:
            yield Finding(f"{head.day}", f"baris {head.position} tidak sama dengan yang diumumkan")


def check_kept(heads: Mapping[date, str]) -> Iterator[Finding]:
    """The same with hashes that were kept outside this database, which is the only proof against its owner."""
    for day, kept in heads.items():
        head = RegisterHead.objects.filter(day=day).first()
        if head is None:
            yield Finding(f"{day}", "kepala hari itu tidak ada lagi")
        elif head.hash != kept:
            yield Finding(f"{day}", "kepala hari itu bukan yang Anda simpan")
        if not RegisterEntry.objects.filter(hash=kept).exists():
            yield Finding(f"{day}", "tidak ada baris dengan sidik yang Anda simpan: register ditulis ulang")


def _check_line(line: RegisterEntry, tail: Tail, facts: dict[str, Any] | None) -> Iterator[Finding]:
    place = f"baris {line.position}"
    if line.position != tail.position + 1:
        yield Finding(place, f"baris sebelumnya hilang, dari {tail.position + 1} sampai {line.position - 1}")
    expected = hash_of(
        previous=tail.hash,
        position=line.position,
        certificate=line.certificate_id,
        action=line.action,
        recorded_at=line.recorded_at,
        digest=line.digest,
    )
    if line.hash != expected:
        yield Finding(place, "diubah, disisipkan, atau tidak pada urutannya")
    if facts is None:
        yield Finding(place, f"sertifikatnya (nomor dalam basis data: {line.certificate_id}) dihapus")
    elif line.digest != digest_of(facts, line.action):
        yield Finding(place, f"sertifikat {facts['number']} tidak lagi seperti waktu dicatat ({line.action})")


def _numbers(certificates: QuerySet[Certificate]) -> Iterator[str]:
    return certificates.order_by("pk").values_list("number", flat=True).iterator(chunk_size=AT_ONCE)


class State(NamedTuple):
    """Certificates that `needs_line` must have a line of this action; those that have one must be as `follows`."""

    action: RegisterAction
    needs_line: Q
    silent: str
    follows: Q
    untrue: str


ANY = Q(pk__isnull=False)
DRAWN = Q(file__isnull=False)
SIGNED = Q(file__signature=FileSignature.EXTERNAL)
REPLACED, REVOKED = (Q(status=status) for status in (CertificateStatus.REPLACED, CertificateStatus.REVOKED))
STATES = (
    State(RegisterAction.ISSUED, ANY, "disisipkan: tidak ada baris penerbitannya", ANY, ""),
    State(RegisterAction.FILED, DRAWN, "berkas PDF disisipkan: tidak ada barisnya", DRAWN, "berkas PDF dihapus"),
    State(RegisterAction.SIGNED, SIGNED, "tanda tangan luar tanpa baris", SIGNED, "tanda tangan luar dihapus"),
    State(RegisterAction.REPLACED, REPLACED, "digantikan tanpa baris", REPLACED | REVOKED, "penggantian dihapus"),
    State(RegisterAction.REVOKED, REVOKED, "dicabut tanpa baris", REVOKED, "pencabutan dihapus"),
)
