"""What is frozen, case by case."""

from datetime import UTC, datetime, timedelta

import pytest

from bimtek.choices import EventMode
from certificates.choices import DesignLayout
from certificates.services import printing
from certificates.services.crests import PAPER
from certificates.services.issuing import issue_event
from certificates.services.samples import Sample, draw_design_sample, draw_event_sample
from certificates.services.wording import clean_text
from tests.factories.bimtek import EventFactory, SlotFactory, SpeakerFactory
from tests.factories.certificates import DesignFactory, SeriesFactory, held_event, participant
from tests.factories.courses import CourseFactory, EnrollmentFactory, ModuleFactory
from tests.factories.members import (
    KimFactory,
    KimMembershipFactory,
    MemberFactory,
    OrganizationFactory,
    RegionFactory,
    UserFactory,
)


def test_a_day_begins_at_the_office_s_midnight(db):
    event = EventFactory(
        starts_at=datetime(2024, 7, 10, 23, 0, tzinfo=UTC), ends_at=datetime(2024, 7, 11, 7, 0, tzinfo=UTC)
    )

    assert printing.describe_event(event).dates == "Kamis, 11 Juli 2024"
    assert str(printing.first_day(event)) == "2024-07-11"


def test_an_event_of_two_days_says_both(db):
    event = EventFactory(
        starts_at=datetime(2026, 12, 9, 0, 0, tzinfo=UTC), ends_at=datetime(2026, 12, 10, 7, 0, tzinfo=UTC)
    )

    assert printing.describe_event(event).dates == "9–10 Desember 2026"


@pytest.mark.parametrize(
    ("mode", "venue", "place"),
    [
        (EventMode.ON_SITE, "Aula Lontar", "di Aula Lontar, Kupang"),
        (EventMode.ON_SITE, "Aula Rujab Wali Kota Kupang", "di Aula Rujab Wali Kota Kupang"),
        (EventMode.ONLINE, "Zoom", "secara daring"),
        (EventMode.HYBRID, "Aula Lontar", "di Aula Lontar, Kupang dan secara daring"),
    ],
)
def test_place_names_the_city_once(db, mode, venue, place):
    event = EventFactory(mode=mode, venue=venue)

    activity = printing.describe_event(event)

    assert activity.place == place
    assert activity.held == f"yang diselenggarakan pada Kamis, 11 Juli 2024 {place}"


def test_materials_are_the_learning_slots_in_order_with_their_speakers(db):
    event = EventFactory()
    late = SlotFactory(event=event, title="Kedua", starts_at=event.starts_at + timedelta(hours=4))
    SlotFactory(event=event, title="Rehat", is_learning=False, starts_at=event.starts_at + timedelta(hours=3))
    first = SlotFactory(event=event, title="Pertama  dan\u202e utama")
    for name in ("Gregorius Manek", "Debora Kase"):
        first.speakers.add(SpeakerFactory(event=event, member=MemberFactory(full_name=name)))

    activity = printing.describe_event(event)

    assert activity.materials == [
        printing.Material("Pertama dan utama", "Gregorius Manek, Debora Kase", "2"),
        printing.Material(late.title, "", "2"),
    ]
    assert activity.jp == 4


@pytest.mark.parametrize("count", [1, 3])
def test_describing_an_event_costs_the_same_for_any_agenda(db, count, django_assert_num_queries):
    event = EventFactory()
    for _ in range(count):
        SlotFactory(event=event).speakers.add(SpeakerFactory(event=event))

    with django_assert_num_queries(4):
        printing.describe_event(event)


def test_minutes_per_jp_are_the_office_s(db):
    office = OrganizationFactory(name="Dinas Enam Puluh", minutes_per_jp=60)
    event = EventFactory(organization=office)
    SlotFactory(event=event)

    activity = printing.describe_event(event)

    assert (activity.jp, activity.minutes_per_jp) == (1, 60)


def test_origin_is_the_group_of_that_day(db):
    member = MemberFactory(institution="Camat Alak")
    old = KimFactory(name="KIM Lama")
    new = KimFactory(name="KIM Baru")
    KimMembershipFactory(kim=old, member=member, starts_on="2020-01-01", ends_on="2023-12-31")
    KimMembershipFactory(kim=new, member=member, starts_on="2024-01-01")

    day = datetime(2024, 7, 11, tzinfo=UTC).date()
    groups = printing.memberships_on(members=[member], day=day)
    before = printing.memberships_on(members=[member], day=day.replace(year=2021))

    assert printing.describe_origin(member, groups[member.pk]) == "KIM Baru · Kelurahan Namosain, Kecamatan Alak"
    assert printing.describe_origin(member, before[member.pk]).startswith("KIM Lama · ")
    assert printing.describe_origin(member, None) == "Camat Alak · Kelurahan Namosain, Kecamatan Alak"


