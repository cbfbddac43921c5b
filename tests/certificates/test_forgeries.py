"""A thousand altered files of every kind somebody may think of: none is called valid (attack row 10)."""

import random
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest

from certificates.choices import FileSignature
from certificates.services.document import draw_document
from certificates.services.files import compare_file
from certificates.services.signature_checks import read_signatures
from certificates.services.signing import sign_document
from certificates.services.trial_keys import make_test_keys
from tests.certificates.conftest import PASSPHRASE
from tests.certificates.signers import official, rewritten, sign
from tests.factories.bimtek import RegistrationFactory
from tests.factories.certificates import LATER, NOW, CertificateFactory, FileFactory, printed

pytestmark = pytest.mark.django_db
NAMES = ("Yosefina Da'Lopez", "Maria Nahak", "Petrus Tuan")


@pytest.fixture(scope="module")
def drawn():
    return [draw_document(printed=printed(code=f"{count:020d}", name=name), crest=None)
            for count, name in enumerate(NAMES)]  # fmt: skip


@pytest.fixture
def genuine(event, keys, drawn, tmp_path):
    """Three files in the register: signed by us, by us and an official, by nobody."""
    ours = [sign_document(content=content, organization_id=1, now=NOW) for content in drawn]
    both = sign(ours[1], official(tmp_path / "pejabat"))
    contents = [ours[0], both, drawn[2]]
    for count, (content, signature) in enumerate(zip(contents, ("office", "external", "none"), strict=True)):
        row = CertificateFactory(registration=RegistrationFactory(event=event), code=f"{count:020d}")
        before = {"unsigned_byte_count": len(ours[1]), "unsigned_sha256": sha256(ours[1]).hexdigest(),
                  "signed_at": NOW} if signature == FileSignature.EXTERNAL else {}  # fmt: skip
        digest = sha256(content).hexdigest()
        FileFactory(
            certificate=row, content=content, byte_count=len(content), sha256=digest, signature=signature, **before
        )
    return contents


class Forger:
    """Alters a genuine file in one way or another; the seed makes every run the same."""

    def __init__(self, genuine):
        self.genuine, self.chance = genuine, random.Random(84417)

    def flip(self, content):
        place = self.chance.randrange(len(content))
        return content[:place] + bytes([content[place] ^ (1 << self.chance.randrange(8))]) + content[place + 1 :]

    def cut(self, content):
        return content[: self.chance.randrange(1, len(content))]

    def append(self, content):
        return content + self.chance.randbytes(self.chance.randrange(1, 400))

    def splice(self, content):
        """The beginning of one, the end of another."""
        place = self.chance.randrange(9, len(content))
        return content[:place] + self.other(content)[place:]

    def rename(self, content):
        """Another certificate's code where machines look for it: a swapped QR in their eyes."""
        codes = [f"{count:020d}".encode() for count in range(3)]
        old = next(code for code in codes if code in content)
        return content.replace(old, self.chance.choice([code for code in codes if code != old]))

    def swap_bytes(self, content):
        one, two = sorted(self.chance.sample(range(len(content)), 2))
        return (
            content[:one]
            + content[two : two + 1]
            + content[one + 1 : two]
            + content[one : one + 1]
            + content[two + 1 :]
        )

    def save_anew(self, content):
        return self.resaved(content, lambda document: None)

    def retitle(self, content):
        def change(document):
            document.docinfo["/Title"] = f"SERTIFIKAT {self.chance.random()}"

        return self.resaved(content, change)

    def swap_page(self, content):
        """The first page of somebody else, QR and all, in the file of this one."""

        def change(document):
            with pikepdf.open(BytesIO(self.other(content))) as source:
                page = document.copy_foreign(source.pages[0].obj)
            document.pages[0].obj["/Contents"] = page["/Contents"]
            document.pages[0].obj["/Resources"] = page["/Resources"]

        return self.resaved(content, change)

    def update(self, content):
        return rewritten(content)

    def other(self, content):
        return self.chance.choice([each for each in self.genuine if each != content])

    @staticmethod
    def resaved(content, change):
        out = BytesIO()
        with pikepdf.open(BytesIO(content)) as document:
            change(document)
            document.save(out)
        return out.getvalue()


CHEAP = ("flip", "cut", "append", "splice", "rename", "swap_bytes")
DEAR = ("save_anew", "retitle", "swap_page", "update")
"""Parsed and written by a library, so fewer of them."""


def test_none_of_a_thousand_forgeries_is_valid(genuine):
    forger = Forger(genuine)
    kinds = [CHEAP[count % len(CHEAP)] for count in range(960)] + [DEAR[count % len(DEAR)] for count in range(40)]
    forged = [getattr(forger, kind)(genuine[count % 3]) for count, kind in enumerate(kinds)]
    altered = [each for each in forged if each not in genuine]  # a splice may happen to restore

    accepted = [each for each in altered if compare_file(content=each, now=LATER).is_valid]

    assert len(altered) > 980
    assert accepted == []


def test_the_genuine_ones_are_valid_for_their_owners_only(genuine):
    found = [compare_file(content=content, now=LATER) for content in genuine]

    assert [each.is_valid for each in found] == [True] * 3
    assert [each.certificate.code for each in found] == [f"{count:020d}" for count in range(3)]
    assert [(each.is_signed, each.is_signed_outside) for each in found] == [
        (True, False), (False, True), (False, False),
    ]  # fmt: skip


def test_a_key_of_somebody_else_makes_nothing_valid(genuine, drawn, settings, tmp_path):
    settings.SIGNING_KEYS = str(tmp_path / "asing")
    make_test_keys(folder=tmp_path / "asing", passphrase=PASSPHRASE, now=NOW)
    foreign = sign_document(content=drawn[0], organization_id=1, now=NOW)
    intact = read_signatures(content=foreign)[0]

    assert (intact.is_intact, intact.is_whole_file) == (True, True)  # a reader of PDFs would call it valid
    assert not compare_file(content=foreign, now=LATER).is_valid
    assert not compare_file(content=sign(genuine[2], official(tmp_path / "lain")), now=LATER).is_valid
