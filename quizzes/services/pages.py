"""A quiz page always draws from a bank of its own course."""

from datetime import datetime

from django.db import transaction
from wagtail.models import Revision

from courses.models import CoursePage
from quizzes.models import QuestionBank, QuizPage
from quizzes.services.bank import copy_questions, make_bank


def course_of(quiz: QuizPage) -> CoursePage:
    return CoursePage.objects.ancestor_of(quiz).get()


@transaction.atomic
def give_bank(*, quiz: QuizPage, may_copy: bool, now: datetime) -> QuestionBank:
    """The bank of the quiz, made when it has none or one of another course.

    `may_copy`: whether who moved or copied the page may see the questions of that other course; then they come along.
    """
    course, old = course_of(quiz), quiz.bank
    if old is not None and old.course_id == course.pk:
        return old
    bank = make_bank(course=course, title=quiz.title)
    if old is not None and may_copy:
        copy_questions(source=old, bank=bank, now=now)
    quiz.bank = bank
    quiz.save(update_fields=["bank"])
    _put_into_revisions(quiz, bank)
    return bank


def _put_into_revisions(quiz: QuizPage, bank: QuestionBank) -> None:
    """Drafts carry the bank too; publishing one must not bring the old bank back."""
    revisions = list(Revision.objects.for_instance(quiz))
    for revision in revisions:
        revision.content["bank"] = bank.pk
    Revision.objects.bulk_update(revisions, ["content"], batch_size=50)
