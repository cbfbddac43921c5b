"""Letting a requirement pass: seen by both sides, never for the name, never LULUS for a failed test."""

import pytest
from django.urls import reverse

from certificates.models import Certificate, RequirementWaiver
from certificates.services.issuing import issue, issue_event
from certificates.services.refusals import RequirementsMissing
from certificates.services.requirements import check_registration, list_requirements, missing_requirements
from certificates.services.waivers import CannotWaive, WaiverInUse, WaiverReasonMissing, waive, withdraw
from courses.services.progress import complete_activity
from members.choices import Role
from tests.factories.certificates import CourseOfferFactory, DesignFactory, SeriesFactory, SignatoryFactory, participant
from tests.factories.courses import CourseFactory, EnrollmentFactory, LessonFactory, ModuleFactory
from tests.factories.members import UserFactory, assign_role
from tests.factories.quizzes import QuizFactory

REASON = "Bertugas di posko banjir pada sesi siang"


@pytest.fixture
def by(db):
    return UserFactory()


def let_pass(source, key, by, now, reason=REASON):
    return waive(source=source, key=key, reason=reason, by=by, now=now)


def test_a_waived_requirement_no_longer_keeps_the_certificate_back(event, by, now):
    absent = participant(event, is_present=False)

    let_pass(absent, "attendance", by, now)
    (certificate,) = issue_event(event=event, by=by, now=now)

    assert certificate.registration == absent
    assert certificate.printed["is_passed"] is True
    (row,) = [row for row in list_requirements(source=absent) if row.key == "attendance"]
    assert (row.is_met, row.is_missing, row.waiver.reason) == (False, False, REASON)


@pytest.mark.parametrize("score", [None, 40])
def test_a_waived_test_is_not_a_passed_one(event, by, now, score):
    registration = participant(event, score=score)

    let_pass(registration, "post_test", by, now)
    certificate = issue(source=registration, by=by, now=now)

    assert certificate.printed["is_passed"] is False
    assert certificate.printed["wording"] == "telah mengikuti"


@pytest.mark.parametrize(
    ("key", "member"),
    [("name", {"full_name": "Budi 王"}), ("attendance", {}), ("post_test", {}), ("seat", {}), ("apa-saja", {})],
)
def test_a_name_a_met_or_an_unknown_requirement_is_never_waived(event, by, now, key, member):
    registration = participant(event, **member)

    with pytest.raises(CannotWaive):
        let_pass(registration, key, by, now)

    assert RequirementWaiver.objects.count() == 0


def test_a_waiver_in_the_table_does_not_help_an_unprintable_name(event, by, now):
    """Whoever writes the row by hand gets no certificate either."""
    registration = participant(event, full_name="Budi 王")
    RequirementWaiver.objects.create(
        registration=registration, requirement="name", reason="x", waived_at=now, waived_by=by
    )

    with pytest.raises(RequirementsMissing):
        issue(source=registration, by=by, now=now)


def test_a_waiver_needs_a_reason_and_comes_once(event, by, now):
    registration = participant(event, is_present=False)

    with pytest.raises(WaiverReasonMissing):
        let_pass(registration, "attendance", by, now, reason="  ")
    let_pass(registration, "attendance", by, now)
    with pytest.raises(CannotWaive):
        let_pass(registration, "attendance", by, now)


def test_a_waiver_is_withdrawn_until_something_was_issued(event, by, now):
    registration = participant(event, is_present=False)

    withdraw(waiver=let_pass(registration, "attendance", by, now))
    assert [row.key for row in missing_requirements(source=registration)] == ["attendance"]
    waiver = let_pass(registration, "attendance", by, now)
    issue(source=registration, by=by, now=now)
    with pytest.raises(WaiverInUse):
        withdraw(waiver=waiver)

    assert check_registration(registration=registration).waived[0].waiver == waiver


@pytest.fixture
def course(organization):
    """A lesson and a quiz, both required, with certificates."""
    course = CourseFactory(organization=organization)
    module = ModuleFactory(parent=course)
    LessonFactory(parent=module)
    QuizFactory(parent=module, questions=1)
    office = {"organization": organization}
    CourseOfferFactory(
        course=course,
        design=DesignFactory(**office),
        signatory=SignatoryFactory(**office),
        series=SeriesFactory(**office),
    )
    return course


