"""Who may see and change a bank: whoever may edit the course it belongs to."""

from typing import TYPE_CHECKING

from courses.models import CoursePage
from quizzes.models import QuestionBank

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from members.models import User


def can_edit_course(user: "User | AnonymousUser", course: CoursePage) -> bool:
    return user.is_authenticated and course.permissions_for_user(user).can_edit()


def can_edit_bank(user: "User | AnonymousUser", bank: QuestionBank) -> bool:
    return can_edit_course(user, bank.course)
