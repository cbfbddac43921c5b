from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from lms.records import Record

MAX_ATTEMPTS = 5


class HomePage(Page):
    """The front page; courses and events come from template tags of the apps above. Personal data: none."""

    lead = models.CharField(_("kalimat pembuka"), max_length=250, blank=True)
    managed_by = models.CharField(_("dikelola oleh"), max_length=250, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("managed_by")]
    max_count = 1
    template = "home/home_page.html"

    class Meta:
        verbose_name = _("beranda")


class JobQuerySet(models.QuerySet):
    def unfinished(self):
        return self.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])

    def late(self, now):
        """Due, but never queued, queued before it was due (a retry), or queued a while ago without an end."""
        silent_since = now - timedelta(seconds=settings.JOB_PATIENCE_SECONDS)
        is_unheard = Q(queued_at__isnull=True) | Q(queued_at__lt=F("due_at")) | Q(queued_at__lte=silent_since)
        return self.unfinished().filter(is_unheard, due_at__lte=now)

    def needing_attention(self):
        return self.filter(state=Job.State.FAILED)

    def about(self, kind, keys):
        return self.filter(kind=kind, key__in=[str(key) for key in keys])


class Job(Record):
    """Outbox row: the promise that some work will be done, written in the transaction of the fact it belongs to.

    Personal data: none; `key` is the primary key of the row to work on.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("menunggu")
        RUNNING = "running", _("dikerjakan")
        DONE = "done", _("selesai")
        FAILED = "failed", _("perlu perhatian")

    kind = models.CharField(_("jenis"), max_length=60)
    key = models.CharField(_("kunci"), max_length=60)
    state = models.CharField(_("keadaan"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    last_error = models.TextField(_("galat terakhir"), blank=True)
    created_at = models.DateTimeField(_("dibuat"))
    due_at = models.DateTimeField(_("dikerjakan mulai"))
    queued_at = models.DateTimeField(_("diantrekan pada"), null=True, blank=True)
    finished_at = models.DateTimeField(_("selesai pada"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("pekerjaan")
        verbose_name_plural = _("pekerjaan")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="lms_job_once_per_kind_and_key"),
            models.CheckConstraint(condition=Q(attempts__lte=MAX_ATTEMPTS), name="lms_job_attempts_bounded"),
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False) | ~Q(state="done"), name="lms_job_done_has_time"
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("created_at")), name="lms_job_due_after_created"),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="lms_job_state_due")]

    def __str__(self):
        return f"{self.kind} {self.key}"


class WorkerBeat(Record):
    """When the watchdog of a machine was last at work. Personal data: none."""

    name = models.CharField(_("mesin"), max_length=60)
    seen_at = models.DateTimeField(_("terakhir terlihat"))

    class Meta:
        verbose_name = _("denyut pekerja")
        verbose_name_plural = _("denyut pekerja")
        constraints = [models.UniqueConstraint(fields=["name"], name="lms_worker_beat_once_per_machine")]

    def __str__(self):
        return self.name
