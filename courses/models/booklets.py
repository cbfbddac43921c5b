from django.core.validators import MinLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class Booklet(models.Model):
    """A course or a lesson as PDF for paper, drawn once per set of pages and their versions; may be thrown away.

    `digest` stands for everything the PDF is made of; `activity_ids` are the activities inside, in reading order.
    Readers who may read the same share one. Personal data: none.
    """

    wagtail_reference_index_ignore = True

    page = models.ForeignKey(Page, models.CASCADE, related_name="+", verbose_name=_("halaman"))
    digest = models.CharField(_("sidik isi"), max_length=64, validators=[MinLengthValidator(64)])
    activity_ids = models.JSONField(_("kegiatan"), default=list)
    content = models.BinaryField(_("PDF"), null=True)
    byte_count = models.PositiveIntegerField(_("besar (bita)"), default=0)
    asked_at = models.DateTimeField(_("diminta pada"))
    drawn_at = models.DateTimeField(_("dibuat pada"), null=True, blank=True)

    class Meta:
        verbose_name = _("buku cetak")
        verbose_name_plural = _("buku cetak")
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="courses_booklet_once_per_content"),
            models.CheckConstraint(
                condition=models.Q(drawn_at__isnull=True, content__isnull=True)
                | models.Q(drawn_at__isnull=False, content__isnull=False, byte_count__gt=0),
                name="courses_booklet_drawn_has_content",
            ),
        ]

    def __str__(self):
        return self.digest[:12]

    @property
    def is_drawn(self):
        return self.drawn_at is not None
