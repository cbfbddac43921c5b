"""Job `certificates.draw`: the PDF, made once from what was frozen, then kept byte for byte."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from certificates.choices import FileSignature, RegisterAction
from certificates.models import Certificate, CertificateFile, PrintedAsset
from certificates.services.credentials import FILE_NAME, make_credential
from certificates.services.document import draw_document
from certificates.services.register import record_all
from certificates.services.signing import sign_document
from certificates.services.stamping import stamp_document
from lms.pdf import Attachment


class Prepared(NamedTuple):
    """The PDF and the credential inside it, "" when the site signs none."""

    content: bytes
    credential: str
    is_signed: bool = False


Outcome = Prepared | Exception | None


def prepare_file(*, key: str, now: datetime) -> Prepared | None:
    """Drawn and signed outside any transaction; None when the certificate has its file already."""
    [(_key, outcome)] = prepare_files(keys=[key], now=now)
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def prepare_files(*, keys: Sequence[str], now: datetime) -> Iterator[tuple[str, Outcome]]:
    """As `prepare_file` for many, one after the other; a certificate that cannot be drawn spoils no other."""
    pks = [int(key) for key in keys]
    related = ("series", "registration", "enrollment", "speaker")
    certificates = Certificate.objects.select_related(*related).in_bulk(pks)
    finished = set(CertificateFile.objects.filter(pk__in=pks).values_list("pk", flat=True))
    crests = _read_crests({certificate.crest_id for certificate in certificates.values() if certificate.crest_id})
    for pk in pks:
        try:
            certificate = certificates[pk]
            yield str(pk), None if pk in finished else _prepare(certificate, crests, now)
        except Exception as error:  # whatever it is, it belongs to this certificate alone
            yield str(pk), error


def store_file(*, key: str, now: datetime, prepared: Prepared | None) -> None:
    """Keep the bytes with their hash; a second run changes nothing."""
    store_files(prepared={key: prepared}, now=now)


@transaction.atomic
def store_files(*, prepared: Mapping[str, Prepared | None], now: datetime) -> None:
    """As `store_file` for many, and their lines in the register last."""
    files = {int(key): file for key, file in prepared.items() if file is not None}
    finished = set(CertificateFile.objects.filter(pk__in=files).values_list("pk", flat=True))
    fresh = [_describe_file(pk, file, now) for pk, file in files.items() if pk not in finished]
    CertificateFile.objects.bulk_create(fresh)
    certificates = [Certificate(pk=file.pk) for file in fresh]
    record_all(certificates=certificates, action=RegisterAction.FILED, now=now)


def _prepare(certificate: Certificate, crests: Mapping[int, bytes], now: datetime) -> Prepared:
    crest = crests[certificate.crest_id] if certificate.crest_id else None
    credential = make_credential(certificate=certificate)
    drawn = draw_certificate(printed=certificate.printed, crest=crest, attachment=_inside(credential, certificate))
    signed = sign_document(content=drawn, organization_id=certificate.series.organization_id, now=now)
    return Prepared(signed, credential, is_signed=signed != drawn)


def _describe_file(pk: int, prepared: Prepared, now: datetime) -> CertificateFile:
    """The unsaved row."""
    return CertificateFile(
        certificate_id=pk,
        content=prepared.content,
        byte_count=len(prepared.content),
        sha256=hashlib.sha256(prepared.content).hexdigest(),
        credential=prepared.credential,
        signature=FileSignature.OFFICE if prepared.is_signed else FileSignature.NONE,
        drawn_at=now,
    )


def _read_crests(pks: set[int]) -> dict[int, bytes]:
    """Each crest once, however many certificates show it."""
    return {asset.pk: bytes(asset.content) for asset in PrintedAsset.objects.filter(pk__in=pks)}


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
