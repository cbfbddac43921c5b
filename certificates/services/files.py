"""Comparing a PDF from outside with the register, byte by byte: it is never parsed, never stored."""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from certificates.models import Certificate, CertificateFile
from certificates.services.codes import read_code

if TYPE_CHECKING:
    from certificates.services.signature_checks import SignatureFacts

LARGEST_FILE = 2 * 1024 * 1024
CODE_INSIDE = re.compile(rb"<pdf:Keywords>([0-9A-Z]{20})</pdf:Keywords>")
"""Our PDFs name their code in plain letters; a file saved by another program often loses that, and is then unknown."""


class Finding(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    LONGER = "longer"
    SHORTER = "shorter"
    UNKNOWN = "unknown"
    NO_PDF = "no_pdf"


@dataclass(frozen=True)
class Comparison:
    """`certificate` is the one the file names, which says nothing about the file unless `is_same`."""

    finding: Finding
    certificate: Certificate | None = None
    signature: "SignatureFacts | None" = None

    @property
    def is_same(self) -> bool:
        return self.finding == Finding.SAME

    @property
    def is_longer(self) -> bool:
        return self.finding == Finding.LONGER

    @property
    def is_shorter(self) -> bool:
        return self.finding == Finding.SHORTER

    @property
    def is_pdf(self) -> bool:
        return self.finding != Finding.NO_PDF

    @property
    def is_signed(self) -> bool:
        """By us; what stands behind the signature is ours too then, such as the proof of a time stamp."""
        return self.signature is not None and self.signature.is_intact and self.signature.is_ours

    @property
    def is_valid(self) -> bool:
        """Exactly as issued, and not taken back since: the only case that may be called valid."""
        return self.is_same and self.certificate is not None and self.certificate.is_valid


def compare_file(*, content: bytes) -> Comparison:
    """What a file is, told by its SHA-256 and by the code it names. Signatures of other people's files are not read."""
    if b"%PDF-" not in content[:1024]:
        return Comparison(Finding.NO_PDF)
    files = CertificateFile.objects.select_related("certificate__series__organization")
    same = files.filter(sha256=hashlib.sha256(content).hexdigest()).first()
    if same is not None:
        from certificates.services.signature_checks import read_signature  # noqa: PLC0415 -- slow import

        return Comparison(Finding.SAME, same.certificate, read_signature(content=bytes(same.content)))
    named = CODE_INSIDE.search(content)
    issued = files.filter(certificate__code=read_code(named[1].decode())).first() if named else None
    if issued is None:
        return Comparison(Finding.UNKNOWN)
    return Comparison(_differ(content, bytes(issued.content)), issued.certificate)


def _differ(content: bytes, issued: bytes) -> Finding:
    if content.startswith(issued):
        return Finding.LONGER
    return Finding.SHORTER if issued.startswith(content) else Finding.CHANGED
