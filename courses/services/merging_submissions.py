"""What becomes of handed-in work when two entries of one person are made one."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.models import Submission
from members.models import Member
from members.services.merge_rules import Rule, register_block, register_rule


def register_submission_rules() -> None:
    """Work of both entries stays readable, so what moves gets the next numbers; files go with their owner."""
    register_rule("courses.Submission.enrollment", Rule(numbering="number"))
    register_block(find_waiting_twice)


def find_waiting_twice(kept: Member, merged: Member, now: datetime) -> str | Promise | None:
    """Only one piece of work of one person waits for a mark; nobody decides silently which."""
    waiting = Submission.objects.waiting().filter(enrollment__member__in=[kept, merged])
    assignments = list(waiting.values_list("assignment_id", flat=True))
    if len(assignments) != len(set(assignments)):
        return _("Kedua entri punya tugas yang sama dan belum dinilai. Minta pelatih menilai salah satunya dulu.")
    return None
