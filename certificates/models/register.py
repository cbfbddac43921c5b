from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.choices import RegisterAction
from certificates.models.certificates import Certificate
from lms.records import Record


class RegisterEntry(Record):
    """One line of the register: what happened to which certificate, chained to the line before by its hash.

    Written once, never changed, never deleted. Personal data: none, only hashes of what is printed.
    """

    position = models.PositiveBigIntegerField(_("baris"), primary_key=True)
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, related_name="register_entries", verbose_name=_("sertifikat")
    )
    action = models.CharField(_("peristiwa"), max_length=10, choices=RegisterAction)
    recorded_at = models.DateTimeField(_("dicatat pada"))
    digest = models.CharField(_("sidik isi"), max_length=64)
    hash = models.CharField(_("sidik baris"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("baris register")
        verbose_name_plural = _("baris register")
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(position__gte=1), name="certificates_register_from_one"),
            models.UniqueConstraint(fields=["certificate", "action"], name="certificates_register_once_per_action"),
        ]

    def __str__(self):
        return f"{self.position} {self.action}"


class RegisterHead(Record):
    """The last line of a day, published so that nobody can rewrite the register unseen. Personal data: none."""

    day = models.DateField(_("hari"), primary_key=True)
    position = models.PositiveBigIntegerField(_("baris terakhir"))
    hash = models.CharField(_("sidik baris terakhir"), max_length=64)
    published_at = models.DateTimeField(_("diumumkan pada"))

    class Meta:
        verbose_name = _("kepala register")
        verbose_name_plural = _("kepala register")
        ordering = ["-day"]
        constraints = [
            models.CheckConstraint(condition=Q(position__gte=1), name="certificates_head_from_one"),
        ]

    def __str__(self):
        return f"{self.day} {self.position}"
