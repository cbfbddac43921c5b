"""The trainer's way to a quiz in the CMS: create, questions, preview, copy, delete."""

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.models import Page

from courses.services.site import ensure_site
from courses.services.trainers import assign_trainer
from members.choices import Role
from members.services.roles import grant_role
from quizzes.models import QuestionBank, QuizPage
from quizzes.services.pages import course_of, give_bank
from quizzes.services.screens import read_state
from tests.factories.courses import CourseFactory, ModuleFactory
from tests.factories.members import UserFactory
from tests.factories.quizzes import BankFactory, QuestionFactory, QuizFactory, draft, make_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def module(organization):
    ensure_site()
    return ModuleFactory(parent=CourseFactory(title="Kursus sendiri"))


@pytest.fixture
def trainer(module, organization):
    user = UserFactory(username="pelatih")
    grant_role(user=user, role=Role.TRAINER, organization=organization, now=timezone.now())
    assign_trainer(course=module.get_parent().specific, user=user)
    return type(user).objects.get(pk=user.pk)


@pytest.fixture
def trainer_client(client, trainer):
    client.force_login(trainer)
    return client


@pytest.fixture
def admin_client(client):
    client.force_login(UserFactory(is_superuser=True))
    return client


def quiz_form(**fields):
    form = {
        "title": "Tes akhir",
        "slug": "tes-akhir",
        "introduction": "",
        "question_count": "10",
        "pass_mark": "70",
        "time_limit_minutes": "20",
        "attempt_limit": "3",
        "is_required": "on",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    return form | fields


def create(client, module, **fields):
    url = reverse("wagtailadmin_pages:add", args=["quizzes", "quizpage", module.pk])
    return client.post(url, quiz_form(**fields))


def edit_url(quiz):
    return reverse("wagtailadmin_pages:edit", args=[quiz.pk])


@pytest.mark.parametrize("action", [{}, {"action-submit": "1"}])
def test_a_new_quiz_gets_a_bank_of_its_course(trainer_client, module, action):
    response = create(trainer_client, module, **action)

    assert response.status_code == 302
    quiz = QuizPage.objects.get()
    assert (quiz.bank.title, quiz.bank.course_id) == ("Tes akhir", module.get_parent().pk)
    assert not quiz.live
    assert quiz.get_latest_revision_as_object().bank == quiz.bank


def test_publishing_the_draft_keeps_the_bank(trainer_client, module):
    create(trainer_client, module)
    quiz = QuizPage.objects.get()

    quiz.latest_revision.publish()

    quiz.refresh_from_db()
    assert quiz.live
    assert quiz.bank == QuestionBank.objects.get()


def test_the_bank_cannot_be_chosen_by_hand(trainer_client, module):
    foreign = BankFactory()

    create(trainer_client, module, bank=foreign.pk)

    assert QuizPage.objects.get().bank != foreign


def test_the_editor_leads_to_the_questions(trainer_client, module):
    create(trainer_client, module)
    quiz = QuizPage.objects.get()
    question = QuestionFactory(bank=quiz.bank, draft=draft(text="Ibu kota NTT?"))

    response = trainer_client.get(edit_url(quiz))

    assertContains(response, "Ibu kota NTT?")
    for url in [
        reverse("bank_add", args=[quiz.bank_id]),
        reverse("bank_paste", args=[quiz.bank_id]),
        reverse("bank", args=[quiz.bank_id]),
        reverse("bank_question", args=[question.pk]),
    ]:
        assertContains(response, f'href="{url}"')
        assert trainer_client.get(url).status_code == 200


def test_the_form_of_a_new_quiz_says_when_questions_come(trainer_client, module):
    url = reverse("wagtailadmin_pages:add", args=["quizzes", "quizpage", module.pk])

    assertContains(trainer_client.get(url), "Simpan draf kuis ini dulu.")


def test_preview_shows_the_questions_to_the_editor_only_there(trainer_client, module):
    create(trainer_client, module)
    quiz = QuizPage.objects.get()
    QuestionFactory(bank=quiz.bank, draft=draft(text="Ibu kota NTT?", explanation="KENARI"))

    preview = trainer_client.get(reverse("wagtailadmin_pages:view_draft", args=[quiz.pk]))
    quiz.latest_revision.publish()
    public = trainer_client.get(QuizPage.objects.get().url)

    assertContains(preview, "Ibu kota NTT?")
    assertContains(preview, "Mulai kuis")
    assertNotContains(preview, "KENARI")
    assertNotContains(public, "Ibu kota NTT?")


def test_preview_of_a_quiz_with_a_foreign_bank_shows_no_question(trainer_client, module):
    foreign = QuestionFactory(draft=draft(text="RAHASIA?"))
    quiz = QuizFactory(parent=module, bank=foreign.bank)
    quiz.save_revision()

    preview = trainer_client.get(reverse("wagtailadmin_pages:view_draft", args=[quiz.pk]))

    assert preview.status_code == 200
    assertNotContains(preview, "RAHASIA?")


def test_a_foreign_quiz_cannot_be_edited(trainer_client):
    quiz = QuizFactory()

    assert trainer_client.get(edit_url(quiz)).status_code in {302, 403, 404}


def copy(client, page, parent, slug):
    data = {"new_title": page.title, "new_slug": slug, "new_parent_page": parent.pk, "copy_subpages": "on"}
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)


