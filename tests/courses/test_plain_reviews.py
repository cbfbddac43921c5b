"""Review of drafts by role and state: who may ask, take back, approve and return; and what each sees."""

import pytest
from wagtail.models import Page, TaskState, WorkflowState

from courses.services.drafts import DraftConflict, NotAllowed, revision_of, save_draft
from courses.services.plain_reviews import (
    APPROVE,
    RETURN,
    actions_for,
    decide_page,
    describe,
    may_submit,
    pages_to_review,
    standing_of,
    submit_page,
    withdraw_page,
)
from courses.services.trainers import assign_trainer
from members.choices import Role
from members.services.roles import grant_role
from tests.factories.courses import CourseFactory, LessonFactory, ModuleFactory
from tests.factories.members import OrganizationFactory, UserFactory, assign_role

pytestmark = pytest.mark.django_db
STATES = ["public", "changed", "draft", "waiting", "returned", "approved", "withdrawn"]
PEOPLE = ["trainer", "colleague", "administrator", "foreign_admin", "officer"]


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def change(lesson, by, title="Judul baru"):
    page = Page.objects.get(pk=lesson.pk)
    save_draft(page=page, values={"title": title}, seen=revision_of(page), by=fresh(by))


def decide(lesson, by, action=APPROVE, comment="", seen=None):
    page = Page.objects.get(pk=lesson.pk)
    seen = revision_of(page) if seen is None else seen
    decide_page(page=page, action=action, comment=comment, seen=seen, by=fresh(by))


@pytest.fixture
def colleague(own_course, organization):
    """Writes the same course."""
    user = assign_role(UserFactory(username="rekan"), Role.TRAINER, organization)
    assign_trainer(course=own_course, user=user)
    return user


@pytest.fixture
def foreign_admin(site, now):
    user = UserFactory(username="admin-lain")
    grant_role(user=user, role=Role.ADMIN, organization=OrganizationFactory(name="Dinas Lain"), now=now)
    return fresh(user)


@pytest.fixture
def bring(own_module, trainer, administrator):
    """A lesson brought into a state."""

    def bring(state):
        lesson = LessonFactory(parent=own_module, slug="tinjau", live=state != "draft")
        if state == "public":
            return lesson
        change(lesson, trainer)
        if state in ("waiting", "returned", "approved", "withdrawn"):
            submit_page(page=lesson, by=fresh(trainer))
        if state == "returned":
            decide(lesson, administrator, RETURN, "Tambahkan sumber.")
        if state == "approved":
            decide(lesson, administrator)
        if state == "withdrawn":
            withdraw_page(page=lesson, by=fresh(trainer))
        return lesson

    return bring


def standing(lesson, user):
    return standing_of(page=fresh(lesson), user=fresh(user))


@pytest.mark.parametrize(
    ("state", "word", "tone"),
    [
        ("public", "Terbit", "good"),
        ("changed", "Terbit, ada perubahan yang belum diajukan", "warn"),
        ("draft", "Draf, belum terbit", "note"),
        ("waiting", "Sedang ditinjau", "info"),
        ("returned", "Dikembalikan untuk diperbaiki", "warn"),
        ("approved", "Terbit", "good"),
        ("withdrawn", "Terbit, ada perubahan yang belum diajukan", "warn"),
    ],
)
def test_every_state_has_its_word(bring, trainer, state, word, tone):
    found = standing(bring(state), trainer)

    assert (found.word, found.tone) == (word, tone)


def test_a_page_taken_off_the_site_has_its_word(own_lesson, now):
    own_lesson.live, own_lesson.first_published_at = False, now

    assert describe(own_lesson, None) == ("Tidak terbit lagi", "note")


