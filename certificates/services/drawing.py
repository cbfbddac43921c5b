"""Job `certificates.draw`: the PDF, made once from what was frozen, then kept byte for byte."""

import hashlib
from datetime import datetime
from typing import NamedTuple

from certificates.choices import RegisterAction
from certificates.models import Certificate, CertificateFile
from certificates.services.credentials import FILE_NAME, make_credential
from certificates.services.document import draw_document
from certificates.services.register import record
from certificates.services.signing import sign_document
from certificates.services.stamping import stamp_document
from lms.pdf import Attachment


class Prepared(NamedTuple):
    """The PDF and the credential inside it, "" when the site signs none."""

    content: bytes
    credential: str


def prepare_file(*, key: str, now: datetime) -> Prepared | None:
    """Drawn and signed outside any transaction; None when the certificate has its file already."""
    related = ("crest", "series", "registration", "enrollment")
    certificate = Certificate.objects.select_related(*related).get(pk=int(key))
    if CertificateFile.objects.filter(pk=int(key)).exists():
        return None
    crest = bytes(certificate.crest.content) if certificate.crest else None
    credential = make_credential(certificate=certificate)
    drawn = draw_certificate(printed=certificate.printed, crest=crest, attachment=_inside(credential, certificate))
    signed = sign_document(content=drawn, organization_id=certificate.series.organization_id, now=now)
    return Prepared(signed, credential)


def store_file(*, key: str, now: datetime, prepared: Prepared | None) -> None:
    """Keep the bytes with their hash; a second run changes nothing."""
    if prepared is None:
        return
    file, is_new = CertificateFile.objects.get_or_create(
        certificate_id=int(key),
        defaults={
            "content": prepared.content,
            "byte_count": len(prepared.content),
            "sha256": hashlib.sha256(prepared.content).hexdigest(),
            "credential": prepared.credential,
            "drawn_at": now,
        },
    )
    if is_new:
        record(certificate=file.certificate, action=RegisterAction.FILED, now=now)


def draw_certificate(*, printed: dict, crest: bytes | None, attachment: Attachment | None = None) -> bytes:
    """The unsigned PDF: stamped on a page drawn before where that gives the same, else rendered whole.

    The same input takes the same way and gives the same bytes. Raises lms.pdf.PdfError.
    """
    stamped = stamp_document(printed=printed, crest=crest, attachment=attachment)
    if stamped is not None:
        return stamped
    return draw_document(printed=printed, crest=crest, attachments=[attachment] if attachment else [])


def _inside(credential: str, certificate: Certificate) -> Attachment | None:
    if not credential:
        return None
    return Attachment(FILE_NAME, credential.encode(), "Open Badges 3.0", certificate.issued_at)
