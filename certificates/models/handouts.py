from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bimtek.models import TrainingEvent
from certificates.choices import HandoutOrder
from certificates.models.certificates import Certificate
from courses.choices import ReminderChannel
from lms.files import private_files
from lms.records import Record
from members.models import User


class Handover(Record):
    """That somebody told a person about their certificate; the site itself sends nothing.

    Personal data: who was told, by whom and when; never a number.
    """

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="handovers", verbose_name=_("sertifikat"))
    channel = models.CharField(_("jalur"), max_length=10, choices=ReminderChannel)
    handed_at = models.DateTimeField(_("diserahkan pada"))
    handed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("oleh"))

    class Meta:
        verbose_name = _("kabar sertifikat")
        verbose_name_plural = _("kabar sertifikat")
        ordering = ["-handed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=ReminderChannel.values), name="certificates_handover_channel"
            ),
        ]

    def __str__(self):
        return f"{self.certificate} · {self.channel}"


class PrintSet(Record):
    """All certificates of an event in one PDF, ready for the printer; made by a job, kept for some days.

    `fingerprint` tells the certificates inside, so that a set is made anew when one was added or taken back.
    Personal data: what is printed on the certificates.
    """

    event = models.ForeignKey(TrainingEvent, models.PROTECT, related_name="print_sets", verbose_name=_("kegiatan"))
    order = models.CharField(_("urutan"), max_length=10, choices=HandoutOrder)
    fingerprint = models.CharField(_("sidik isi"), max_length=64)
    certificate_count = models.PositiveIntegerField(_("jumlah sertifikat"))
    asked_at = models.DateTimeField(_("diminta pada"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("diminta oleh"))
    file = models.FileField(_("berkas"), upload_to="cetak/", storage=private_files, blank=True)
    byte_count = models.PositiveBigIntegerField(_("ukuran (bita)"), default=0)
    made_at = models.DateTimeField(_("selesai pada"), null=True, blank=True)

    class Meta:
        verbose_name = _("berkas siap cetak")
        verbose_name_plural = _("berkas siap cetak")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["event", "order", "fingerprint"], name="certificates_print_set_once"),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, file="") | Q(made_at__isnull=False, byte_count__gte=1) & ~Q(file=""),
                name="certificates_print_set_made_has_file",
            ),
        ]

    def __str__(self):
        return f"{self.event} · {self.get_order_display()}"
