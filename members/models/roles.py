from dataclasses import replace

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.records import Record
from members.choices import Role
from members.models.people import User
from members.models.places import Organization, Region
from members.models.scope import ADMINS, scope_of


class RoleAssignmentQuerySet(models.QuerySet):
    def administered_by(self, user):
        """Assignments for offices and regions `user` was made admin of; all for a superuser.

        A role for a region reaches every office in it, so only an admin of that region or of one above has a say.
        """
        scope = scope_of(user, ADMINS)
        if scope.is_everything:
            return self
        given = replace(scope, region_codes=scope.given_codes)
        return self.filter(scope.own_office_q("organization") | given.region_q("region_id"))

    def with_place(self):
        return self.select_related("user", "organization", "region__parent")

    def listed(self) -> models.Prefetch:
        """For `prefetch_related` of accounts: each with `shown_roles`, those of this queryset."""
        return models.Prefetch("role_assignments", self.with_place(), to_attr="shown_roles")


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
        return f"{self.user} · {self.get_role_display()} · {self.place_name}"

    @property
    def place_name(self):
        """The office, or the region as "Kota Kupang"; needs `with_place()`."""
        return self.organization.name if self.organization_id else self.region.full_name
