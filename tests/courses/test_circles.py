"""Courses that need each other: refused while they are drafts, and again before they come out."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from courses.models import CoursePage
from courses.services.drafts import revision_of
from courses.services.plain_reviews import APPROVE, decide_page
from courses.services.prerequisites import CircleOfCourses, find_circle, refuse_circle
from courses.services.schedules import publish_revision
from tests.factories.courses import CourseFactory

pytestmark = pytest.mark.django_db


def draft_needing(course, *others):
    page = CoursePage.objects.get(pk=course.pk).get_latest_revision_as_object()
    page.prerequisites.set(others)
    return page.save_revision()


@pytest.fixture
def pair(own_course, organization):
    return own_course, CourseFactory(title="Lanjutan", slug="lanjutan", organization=organization)


def test_a_draft_that_leads_back_is_a_circle(pair):
    own, other = pair
    draft_needing(other, own)

    assert find_circle(course_pk=own.pk, chosen=[other]) == other


def test_a_draft_in_the_middle_closes_it_too(pair, organization):
    own, other = pair
    middle = CourseFactory(organization=organization)
    other.prerequisites.set([middle])
    other.save()
    draft_needing(middle, own)

    assert find_circle(course_pk=own.pk, chosen=[other]) == other
    assert find_circle(course_pk=own.pk, chosen=[]) is None


def test_a_draft_that_let_go_still_counts_while_the_site_says_otherwise(pair):
    own, other = pair
    other.prerequisites.set([own])
    other.save()
    draft_needing(other)

    assert find_circle(course_pk=own.pk, chosen=[other]) == other


def test_the_number_of_questions_stays_the_same(pair, organization, django_assert_num_queries):
    own, other = pair
    for _number in range(3):
        following = CourseFactory(organization=organization)
        draft_needing(following, other)
        other = following

    with django_assert_num_queries(2):
        find_circle(course_pk=own.pk, chosen=[other])


def test_the_form_names_the_course_and_saves_nothing(client, administrator, pair):
    own, other = pair
    draft_needing(other, own)
    client.force_login(administrator)
    before = revision_of(CoursePage.objects.get(pk=own.pk))
    values = {"revision": before, "enrollment_policy": "open", "prerequisites": [other.pk]}

    html = client.post(reverse("writing_course_rules", args=[own.pk]), values).content.decode()

    assert "“Lanjutan” sendiri memerlukan kursus ini" in html
    assert revision_of(CoursePage.objects.get(pk=own.pk)) == before


@pytest.fixture
def crossed(pair, trainer, administrator):
    """Both drafts name the other, as if saved at one moment; the own one waits for approval."""
    own, other = pair
    draft_needing(other, own)
    draft_needing(own, other)
    own.get_workflow().start(CoursePage.objects.get(pk=own.pk), trainer)
    return own


def test_an_approval_is_refused_with_the_reason(client, crossed, administrator):
    client.force_login(administrator)
    page = CoursePage.objects.get(pk=crossed.pk)

    answer = client.post(reverse("writing_review", args=[page.pk]), {"approve": "ya", "revision": revision_of(page)})

    assert "“Lanjutan” sendiri memerlukan kursus ini." in answer.content.decode()
    assert list(CoursePage.objects.get(pk=crossed.pk).prerequisites.all()) == []


def test_an_approval_in_wagtail_publishes_nothing(client, crossed, administrator):
    client.force_login(administrator)
    state = CoursePage.objects.get(pk=crossed.pk).current_workflow_task_state

    answer = client.post(reverse("wagtailadmin_pages:workflow_action", args=[crossed.pk, "approve", state.pk]))

    assert answer.status_code == 302
    assert list(CoursePage.objects.get(pk=crossed.pk).prerequisites.all()) == []
    assert CoursePage.objects.get(pk=crossed.pk).workflow_in_progress


def test_nothing_else_happened_to_the_review(crossed, administrator):
    page = Page.objects.get(pk=crossed.pk)

    with pytest.raises(CircleOfCourses):
        decide_page(page=page, action=APPROVE, comment="", seen=revision_of(page), by=administrator)

    assert Page.objects.get(pk=crossed.pk).workflow_in_progress


def test_the_clock_lets_no_circle_out(pair, now):
    own, other = pair
    draft_needing(other, own)
    revision = draft_needing(own, other)
    revision.approved_go_live_at = now
    revision.save()

    with pytest.raises(CircleOfCourses):
        publish_revision(key=f"{revision.pk}-1", now=timezone.now())


def test_other_pages_have_no_circles(own_lesson, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        refuse_circle(page=Page.objects.get(pk=own_lesson.pk))
