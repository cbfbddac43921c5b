"""What becomes of attempts when two entries of one person are made one."""

from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import Member
from members.services.merge_rules import Rule, register_block, register_rule
from quizzes.models import Attempt


def register_quiz_rules() -> None:
    """Called once when the app starts. All tries of both entries count, so moved ones get the next numbers."""
    register_rule("quizzes.Attempt.member", Rule(numbering="number"))
    register_block(find_running_attempt)


def find_running_attempt(kept: Member, merged: Member, now: datetime) -> str | Promise | None:
    """Nobody loses a paper under the clock, and one of two papers of the same quiz is handed in first."""
    papers = Attempt.objects.open().filter(member__in=[kept, merged])
    if papers.filter(Q(deadline_at__gt=now)).exists():
        return _("Orang ini sedang mengerjakan kuis. Tunggu sampai waktunya habis, lalu gabungkan.")
    quizzes = list(papers.values_list("quiz_id", flat=True))
    if len(quizzes) != len(set(quizzes)):
        return _("Kedua entri punya kuis yang sama dan belum dikirim. Minta orangnya mengirim salah satunya dulu.")
    return None
