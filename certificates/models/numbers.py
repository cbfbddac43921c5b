from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.models.settings import NumberSeries
from lms.records import Record
from members.models import User


class NumberBlock(Record):
    """Numbers kept free for certificates written on paper; the counter steps over them. Personal data: none."""

    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="blocks", verbose_name=_("seri nomor"))
    first = models.PositiveIntegerField(_("nomor urut pertama"))
    last = models.PositiveIntegerField(_("nomor urut terakhir"))
    purpose = models.CharField(_("untuk"), max_length=150)
    reserved_at = models.DateTimeField(_("dicadangkan pada"))
    reserved_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("oleh"))

    class Meta:
        verbose_name = _("blok nomor cadangan")
        verbose_name_plural = _("blok nomor cadangan")
        ordering = ["series_id", "first"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first__gte=1, last__gte=F("first")), name="certificates_block_first_to_last"
            ),
            models.UniqueConstraint(fields=["series", "first"], name="certificates_block_begins_once"),
        ]

    def __str__(self):
        return f"{self.first}–{self.last}: {self.purpose}"


class VoidedNumber(Record):
    """A number used up without a certificate, such as a spoiled sheet; kept and listed. Personal data: none."""

    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="voided", verbose_name=_("seri nomor"))
    serial = models.PositiveIntegerField(_("nomor urut"))
    reason = models.CharField(_("alasan"), max_length=200)
    voided_at = models.DateTimeField(_("dibatalkan pada"))
    voided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("oleh"))

    class Meta:
        verbose_name = _("nomor batal")
        verbose_name_plural = _("nomor batal")
        ordering = ["series_id", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["series", "serial"], name="certificates_voided_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="certificates_voided_has_reason"),
        ]

    def __str__(self):
        return f"{self.series} {self.serial}"
