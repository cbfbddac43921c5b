"""Who is affected by a changed rule, and taking it over for them on purpose."""

from decimal import Decimal

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from courses.models import ActivityCompletion, Enrollment
from courses.services.enrollments import enroll, withdraw
from courses.services.progress import complete_activity, record_score
from courses.services.rule_changes import Effect, RuleChanged, apply_rule, fingerprint, preview_rule
from courses.services.rules import rule_now
from courses.signals import progress_changed
from members.models import User
from tests.factories.courses import CourseFactory, LessonFactory, ModuleFactory
from tests.factories.members import MemberFactory, UserFactory
from tests.factories.quizzes import QuizFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(organization):
    return CourseFactory(organization=organization)


@pytest.fixture
def lessons(course):
    module = ModuleFactory(parent=course)
    return [LessonFactory(parent=module, title=f"Pelajaran {number}") for number in range(3)]


@pytest.fixture
def learners(course, lessons, now):
    """Three people who did nothing, the first lesson, and the first two."""
    rows = [enroll(member=MemberFactory(), course=course, now=now) for _number in range(3)]
    for done, enrollment in enumerate(rows):
        for lesson in lessons[:done]:
            complete_activity(enrollment=enrollment, activity=lesson, now=now)
    return rows


def require(page, is_required):
    page.is_required = is_required
    page.save()


def apply(course, now, by=None):
    return apply_rule(course=course, seen=fingerprint(rule_now(course)), by=by or UserFactory(), now=now)


def test_nobody_is_affected_while_nothing_changed(course, learners):
    assert preview_rule(course=course) == Effect(learner_count=3)


def test_less_to_do_completes_some(course, lessons, learners, now):
    require(lessons[2], False)
    expected = Effect(learner_count=3, older_count=3, completed_count=1, less_count=2)

    assert preview_rule(course=course) == expected
    assert apply(course, now) == expected
    assert [Enrollment.objects.get(pk=row.pk).status for row in learners] == ["active", "active", "completed"]


def test_more_to_do_takes_nothing_back(course, lessons, learners, now):
    complete_activity(enrollment=learners[2], activity=lessons[2], now=now)
    added = LessonFactory(parent=lessons[0].get_parent())

    effect = apply(course, now)

    assert effect == Effect(learner_count=2, older_count=2, more_count=2)
    rules = [added.pk in Enrollment.objects.get(pk=row.pk).required_activity_ids for row in learners]
    assert rules == [True, True, False]
    assert Enrollment.objects.get(pk=learners[2].pk).is_completed
    assert ActivityCompletion.objects.count() == 4


def test_a_part_done_before_it_was_required_counts_now(course, lessons, now):
    require(lessons[0], False)
    enrollment = enroll(member=MemberFactory(), course=course, now=now)
    extra = complete_activity(enrollment=enrollment, activity=lessons[0], now=now)
    require(lessons[0], True)

    apply(course, now)
    counted = ActivityCompletion.objects.get(pk=extra.pk).is_counted

    assert (extra.is_counted, counted) == (False, True)


def test_a_lower_mark_passes_who_reached_it_and_tells_whoever_waits(course, now):
    quiz = QuizFactory(parent=ModuleFactory(parent=course), pass_mark=80)
    enrollment = enroll(member=MemberFactory(), course=course, now=now)
    record_score(enrollment=enrollment, activity=quiz, score=Decimal("70.00"), now=now)
    quiz.pass_mark = 70
    quiz.save()
    heard = []
    progress_changed.connect(receiver := lambda enrollment, **_kwargs: heard.append(enrollment.pk))

    effect = apply(course, now)
    progress_changed.disconnect(receiver)

    assert (effect.completed_count, heard) == (1, [enrollment.pk])
    assert Enrollment.objects.get().is_completed


def test_a_higher_mark_leaves_who_passed_passed(course, now):
    module = ModuleFactory(parent=course)
    quiz = QuizFactory(parent=module, pass_mark=60)
    LessonFactory(parent=module)
    enrollment = enroll(member=MemberFactory(), course=course, now=now)
    complete_activity(enrollment=enrollment, activity=quiz, now=now)
    quiz.pass_mark = 90
    quiz.save()

    apply(course, now)
    enrollment.refresh_from_db()

    assert enrollment.pass_marks == {str(quiz.pk): 90}
    assert ActivityCompletion.objects.filter(activity=quiz).count() == 1


def test_who_left_is_not_asked(course, lessons, learners, now):
    withdraw(enrollment=learners[0], now=now)
    require(lessons[2], False)

    assert preview_rule(course=course).older_count == 2


def test_a_rule_that_changed_since_the_preview_is_not_applied(course, lessons, learners, now):
    seen = fingerprint(rule_now(course))
    require(lessons[2], False)

    with pytest.raises(RuleChanged):
        apply_rule(course=course, seen=seen, by=UserFactory(), now=now)

    assert {len(row.required_activity_ids) for row in Enrollment.objects.all()} == {3}


def test_it_stands_in_the_history_of_the_course(course, lessons, learners, now):
    by = UserFactory()
    require(lessons[2], False)
    apply(course, now, by)

    entry = PageLogEntry.objects.get(action="courses.apply_rule")

    assert (entry.page_id, entry.user, entry.data["completed_count"]) == (course.pk, by, 1)


def test_the_preview_takes_as_many_statements_for_many(course, learners, django_assert_num_queries):
    with django_assert_num_queries(5):
        preview_rule(course=course)


# screens


@pytest.fixture
def own_learner(own_course, own_lesson, now):
    return enroll(member=MemberFactory(), course=own_course, now=now)


@pytest.mark.parametrize("page", ["course", "lesson"])
def test_authors_are_told_who_is_affected(client, trainer, own_course, own_lesson, own_learner, page):
    client.force_login(trainer)
    address = (
        reverse("writing_course_rules", args=[own_course.pk])
        if page == "course"
        else reverse("writing_lesson", args=[own_lesson.pk])
    )

    assert "1 peserta sedang belajar</p>" in client.get(address).content.decode()


def test_wagtails_editor_tells_too(client, trainer, own_course, own_lesson, own_learner):
    client.force_login(trainer)

    pages = [
        client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        for page in (own_course, own_lesson)
    ]

    assert ["1 peserta sedang belajar" in html for html in pages] == [True, True]


def test_a_trainer_reads_but_does_not_apply(client, trainer, own_course, own_lesson, own_learner):
    require(own_lesson, False)
    client.force_login(trainer)
    address = reverse("course_rules", args=[own_course.pk])

    html = client.get(address).content.decode()
    client.post(address, {"seen": fingerprint(rule_now(own_course))})

    assert "Hanya admin kantor penyelenggara" in html
    assert Enrollment.objects.get().required_activity_ids == [own_lesson.pk]


def test_an_admin_applies_what_was_shown(client, administrator, own_course, own_module, own_lesson, own_learner):
    added = LessonFactory(parent=own_module)
    client.force_login(User.objects.get(pk=administrator.pk))
    address = reverse("course_rules", args=[own_course.pk])
    seen = client.get(address).context["seen"]

    stale = client.post(address, {"seen": "lain"}).content.decode()
    done = client.post(address, {"seen": seen}, follow=True).content.decode()

    assert "Aturan berubah sejak Anda membukanya." in stale
    assert "1 peserta memakai aturan baru; 0 di antaranya langsung selesai." in done
    assert Enrollment.objects.get().required_activity_ids == [own_lesson.pk, added.pk]
