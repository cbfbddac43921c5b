"""Job `certificates.draw`: the PDF, made once from what was frozen, then kept byte for byte."""

import hashlib
from datetime import datetime

from certificates.models import Certificate, CertificateFile
from certificates.services.document import draw_document
from certificates.services.signing import sign_document


def prepare_file(*, key: str, now: datetime) -> bytes | None:
    """The bytes, drawn and signed outside any transaction; None when the certificate has its file already."""
    certificate = Certificate.objects.select_related("crest", "series").get(pk=int(key))
    if CertificateFile.objects.filter(pk=int(key)).exists():
        return None
    crest = bytes(certificate.crest.content) if certificate.crest else None
    drawn = draw_document(printed=certificate.printed, crest=crest)
    return sign_document(content=drawn, organization_id=certificate.series.organization_id, now=now)


def store_file(*, key: str, now: datetime, prepared: bytes | None) -> None:
    """Keep the bytes with their hash; a second run changes nothing."""
    if prepared is None:
        return
    CertificateFile.objects.get_or_create(
        certificate_id=int(key),
        defaults={
            "content": prepared,
            "byte_count": len(prepared),
            "sha256": hashlib.sha256(prepared).hexdigest(),
            "drawn_at": now,
        },
    )
