"""Certificates of an event that an official signs elsewhere: what goes out, and what comes back."""

import csv
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import StringIO

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bimtek.models import TrainingEvent
from certificates.choices import FileSignature, RegisterAction
from certificates.models import Certificate, CertificateFile
from certificates.services.archives import pack, unused_name
from certificates.services.codes import group_code, read_code
from certificates.services.esign import DocumentSigner, SigningFailed
from certificates.services.files import CODE_INSIDE, LARGEST_FILE
from certificates.services.outside_signatures import SignatureRefused, judge_signed
from certificates.services.register import record
from lms.text import format_size

logger = logging.getLogger(__name__)
AT_ONCE = 40
"""Files a service signs in one request, a second or so each; the officer presses again for the rest."""


@dataclass(frozen=True)
class Imported:
    """One file that came back; `reason` is empty when it was accepted, and then `signer` signed it."""

    name: str
    certificate: Certificate | None = None
    signer: str = ""
    reason: str = ""

    @property
    def is_accepted(self) -> bool:
        return not self.reason


@dataclass(frozen=True)
class SigningState:
    waiting_count: int
    signed_count: int
    byte_count: int

    @property
    def total(self) -> int:
        return self.waiting_count + self.signed_count


def signing_state(*, event: TrainingEvent) -> SigningState:
    """How many valid certificates of the event wait for a signature from outside. One query."""
    rows = list(_files(event).values_list("signature", "byte_count"))
    waiting = [size for signature, size in rows if signature != FileSignature.EXTERNAL]
    return SigningState(len(waiting), len(rows) - len(waiting), sum(waiting))


def waiting_files(*, event: TrainingEvent) -> QuerySet[CertificateFile]:
    """Drawn, valid and not yet signed outside."""
    return _files(event).exclude(signature=FileSignature.EXTERNAL)


def stream_unsigned(*, event: TrainingEvent) -> Iterator[bytes]:
    return pack(files=waiting_files(event=event))


def list_codes(*, event: TrainingEvent) -> str:
    """CSV of what is in the ZIP: file, number, name, code, SHA-256."""
    rows = waiting_files(event=event).select_related("certificate").defer("content", "credential")
    out, used = StringIO(), set[str]()
    writer = csv.writer(out)
    writer.writerow(["berkas", "nomor", "nama", "kode", "sha256"])
    for row in rows.order_by("certificate__series_id", "certificate__serial"):
        one = row.certificate
        values = [unused_name(one, used), one.number, one.printed["name"], group_code(one.code), row.sha256]
        writer.writerow([_no_formula(value) for value in values])
    return out.getvalue()


def import_signed(*, event: TrainingEvent, files: Iterable[tuple[str, bytes]], now: datetime) -> list[Imported]:
    """Take back what was signed; each file is stored whole with its line in the register, or not at all."""
    return [_import(event, name, content, now) for name, content in files]


def sign_waiting(*, event: TrainingEvent, signer: DocumentSigner, now: datetime) -> list[Imported]:
    """Have the next files signed by a service; the first refusal ends it, before the official's account is locked."""
    done: list[Imported] = []
    files = waiting_files(event=event).select_related("certificate").order_by("certificate__series_id", "pk")
    for file in files[:AT_ONCE]:
        name = file.certificate.number
        try:
            signer_name = store_signed(file=file, content=signer.sign(content=bytes(file.content)), now=now)
            done.append(Imported(name, file.certificate, signer=signer_name))
        except (SigningFailed, SignatureRefused) as refusal:
            logger.warning("certificate %s was not signed: %s", file.pk, type(refusal).__name__)
            done.append(Imported(name, file.certificate, reason=str(refusal)))
            break
    return done


def store_signed(*, file: CertificateFile, content: bytes, now: datetime) -> str:
    """Keep the signed bytes instead of `file`'s, which are their beginning; who signed. Raise SignatureRefused."""
    facts = judge_signed(content=content, before=bytes(file.content))
    _store(file, content, now)
    return facts.signer


@transaction.atomic
def _store(file: CertificateFile, content: bytes, now: datetime) -> None:
    certificate = Certificate.objects.select_for_update(no_key=True).get(pk=file.pk)
    row = CertificateFile.objects.select_for_update().get(pk=file.pk)
    if not certificate.is_valid or row.sha256 != file.sha256 or row.signature == FileSignature.EXTERNAL:
        raise SignatureRefused(_("Sertifikat ini baru saja berubah. Muat ulang halaman, lalu coba lagi."))
    row.unsigned_byte_count, row.unsigned_sha256 = row.byte_count, row.sha256
    row.content, row.byte_count, row.sha256 = content, len(content), sha256(content).hexdigest()
    row.signature, row.signed_at = FileSignature.EXTERNAL, now
    row.save()
    record(certificate=certificate, action=RegisterAction.SIGNED, now=now)


def _import(event: TrainingEvent, name: str, content: bytes, now: datetime) -> Imported:
    certificate = None
    try:
        file = _find(event, content)
        certificate = file.certificate
        _check_waits(file, content)
        return Imported(name, certificate, signer=store_signed(file=file, content=content, now=now))
    except SignatureRefused as refusal:
        return Imported(name, certificate, reason=str(refusal))


def _find(event: TrainingEvent, content: bytes) -> CertificateFile:
    """By the code inside; what the file is called does not matter."""
    if len(content) > LARGEST_FILE:
        raise SignatureRefused(_("Lebih dari %(limit)s.") % {"limit": format_size(LARGEST_FILE)})
    if b"%PDF-" not in content[:1024]:
        raise SignatureRefused(_("Bukan berkas PDF."))
    named = CODE_INSIDE.search(content)
    code = read_code(named[1].decode()) if named else ""
    of_event = Certificate.objects.of_event(event)
    file = CertificateFile.objects.select_related("certificate").filter(certificate__code=code)
    found = file.filter(certificate__in=of_event).first() if code else None
    if found is None:
        raise SignatureRefused(_("Tidak memuat kode sertifikat dari kegiatan ini."))
    return found


def _check_waits(file: CertificateFile, content: bytes) -> None:
    if file.signature == FileSignature.EXTERNAL:
        is_same = file.sha256 == sha256(content).hexdigest()
        raise SignatureRefused(_("Sudah dimasukkan sebelumnya.") if is_same else _("Sudah ada yang bertanda tangan."))
    if not file.certificate.is_valid:
        raise SignatureRefused(_("Sertifikat ini sudah dicabut atau digantikan."))


def _files(event: TrainingEvent) -> QuerySet[CertificateFile]:
    return CertificateFile.objects.filter(certificate__in=Certificate.objects.of_event(event).valid())


def _no_formula(value: str) -> str:
    """Spreadsheets run what begins like a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
