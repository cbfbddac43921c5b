"""A seat given by an officer opens the course of the event."""

import pytest

from bimtek.services.course_access import invite_seated
from bimtek.services.registrations import register, sign_up
from courses.models import Admission
from courses.services.enrollments import enroll
from tests.factories.bimtek import EventFactory, RegistrationFactory
from tests.factories.courses import CourseFactory
from tests.factories.members import OrganizationFactory, RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(organization):
    return CourseFactory(enrollment_policy="invitation", organization=organization)


def test_who_is_seated_by_an_officer_may_join(course, member, officer, organization, now):
    event = EventFactory(organization=organization, course=course)

    register(event=event, member=member, by=officer, now=now)

    assert enroll(member=member, course=course, now=now).course_id == course.pk
    assert Admission.objects.values_list("status", "decided_by").get() == ("invited", officer.pk)


def test_who_signs_up_alone_is_not_invited(course, member, organization, now):
    event = EventFactory(organization=organization, course=course, status="published")

    sign_up(event=event, member=member, by=member.user, now=event.starts_at.replace(year=event.starts_at.year - 1))

    assert Admission.objects.count() == 0


def test_an_open_course_needs_no_invitation(member, officer, organization, now):
    register(event=EventFactory(organization=organization, course=CourseFactory()), member=member, by=officer, now=now)

    assert Admission.objects.count() == 0


def test_the_course_of_another_office_keeps_its_own_door(member, officer, organization, now):
    elsewhere = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))
    foreign = CourseFactory(enrollment_policy="approval", organization=elsewhere)

    register(event=EventFactory(organization=organization, course=foreign), member=member, by=officer, now=now)

    assert Admission.objects.count() == 0


def test_a_course_chosen_later_opens_for_who_has_a_seat(course, officer, organization, now):
    event = EventFactory(organization=organization, course=course)
    seated = RegistrationFactory(event=event)
    RegistrationFactory(event=event, status="cancelled")

    invite_seated(event=event, by=officer, now=now)

    assert list(Admission.objects.values_list("member_id", flat=True)) == [seated.member_id]
