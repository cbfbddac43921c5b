"""A course certificate that could not be issued at first: what somebody put right must still reach the learner."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from certificates.models import Certificate, NumberSeries, Signatory
from certificates.services.offers import save_course_offer
from courses.services.progress import complete_activity
from lms.models import MAX_ATTEMPTS, Job
from lms.services import jobs
from tests.factories.certificates import LATER, CourseOfferFactory, SignatoryFactory
from tests.factories.courses import CourseFactory, EnrollmentFactory, LessonFactory, ModuleFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lesson(organization):
    module = ModuleFactory(parent=CourseFactory(title="Literasi Digital", organization=organization))
    return LessonFactory(parent=module)


@pytest.fixture
def offer(lesson):
    return CourseOfferFactory(course=lesson.get_parent().get_parent().specific)


def finish(offer, lesson, now, **member):
    enrollment = EnrollmentFactory(course=offer.course, member=MemberFactory(**member))
    complete_activity(enrollment=enrollment, activity=lesson, now=now)
    return enrollment


def fail(now):
    """Let the job use up its attempts."""
    for _ in range(MAX_ATTEMPTS):
        Job.objects.update(due_at=now)
        jobs.run_due(now=now)
    return Job.objects.get()


def save_again(offer, **changes):
    parts = {"design": offer.design, "signatory": offer.signatory, "series": offer.series, **changes}
    return save_course_offer(course=offer.course, **parts, now=LATER)


def names():
    return [certificate.printed["name"] for certificate in Certificate.objects.all()]


def test_a_new_signatory_reaches_those_whose_certificate_failed(offer, lesson, now):
    Signatory.objects.update(valid_until=date(2023, 12, 31))
    finish(offer, lesson, now, full_name="Yohana")
    job = fail(now)
    assert (job.state, job.last_error[:22]) == (Job.State.FAILED, "SignatoryNotInOffice: ")

    save_again(offer, signatory=SignatoryFactory(name="Pejabat Baru"))
    jobs.run_due(now=LATER)

    assert names() == ["Yohana"]
    assert Certificate.objects.get().printed["signatory"]["name"] == "PEJABAT BARU"


def test_a_mended_pattern_reaches_them_too(offer, lesson, now):
    NumberSeries.objects.update(pattern="{salah}")
    finish(offer, lesson, now)
    fail(now)

    NumberSeries.objects.update(pattern="{urut}")
    offer.refresh_from_db()
    save_again(offer)
    jobs.run_due(now=LATER)

    assert Certificate.objects.get().number == "1"


def test_a_name_that_cannot_be_printed_waits_for_its_correction(offer, lesson, now):
    enrollment = finish(offer, lesson, now, full_name="Maria 王")
    job = fail(now)
    assert (job.state, job.last_error) == (Job.State.FAILED, "RequirementsMissing: name")

    enrollment.member.full_name = "Maria Wang"
    enrollment.member.save()
    save_again(offer)
    jobs.run_due(now=LATER)

    assert names() == ["Maria Wang"]


def test_the_error_kept_for_administrators_names_nobody(offer, lesson, now):
    finish(offer, lesson, now, full_name="Maria 王")

    assert "Maria" not in fail(now).last_error


def test_saving_the_offer_again_doubles_nothing(offer, lesson, now):
    finish(offer, lesson, now)
    jobs.run_due(now=now)

    save_again(offer)
    save_again(offer)
    jobs.run_due(now=LATER)

    assert Certificate.objects.count() == 1
    assert NumberSeries.objects.get().next_serial == 2


def test_a_waiting_promise_keeps_its_attempts(offer, lesson, now):
    Signatory.objects.update(valid_until=date(2023, 12, 31))
    finish(offer, lesson, now)
    jobs.run_due(now=now)

    save_again(offer)

    job = Job.objects.get()
    assert (job.state, job.attempts, job.due_at) == (Job.State.WAITING, 1, now + timedelta(seconds=10))


def test_the_own_page_names_what_keeps_the_certificate_back(client, member, offer, lesson, now):
    client.force_login(member.user)
    member.full_name = "Maria 王"
    member.save()
    enrollment = EnrollmentFactory(course=offer.course, member=member)
    complete_activity(enrollment=enrollment, activity=lesson, now=now)

    html = client.get(reverse("learning")).content.decode()

    assert "tidak bisa dicetak: 王" in html
    assert "Sertifikat sedang disiapkan" not in html
