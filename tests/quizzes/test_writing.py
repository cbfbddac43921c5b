"""A quiz written in one plain form."""

import pytest
from django.urls import reverse
from wagtail.models import Page, Revision

from courses.services.site import ensure_site
from courses.services.trainers import assign_trainer
from members.choices import Role
from quizzes.models import QuestionVersion, QuizPage
from tests.factories.courses import CourseFactory, ModuleFactory
from tests.factories.members import UserFactory, assign_role
from tests.factories.quizzes import QuizFactory

pytestmark = pytest.mark.django_db

FIELDS = {
    "title": "Kuis warga",
    "introduction": "Baca dulu.",
    "question_count": "1",
    "pass_mark": "70",
    "time_limit_minutes": "0",
    "attempt_limit": "3",
    "is_required": "on",
}
GIFT = "// [id:A]\r\n::Kapan::Kapan disebarkan?{\r\n  =setelah diperiksa\r\n  ~segera\r\n  ####Periksa dulu.\r\n}\r\n"


@pytest.fixture
def module(organization):
    ensure_site()
    return ModuleFactory(parent=CourseFactory(organization=organization))


@pytest.fixture
def writer(client, module, organization):
    user = assign_role(UserFactory(), Role.TRAINER, organization)
    assign_trainer(course=module.get_parent().specific, user=user)
    client.force_login(type(user).objects.get(pk=user.pk))
    return client


@pytest.fixture
def quiz(module):
    return QuizFactory(parent=module, questions=2, question_count=2)


def add(client, module, **fields):
    return client.post(reverse("writing_quiz_new", args=[module.pk]), {**FIELDS, "source": GIFT, **fields})


def save(client, quiz, **fields):
    seen = Page.objects.get(pk=quiz.pk).latest_revision_id or ""
    return client.post(reverse("writing_quiz", args=[quiz.pk]), {**FIELDS, "source": "", "revision": seen, **fields})


def test_settings_and_questions_in_one_go(writer, module):
    response = add(writer, module)

    quiz = QuizPage.objects.get()
    assert response.url == reverse("writing_quiz", args=[quiz.pk])
    assert (quiz.slug, quiz.live, quiz.title, quiz.pass_mark, quiz.time_limit_minutes) == (
        "kuis-warga",
        False,
        "Kuis warga",
        70,
        0,
    )
    assert (quiz.bank.course_id, quiz.bank.title) == (module.get_parent().pk, "Kuis warga")
    assert quiz.get_latest_revision_as_object().bank == quiz.bank
    assert [question.current_version.text for question in quiz.bank.questions.all()] == ["Kapan disebarkan?"]


def test_a_quiz_may_start_without_questions(writer, module):
    add(writer, module, source="")

    assert QuizPage.objects.get().bank.questions.count() == 0


@pytest.mark.parametrize(
    ("fields", "name", "message"),
    [
        ({"source": GIFT + "\nRusak{=a\n"}, "source", "Baris 8: Tanda { dan } tidak berpasangan."),
        ({"source": "Satu?{=a =b}"}, "source", "Baris 1: "),
        ({"pass_mark": "101"}, "pass_mark", ""),
        ({"question_count": "0"}, "question_count", ""),
        ({"title": ""}, "title", "Isi bagian ini dulu."),
    ],
)
def test_mistakes_make_nothing_and_lose_nothing(writer, module, fields, name, message):
    response = add(writer, module, **fields)

    form = response.context["form"]
    assert [error[: len(message)] for error in form.errors[name]] == [message]
    assert form["source"].value() == fields.get("source", GIFT)
    assert not QuizPage.objects.exists()
    assert not QuestionVersion.objects.exists()


def test_saving_changes_a_draft_and_adds_questions(writer, quiz):
    save(writer, quiz, source=GIFT)

    quiz.refresh_from_db()
    assert quiz.title != "Kuis warga"
    assert quiz.get_latest_revision_as_object().title == "Kuis warga"
    assert quiz.bank.questions.count() == 3


def test_saving_the_same_again_changes_nothing(writer, quiz):
    save(writer, quiz, source=GIFT)
    before = (Revision.objects.count(), QuestionVersion.objects.count())

    save(writer, quiz, source=GIFT)

    assert (Revision.objects.count(), QuestionVersion.objects.count()) == before


def test_a_conflict_keeps_the_bank_too(writer, quiz):
    save(writer, quiz)
    before = (Revision.objects.count(), QuestionVersion.objects.count())

    response = save(writer, quiz, title="Lain", source=GIFT, revision="0")

    assert "orang lain sudah menyimpan halaman ini" in response.content.decode()
    assert response.context["form"]["source"].value() == GIFT
    assert (Revision.objects.count(), QuestionVersion.objects.count()) == before


def test_the_form_leads_to_the_questions(writer, quiz):
    response = writer.get(reverse("writing_quiz", args=[quiz.pk]))

    assert response.context["question_count"] == 2
    assert reverse("bank", args=[quiz.bank_id]) in response.content.decode()


def test_the_outline_offers_a_quiz(writer, module):
    response = writer.get(reverse("writing_course", args=[module.get_parent().pk]))

    assert reverse("writing_quiz_new", args=[module.pk]) in response.content.decode()


@pytest.mark.parametrize("role", [Role.TRAINER, Role.OFFICER, Role.VIEWER])
def test_others_find_nothing(client, module, quiz, organization, role):
    client.force_login(assign_role(UserFactory(), role, organization))

    answers = {save(client, quiz, source=GIFT).status_code, add(client, module).status_code}

    assert answers == {404}
    assert quiz.bank.questions.count() == 2
