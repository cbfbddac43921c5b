"""Two people press "Simpan naskah" at the same moment, on PostgreSQL; with a control that fails without the guard."""

from threading import Barrier

import pytest
from wagtail.models import Page, Revision

from courses.models import LessonPage
from courses.services.drafts import DraftConflict, add_draft, newest, save_draft
from members.models import User
from tests.factories.courses import LessonFactory, ModuleFactory
from tests.factories.members import UserFactory
from tests.races import run_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
RUNNERS = 4


@pytest.fixture
def root():
    return UserFactory(is_superuser=True)


def test_one_of_many_saves_wins_and_the_others_hear_of_it(root):
    lesson = LessonFactory()

    def save(number):
        by = User.objects.get(pk=root.pk)
        return save_draft(page=lesson, values={"title": f"Judul {number}"}, seen=0, by=by)

    results = run_at_once([lambda number=number: save(number) for number in range(RUNNERS)])

    conflicts = [result for result in results if isinstance(result, DraftConflict)]
    assert len(conflicts) == RUNNERS - 1
    assert Revision.objects.for_instance(lesson).count() == 1
    assert {conflict.page.title for conflict in conflicts} == {newest(Page.objects.get(pk=lesson.pk)).title}


def test_control_without_the_guard_all_saves_go_through(root):
    lesson = LessonFactory()
    barrier = Barrier(2)

    def save(title):
        page = LessonPage.objects.get(pk=lesson.pk)
        is_fresh = not page.latest_revision_id
        barrier.wait(10)
        if is_fresh:
            page.title = title
            page.save_revision(clean=False)
        return is_fresh

    assert run_at_once([lambda: save("a"), lambda: save("b")]) == [True, True]
    assert Revision.objects.for_instance(lesson).count() == 2


def test_new_pages_with_the_same_title_get_different_addresses(root):
    module = ModuleFactory()

    def add():
        by = User.objects.get(pk=root.pk)
        return add_draft(parent=module, page=LessonPage(title="Sama", body=[]), by=by)

    results = run_at_once([add] * RUNNERS)

    assert sorted(page.slug for page in results) == ["sama", "sama-2", "sama-3", "sama-4"]
