"""Judging a file that came back signed: our bytes, then a signature over all of them, and nothing else.

The pages were drawn by us, but what follows them comes from outside: sizes are limited before, and whatever a parser
raises is a refusal.
"""

import re
from io import BytesIO

from django.utils.translation import gettext as _
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from certificates.services.added_revisions import is_only_signed
from certificates.services.signature_checks import SignatureFacts, judge_signature

END = re.compile(rb"startxref\s+\d+\s+%%EOF\s*\Z")


class SignatureRefused(Exception):
    """The message says to the officer what is wrong with the file, and what to do."""


def judge_signed(*, content: bytes, before: bytes) -> SignatureFacts:
    """Who signed `content`, which must be `before` and a signature over the whole. Raise SignatureRefused.

    Visible or not, by one official or by several; a time stamp and proofs for later years may follow.
    """
    if content == before:
        raise SignatureRefused(_("Belum ada tanda tangan elektronik di dalamnya."))
    if not content.startswith(before):
        raise SignatureRefused(
            _("Isinya bukan berkas yang Anda unduh dari sini. Tanda tangani berkas itu tanpa menyimpannya ulang.")
        )
    try:
        return _judge(content, before)
    except SignatureRefused:
        raise
    except Exception as error:  # a parser may raise anything about a damaged file
        raise SignatureRefused(_("Bagian tanda tangannya rusak. Tanda tangani lagi berkas aslinya.")) from error


def _judge(content: bytes, before: bytes) -> SignatureFacts:
    reader, base = PdfFileReader(BytesIO(content)), _last_revision(content, before)
    added = [each for each in reader.embedded_regular_signatures if each.signed_revision > base]
    if not added:
        raise SignatureRefused(_("Belum ada tanda tangan elektronik di dalamnya."))
    facts = [judge_signature(each) for each in added]
    if not all(fact.is_intact for fact in facts):
        raise SignatureRefused(_("Tanda tangannya tidak cocok dengan isi berkas. Tanda tangani lagi berkas aslinya."))
    if not is_only_signed(reader=reader, base=base):
        raise SignatureRefused(_("Selain tanda tangan ada isi lain yang diubah. Tanda tangani lagi berkas aslinya."))
    if not facts[-1].is_whole_file:
        _check_only_proofs_follow(reader, added[-1], content)
    return facts[-1]


def _last_revision(content: bytes, before: bytes) -> int:
    """Number of our own last revision inside the new file, which must build on it rather than go around it."""
    ours = PdfFileReader(BytesIO(before))
    base = ours.xrefs.total_revisions - 1
    theirs = PdfFileReader(BytesIO(content))
    if theirs.xrefs.get_startxref_for_revision(base) != ours.last_startxref:
        raise SignatureRefused(_("Isi halamannya diganti sebelum ditandatangani. Tanda tangani lagi berkas aslinya."))
    return base


def _check_only_proofs_follow(reader: PdfFileReader, last: EmbeddedPdfSignature, content: bytes) -> None:
    found = DEFAULT_DIFF_POLICY.review_file(reader, last.signed_revision, doc_mdp=MDPPerm.NO_CHANGES)
    is_proof = isinstance(found, DiffResult) and found.modification_level <= ModificationLevel.LTA_UPDATES
    if reader.xrefs.total_revisions == last.signed_revision + 1 or not is_proof or not END.search(content[-64:]):
        raise SignatureRefused(_("Ada yang ditambahkan di belakang tanda tangannya. Minta berkas aslinya."))
