"""Comparing a PDF from outside with the register, byte by byte: it is never parsed, never stored."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from certificates.choices import FileSignature
from certificates.models import Certificate, CertificateFile
from certificates.services.codes import read_code
from certificates.services.extracts import Extract, make_extract

if TYPE_CHECKING:
    from certificates.services.signature_checks import SignatureFacts

LARGEST_FILE = 2 * 1024 * 1024
CODE_INSIDE = re.compile(rb"""(?:<pdf:Keywords>|pdf:Keywords=["']|/Keywords ?\()([0-9A-Z]{20})[<"')]""")
"""Our PDFs name their code in plain letters, thrice: as drawn, as signed, and in the old dictionary.

A program that saves them anew keeps one of them as a rule; where none is left the file is unknown.
"""
RELATED = ("certificate__series__organization", "certificate__replaced_by")


class Finding(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    LONGER = "longer"
    SHORTER = "shorter"
    UNSIGNED = "unsigned"
    CUT = "cut"
    UNKNOWN = "unknown"
    NO_PDF = "no_pdf"


@dataclass(frozen=True)
class Comparison:
    """`extract` is of the certificate the file names, which says nothing about the file unless `is_same`."""

    finding: Finding
    extract: Extract | None = None
    signature: "SignatureFacts | None" = None
    is_signed_outside: bool = False

    @property
    def certificate(self) -> Certificate | None:
        return self.extract.certificate if self.extract else None

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
    def is_cut(self) -> bool:
        """No end, and not enough of it left to say whose it was."""
        return self.finding == Finding.CUT

    @property
    def is_unsigned(self) -> bool:
        return self.finding == Finding.UNSIGNED

    @property
    def is_pdf(self) -> bool:
        return self.finding != Finding.NO_PDF

    @property
    def is_signed(self) -> bool:
        """By us; what stands behind the signature is ours too then, such as the proof of a time stamp."""
        return self.signature is not None and self.signature.is_intact and self.signature.is_ours

    @property
    def is_valid(self) -> bool:
        """Exactly as issued, and in force today: the only case that may be called valid."""
        return self.is_same and self.extract is not None and self.extract.is_valid


def compare_file(*, content: bytes, now: datetime) -> Comparison:
    """What a file is, told by its SHA-256 and by the code it names. Signatures of other people's files are not read."""
    if b"%PDF-" not in content[:1024]:
        return Comparison(Finding.NO_PDF)
    files = CertificateFile.objects.select_related(*RELATED)
    same = files.filter(sha256=hashlib.sha256(content).hexdigest()).first()
    if same is not None:
        return _describe_same(same, now)
    named = CODE_INSIDE.search(content)
    issued = files.filter(certificate__code=read_code(named[1].decode())).first() if named else None
    if issued is None:
        return Comparison(Finding.UNKNOWN if b"%%EOF" in content[-1024:] else Finding.CUT)
    return Comparison(_differ(content, issued), make_extract(certificate=issued.certificate, now=now))


def _describe_same(file: CertificateFile, now: datetime) -> Comparison:
    """The signature told of is the last one, which covers those before it."""
    from certificates.services.signature_checks import read_signatures  # noqa: PLC0415 -- slow import

    signatures = read_signatures(content=bytes(file.content))
    return Comparison(
        Finding.SAME,
        make_extract(certificate=file.certificate, now=now),
        signatures[-1] if signatures else None,
        is_signed_outside=file.signature == FileSignature.EXTERNAL,
    )


def _differ(content: bytes, file: CertificateFile) -> Finding:
    issued = bytes(file.content)
    if content.startswith(issued):
        return Finding.LONGER
    if not issued.startswith(content):
        return Finding.CHANGED
    is_whole = len(content) == file.unsigned_byte_count or content.rstrip().endswith(b"%%EOF")
    return Finding.UNSIGNED if is_whole else Finding.SHORTER
