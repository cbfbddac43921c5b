from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.images import ImageFile
from django.db import IntegrityError, transaction
from django.utils.translation import override
from PIL import Image
from wagtail.images.models import Image as SiteImage

from bimtek.choices import EventStatus, RegistrationStatus
from certificates.models import Certificate, NumberSeries, PrintedAsset
from certificates.services import refusals
from certificates.services.crests import CrestUnreadable
from certificates.services.issuing import issue, issue_event
from lms.models import Job
from tests.factories.bimtek import EventFactory
from tests.factories.certificates import LATER, held_event, participant
from tests.factories.members import KimFactory, KimMembershipFactory, UserFactory


@pytest.fixture
def by(db):
    return UserFactory()


def test_issue_freezes_everything_printed(event, by, now):
    registration = participant(event, full_name="  Yosefina  Da'Lopez ")
    kim = KimFactory(name="KIM Suara Alak", region=registration.member.region)
    KimMembershipFactory(kim=kim, member=registration.member)

    certificate = issue(source=registration, by=by, now=now)

    printed = certificate.printed
    assert printed["name"] == "Yosefina Da'Lopez"
    assert printed["origin"] == "KIM Suara Alak · Kelurahan Namosain, Kecamatan Alak"
    assert printed["wording"] == "telah mengikuti dan dinyatakan LULUS"
    assert printed["activity"]["phrase"] == "Bimbingan Teknis"
    assert printed["activity"]["held"] == "yang diselenggarakan pada Kamis, 11 Juli 2024 di Aula Contoh, Kupang"
    assert printed["activity"]["materials"] == [
        {"title": "Dasar desain", "speakers": "Gregorius Manek Tefa", "jp": "2"}
    ]
    assert (printed["activity"]["jp"], printed["jp_words"]) == (2, "dua")
    assert printed["results"] == "Nilai tes akhir: 80 · Kehadiran: 2 dari 2 JP"
    assert printed["signatory"] == {
        "lines": ["a.n. KEPALA DINAS KOMUNIKASI DAN INFORMATIKA KOTA KUPANG", "SEKRETARIS,"],
        "name": "ELISABET MANAFE TODE",
        "rank": "Pembina (IV/a)",
        "nip": "19800101 200501 2 001",
    }
    assert printed["address_to_verify"] == f"http://localhost:8000/verifikasi/{certificate.code}/"
    assert (printed["issued_in"], printed["issued_on"]) == ("Kupang", "11 Juli 2024")
    assert (certificate.issued_by, certificate.issued_on, certificate.issued_at) == (by, date(2024, 7, 11), now)
    assert certificate.design_revision == 1


def test_later_edits_change_nothing(event, by, now):
    registration = participant(event, full_name="Nama Lama")
    certificate = issue(source=registration, by=by, now=now)
    before = certificate.printed

    registration.member.full_name = "Nama Baru"
    registration.member.save()
    event.title = "Judul baru"
    event.save()
    event.organization.name = "Dinas Lain"
    event.organization.save()

    assert Certificate.objects.get().printed == before


def test_frozen_text_is_indonesian_in_an_english_session(event, by, now):
    registration = participant(event)

    with override("en"):
        certificate = issue(source=registration, by=by, now=now)

    assert certificate.printed["activity"]["dates"] == "Kamis, 11 Juli 2024"
    assert certificate.printed["origin"] == "Kelurahan Namosain, Kecamatan Alak"


def test_attendance_only_is_not_called_passed(by, now):
    event = held_event(has_post_test=False)

    certificate = issue(source=participant(event, score=None), by=by, now=now)

    assert certificate.printed["wording"] == "telah mengikuti"
    assert certificate.printed["results"] == "Kehadiran: 2 dari 2 JP"


def test_switches_leave_rank_and_nip_out(event, by, now):
    signatory = event.certificate_offer.signatory
    signatory.shows_rank = signatory.shows_nip = False
    signatory.save()

    printed = issue(source=participant(event), by=by, now=now).printed

    assert (printed["signatory"]["rank"], printed["signatory"]["nip"]) == ("", "")


def test_guest_of_an_institution_shows_it(event, by, now):
    registration = participant(event, region=None, institution="Camat Alak")

    assert issue(source=registration, by=by, now=now).printed["origin"] == "Camat Alak"


def test_issue_promises_the_drawing_in_the_same_transaction(event, by, now):
    certificate = issue(source=participant(event), by=by, now=now)

    job = Job.objects.get()
    assert (job.kind, job.key) == ("certificates.draw", str(certificate.pk))


def test_issue_twice_is_refused_and_uses_no_number(event, by, now):
    registration = participant(event)
    first = issue(source=registration, by=by, now=now)

    with pytest.raises(refusals.AlreadyIssued) as error:
        issue(source=registration, by=by, now=LATER)

    assert error.value.certificate == first
    assert NumberSeries.objects.get().next_serial == 2


def test_missing_requirements_are_listed(event, by, now):
    registration = participant(event, is_present=False, score=60)

    with pytest.raises(refusals.RequirementsMissing) as error:
        issue(source=registration, by=by, now=now)

    assert [(row.key, row.label, row.detail) for row in error.value.requirements] == [
        ("attendance", "Hadir ≥ 75%", "0 JP, 0%"),
        ("post_test", "Tes akhir ≥ 70", "60"),
    ]
    assert (Certificate.objects.count(), NumberSeries.objects.get().next_serial) == (0, 1)


