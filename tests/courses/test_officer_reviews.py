"""An officer decides about drafts of the own office, in Wagtail and in the plain screens; never about own words."""

import pytest
from django.urls import reverse
from wagtail.actions.publish_revision import PublishPermissionError
from wagtail.models import Page, TaskState

from courses.services.drafts import NotAllowed, revision_of, save_draft
from courses.services.plain_reviews import APPROVE, RETURN, decide_page, pages_to_review, standing_of, submit_page
from courses.services.review_ends import publish_reviewed
from courses.services.trainers import assign_trainer
from members.choices import Role
from members.services.roles import grant_role
from tests.factories.courses import CourseFactory, LessonFactory, ModuleFactory
from tests.factories.members import OrganizationFactory, RegionFactory, UserFactory

pytestmark = pytest.mark.django_db


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def change(lesson, by, title="Judul baru"):
    page = Page.objects.get(pk=lesson.pk)
    save_draft(page=page, values={"title": title}, seen=revision_of(page), by=fresh(by))


def with_role(now, role, **place):
    user = UserFactory()
    grant_role(user=user, role=role, now=now, **place)
    return fresh(user)


@pytest.fixture
def officer(organization, now):
    return with_role(now, Role.OFFICER, organization=organization)


@pytest.fixture
def waiting(own_module, trainer):
    """A lesson nobody sees yet, written and sent by the trainer."""
    lesson = LessonFactory(parent=own_module, slug="tinjau", live=False)
    change(lesson, trainer)
    submit_page(page=lesson, by=fresh(trainer))
    return fresh(lesson)


def address(action, lesson):
    task_state = fresh(lesson).current_workflow_task_state
    return reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, action, task_state.pk])


def decide(lesson, by, action=APPROVE):
    page = Page.objects.get(pk=lesson.pk)
    decide_page(page=page, action=action, comment="Catatan", seen=revision_of(page), by=fresh(by))


# ---- the own office


def test_an_officer_approves_in_wagtail(client, officer, waiting):
    client.force_login(officer)

    client.post(address("approve", waiting), {"comment": ""})

    assert (fresh(waiting).live, fresh(waiting).title) == (True, "Judul baru")


def test_an_officer_asks_for_changes_in_wagtail(client, officer, waiting):
    client.force_login(officer)

    client.post(address("reject", waiting), {"comment": "Tambahkan sumber."})

    assert fresh(waiting).live is False
    assert TaskState.objects.get().comment == "Tambahkan sumber."


def test_an_officer_finds_reads_and_approves_in_the_plain_screens(client, officer, waiting):
    client.force_login(officer)
    review = reverse("writing_review", args=[waiting.pk])

    listed = client.get(reverse("writing")).content.decode()
    shown = client.get(review).content.decode()
    preview = client.get(reverse("writing_preview", args=[waiting.pk]))
    client.post(review, {"approve": "ya", "revision": waiting.latest_revision_id})

    assert f'href="{review}"' in listed
    assert "Setujui dan terbitkan" in shown
    assert preview.status_code == 200
    assert fresh(waiting).live is True


def test_an_officer_sees_it_on_the_first_page_of_the_back_office(client, officer, waiting):
    client.force_login(officer)

    assert "Judul baru" in client.get(reverse("wagtailadmin_home")).content.decode()


def test_an_officer_returns_with_a_note(officer, waiting, trainer):
    decide(waiting, officer, RETURN)

    found = standing_of(page=fresh(waiting), user=fresh(trainer))
    assert (fresh(waiting).live, found.comment) == (False, "Catatan")


def test_an_officer_of_the_region_decides_as_well(waiting, organization, now):
    decide(waiting, with_role(now, Role.OFFICER, region=organization.region))

    assert fresh(waiting).live is True


# ---- nobody else


@pytest.fixture
def others(organization, now):
    """Officers and viewers who answer for something else."""
    elsewhere = OrganizationFactory(name="Dinas Lain", region=RegionFactory())
    return {
        "another office": with_role(now, Role.OFFICER, organization=elsewhere),
        "a neighbor in the same region": with_role(
            now, Role.OFFICER, organization=OrganizationFactory(name="Dinas Tetangga", region=organization.region)
        ),
        "a viewer": with_role(now, Role.VIEWER, organization=organization),
        "another trainer": with_role(now, Role.TRAINER, organization=organization),
        "a former officer": UserFactory(),
    }


