"""A name on its whole way: from the member's row through the frozen text to PDF, file name and verification page."""

import random
from io import BytesIO

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from bimtek.models import AgendaSlot
from certificates.choices import SigningMode
from certificates.models import Certificate, CertificateFile, Signatory
from certificates.services.archives import file_name
from certificates.services.codes import ALPHABET, group_code, make_code, read_code
from certificates.services.document import draw_document
from certificates.services.issuing import issue
from certificates.services.refusals import RequirementsMissing
from certificates.services.revoking import revoke
from lms.services import jobs
from tests.factories.bimtek import SlotFactory
from tests.factories.certificates import LATER, CertificateFactory, participant, printed
from tests.factories.members import UserFactory

SIXTY = "Maria Goreti Bernadetha Nahak Seran Lopes da Costa Fernandez"
LONGEST = ("Maria Goreti Bernadetha " * 8).strip()
LIMIT = 200 * 1024

NAMES = {
    "apostrophe": ("Yosefina Da'Lopez", "Yosefina Da'Lopez", "yosefina-dalopez"),
    "curly apostrophe": ("Yosefina Da’Lopez", "Yosefina Da’Lopez", "yosefina-dalopez"),
    "one word": ("Yohana", "Yohana", "yohana"),
    "one letter": ("Y", "Y", "y"),
    "accents": ("José Ñandu", "José Ñandu", "jose-nandu"),
    "decomposed": ("Jose\u0301", "José", "jose"),
    "sixty letters": (SIXTY, SIXTY, SIXTY.lower().replace(" ", "-")),
    "two hundred": (LONGEST, LONGEST, LONGEST.lower().replace(" ", "-")[:60].strip("-")),
    "too many spaces": ("  Maria \t Goreti  ", "Maria Goreti", "maria-goreti"),
    "bidi": ("Maria \u202eiterog", "Maria iterog", "maria-iterog"),
    "zero width": ("Ma\u200bria\u2060", "Maria", "maria"),
    "control": ("Maria\u0007 Goreti\u0085", "Maria Goreti", "maria-goreti"),
    "markup": ("Maria <b>&amp;</b>", "Maria <b>&amp;</b>", "maria-bampb"),
    "path": ("../../etc/Maria", "../../etc/Maria", "etcmaria"),
    "only signs": ("'. -'", "'. -'", "tanpa-nama"),
}


def text_of(content, page=0):
    return " ".join(PdfReader(BytesIO(content)).pages[page].extract_text().split())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", NAMES)
def test_a_name_reaches_paper_file_and_page(client, event, now, kind):
    typed, name, file = NAMES[kind]

    certificate = issue(source=participant(event, full_name=typed), by=UserFactory(), now=now)
    jobs.run_due(now=LATER)
    content = bytes(CertificateFile.objects.get().content)
    response = client.get(reverse("verify", args=[certificate.code]))

    assert certificate.printed["name"] == name
    assert name in text_of(content)
    assert file_name(certificate) == f"sertifikat-001-{file}.pdf"
    assert response.context["extract"].printed["name"] == name
    assert len(content) <= LIMIT
    assert len(PdfReader(BytesIO(content)).pages) == 2


@pytest.mark.parametrize("name", ["   ", "\u202e\u200b", "\u200f", "\n\t"])
def test_a_name_of_nothing_visible_is_missing(event, now, name):
    with pytest.raises(RequirementsMissing) as error:
        issue(source=participant(event, full_name=name), by=UserFactory(), now=now)

    assert [row.key for row in error.value.requirements] == ["name"]
    assert str(error.value) == "name"


MODES = {
    SigningMode.DIRECT: "SEKRETARIS, ELISABET",
    SigningMode.ON_BEHALF: "a.n. KEPALA DINAS SEKRETARIS, ELISABET",
    SigningMode.FOR_SUPERIOR: "a.n. KEPALA DINAS ASISTEN, u.b. SEKRETARIS, ELISABET",
    SigningMode.ACTING_VACANT: "Plt. SEKRETARIS, ELISABET",
    SigningMode.ACTING_DAILY: "Plh. SEKRETARIS, ELISABET",
    SigningMode.ACTING_HEAD: "Pj. SEKRETARIS, ELISABET",
}


