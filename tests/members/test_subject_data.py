"""Everything held about one person: sections of every app, as a screen, JSON and PDF."""

import json
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest

from certificates.models import Certificate
from members.choices import AccountEventKind, DisclosureKind, RequestKind
from members.models import AccountEvent, LoginCode, MemberMerge, WalkOfLife
from members.services import subject_data
from members.services.consents import give_consent
from members.services.data_requests import open_request
from members.services.disclosures import record_disclosure
from members.services.printable import printable
from members.services.subject_data import Subject, as_json, collect, draw_copy, show_value, subject_of
from tests.factories.bimtek import RegistrationFactory, SpeakerFactory
from tests.factories.certificates import CertificateFactory, participant
from tests.factories.courses import EnrollmentFactory
from tests.factories.members import KimMembershipFactory, MemberFactory, UserFactory
from tests.factories.quizzes import make_attempt

pytestmark = pytest.mark.django_db
WITA = "Asia/Makassar"


def section(member, key):
    """One section as {title: {label: shown value}}."""
    found = [part for part in collect(subject=subject_of(member=member)) if part.key == key]
    entries = found[0].entries if found else []
    return {
        entry.title: {fact.label: show_value(fact.value, WITA) for fact in [*entry.facts, *entry.details]}
        for entry in entries
    }


def test_identity_shows_the_whole_entry(member):
    member.phone, member.is_minor = "+6281234567890", False
    member.save()
    member.walks_of_life.add(WalkOfLife.objects.create(name="Unsur Contoh"))

    facts = section(member, "identity")["Data diri"]

    assert facts["Nama lengkap"] == member.full_name
    assert facts["Jenis kelamin"] == "Perempuan"
    assert facts["Nomor HP"] == "+6281234567890"
    assert facts["Kelurahan/desa"] == "Namosain, Kecamatan Alak"
    assert facts["Unsur"] == "Unsur Contoh"
    assert facts["Belum 18 tahun"] == "tidak"
    assert facts["Jabatan atau instansi"] == "belum dicatat"


def test_a_merged_double_is_told(member, officer, now):
    MemberMerge.objects.create(
        kept=member, merged=MemberFactory(), merged_by=officer, merged_at=now, undo_until=now + timedelta(days=1)
    )

    assert section(member, "identity")["Data diri"]["Catatan ganda digabung"] == "11 Juli 2024 10.00 WITA"


def test_the_account_never_shows_the_password(member):
    text = json.dumps(as_json(subject=subject_of(member=member), now=member.created_at))

    assert member.user.password not in text
    assert section(member, "account")["Akun"]["Nama pengguna"] == member.user.username


def test_roles_belong_to_the_account(officer):
    found = [part for part in collect(subject=Subject(member=None, user=officer)) if part.key == "account"]

    assert [entry.title for entry in found[0].entries] == ["Akun", "Peran: Petugas"]


def test_groups(member):
    KimMembershipFactory(member=member, kim__name="KIM Namosain")

    assert section(member, "kims")["KIM Namosain"]["Mulai"] == "1 Januari 2024"


def test_learning(member):
    enrollment = EnrollmentFactory(member=member)

    assert section(member, "learning")[enrollment.course.title]["Status"] == "sedang belajar"


def test_answers_of_a_quiz_are_told_in_words(member, now):
    attempt = make_attempt(member=member)
    item = attempt.items.first()
    item.answer = [item.version.choices[0]["id"]]
    item.save()

    (facts,) = section(member, "quizzes").values()

    assert facts[item.version.text] in (item.version.choices[0]["text"], "tidak dijawab")
    assert len(facts) > attempt.items.values("version__text").distinct().count()


def test_events_with_their_ledger_and_scores(member, officer, now):
    registration = RegistrationFactory(member=member)
    registration.changes.create(status="registered", changed_at=now, changed_by=officer, reason="Lewat telepon")
    SpeakerFactory(member=member, presented_as="Ketua KIM")

    facts = section(member, "events")

    assert facts[registration.event.title]["Terdaftar (petugas): Lewat telepon"] == "11 Juli 2024 10.00 WITA"
    assert "Ketua KIM" in str(facts)


def test_attendance(held):
    facts = section(held.member, "attendance")[held.event.title]

    assert facts["Dasar desain"].startswith("Hadir, dicatat petugas, ")


@pytest.fixture
def held(db):
    from tests.factories.certificates import held_event

    return participant(held_event(), full_name="Maria Nahak")


def test_test_scores(held):
    assert section(held.member, "events")[held.event.title]["Tes akhir"] == "80"


def test_certificates_show_what_is_printed(held):
    CertificateFactory(registration=held)

    (facts,) = section(held.member, "certificates").values()

    assert facts["Nomor"] == Certificate.objects.get().number
    assert facts["Nama tercetak"] == Certificate.objects.get().printed["name"]


def test_consents_with_their_words(member, now):
    member.is_minor = False
    member.save()
    consent = give_consent(member=member, purpose="photo", by=member.user, now=now)

    facts = section(member, "consents")["Foto dan video kegiatan"]

    assert (facts["Diberikan pada"], facts["Dicabut pada"]) == ("11 Juli 2024 10.00 WITA", "belum dicatat")
    assert facts["Naskah"] == consent.text.text


