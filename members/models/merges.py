from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.records import Record
from members.models.people import Member, User


class MemberMerge(Record):
    """Two entries of one person made one, with all that is needed to take it back.

    Personal data: that the two entries are the same person, and the fields the kept entry had before.
    """

    kept = models.ForeignKey(Member, models.PROTECT, related_name="merges_kept", verbose_name=_("tetap"))
    merged = models.ForeignKey(Member, models.PROTECT, related_name="merges_given", verbose_name=_("digabung"))
    moved = models.JSONField(_("yang dipindahkan"), default=list)
    before = models.JSONField(_("keadaan sebelumnya"), default=dict)
    merged_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("digabung oleh"))
    merged_at = models.DateTimeField(_("digabung pada"))
    undo_until = models.DateTimeField(_("dapat dibatalkan sampai"))
    undone_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dibatalkan oleh")
    )
    undone_at = models.DateTimeField(_("dibatalkan pada"), null=True, blank=True)

    class Meta:
        verbose_name = _("penggabungan")
        verbose_name_plural = _("penggabungan")
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="members_merge_of_two"),
            models.CheckConstraint(condition=Q(undo_until__gt=F("merged_at")), name="members_merge_undo_later"),
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="members_merge_once_per_member"
            ),
        ]

    def __str__(self):
        return f"{self.pk} · {self.merged_id} > {self.kept_id}"