def test_a_group_of_a_kecamatan_names_the_kecamatan(db):
    kim = KimFactory(name="KIM Oebobo", region=RegionFactory(code="53.71.04"))
    membership = KimMembershipFactory(kim=kim)

    assert printing.describe_origin(membership.member, membership) == "KIM Oebobo · Kecamatan Oebobo"


def test_nobody_s_origin_is_empty(db):
    assert printing.describe_origin(MemberFactory(region=None), None) == ""


def test_course_modules_keep_half_hours_and_the_total_is_rounded_down(db, now):
    course = CourseFactory()
    for title, minutes in (("M1", 45), ("M2", 90), ("M3", 68), ("M4", 45), ("M5", 23)):
        ModuleFactory(parent=course, title=title, lesson_minutes=minutes)
    hidden = ModuleFactory(parent=course, title="Disembunyikan", lesson_minutes=900)
    hidden.unpublish()
    enrollment = EnrollmentFactory(course=course, status="completed", completed_at=now)

    activity = printing.describe_course(enrollment)

    assert [(row.title, row.jp) for row in activity.materials] == [
        ("M1", "1"),
        ("M2", "2"),
        ("M3", "1,5"),
        ("M4", "1"),
        ("M5", "0,5"),
    ]
    assert activity.jp == 6


def test_address_to_verify_is_on_the_configured_host_only(settings):
    settings.BASE_URL = "https://belajar-kim.example"

    assert printing.verification_address("A" * 20) == f"https://belajar-kim.example/verifikasi/{'A' * 20}/"


def test_frozen_words_come_from_the_design_of_that_day(event, now):
    design = event.certificate_offer.design
    design.passed_wording, design.title, design.revision = "lulus dengan baik dalam", "PIAGAM", 7
    design.save()
    participant(event)

    (certificate,) = issue_event(event=event, by=UserFactory(), now=now)

    assert (certificate.printed["wording"], certificate.printed["title"]) == ("lulus dengan baik dalam", "PIAGAM")
    assert certificate.design_revision == 7


def test_names_of_60_letters_one_word_and_apostrophes_are_kept(event, now):
    names = ["Yohana", "Yosefina Da'Lopez", "Maria Goreti Bernadetha Nahak Seran Lopes da Costa Fernandez"]
    for name in names:
        participant(event, full_name=name)

    certificates = issue_event(event=event, by=UserFactory(), now=now)

    assert sorted(row.printed["name"] for row in certificates) == sorted(names)


@pytest.mark.parametrize("field", ["phone", "gender"])
def test_private_fields_are_never_frozen(event, now, field):
    secret = {"phone": "+6281234567890", "gender": "P"}[field]
    registration = participant(event, **{field: secret})

    (certificate,) = issue_event(event=event, by=UserFactory(), now=now)

    assert secret not in [value for value in certificate.printed.values() if isinstance(value, str)]
    assert field not in certificate.printed
    assert registration.member.full_name == certificate.printed["name"]


def test_samples_use_neither_number_nor_row(event, now):
    content = draw_event_sample(event=event, offer=event.certificate_offer, name="Yohana", now=now)
    design = draw_design_sample(design=DesignFactory(organization=event.organization), sample=Sample(), now=now)

    assert content.startswith(b"%PDF-")
    assert design.startswith(b"%PDF-")
    assert SeriesFactory(organization=event.organization).next_serial == 1


def test_paper_of_the_crest_is_the_paper_of_the_page():
    from certificates.services.document import stylesheet

    assert all(f"background: {PAPER} " in stylesheet(layout) for layout in DesignLayout)


def test_two_offices_count_for_themselves(event, now):
    other_office = OrganizationFactory(name="Dinas Lain", short_name="Lain")
    other = held_event(organization=other_office, title="Acara lain")
    series = other.certificate_offer.series
    series.office_code = "LAIN"
    series.save()
    participant(event)
    participant(other)
    by = UserFactory()

    first = issue_event(event=event, by=by, now=now)
    second = issue_event(event=other, by=by, now=now)

    assert [row.number for row in first + second] == ["000/001/DISKOMINFO/VII/2024", "000/001/LAIN/VII/2024"]


def test_clean_text_is_stable(event):
    text = clean_text("  José\u202e  Ñandu ")

    assert clean_text(text) == text
