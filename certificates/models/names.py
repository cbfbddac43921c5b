from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.records import Record
from members.models import Member, User


class NameCheckQuerySet(models.QuerySet):
    def of_people(self, members):
        """By primary key of the person."""
        return {row.member_id: row for row in self.filter(member__in=members).select_related("answered_by")}


class NameCheck(Record):
    """What a person, or the office after asking them, said about the spelling that will be printed.

    Without a `wish` the spelling in `name` is right; it says nothing about any other spelling. Personal data: the name.
    """

    member = models.OneToOneField(Member, models.PROTECT, related_name="name_check", verbose_name=_("orang"))
    name = models.CharField(_("ejaan yang ditanyakan"), max_length=200)
    wish = models.CharField(_("ejaan yang diminta"), max_length=200, blank=True)
    answered_at = models.DateTimeField(_("dijawab pada"))
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("dijawab oleh"))

    objects = NameCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("pemeriksaan ejaan nama")
        verbose_name_plural = _("pemeriksaan ejaan nama")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="certificates_name_check_has_name"),
        ]

    def __str__(self):
        return self.wish or self.name