@pytest.mark.parametrize("mode", SigningMode)
def test_every_way_of_signing_is_printed(event, now, mode):
    Signatory.objects.update(
        mode=mode, name="Elisabet", represented_position="Kepala Dinas", intermediate_position="Asisten"
    )

    certificate = issue(source=participant(event), by=UserFactory(), now=now)

    front = text_of(draw_document(printed=certificate.printed, crest=None))
    assert f"Kupang, 11 Juli 2024 {MODES[mode]}" in front
    others = {"a.n.", "u.b.", "Plt.", "Plh.", "Pj."} - set(MODES[mode].split())
    assert not [word for word in others if word in front]


@pytest.mark.parametrize(("count", "pages"), [(14, 2), (30, 3)])
def test_a_long_agenda_is_listed_whole(event, now, count, pages):
    AgendaSlot.objects.filter(event=event).update(title="Materi 1")
    for number in range(2, count + 1):
        SlotFactory(event=event, title=f"Materi {number}")

    certificate = issue(source=participant(event), by=UserFactory(), now=now)
    content = draw_document(printed=certificate.printed, crest=None)

    reader = PdfReader(BytesIO(content))
    back = " ".join(" ".join(page.extract_text() for page in reader.pages[1:]).split())
    assert len(certificate.printed["activity"]["materials"]) == count
    assert [number for number in range(1, count + 1) if f"{number} Materi {number} " not in back] == []
    assert (len(reader.pages), len(content) <= LIMIT) == (pages, True)


def test_the_heaviest_certificate_stays_below_200_kb():
    """A crest that no compression helps, as many rows as a week has, and a name of 200 letters."""
    noise = Image.frombytes("RGB", (360, 420), random.Random(1).randbytes(360 * 420 * 3)).resize((90, 105))
    out = BytesIO()
    noise.resize((360, 420)).save(out, "JPEG", quality=88, subsampling=0)

    content = draw_document(printed=printed(name=LONGEST, materials=40), crest=out.getvalue())

    assert len(content) <= LIMIT


@pytest.mark.django_db
def test_a_revoked_certificate_no_longer_reads_as_valid(client, now):
    certificate = CertificateFactory()
    address = reverse("verify", args=[certificate.code])
    before = client.get(address)
    revoke(certificate=certificate, by=UserFactory(), reason="nama\u202e tercetak\nkeliru", now=now)

    after = client.get(address)

    assert Certificate.objects.get().revocation_reason == "nama tercetak keliru"
    assert [row.context["extract"].is_revoked for row in (before, after)] == [False, True]
    assert "nama tercetak keliru" in after.content.decode()
    assert "nama tercetak keliru" not in before.content.decode()


@given(st.text(ALPHABET, min_size=20, max_size=20), st.data())
def test_a_code_copied_by_hand_is_still_read(code, data):
    """0 as o, 1 as i or l, small letters, and any mark or space between the groups."""
    looks = {"0": "0oO", "1": "1iIlL"}
    letters = [data.draw(st.sampled_from(looks.get(letter, letter + letter.lower()))) for letter in code]
    marks = st.sampled_from(["", " ", "-", "–", ".", "_", " - ", "\n", "\u00a0", "/"])
    typed = "".join(letter + data.draw(marks) for letter in letters)

    assert read_code(typed) == code
    assert read_code(group_code(code)) == code


@given(st.text(ALPHABET, max_size=19) | st.text(ALPHABET, min_size=21, max_size=40))
def test_a_code_of_another_length_is_none(code):
    assert read_code(code) == ""


@given(st.text(ALPHABET, min_size=19, max_size=19), st.integers(0, 19), st.sampled_from("Uu!é王"))
def test_a_letter_outside_the_alphabet_makes_it_none(code, place, letter):
    typed = code[:place] + letter + code[place:]

    assert read_code(typed) == ""


def test_made_codes_survive_being_read_aloud():
    for code in (make_code() for _ in range(200)):
        assert read_code(group_code(code).lower()) == code
