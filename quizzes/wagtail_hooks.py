"""A new, copied or moved quiz gets a bank of its own course."""

from django.utils import timezone
from wagtail import hooks

from quizzes.models import QuizPage
from quizzes.permissions import can_edit_bank
from quizzes.services.pages import give_bank


@hooks.register("after_create_page")
def give_bank_to_new_quiz(request, page):
    give_banks_below(request, page)


@hooks.register("after_copy_page")
def give_bank_to_copied_quiz(request, page, new_page):
    give_banks_below(request, new_page)


@hooks.register("after_move_page")
def give_bank_to_moved_quiz(request, page):
    give_banks_below(request, page)


def give_banks_below(request, page):
    for quiz in QuizPage.objects.descendant_of(page, inclusive=True).select_related("bank__course"):
        may_copy = quiz.bank is not None and can_edit_bank(request.user, quiz.bank)
        give_bank(quiz=quiz, may_copy=may_copy, now=timezone.now())