CAN_SUBMIT = {
    ("trainer", "changed"),
    ("trainer", "draft"),
    ("trainer", "returned"),
    ("trainer", "withdrawn"),
    ("colleague", "changed"),
    ("colleague", "draft"),
    ("colleague", "returned"),
    ("colleague", "withdrawn"),
    ("administrator", "changed"),
    ("administrator", "draft"),
    ("administrator", "returned"),
    ("administrator", "withdrawn"),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("person", PEOPLE)
def test_who_may_ask_for_review(request, bring, person, state):
    lesson, user = bring(state), request.getfixturevalue(person)

    assert may_submit(fresh(lesson), fresh(user)) is ((person, state) in CAN_SUBMIT)


@pytest.mark.parametrize("person", PEOPLE)
def test_who_sees_which_button_while_it_waits(request, bring, person):
    found = standing(bring("waiting"), request.getfixturevalue(person))

    buttons = {
        "trainer": (False, True, False),
        "colleague": (False, False, False),
        "administrator": (False, True, True),
        "officer": (False, True, True),
    }
    assert (found.can_submit, found.can_withdraw, found.can_decide) == buttons.get(person, (False, False, False))


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("action", [APPROVE, RETURN])
def test_who_decides(request, bring, person, action):
    lesson, user = bring("waiting"), request.getfixturevalue(person)
    if person in ("administrator", "officer"):
        decide(lesson, user, action, "Catatan")
        assert fresh(lesson).live is True
        return

    with pytest.raises(NotAllowed):
        decide(lesson, user, action, "Catatan")

    assert fresh(lesson).workflow_in_progress


@pytest.mark.parametrize("person", ["colleague", "foreign_admin"])
def test_who_cannot_take_back(request, bring, person):
    lesson = bring("waiting")

    with pytest.raises(NotAllowed):
        withdraw_page(page=lesson, by=request.getfixturevalue(person))

    assert fresh(lesson).workflow_in_progress


@pytest.mark.parametrize("state", ["public", "changed", "draft", "returned", "approved", "withdrawn"])
def test_nothing_waits_so_nothing_is_decided_or_taken_back(bring, administrator, state):
    lesson = bring(state)

    with pytest.raises(NotAllowed):
        decide(lesson, administrator)
    with pytest.raises(NotAllowed):
        withdraw_page(page=lesson, by=administrator)


@pytest.mark.parametrize("state", ["public", "waiting", "approved"])
def test_nothing_new_is_not_sent(bring, trainer, state):
    with pytest.raises(NotAllowed):
        submit_page(page=bring(state), by=trainer)


def test_approving_publishes_the_text_that_was_read(bring, administrator):
    lesson = bring("waiting")

    decide(lesson, administrator)

    page = fresh(lesson)
    assert (page.title, page.live, page.has_unpublished_changes) == ("Judul baru", True, False)
    assert list(WorkflowState.objects.values_list("status", flat=True)) == [WorkflowState.STATUS_APPROVED]


def test_returning_publishes_nothing_and_tells_why(bring, administrator, trainer):
    lesson = bring("waiting")
    public = fresh(lesson).title

    decide(lesson, administrator, RETURN, "Tambahkan sumber.")

    assert fresh(lesson).title == public
    assert standing(lesson, trainer).comment == "Tambahkan sumber."


def test_the_note_is_gone_once_it_is_sent_again(bring, trainer):
    lesson = bring("returned")

    change(lesson, trainer, "Judul dengan sumber")
    submit_page(page=lesson, by=fresh(trainer))

    found = standing(lesson, trainer)
    assert (found.word, found.comment) == ("Sedang ditinjau", "")


def test_sent_again_it_is_the_same_review(bring, trainer, administrator):
    lesson = bring("returned")
    submit_page(page=lesson, by=fresh(trainer))

    decide(lesson, administrator)

    assert (WorkflowState.objects.count(), TaskState.objects.count(), fresh(lesson).title) == (1, 2, "Judul baru")


@pytest.mark.parametrize("seen", [0, -1])
def test_a_text_that_was_not_read_is_not_approved(bring, administrator, seen):
    lesson = bring("waiting")

    with pytest.raises(DraftConflict) as conflict:
        decide(lesson, administrator, seen=seen)

    assert conflict.value.page.title == "Judul baru"
    assert fresh(lesson).workflow_in_progress


@pytest.mark.parametrize("action", ["", "hapus", "cancel", "locked-approve"])
def test_other_words_are_no_decision(bring, administrator, action):
    with pytest.raises(NotAllowed):
        decide(bring("waiting"), administrator, action)


def test_two_decisions_one_after_the_other(bring, administrator):
    lesson = bring("waiting")
    decide(lesson, administrator)

    with pytest.raises(NotAllowed):
        decide(lesson, administrator, RETURN, "Terlambat")

    assert fresh(lesson).live


def test_no_task_offers_no_actions(own_lesson, administrator):
    assert actions_for(own_lesson, administrator) == set()


@pytest.mark.parametrize(
    ("person", "count"), [("administrator", 2), ("officer", 2), ("trainer", 0), ("foreign_admin", 0), ("colleague", 0)]
)
def test_what_waits_is_listed_for_whom_it_waits(request, own_module, trainer, person, count):
    for title in ("Satu", "Dua"):
        lesson = LessonFactory(parent=own_module)
        change(lesson, trainer, title)
        submit_page(page=lesson, by=fresh(trainer))

    waiting = pages_to_review(user=fresh(request.getfixturevalue(person)))

    assert [page.draft_title for page in waiting] == ["Satu", "Dua"][:count]


def test_another_office_waits_for_its_own_admin(own_lesson, trainer, administrator, foreign_admin):
    office = foreign_admin.role_assignments.get().organization
    course = CourseFactory(organization=office)
    writer = assign_role(UserFactory(), Role.TRAINER, office)
    assign_trainer(course=course, user=writer)
    lesson = LessonFactory(parent=ModuleFactory(parent=course))
    change(lesson, writer, "Dari kantor lain")
    submit_page(page=lesson, by=fresh(writer))

    assert [page.pk for page in pages_to_review(user=fresh(foreign_admin))] == [lesson.pk]
    assert pages_to_review(user=fresh(administrator)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_waiting_pages_take_the_same_queries(own_module, trainer, administrator, count, django_assert_max_num_queries):
    for _ in range(count):
        lesson = LessonFactory(parent=own_module)
        change(lesson, trainer)
        submit_page(page=lesson, by=fresh(trainer))
    user = fresh(administrator)

    with django_assert_max_num_queries(14):
        assert len(pages_to_review(user=user)) == count
