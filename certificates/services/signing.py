"""An invisible PAdES signature, the last thing done to a certificate: any later write would break it."""

from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator import ValidationContext

from certificates.services.key_files import trusted_certificates
from certificates.services.signing_keys import DIGEST, SigningKey, signing_key_of

FIELD = "TandaTangan"


class KeyExpired(Exception):
    """The certificate of the key is not valid on this day; a signature would be worth nothing."""


class TimedSigner(PdfSigner):
    """Signs at the moment it is told, as everything else here does."""

    moment: datetime

    def init_signing_session(self, *args: Any, **options: Any) -> PdfSigningSession:
        session = super().init_signing_session(*args, **options)
        session.system_time = self.moment
        return session


def sign_document(*, content: bytes, organization_id: int, now: datetime) -> bytes:
    """`content` with a signature of the organization's or the site's key after it; unchanged when no key is configured.

    PAdES B-B, or B-LT when SIGNING_TSA_URL is set. Officials may still add signatures of their own afterwards; any
    other change breaks it. Raises KeyUnusable or KeyExpired.
    """
    key = signing_key_of(organization_id=organization_id)
    if key is None:
        return content
    if not key.is_valid_at(now):
        raise KeyExpired(key.certificate.subject.rfc4514_string())
    signer = TimedSigner(
        _describe(key), key.signer, timestamper=_time_stamper(), new_field_spec=SigFieldSpec(FIELD, box=None)
    )
    signer.moment = now
    writer = IncrementalPdfFileWriter(BytesIO(content))
    room = None if settings.SIGNING_TSA_URL else key.reserved_bytes
    return signer.sign_pdf(writer, bytes_reserved=room).getvalue()


def _describe(key: SigningKey) -> PdfSignatureMetadata:
    wants_proof_of_time = bool(settings.SIGNING_TSA_URL)
    return PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        embed_validation_info=wants_proof_of_time,
        validation_context=_trust(key) if wants_proof_of_time else None,
    )


def _trust(key: SigningKey) -> ValidationContext:
    """Authorities of the key and of the time stamp, and whatever revocation lists they publish."""
    trusted = [Certificate.load(one.public_bytes(Encoding.DER)) for one in trusted_certificates()]
    return ValidationContext(
        trust_roots=[key.signer.signing_cert, *key.signer.cert_registry, *trusted],
        allow_fetching=True,
        revocation_mode="soft-fail",
    )


def _time_stamper() -> HTTPTimeStamper | None:
    return HTTPTimeStamper(settings.SIGNING_TSA_URL, timeout=20) if settings.SIGNING_TSA_URL else None
