"""Certificates signed by an official: files that come back from elsewhere, and those a service signs for the asking."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.choices import FileSignature, RegisterAction
from certificates.models import Certificate, CertificateFile
from certificates.models.certificates import CertificateQuerySet
from certificates.services.codes import read_code
from certificates.services.esign import DocumentSigner, SigningFailed
from certificates.services.files import CODE_INSIDE, LARGEST_FILE
from certificates.services.outside_signatures import SignatureRefused, judge_signed
from certificates.services.register import record
from certificates.services.signing_portions import waiting_files
from lms.text import format_size

logger = logging.getLogger(__name__)
AT_ONCE = 40
"""Files a service signs in one request, a second or so each; the officer presses again for the rest."""


@dataclass(frozen=True)
class Imported:
    """One file that came back; `reason` is empty when it was accepted, and then `signer` signed it.

    `is_repeated` says that the very same file was accepted before: nothing to worry about, and nothing was changed.
    """

    name: str
    certificate: Certificate | None = None
    signer: str = ""
    reason: str = ""
    is_repeated: bool = False

    @property
    def is_accepted(self) -> bool:
        return not self.reason


def import_signed(
    *, certificates: CertificateQuerySet, files: Iterable[tuple[str, bytes]], now: datetime
) -> list[Imported]:
    """Take back signed ones of `certificates`; each is stored whole with its line in the register, or not at all."""
    return [_import(certificates, name, content, now) for name, content in files]


def sign_waiting(*, certificates: CertificateQuerySet, signer: DocumentSigner, now: datetime) -> list[Imported]:
    """Have the next files signed by a service; the first refusal ends it, before the official's account is locked."""
    done: list[Imported] = []
    for file in waiting_files(certificates=certificates).select_related("certificate")[:AT_ONCE]:
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


def _import(certificates: CertificateQuerySet, name: str, content: bytes, now: datetime) -> Imported:
    certificate = None
    try:
        certificate = _find(certificates, content)
        file = CertificateFile.objects.get(pk=certificate.pk)
        if file.signature == FileSignature.EXTERNAL and file.sha256 == sha256(content).hexdigest():
            return Imported(name, certificate, reason=_("Sudah dimasukkan sebelumnya."), is_repeated=True)
        _check_waits(certificate, file)
        return Imported(name, certificate, signer=store_signed(file=file, content=content, now=now))
    except SignatureRefused as refusal:
        return Imported(name, certificate, reason=str(refusal))


def _find(certificates: CertificateQuerySet, content: bytes) -> Certificate:
    """By the code inside, not by what the file is called. Without its PDF, as hundreds are kept for the answer."""
    if len(content) > LARGEST_FILE:
        raise SignatureRefused(_("Lebih dari %(limit)s.") % {"limit": format_size(LARGEST_FILE)})
    if b"%PDF-" not in content[:1024]:
        raise SignatureRefused(_("Bukan berkas PDF."))
    named = CODE_INSIDE.search(content)
    code = read_code(named[1].decode()) if named else ""
    found = certificates.drawn().filter(code=code).first() if code else None
    if found is None:
        raise SignatureRefused(
            _("Tidak memuat kode salah satu sertifikat di halaman ini. Periksa apakah berkasnya dari sini.")
        )
    return found


def _check_waits(certificate: Certificate, file: CertificateFile) -> None:
    if file.signature == FileSignature.EXTERNAL:
        raise SignatureRefused(_("Sudah ada yang bertanda tangan."))
    if not certificate.is_valid:
        raise SignatureRefused(_("Sertifikat ini sudah dicabut atau digantikan."))