def test_a_cancelled_participant_gets_none(event, by, now):
    registration = participant(event)
    registration.status = RegistrationStatus.CANCELLED
    registration.save()

    with pytest.raises(refusals.RequirementsMissing) as error:
        issue(source=registration, by=by, now=now)

    assert [(row.key, row.detail) for row in error.value.requirements] == [("seat", "Batal")]

    assert issue_event(event=event, by=by, now=now) == []


@pytest.mark.django_db
def test_no_offer_no_certificate(by, now):
    event = EventFactory()

    with pytest.raises(refusals.NoOffer):
        issue_event(event=event, by=by, now=now)


@pytest.mark.parametrize("status", [EventStatus.DRAFT, EventStatus.CANCELLED])
def test_events_that_did_not_happen_give_none(by, now, status):
    event = held_event(status=status)
    participant(event)

    with pytest.raises(refusals.EventNotHeld):
        issue_event(event=event, by=by, now=now)


def test_an_event_that_has_not_begun_gives_none(event, by):
    with pytest.raises(refusals.EventNotHeld):
        issue_event(event=event, by=by, now=event.starts_at - timedelta(minutes=1))


@pytest.mark.parametrize("days", [(1, None), (-400, -1)])
def test_signatory_must_be_in_office_on_the_day(event, by, now, days):
    signatory = event.certificate_offer.signatory
    today = date(2024, 7, 11)
    signatory.valid_from = today + timedelta(days=days[0])
    signatory.valid_until = today + timedelta(days=days[1]) if days[1] else None
    signatory.save()

    with pytest.raises(refusals.SignatoryNotInOffice):
        issue_event(event=event, by=by, now=now)


def test_issue_event_issues_all_who_qualify_and_none_of_the_others(event, by, now):
    ready = {participant(event).member_id for _ in range(3)}
    participant(event, is_present=False)
    participant(event, score=69)
    participant(event, score=None)

    certificates = issue_event(event=event, by=by, now=now)

    assert {row.member_id for row in certificates} == ready
    assert Job.objects.about("certificates.draw", [row.pk for row in certificates]).count() == 3


def test_issue_event_again_adds_only_who_became_ready(event, by, now):
    participant(event)
    assert len(issue_event(event=event, by=by, now=now)) == 1
    participant(event)

    assert len(issue_event(event=event, by=by, now=LATER)) == 1
    assert issue_event(event=event, by=by, now=LATER) == []


def test_issue_event_is_all_or_nothing(event, by, now):
    participant(event)
    event.title = "Acara \U0001f600"
    event.save()

    with pytest.raises(refusals.UnprintableText) as error:
        issue_event(event=event, by=by, now=now)

    assert error.value.letters == ["\U0001f600"]
    assert (Certificate.objects.count(), Job.objects.count()) == (0, 0)


def test_a_name_the_fonts_lack_is_a_missing_requirement(event, by, now):
    registration = participant(event, full_name="Maria 王")

    with pytest.raises(refusals.RequirementsMissing) as error:
        issue(source=registration, by=by, now=now)

    assert [(row.key, row.detail) for row in error.value.requirements] == [("name", "tidak bisa dicetak: 王")]


def test_the_day_of_issue_is_the_office_s_day(by, now):
    event = held_event()

    certificate = issue(source=participant(event), by=by, now=now.replace(hour=17))

    assert certificate.issued_on == date(2024, 7, 12)


def crest(organization):
    out = BytesIO()
    Image.new("RGBA", (500, 600), (10, 102, 80, 128)).save(out, "PNG")
    file = ImageFile(BytesIO(out.getvalue()), name="lambang.png")
    organization.crest = SiteImage.objects.create(title="Lambang", file=file)
    organization.save()


def test_crest_is_frozen_once_for_all(event, by, now):
    crest(event.organization)
    registrations = [participant(event), participant(event)]

    certificates = [issue(source=row, by=by, now=now) for row in registrations]

    asset = PrintedAsset.objects.get()
    assert {row.crest_id for row in certificates} == {asset.pk}
    picture = Image.open(BytesIO(bytes(asset.content)))
    assert (picture.format, picture.mode, picture.height) == ("JPEG", "RGB", 420)


def test_a_crest_that_is_no_picture_is_refused(event, by, now):
    crest(event.organization)
    Path(event.organization.crest.file.path).write_bytes(b"bukan gambar")
    participant(event)

    with pytest.raises(CrestUnreadable):
        issue_event(event=event, by=by, now=now)

    assert Certificate.objects.count() == 0


def test_database_refuses_a_second_certificate_for_one_source(event, by, now):
    certificate = issue(source=participant(event), by=by, now=now)
    copy = Certificate.objects.get(pk=certificate.pk)
    copy.pk, copy.code, copy.number, copy.serial = None, "1" * 20, "lain", 99

    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


@pytest.mark.parametrize("count", [1, 3])
def test_issue_event_adds_eleven_statements_per_certificate(event, by, now, django_assert_max_num_queries, count):
    for _ in range(count):
        participant(event)

    with django_assert_max_num_queries(30 + count * 11):
        assert len(issue_event(event=event, by=by, now=now)) == count
