from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.choices import ProgressKind
from courses.models.pages import ActivityPage
from courses.models.records import Enrollment
from lms.records import Record

LONGEST_STRETCH = 3600
"""Seconds of reading one event may tell of."""


class ProgressEvent(Record):
    """What a phone reported, once: the phone makes the key, so a repeated report is the same row.

    Personal data: when this person opened, read and finished an activity.
    """

    id = models.UUIDField(_("kunci"), primary_key=True)
    enrollment = models.ForeignKey(
        Enrollment, models.PROTECT, related_name="events", verbose_name=_("pendaftaran kursus")
    )
    activity = models.ForeignKey(
        ActivityPage, models.PROTECT, related_name="events", verbose_name=_("kegiatan belajar")
    )
    kind = models.CharField(_("jenis"), max_length=10, choices=ProgressKind)
    position = models.CharField(_("posisi"), max_length=80, blank=True)
    seconds = models.PositiveSmallIntegerField(_("detik membaca"), default=0)
    happened_at = models.DateTimeField(_("terjadi pada"))
    received_at = models.DateTimeField(_("diterima pada"))

    class Meta:
        verbose_name = _("laporan kemajuan")
        verbose_name_plural = _("laporan kemajuan")
        ordering = ["received_at"]
        constraints = [
            models.CheckConstraint(condition=Q(seconds__lte=LONGEST_STRETCH), name="courses_event_seconds_bounded"),
            models.CheckConstraint(
                condition=Q(happened_at__lte=models.F("received_at")), name="courses_event_not_from_the_future"
            ),
        ]

    def __str__(self):
        return f"{self.pk} · {self.kind}"


class ActivityProgress(Record):
    """Where a learner stands inside one activity, the same on every phone.

    Personal data: how far, how long and which version this person read.
    """

    enrollment = models.ForeignKey(
        Enrollment, models.PROTECT, related_name="progress", verbose_name=_("pendaftaran kursus")
    )
    activity = models.ForeignKey(
        ActivityPage, models.PROTECT, related_name="progress", verbose_name=_("kegiatan belajar")
    )
    position = models.CharField(_("posisi"), max_length=80, blank=True)
    seconds = models.PositiveIntegerField(_("detik membaca"), default=0)
    opened_at = models.DateTimeField(_("pertama dibuka"))
    seen_at = models.DateTimeField(_("terakhir dibaca"))
    version_at = models.DateTimeField(
        _("versi yang dibaca"), null=True, blank=True, help_text=_("Kapan isi yang dibaca itu terbit.")
    )

    class Meta:
        verbose_name = _("posisi belajar")
        verbose_name_plural = _("posisi belajar")
        ordering = ["-seen_at"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "activity"], name="courses_progress_once_per_activity"),
            models.CheckConstraint(
                condition=Q(seen_at__gte=models.F("opened_at")), name="courses_progress_seen_after_opening"
            ),
        ]

    def __str__(self):
        return f"{self.enrollment} · {self.activity}"