def test_requests_and_who_looked(member, officer, now):
    open_request(member=member, kind=RequestKind.RECTIFY, details="Nama", now=now)
    record_disclosure(user=officer, kind=DisclosureKind.PHONE, member=member, now=now)

    assert section(member, "data_requests")["Membetulkan data"]["Keterangan"] == "Nama"
    assert section(member, "disclosures")["Melihat nomor HP"]["Oleh"] == "petugas"


def test_account_history_names_others_only(member, officer, now):
    for actor in (officer, member.user):
        AccountEvent.objects.create(
            user=member.user, kind=AccountEventKind.PASSWORD_CHANGED, actor=actor, happened_at=now
        )
    LoginCode.objects.create(
        member=member, purpose="card", digest="geheim", issued_by=officer, issued_at=now, expires_at=now + timedelta(1)
    )
    found = [part for part in collect(subject=subject_of(member=member)) if part.key == "history"]

    shown = [[fact.label for fact in entry.facts] for entry in found[0].entries]
    assert shown == [
        ["Pada"],
        ["Pada", "Oleh"],
        ["Dibuat oleh", "Dibuat pada", "Berlaku sampai", "Dipakai pada", "Dimatikan pada"],
    ]
    assert "geheim" not in json.dumps(as_json(subject=subject_of(member=member), now=now))


def test_nothing_of_others_is_told(member, officer, now):
    other = MemberFactory(full_name="Orang Lain", user=UserFactory(username="oranglain"))
    KimMembershipFactory(member=other, kim__name="KIM Lain")
    RegistrationFactory(member=other, event__title="Bimtek Lain")
    EnrollmentFactory(member=other, course__title="Kursus Lain")
    record_disclosure(user=officer, kind=DisclosureKind.PHONE, member=other, now=now)

    text = json.dumps(as_json(subject=subject_of(member=member), now=now))

    assert "Lain" not in text
    assert "lain" not in text


def test_a_person_without_a_login_has_no_account_section(organization):
    keys = [part.key for part in collect(subject=subject_of(member=MemberFactory(organization=organization)))]

    assert keys == ["identity"]


def test_the_person_comes_first(member):
    KimMembershipFactory(member=member)
    EnrollmentFactory(member=member)

    keys = [part.key for part in collect(subject=subject_of(member=member))]

    assert keys == ["identity", "account", "kims", "learning"]


def test_json_keeps_types(member, now):
    KimMembershipFactory(member=member, kim__name="KIM Namosain")

    data = json.loads(json.dumps(as_json(subject=subject_of(member=member), now=now)))

    assert data["made_at"] == "2024-07-11T02:00:00+00:00"
    assert data["sections"]["kims"]["entries"] == [
        {"title": "KIM Namosain", "office": "Anggota", "section": "", "starts_on": "2024-01-01", "ends_on": None}
    ]
    assert data["sections"]["identity"]["entries"][0]["walks_of_life"] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_rows(member, officer, now, rows, django_assert_max_num_queries):
    for _row in range(rows):
        KimMembershipFactory(member=member)
        RegistrationFactory(member=member).changes.create(status="registered", changed_at=now, changed_by=officer)
        EnrollmentFactory(member=member)
        record_disclosure(user=officer, kind=DisclosureKind.PHONE, member=member, now=now)
        make_attempt(member=member)

    with django_assert_max_num_queries(40):
        as_json(subject=subject_of(member=member), now=now)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "ya"),
        (False, "tidak"),
        (None, "belum dicatat"),
        ("", "belum dicatat"),
        ([], "belum dicatat"),
        (0, "0"),
        (Decimal("82.50"), "82,5"),
        (Decimal("80.00"), "80"),
        (date(2024, 7, 11), "11 Juli 2024"),
        (["a", True], "a, ya"),
    ],
)
def test_values_in_words(value, text):
    assert show_value(value, WITA) == text


def test_the_paper_is_tagged_and_in_indonesian(member, now):
    member.full_name = "Maria Goreti Nahak"
    member.save()

    content = draw_copy(subject=subject_of(member=member), now=now)

    with pikepdf.open(BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked == True  # noqa: E712 -- a PDF boolean, equal to True but not True itself
        assert str(pdf.Root.Lang) == "id"
        assert str(pdf.docinfo["/Title"]) == "Data pribadi: Maria Goreti Nahak"


def test_the_paper_survives_letters_without_a_glyph(member, now):
    member.full_name = "Maria 𓀀 Nahak 🙂"
    member.save()

    assert draw_copy(subject=subject_of(member=member), now=now).startswith(b"%PDF-")


def test_unprintable_letters_become_question_marks():
    assert printable("Maria 🙂\n") == "Maria ?\n"


def test_registering_twice_keeps_one():
    before = dict(subject_data.SECTIONS)
    subject_data.register_section("identity", before["identity"].path, models=before["identity"].models)

    assert before == subject_data.SECTIONS
