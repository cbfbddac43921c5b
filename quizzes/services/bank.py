"""Questions of a bank: a change makes a new version, so finished attempts keep the words they were answered in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from courses.models import CoursePage
from quizzes.models import Question, QuestionBank, QuestionVersion
from quizzes.services.drafts import QuestionDraft, draft_of, find_problems, version_fields

MAX_QUESTIONS_PER_BANK = 1000


class InvalidQuestion(Exception):
    """The draft is no question yet; `problems` says why, for its author."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass
class Tally:
    """What reading a set of questions did to a bank."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0

    @property
    def is_change(self) -> bool:
        return bool(self.new or self.changed or self.removed)


@transaction.atomic
def make_bank(*, course: CoursePage, title: str) -> QuestionBank:
    """A bank of this course; a title that is taken gets a number."""
    title = title[:140]
    taken = set(course.question_banks.filter(title__startswith=title).values_list("title", flat=True))
    numbered = (f"{title} {number}" for number in range(2, len(taken) + 3))
    free = next(name for name in [title, *numbered] if name not in taken)
    return QuestionBank.objects.create(course=course, title=free)


@transaction.atomic
def save_question(*, bank: QuestionBank, external_id: str, draft: QuestionDraft, now: datetime) -> Question:
    """The question under this code; a new version only when a word of it changed. Raise InvalidQuestion.

    A question that was out of use comes back into use.
    """
    question, _tally = _save(bank, replace(draft, external_id=external_id), now)
    return question


@transaction.atomic
def add_question(*, bank: QuestionBank, draft: QuestionDraft, now: datetime) -> Question:
    """A new question under the next free code of the bank. Raise InvalidQuestion."""
    _lock(bank)
    return save_question(bank=bank, external_id=next_external_id(bank), draft=draft, now=now)


@transaction.atomic
def add_questions(*, bank: QuestionBank, drafts: Iterable[QuestionDraft], now: datetime) -> Tally:
    """Save all drafts, those without a code under the next free one; what is not named stays as it is."""
    _lock(bank)
    tally = Tally()
    for draft in drafts:
        code = draft.external_id or next_external_id(bank)
        _question, outcome = _save(bank, replace(draft, external_id=code), now)
        setattr(tally, outcome, getattr(tally, outcome) + 1)
    return tally


@transaction.atomic
def replace_questions(*, bank: QuestionBank, drafts: list[QuestionDraft], now: datetime) -> Tally:
    """The bank as a package has it: all drafts saved, every other question out of use. Drafts need their code."""
    tally = add_questions(bank=bank, drafts=drafts, now=now)
    missing = bank.questions.active().exclude(external_id__in=[draft.external_id for draft in drafts])
    tally.removed = missing.update(is_active=False)
    return tally


@transaction.atomic
def set_in_use(*, question: Question, is_active: bool) -> Question:
    """Whether new papers may draw this question; papers already drawn keep it."""
    question.is_active = is_active
    question.save(update_fields=["is_active"])
    return question


@transaction.atomic
def copy_questions(*, source: QuestionBank, bank: QuestionBank, now: datetime) -> Tally:
    """The questions in use of `source`, as they are now, under the same codes in `bank`."""
    questions = source.questions.active().select_related("current_version__question")
    return add_questions(bank=bank, drafts=[draft_of(row.current_version) for row in questions], now=now)


def next_external_id(bank: QuestionBank) -> str:
    """`S-1`, `S-2` …: one above the highest such code of the bank."""
    codes = bank.questions.filter(external_id__startswith="S-").values_list("external_id", flat=True)
    numbers = [int(code[2:]) for code in codes if re.fullmatch(r"S-\d{1,9}", code)]
    return f"S-{max(numbers, default=0) + 1}"


def _lock(bank: QuestionBank) -> None:
    QuestionBank.objects.select_for_update().get(pk=bank.pk)


def _save(bank: QuestionBank, draft: QuestionDraft, now: datetime) -> tuple[Question, str]:
    if problems := find_problems(draft):
        raise InvalidQuestion(problems)
    _lock(bank)
    question, is_new = Question.objects.get_or_create(bank=bank, external_id=draft.external_id)
    current = question.current_version
    if current is not None and draft_of(current) == draft:
        outcome = "unchanged" if question.is_active else "changed"
    else:
        outcome = "new" if is_new else "changed"
        number = current.number + 1 if current else 1
        question.current_version = QuestionVersion.objects.create(
            question=question, number=number, created_at=now, **version_fields(draft)
        )
    if outcome != "unchanged":
        question.is_active = True
        question.save()
    return question, outcome
