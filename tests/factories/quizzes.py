from datetime import UTC, datetime

import factory
import wagtail_factories
from factory.django import DjangoModelFactory

from quizzes import models
from quizzes.choices import QuestionKind
from quizzes.services.attempts import start_attempt
from quizzes.services.bank import save_question
from quizzes.services.drafts import ChoiceDraft, QuestionDraft
from tests.factories.courses import CourseFactory, EnrollmentFactory, ModuleFactory
from tests.factories.members import MemberFactory

NOW = datetime(2024, 7, 11, 2, 0, tzinfo=UTC)


def draft(text="Ibu kota NTT?", right="Kupang", wrong=("Ende", "Maumere"), **fields):
    """A single-choice question; `right` carries the weight 100."""
    choices = [ChoiceDraft(right, 100, f"Betul: {right}"), *(ChoiceDraft(row, 0, f"Bukan {row}") for row in wrong)]
    fields.setdefault("explanation", f"Penjelasan {text}")
    return QuestionDraft(text=text, choices=tuple(choices), **fields)


def multiple_draft(text="Kota di NTT?", **fields):
    """Two right choices of 50 %, one wrong of -50 %."""
    rows = (ChoiceDraft("Kupang", 50), ChoiceDraft("Ende", 50), ChoiceDraft("Ambon", -50))
    return QuestionDraft(text=text, choices=rows, kind=QuestionKind.MULTIPLE, **fields)


class BankFactory(DjangoModelFactory):
    class Meta:
        model = models.QuestionBank

    course = factory.SubFactory(CourseFactory)
    title = factory.Sequence(lambda n: f"Bank {n}")


class QuestionFactory(factory.Factory):
    """A question with its first version; `draft` or the fields of `draft()`."""

    class Meta:
        model = models.Question

    bank = factory.SubFactory(BankFactory)
    external_id = factory.Sequence(lambda n: f"Q-{n}")

    @classmethod
    def _create(cls, model_class, bank, external_id, draft=None, **fields):
        return save_question(bank=bank, external_id=external_id, draft=draft or _draft(external_id, fields), now=NOW)


def _draft(external_id, fields):
    return draft(**{"text": f"Pertanyaan {external_id}?", **fields})


class QuizFactory(wagtail_factories.PageFactory):
    """A live quiz of 20 minutes and 3 tries; `questions=3` fills its bank."""

    class Meta:
        model = models.QuizPage

    title = factory.Sequence(lambda n: f"Kuis {n}")
    slug = factory.Sequence(lambda n: f"kuis-{n}")
    parent = factory.SubFactory(ModuleFactory)
    bank = factory.LazyAttribute(lambda page: None)

    @classmethod
    def _create(cls, model_class, *args, questions=0, **fields):
        parent = fields["parent"]
        fields["bank"] = fields["bank"] or BankFactory(course=parent.get_parent().specific)
        quiz = super()._create(model_class, *args, **fields)
        for _ in range(questions):
            QuestionFactory(bank=quiz.bank)
        return quiz


def course_of(quiz):
    return quiz.get_parent().get_parent().specific


def make_attempt(quiz=None, member=None, now=NOW, **quiz_fields):
    """An open attempt of an enrolled member."""
    quiz = quiz or QuizFactory(**{"questions": 3, **quiz_fields})
    enrollment = EnrollmentFactory(member=member or MemberFactory(), course=course_of(quiz))
    return start_attempt(quiz=quiz, enrollment=enrollment, now=now)


def right_choices(item):
    return tuple(choice["id"] for choice in item.version.choices if choice["weight"] > 0)


def wrong_choice(item):
    return tuple(choice["id"] for choice in item.version.choices if choice["weight"] <= 0)[:1]