def test_nobody_else_decides_lists_or_reads(client, others, waiting):
    for user in others.values():
        with pytest.raises(NotAllowed):
            decide(waiting, user)
        client.force_login(user)
        answers = {
            client.get(reverse("writing_review", args=[waiting.pk])).status_code,
            client.post(reverse("writing_review", args=[waiting.pk]), {"approve": "ya"}).status_code,
            client.post(address("approve", waiting)).status_code,
        }
        assert 200 not in answers
        assert pages_to_review(user=fresh(user)) == []

    assert fresh(waiting).live is False


def test_a_course_without_an_office_waits_for_superusers(officer, trainer, now):
    lesson = LessonFactory(parent=ModuleFactory(parent=CourseFactory(organization=None)), live=False)
    lesson.save_revision(user=trainer)
    lesson.get_workflow().start(lesson, trainer)

    with pytest.raises(NotAllowed):
        decide(lesson, officer)
    assert pages_to_review(user=officer) == []


def test_an_officer_publishes_nothing_without_a_review(client, officer, own_lesson):
    own_lesson.save_revision(user=None)
    client.force_login(officer)

    for path in ("edit", "unpublish", "delete", "move"):
        response = client.post(reverse(f"wagtailadmin_pages:{path}", args=[own_lesson.pk]), {"action-publish": "1"})
        assert response.status_code in (302, 403)
    assert fresh(own_lesson).live is True
    assert fresh(own_lesson).title == "Pelajaran Sendiri"


# ---- never the own words


@pytest.fixture
def both(own_course, organization, now):
    """Trainer of the course and officer of its office."""
    user = with_role(now, Role.TRAINER, organization=organization)
    grant_role(user=user, role=Role.OFFICER, organization=organization, now=now)
    assign_trainer(course=own_course, user=fresh(user))
    return fresh(user)


def test_nobody_approves_what_they_sent(client, both, own_module, officer):
    lesson = LessonFactory(parent=own_module, live=False)
    change(lesson, both)
    submit_page(page=lesson, by=both)

    with pytest.raises(NotAllowed):
        decide(lesson, both)
    client.force_login(both)
    client.post(address("approve", lesson))
    assert fresh(lesson).live is False
    assert pages_to_review(user=both) == []

    decide(lesson, officer)
    assert fresh(lesson).live is True


def test_nobody_approves_what_they_changed_last(both, own_module, trainer, officer):
    """Sent by another, changed by the officer while it waited."""
    lesson = LessonFactory(parent=own_module, live=False)
    change(lesson, trainer)
    submit_page(page=lesson, by=fresh(trainer))
    change(lesson, both, "Judul petugas")

    with pytest.raises(NotAllowed):
        decide(lesson, both)
    assert pages_to_review(user=both) == []

    decide(lesson, officer)
    assert fresh(lesson).title == "Judul petugas"


def test_an_admin_approves_even_the_own_words(administrator, own_module):
    lesson = LessonFactory(parent=own_module, live=False)
    change(lesson, administrator)
    submit_page(page=lesson, by=administrator)

    decide(lesson, administrator)

    assert fresh(lesson).live is True


def test_the_end_of_a_review_asks_again(waiting, trainer, others):
    """Whoever reaches it without being a reviewer publishes nothing."""
    state = fresh(waiting).current_workflow_state
    for user in (fresh(trainer), others["another office"]):
        with pytest.raises(PublishPermissionError):
            publish_reviewed(state, user=user)

    assert fresh(waiting).live is False


@pytest.mark.parametrize("count", [1, 3])
def test_what_waits_takes_the_same_queries(own_module, trainer, officer, count, django_assert_max_num_queries):
    for _number in range(count):
        lesson = LessonFactory(parent=own_module)
        change(lesson, trainer)
        submit_page(page=lesson, by=fresh(trainer))

    with django_assert_max_num_queries(14):
        assert len(pages_to_review(user=officer)) == count
