"""A quiz written in one plain form: its settings as a draft, its questions into the bank."""

from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Page

from courses.models import ModulePage
from courses.services.drafts import add_draft, save_draft
from members.models import User
from quizzes.models import QuizPage
from quizzes.services.bank import add_questions
from quizzes.services.drafts import QuestionDraft
from quizzes.services.pages import give_bank


@transaction.atomic
def add_quiz(
    *, module: ModulePage, values: dict[str, Any], questions: list[QuestionDraft], by: User, now: datetime
) -> QuizPage:
    """A draft of a quiz with a bank of its own that holds `questions`. Raise drafts.NotAllowed."""
    quiz = QuizPage(**values)
    add_draft(parent=module, page=quiz, by=by)
    bank = give_bank(quiz=quiz, may_copy=False, now=now)
    add_questions(bank=bank, drafts=questions, now=now)
    return quiz


@transaction.atomic
def save_quiz(
    *, page: QuizPage, values: dict[str, Any], questions: list[QuestionDraft], seen: int, by: User, now: datetime
) -> tuple[Page, bool]:
    """A new draft, and `questions` added to the bank (known codes: changed). Raises as `drafts.save_draft` does."""
    quiz, is_changed = save_draft(page=page, values=values, seen=seen, by=by)
    bank = give_bank(quiz=page, may_copy=False, now=now)
    tally = add_questions(bank=bank, drafts=questions, now=now)
    return quiz, is_changed or tally.is_change
