import pytest
from django.urls import reverse

from certificates.models import Certificate
from certificates.services.issuing import ISSUE_FOR_ENROLLMENT, issue
from certificates.services.offers import ForeignPart, save_course_offer
from certificates.services.refusals import NoOffer
from courses.services.progress import complete_activity
from lms.models import Job
from lms.services import jobs
from members.models import Organization
from quizzes.models import QuizPage
from tests.factories.certificates import (
    LATER,
    CourseCertificateFactory,
    CourseOfferFactory,
    DesignFactory,
    FileFactory,
    SeriesFactory,
    SignatoryFactory,
)
from tests.factories.courses import CourseFactory, EnrollmentFactory, LessonFactory, ModuleFactory
from tests.factories.members import MemberFactory, OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(organization):
    course = CourseFactory(title="Literasi Digital", organization=organization)
    module = ModuleFactory(parent=course, title="Aman Digital", lesson_minutes=68)
    return LessonFactory(parent=module)


@pytest.fixture
def course(lesson):
    return lesson.get_parent().get_parent().specific


def finish(course, lesson, now, **member):
    enrollment = EnrollmentFactory(course=course, member=MemberFactory(**member))
    complete_activity(enrollment=enrollment, activity=lesson, now=now)
    enrollment.refresh_from_db()
    return enrollment


def test_finishing_the_course_promises_its_certificate(course, lesson, now):
    CourseOfferFactory(course=course)

    enrollment = finish(course, lesson, now)

    job = Job.objects.get()
    assert (job.kind, job.key) == (ISSUE_FOR_ENROLLMENT, str(enrollment.pk))


@pytest.mark.django_db(transaction=True)
def test_worker_issues_and_draws(course, lesson, now):
    CourseOfferFactory(course=course)
    finish(course, lesson, now, full_name="Yohana")

    jobs.run_due(now=now)
    jobs.run_due(now=LATER)

    certificate = Certificate.objects.with_size().get()
    assert certificate.issued_by is None
    assert certificate.byte_count > 10_000
    activity = certificate.printed["activity"]
    assert certificate.printed["wording"] == "telah mengikuti"
    assert activity["held"] == "yang diselesaikan secara daring pada Kamis, 11 Juli 2024"
    assert activity["materials"] == [{"title": "Aman Digital", "speakers": "", "jp": "1,5"}]
    assert activity["jp"] == 1


def test_no_offer_promises_nothing(course, lesson, now):
    enrollment = finish(course, lesson, now)

    assert Job.objects.count() == 0
    with pytest.raises(NoOffer):
        issue(source=enrollment, by=None, now=now)


def test_unfinished_course_promises_nothing(course, lesson, now):
    CourseOfferFactory(course=course)
    LessonFactory(parent=lesson.get_parent())

    finish(course, lesson, now)

    assert Job.objects.count() == 0


def test_a_course_with_a_quiz_is_passed(course, lesson, now):
    CourseOfferFactory(course=course)
    quiz = lesson.get_parent().add_child(instance=QuizPage(title="Tes akhir", slug="tes"))
    enrollment = finish(course, lesson, now)
    complete_activity(enrollment=enrollment, activity=quiz, now=now)
    enrollment.refresh_from_db()

    certificate = issue(source=enrollment, by=None, now=now)

    assert certificate.printed["wording"] == "telah mengikuti dan dinyatakan LULUS"


@pytest.mark.django_db(transaction=True)
def test_a_mistake_in_printing_never_undoes_progress(course, lesson, now):
    offer = CourseOfferFactory(course=course)
    offer.series.pattern = "{salah}"
    offer.series.save()

    enrollment = finish(course, lesson, now)
    jobs.run_due(now=now)

    assert enrollment.is_completed
    assert Certificate.objects.count() == 0
    assert Job.objects.get().last_error.startswith("PatternError: {salah} tidak dikenal.")


def test_an_offer_made_later_reaches_those_who_finished_before(course, lesson, now):
    enrollment = finish(course, lesson, now)
    EnrollmentFactory(course=course)

    save_course_offer(
        course=course, design=DesignFactory(), signatory=SignatoryFactory(), series=SeriesFactory(), now=LATER
    )

    assert list(Job.objects.values_list("key", flat=True)) == [str(enrollment.pk)]


def test_offer_parts_belong_to_one_office(course, now):
    other = OrganizationFactory(name="Dinas Lain")

    with pytest.raises(ForeignPart):
        save_course_offer(
            course=course,
            design=DesignFactory(organization=other),
            signatory=SignatoryFactory(),
            series=SeriesFactory(),
            now=now,
        )
    assert Organization.objects.count() == 2


def test_own_page_offers_the_download_with_its_size(member_client, member, course):
    enrollment = EnrollmentFactory(course=course, member=member)
    file = FileFactory(certificate=CourseCertificateFactory(enrollment=enrollment), byte_count=90_112)

    html = member_client.get(reverse("learning")).content.decode()

    assert "Sertifikat saya" in html
    assert "Unduh sertifikat (88 KB)" in html.replace("</span>", "").replace("\n", " ")
    assert reverse("certificate_download", args=[file.pk]) in html


def test_own_page_says_when_it_is_being_prepared(member_client, member, course):
    CourseCertificateFactory(enrollment=EnrollmentFactory(course=course, member=member))

    html = member_client.get(reverse("learning")).content.decode()

    assert "Sedang disiapkan." in html
    assert "Unduh sertifikat" not in html


def test_own_page_does_not_promise_what_no_worker_will_draw(member_client, member, course, now):
    row = CourseCertificateFactory(enrollment=EnrollmentFactory(course=course, member=member))
    Job.objects.create(kind="certificates.draw", key=str(row.pk), state="failed", created_at=now, due_at=now)

    html = member_client.get(reverse("learning")).content.decode()

    assert "PDF-nya belum bisa dibuat. Sertifikat Anda tetap sah; tanyakan kepada Dinas." in html
    assert "Sedang disiapkan." not in html


def test_own_page_says_when_and_why_it_was_revoked(member_client, member, course, now):
    CourseCertificateFactory(
        enrollment=EnrollmentFactory(course=course, member=member),
        status="revoked",
        revoked_at=now,
        revoked_by=UserFactory(),
        revocation_reason="nama keliru",
    )

    html = member_client.get(reverse("learning")).content.decode()

    assert "Dicabut" in html
    assert "Alasan: nama keliru." in html


def test_own_page_lists_what_is_missing(member_client, member, course, lesson):
    CourseOfferFactory(course=course)
    EnrollmentFactory(course=course, member=member)

    html = member_client.get(reverse("learning")).content.decode()

    assert "Yang masih kurang" in html
    assert "1 pelajaran lagi" in html


def test_own_page_is_silent_without_an_offer(member_client, member, course, lesson):
    EnrollmentFactory(course=course, member=member)

    html = member_client.get(reverse("learning")).content.decode()

    assert "Yang masih kurang" not in html
    assert "Sertifikat saya" not in html
