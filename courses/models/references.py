from datetime import timedelta

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import RevisionMixin

from courses.choices import ReferenceKind

CHECK_LASTS = timedelta(days=180)
"""After this time somebody should look again whether a number still answers and a law still holds."""


class ReferenceQuerySet(models.QuerySet):
    def due(self, today):
        """Never checked, or too long ago."""
        return self.filter(Q(checked_on__isnull=True) | Q(checked_on__lt=today - CHECK_LASTS))


class Reference(RevisionMixin, models.Model):
    """A hotline, a law or a service that lessons name; one row for the whole country, changed in one place.

    Personal data: `checked_by`, an office or a post; learners never see it.
    """

    slug = models.SlugField(_("kunci"), max_length=60, unique=True, help_text=_("Dipakai naskah: ::: rujukan."))
    kind = models.CharField(_("jenis"), max_length=10, choices=ReferenceKind)
    title = models.CharField(_("nama"), max_length=120, help_text=_("Misalnya: Polisi, Keterbukaan Informasi Publik."))
    value = models.CharField(
        _("nomor atau sebutan"), max_length=120, help_text=_("Misalnya: 110, UU Nomor 14 Tahun 2008, cekfakta.com.")
    )
    address = models.CharField(
        _("alamat"), max_length=250, blank=True, validators=[URLValidator(["https"])], help_text=_("Diawali https://.")
    )
    note = models.CharField(_("keterangan"), max_length=250, blank=True, help_text=_("Untuk apa, dan kapan dipakai."))
    checked_on = models.DateField(
        _("diperiksa tanggal"),
        null=True,
        blank=True,
        help_text=_("Hari seseorang sungguh memeriksanya; kosong: belum."),
    )
    checked_by = models.CharField(
        _("diperiksa oleh"), max_length=120, blank=True, help_text=_("Kantor atau jabatan; tidak tampil bagi pembaca.")
    )

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("rujukan")
        verbose_name_plural = _("rujukan")
        ordering = ["kind", "title", "slug"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(value=""), name="courses_reference_has_words"),
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True, checked_by="") | Q(checked_on__isnull=False) & ~Q(checked_by=""),
                name="courses_reference_check_has_day_and_office",
            ),
        ]

    def __str__(self):
        return f"{self.title}: {self.value}"

    @property
    def link(self):
        """Where a tap leads: the address, or the phone of a hotline; empty when nowhere."""
        digits = self.value.replace("-", "").replace(" ", "")
        is_dialled = self.kind == ReferenceKind.HOTLINE and digits.removeprefix("+").isdecimal()
        return self.address or (f"tel:{digits}" if is_dialled else "")

    def is_due(self, today):
        return self.checked_on is None or self.checked_on < today - CHECK_LASTS