def test_a_learner_gets_a_course_certificate_without_lulus_when_the_quiz_is_waived(course, by, now):
    enrollment = EnrollmentFactory(course=course)
    lesson, quiz = enrollment.required_activity_ids
    complete_activity(enrollment=enrollment, activity=course.get_descendants().get(pk=lesson).specific, now=now)

    let_pass(enrollment, f"quiz-{quiz}", by, now)
    certificate = issue(source=enrollment, by=by, now=now)

    assert certificate.printed["is_passed"] is False
    assert certificate.printed["activity"]["dates"] == "Kamis, 11 Juli 2024"
    enrollment.refresh_from_db()
    assert enrollment.completed_at is None


def press(client, address, **data):
    response = client.post(address, data, follow=True)
    return [str(message) for message in response.context["messages"]]


def test_the_officer_waives_withdraws_and_issues_on_one_page(officer_client, event, officer):
    registration = participant(event, full_name="Marselinus Klau", is_present=False)
    address = reverse("office_certificate_participant", args=[registration.pk])

    assert press(officer_client, address, lakukan="kecualikan", syarat="attendance", alasan="") == [
        "Tulis alasan pengecualian; petugas lain dan peserta ikut membacanya."
    ]
    assert press(officer_client, address, lakukan="kecualikan", syarat="name", alasan="x") == [
        "Syarat ini tidak bisa dikecualikan, atau sudah terpenuhi."
    ]
    assert press(officer_client, address, lakukan="kecualikan", syarat="attendance", alasan=REASON) == [
        "Syarat ini dikecualikan. Peserta ikut membaca alasannya."
    ]
    assert REASON in officer_client.get(reverse("office_certificates", args=[event.pk])).content.decode()
    assert press(officer_client, address, lakukan="batalkan", syarat="attendance") == [
        "Pengecualian dibatalkan; syaratnya berlaku lagi."
    ]
    press(officer_client, address, lakukan="kecualikan", syarat="attendance", alasan=REASON)
    assert press(officer_client, address, lakukan="terbitkan") == [
        "Centang dulu bahwa contoh dan ejaan nama sudah Anda periksa."
    ]
    (said,) = press(officer_client, address, lakukan="terbitkan", sure="1")
    certificate = Certificate.objects.get()
    assert said == f"Sertifikat {certificate.number} diterbitkan."
    assert certificate.issued_by == officer
    assert press(officer_client, address, lakukan="batalkan", syarat="attendance") == [
        "Sertifikat sudah terbit atas pengecualian ini, jadi catatannya tetap ada."
    ]
    assert press(officer_client, address, lakukan="terbitkan", sure="1") == [
        "Sertifikat untuk orang ini sudah pernah terbit. Nomornya tidak berubah dan tidak dipakai dua kali."
    ]
    assert officer_client.post(address, {"lakukan": "hapus"}).status_code == 404


def test_the_learner_reads_the_reason_on_the_page_of_the_event(member_client, event, member, by, now):
    registration = participant(event, is_present=False)
    registration.member.user = None
    registration.member.save()
    registration.member = member
    registration.save()
    let_pass(registration, "attendance", by, now)

    html = member_client.get(reverse("event_detail", args=[event.slug])).content.decode()

    assert f"Dikecualikan petugas: {REASON}" in html
    assert "Semua syarat terpenuhi. Petugas akan menerbitkan sertifikatnya." in html


def test_a_viewer_reads_and_changes_nothing(client, event, organization):
    registration = participant(event, is_present=False)
    client.force_login(assign_role(UserFactory(), Role.VIEWER, organization))
    address = reverse("office_certificate_participant", args=[registration.pk])

    html = client.get(address).content.decode()
    answer = client.post(address, {"lakukan": "kecualikan", "syarat": "attendance", "alasan": "x"})

    assert "Kecualikan dengan alasan" not in html
    assert answer.status_code == 404
    assert RequirementWaiver.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_learners_who_wait_are_listed_for_a_fixed_price(officer_client, course, count, django_assert_num_queries):
    for _ in range(count):
        EnrollmentFactory(course=course)
    address = reverse("office_certificate_learners")
    officer_client.get(address)

    with django_assert_num_queries(8):
        html = officer_client.get(address, {"kursus": course.pk}).content.decode()
    assert html.count("/cms/sertifikat/kursus/") >= count


def test_the_page_of_a_learner_opens(officer_client, course):
    enrollment = EnrollmentFactory(course=course)

    html = officer_client.get(reverse("office_certificate_learner", args=[enrollment.pk])).content.decode()

    assert "Semua pelajaran wajib" in html
    assert "Kecualikan dengan alasan" in html
