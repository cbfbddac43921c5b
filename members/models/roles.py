from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.records import Record
from members.choices import Role
from members.models.people import User
from members.models.places import Organization, Region
from members.models.scope import scope_of


class RoleAssignmentQuerySet(models.QuerySet):
    def administered_by(self, user):
        """Assignments for offices and regions `user` is an admin of; all for a superuser."""
        scope = scope_of(user, frozenset({Role.ADMIN}))
        if scope.is_everything:
            return self
        return self.filter(
            Q(organization_id__in=scope.organization_ids)
            | scope.region_q("organization__region_id")
            | scope.region_q("region_id")
        )


class RoleAssignment(Record):
    """What a user may do, and for which office or region. Personal data: the link between a login and an office."""

    user = models.ForeignKey(User, models.PROTECT, related_name="role_assignments", verbose_name=_("akun"))
    role = models.CharField(_("peran"), max_length=10, choices=Role)
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="role_assignments",
        verbose_name=_("organisasi"),
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="role_assignments", verbose_name=_("wilayah")
    )

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("peran")
        verbose_name_plural = _("peran")
        ordering = ["user_id", "role"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=False, region__isnull=True)
                | Q(organization__isnull=True, region__isnull=False),
                name="members_role_for_office_or_region",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "organization"],
                condition=Q(organization__isnull=False),
                name="members_role_once_per_office",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "region"],
                condition=Q(region__isnull=False),
                name="members_role_once_per_region",
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()} · {self.organization or self.region}"
