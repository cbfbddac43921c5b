"""What the signature inside one of our PDFs says. Not for files from outside: the parsers below trust their input."""

import logging
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates.services.signing_keys import own_fingerprints

for name in ("pyhanko", "pyhanko_certvalidator"):  # they quote the names in certificates
    logging.getLogger(name).addHandler(logging.NullHandler())
    logging.getLogger(name).propagate = False


@dataclass(frozen=True)
class SignatureFacts:
    """`signer` and `issuer` are names in the certificate, a claim of whoever made that unless `is_ours`."""

    signer: str
    issuer: str
    is_intact: bool
    is_whole_file: bool
    is_ours: bool

    @property
    def is_trustworthy(self) -> bool:
        """Ours, unbroken, and nothing was written behind it."""
        return self.is_intact and self.is_whole_file and self.is_ours


def read_signature(*, content: bytes) -> SignatureFacts | None:
    """The first signature of a PDF, None when it has none."""
    return next(iter(read_signatures(content=content)), None)


def read_signatures(*, content: bytes) -> list[SignatureFacts]:
    """Every signature in the order they were made. Opens no connection."""
    return [judge_signature(each) for each in PdfFileReader(BytesIO(content)).embedded_regular_signatures]


def judge_signature(embedded: EmbeddedPdfSignature) -> SignatureFacts:
    """Neither "valid" nor "trusted" of a reader is enough: a file with pages added behind the signature has both."""
    itself = ValidationContext(trust_roots=[embedded.signer_cert], allow_fetching=False, revocation_mode="soft-fail")
    status = validate_pdf_signature(embedded, signer_validation_context=itself, skip_diff=True)
    certificate = status.signing_cert
    return SignatureFacts(
        signer=certificate.subject.native.get("common_name", ""),
        issuer=certificate.issuer.native.get("common_name", ""),
        is_intact=status.intact and status.valid,
        is_whole_file=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        is_ours=sha256(certificate.dump()).hexdigest() in own_fingerprints(),
    )
