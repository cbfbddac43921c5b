"""What the quiz page needs beyond itself: the reader's tries, and the questions in an editor's preview."""

from django import template

from quizzes.models import QuizPage
from quizzes.permissions import can_edit_bank
from quizzes.services.screens import read_state

register = template.Library()


@register.simple_tag(takes_context=True)
def quiz_state(context, page: QuizPage):
    """Tries, open attempt and number of questions for the reader of this page."""
    request = context["request"]
    is_reader = request.user.is_authenticated and not getattr(request, "is_preview", False)
    return read_state(quiz=page, user=request.user if is_reader else None)


@register.simple_tag(takes_context=True)
def preview_questions(context, page: QuizPage):
    """The questions in use, only in the CMS preview and only for who may edit the bank."""
    request = context["request"]
    if not getattr(request, "is_preview", False) or page.bank is None or not can_edit_bank(request.user, page.bank):
        return []
    return page.bank.questions.active().with_current_version()


@register.simple_tag
def bank_questions(bank):
    """The questions of a bank for the panel of the page editor."""
    return bank.questions.active().with_current_version() if bank else []