def test_a_copied_course_has_its_own_questions(admin_client, module):
    quiz = QuizFactory(parent=module, questions=2)
    quiz.save_revision()
    course = module.get_parent()

    copy(admin_client, course, course.get_parent(), "salinan")

    copied = QuizPage.objects.exclude(pk=quiz.pk).get()
    assert copied.bank.course.slug == "salinan"
    assert copied.bank.questions.count() == 2
    assert copied.get_latest_revision_as_object().bank == copied.bank
    assert QuizPage.objects.get(pk=quiz.pk).bank == quiz.bank


def test_a_copy_inside_the_course_shares_the_bank(admin_client, module):
    quiz = QuizFactory(parent=module, questions=1)

    copy(admin_client, quiz, module, "salinan")

    assert QuizPage.objects.get(slug="salinan").bank == quiz.bank


def test_a_moved_quiz_takes_its_questions_along(admin_client, module):
    quiz = QuizFactory(questions=1)

    admin_client.post(reverse("wagtailadmin_pages:move_confirm", args=[quiz.pk, module.pk]))

    moved = QuizPage.objects.get()
    assert moved.get_parent().specific == module
    assert moved.bank.course == module.get_parent().specific
    assert moved.bank.questions.count() == 1


def test_give_bank_without_the_right_to_see_copies_nothing(module, now):
    foreign = QuestionFactory()
    quiz = QuizFactory(parent=module, bank=foreign.bank)

    bank = give_bank(quiz=quiz, may_copy=False, now=now)

    assert bank.course == course_of(quiz)
    assert bank.questions.count() == 0
    assert read_state(quiz=quiz, user=None).question_count == 0


def test_a_quiz_with_attempts_cannot_be_deleted(admin_client, module, now):
    quiz = QuizFactory(parent=module, questions=1)
    make_attempt(quiz=quiz, now=now)

    response = admin_client.post(reverse("wagtailadmin_pages:delete", args=[quiz.pk]))

    assert response.status_code == 409
    assert Page.objects.filter(pk=quiz.pk).exists()


def test_a_quiz_without_attempts_can_be_deleted(admin_client, module):
    quiz = QuizFactory(parent=module, questions=1)

    admin_client.post(reverse("wagtailadmin_pages:delete", args=[quiz.pk]))

    assert QuizPage.objects.count() == 0
    assert QuestionBank.objects.count() == 1
