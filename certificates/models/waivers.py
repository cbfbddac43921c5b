from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bimtek.models import Registration
from courses.models import Enrollment
from lms.records import Record
from members.models import User


class RequirementWaiver(Record):
    """One requirement an officer let pass for one person, and why. Personal data: the reason, seen by the office."""

    enrollment = models.ForeignKey(
        Enrollment, models.PROTECT, null=True, blank=True, related_name="waivers", verbose_name=_("kursus")
    )
    registration = models.ForeignKey(
        Registration, models.PROTECT, null=True, blank=True, related_name="waivers", verbose_name=_("kegiatan")
    )
    requirement = models.CharField(_("syarat"), max_length=40)
    reason = models.CharField(_("alasan"), max_length=200)
    waived_at = models.DateTimeField(_("dikecualikan pada"))
    waived_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("oleh"))

    class Meta:
        verbose_name = _("pengecualian syarat")
        verbose_name_plural = _("pengecualian syarat")
        constraints = [
            models.CheckConstraint(
                condition=Q(enrollment__isnull=False, registration__isnull=True)
                | Q(enrollment__isnull=True, registration__isnull=False),
                name="certificates_waiver_one_source",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="certificates_waiver_has_reason"),
            *(
                models.UniqueConstraint(
                    fields=[source, "requirement"],
                    condition=Q(**{f"{source}__isnull": False}),
                    name=f"certificates_waiver_once_per_{source}",
                )
                for source in ("enrollment", "registration")
            ),
        ]

    def __str__(self):
        return self.requirement
