from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.records import Record
from members.models.people import Member, User
from members.models.scope import EDITORS, Scope, scope_of


class OfTwoQuerySet(models.QuerySet):
    """Rows about two entries; who may see both may see the row."""

    first_path = second_path = ""

    def visible_to(self, user):
        return self.in_scope(scope_of(user))

    def editable_by(self, user):
        return self.in_scope(scope_of(user, EDITORS))

    def in_scope(self, scope: Scope):
        if scope.is_everything:
            return self
        people = Member.objects.in_scope(scope)
        return self.filter(**{f"{self.first_path}__in": people, f"{self.second_path}__in": people})

    def touching(self, *members):
        return self.filter(Q(**{f"{self.first_path}__in": members}) | Q(**{f"{self.second_path}__in": members}))


class MemberMergeQuerySet(OfTwoQuerySet):
    first_path, second_path = "kept", "merged"

    def standing(self):
        """Not taken back."""
        return self.filter(undone_at__isnull=True)

    def with_people(self):
        return self.select_related("kept__region__parent", "merged__region__parent", "merged_by", "undone_by")


class MemberMerge(Record):
    """Two entries of one person made one, with all that is needed to take it back.

    `moved` lists every changed row with its values before and after; `before` holds both entries as they were.
    Personal data: that the two entries are the same person, and what was known of each before.
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

    objects = MemberMergeQuerySet.as_manager()

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

    @property
    def is_undone(self):
        return self.undone_at is not None


class NotSamePersonQuerySet(OfTwoQuerySet):
    first_path, second_path = "first", "second"


class NotSamePerson(Record):
    """Two entries somebody looked at and found to be two people; they are not flagged again.

    Personal data: that these two are different people, and who said so.
    """

    first = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name=_("orang pertama"))
    second = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name=_("orang kedua"))
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("diputuskan oleh"))
    decided_at = models.DateTimeField(_("diputuskan pada"))

    objects = NotSamePersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("bukan orang yang sama")
        verbose_name_plural = _("bukan orang yang sama")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="members_not_same_in_order"),
            models.UniqueConstraint(fields=["first", "second"], name="members_not_same_once"),
        ]

    def __str__(self):
        return f"{self.pk} · {self.first_id} ≠ {self.second_id}"
