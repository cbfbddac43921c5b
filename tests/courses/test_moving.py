"""Copying a course, putting parts in order and into other modules: what learners did stays."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from courses.models import ActivityCompletion, Admission, CoursePage, Enrollment, LessonPage
from courses.services.drafts import NotAllowed
from courses.services.enrollments import enroll
from courses.services.moving import AddressTaken, OtherCourse, copy_course, move_activity
from courses.services.outline import outline_of_reader
from courses.services.progress import complete_activity
from quizzes.models import QuizPage
from quizzes.services.attempts import start_attempt
from tests.factories.courses import AdmissionFactory, CourseFactory, LessonFactory, ModuleFactory
from tests.factories.quizzes import QuizFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def second_module(own_course):
    return ModuleFactory(parent=own_course, title="Modul Kedua", slug="kedua")


@pytest.fixture
def other_course(organization):
    return CourseFactory(title="Kursus Lain", slug="lain", organization=organization)


@pytest.fixture
def done(member, own_course, own_lesson, now):
    """The lesson is done, another one waits."""
    LessonFactory(parent=own_lesson.get_parent().specific, title="Kedua", slug="kedua")
    enrollment = enroll(member=member, course=own_course, now=now)
    complete_activity(enrollment=enrollment, activity=own_lesson, now=now)
    return enrollment


def history():
    return (
        list(ActivityCompletion.objects.values_list("enrollment_id", "activity_id")),
        list(Enrollment.objects.values_list("pk", "required_activity_ids", "status")),
    )


def order(course):
    outline = outline_of_reader(page=course, user=course.owner or type("Nobody", (), {"is_authenticated": False})())
    return [(module.title, [line.title for line in module.activities]) for module in outline.modules]


# another module


def test_a_lesson_goes_to_another_module_with_its_history(admin_client, done, own_course, own_lesson, second_module):
    before = history()

    response = admin_client.post(
        reverse("writing_place", args=[own_lesson.pk]), {"module": second_module.pk}, follow=True
    )

    assert "sekarang di modul “Modul Kedua”. Riwayat peserta tetap." in response.content.decode()
    assert history() == before
    assert order(own_course) == [("Modul Sendiri", ["Kedua"]), ("Modul Kedua", ["Pelajaran Sendiri"])]


def test_wagtails_own_move_keeps_it_too(admin_client, done, own_lesson, second_module):
    before = history()

    admin_client.post(reverse("wagtailadmin_pages:move_confirm", args=[own_lesson.pk, second_module.pk]))

    assert Page.objects.get(pk=own_lesson.pk).get_parent().pk == second_module.pk
    assert history() == before


def test_the_same_address_in_the_target_is_told(admin_client, own_lesson, second_module, administrator):
    LessonFactory(parent=second_module, slug=own_lesson.slug, title="Kembar")

    with pytest.raises(AddressTaken):
        move_activity(activity=own_lesson, module=second_module, by=administrator)
    response = admin_client.post(reverse("writing_place", args=[own_lesson.pk]), {"module": second_module.pk})

    assert "alamat yang sama: “Kembar”" in response.content.decode()


def test_a_trainer_moves_only_drafts(trainer, own_lesson, second_module):
    with pytest.raises(NotAllowed):
        move_activity(activity=own_lesson, module=second_module, by=trainer)


def test_only_modules_of_the_own_course_are_offered(admin_client, own_lesson, second_module, other_course):
    foreign = ModuleFactory(parent=other_course, title="Modul Asing")

    html = admin_client.get(reverse("writing_place", args=[own_lesson.pk])).content.decode()
    refused = admin_client.post(reverse("writing_place", args=[own_lesson.pk]), {"module": foreign.pk})

    assert ("Modul Kedua" in html, "Modul Asing" in html) == (True, False)
    assert "Modul ini tidak ada lagi." in refused.content.decode()


# another course


@pytest.mark.parametrize("is_done", [True, False])
def test_a_part_with_history_stays_in_its_course(admin_client, administrator, done, own_lesson, other_course, is_done):
    """Also one that nobody did yet, but that the rule of a learner names."""
    page = own_lesson if is_done else LessonPage.objects.get(slug="kedua", title="Kedua")
    target = ModuleFactory(parent=other_course)

    with pytest.raises(OtherCourse):
        move_activity(activity=page, module=target, by=administrator)
    response = admin_client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, target.pk]))

    assert response.status_code == 409
    assert "Tidak ada yang dipindah." in response.content.decode()
    assert Page.objects.get(pk=page.pk).path == page.path


def test_moving_in_bulk_is_refused_alike(admin_client, done, own_lesson, other_course):
    target = ModuleFactory(parent=other_course)
    address = f"/cms/bulk/wagtailcore/page/move/?id={own_lesson.pk}"

    response = admin_client.post(address, {"chooser": target.pk})

    assert response.status_code == 409
    assert Page.objects.get(pk=own_lesson.pk).path == own_lesson.path


def test_a_module_with_history_stays_too(admin_client, done, own_module, other_course):
    response = admin_client.post(reverse("wagtailadmin_pages:move_confirm", args=[own_module.pk, other_course.pk]))

    assert response.status_code == 409


def test_a_part_without_history_may_go(administrator, own_lesson, other_course):
    target = ModuleFactory(parent=other_course)

    moved = move_activity(activity=own_lesson, module=target, by=administrator)

    assert moved.get_parent().pk == target.pk


# order by drag


@pytest.mark.parametrize("level", ["module", "lesson"])
def test_dragging_in_the_explorer_keeps_history(admin_client, done, own_course, own_module, second_module, level):
    page = own_module if level == "module" else LessonPage.objects.get(title="Pelajaran Sendiri")
    before = history()
    LessonFactory(parent=second_module, title="Lain")

    admin_client.post(reverse("wagtailadmin_pages:set_page_position", args=[page.pk]) + "?position=1")

    own, second = ("Modul Sendiri", ["Pelajaran Sendiri", "Kedua"]), ("Modul Kedua", ["Lain"])
    expected = [second, own] if level == "module" else [("Modul Sendiri", ["Kedua", "Pelajaran Sendiri"]), second]
    assert order(own_course) == expected
    assert history() == before


def test_the_explorer_lists_parts_in_their_order(admin_client, own_course, own_module):
    html = admin_client.get(reverse("wagtailadmin_explore", args=[own_course.pk])).content.decode()

    assert "data-w-orderable" in html or "w-orderable" in html


# copying


@pytest.fixture
def full_course(own_course, own_module, own_lesson, now):
    basics = CourseFactory(title="Dasar")
    own_course.prerequisites.set([basics])
    own_course.is_sequential, own_course.enrollment_policy, own_course.opens_on = True, "approval", now.date()
    own_course.save()
    QuizFactory(parent=own_module, slug="kuis", title="Kuis", questions=2, pass_mark=65)
    return own_course


def test_a_copy_is_drafts_with_rules_and_own_questions(admin_client, full_course, administrator, organization):
    response = admin_client.post(
        reverse("writing_copy", args=[full_course.pk]), {"title": "Kursus Baru", "organization": organization.pk}
    )
    copied = CoursePage.objects.get(title="Kursus Baru")
    quiz = QuizPage.objects.descendant_of(copied).get()

    assert response.url == reverse("writing_course", args=[copied.pk])
    assert not Page.objects.descendant_of(copied, inclusive=True).live().exists()
    assert (copied.slug, copied.is_sequential, copied.enrollment_policy) == ("kursus-baru", True, "approval")
    assert (copied.opens_on, [page.title for page in copied.prerequisites.all()]) == (None, ["Dasar"])
    assert (quiz.pass_mark, quiz.bank.course_id, quiz.bank.questions.count()) == (65, copied.pk, 2)
    assert copied.permissions_for_user(administrator).can_publish()


def test_a_copy_takes_no_learners_along(full_course, administrator, organization, member, now):
    AdmissionFactory(course=full_course, status="approved", member=member)
    CoursePage.objects.filter(pk=full_course.pk).update(opens_on=None)
    full_course.prerequisites.clear()
    full_course.save()
    quiz = QuizPage.objects.descendant_of(full_course).get()
    CoursePage.objects.filter(pk=full_course.pk).update(is_sequential=False)
    enrollment = enroll(member=member, course=full_course, now=now)
    start_attempt(quiz=quiz, enrollment=enrollment, now=now)
    before = history()

    copied = copy_course(course=full_course, title="Baru", organization=organization, by=administrator)

    assert history() == before
    assert not Enrollment.objects.filter(course=copied).exists()
    assert not Admission.objects.filter(course=copied).exists()


def test_a_copy_has_the_newest_text(own_course, own_lesson, administrator, organization):
    own_lesson.title = "Judul Baru"
    own_lesson.save_revision()

    copied = copy_course(course=own_course, title="Baru", organization=organization, by=administrator)

    lesson = LessonPage.objects.descendant_of(copied).get()
    assert lesson.get_latest_revision_as_object().title == "Judul Baru"


def test_a_trainer_copies_no_course(client, trainer, own_course, organization):
    client.force_login(trainer)

    assert client.get(reverse("writing_copy", args=[own_course.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        copy_course(course=own_course, title="Baru", organization=organization, by=trainer)
