from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from bimtek.choices import ON_STAGE, EventKind, EventMode, EventStatus, SpeakerRole
from courses.models import ActivityPage, CoursePage
from lms.records import Record
from members.choices import ConsentPurpose, Role
from members.models import Member, Organization, Region, scope_of

WRITERS = frozenset({Role.OFFICER, Role.ADMIN})


class TrainingEventQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Events of the offices the user works for and of those further down, drafts included."""
        return self.filter(scope_of(user).office_q("organization"))

    def writable_by(self, user):
        """Of those, the ones of the user's own offices; somebody may be officer here and viewer there."""
        return self.filter(scope_of(user, roles=WRITERS).own_office_q("organization"))

    def public(self):
        return self.exclude(status=EventStatus.DRAFT)

    def with_place(self):
        return self.select_related("organization", "region__parent")

    def with_seats(self):
        """Adds `seated_count`, which `seats_left` needs."""
        return self.annotate(seated_count=Count("registrations", filter=Q(registrations__status="registered")))

    def upcoming(self, now):
        return self.filter(ends_at__gte=now)

    def past(self, now):
        return self.filter(ends_at__lt=now)


class TrainingEvent(Record):
    """An in-person, online or hybrid training with agenda, registration, attendance and tests. Personal data: none."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="events", verbose_name=_("penyelenggara")
    )
    title = models.CharField(_("nama kegiatan"), max_length=200)
    slug = models.SlugField(_("alamat"), max_length=80, unique=True)
    kind = models.CharField(_("jenis"), max_length=15, choices=EventKind, default=EventKind.BIMTEK)
    mode = models.CharField(_("metode"), max_length=10, choices=EventMode, default=EventMode.ON_SITE)
    status = models.CharField(_("status"), max_length=10, choices=EventStatus, default=EventStatus.DRAFT)
    description = models.TextField(_("keterangan"), blank=True)
    things_to_bring = models.TextField(_("yang perlu dibawa"), blank=True, help_text=_("Satu hal per baris."))
    venue = models.CharField(_("tempat"), max_length=200)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("kelurahan tempat acara")
    )
    starts_at = models.DateTimeField(_("mulai"))
    ends_at = models.DateTimeField(_("selesai"))
    registration_closes_at = models.DateTimeField(_("pendaftaran ditutup"), null=True, blank=True)
    capacity = models.PositiveIntegerField(_("jumlah tempat"), validators=[MinValueValidator(1)])
    sub_activity = models.CharField(_("sub-kegiatan anggaran"), max_length=200, blank=True)
    course = models.ForeignKey(
        CoursePage, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("kursus daring")
    )
    pre_test = models.ForeignKey(
        ActivityPage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tes awal daring")
    )
    post_test = models.ForeignKey(
        ActivityPage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tes akhir daring")
    )
    min_attendance = models.PositiveSmallIntegerField(
        _("hadir paling sedikit (%)"), default=75, validators=[MaxValueValidator(100)]
    )
    has_post_test = models.BooleanField(_("ada tes akhir"), default=True)
    pass_mark = models.PositiveSmallIntegerField(_("nilai lulus"), default=70, validators=[MaxValueValidator(100)])

    objects = TrainingEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("kegiatan")
        verbose_name_plural = _("kegiatan")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="bimtek_event_ends_after_start"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="bimtek_event_capacity_positive"),
            models.CheckConstraint(
                condition=Q(min_attendance__lte=100, pass_mark__lte=100), name="bimtek_event_percents"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_published(self):
        return self.status == EventStatus.PUBLISHED

    @property
    def is_draft(self):
        return self.status == EventStatus.DRAFT

    @property
    def is_cancelled(self):
        return self.status == EventStatus.CANCELLED

    @property
    def is_full(self):
        return self.seats_left == 0

    @property
    def seats_left(self):
        """Needs `with_seats()`."""
        return max(0, self.capacity - self.seated_count)

    @property
    def zone(self):
        """Needs `select_related("organization")`."""
        return ZoneInfo(self.organization.time_zone)

    @property
    def bring_list(self):
        return [line for line in self.things_to_bring.splitlines() if line.strip()]


class SpeakerQuerySet(models.QuerySet):
    def on_stage(self):
        return self.filter(role__in=ON_STAGE)

    def unlisted(self):
        """Keys of those people who took back that their name stands on public pages."""
        objecting = Member.objects.objecting_to(ConsentPurpose.LISTING)
        return self.filter(member__in=objecting).values_list("member_id", flat=True)


class Speaker(Record):
    """A person with a part in the event, presented in the words of that day.

    Personal data: name and office of a person who speaks in public.
    """

    event = models.ForeignKey(TrainingEvent, models.CASCADE, related_name="speakers", verbose_name=_("kegiatan"))
    member = models.ForeignKey(Member, models.PROTECT, related_name="speaker_parts", verbose_name=_("orang"))
    role = models.CharField(_("peran"), max_length=12, choices=SpeakerRole, default=SpeakerRole.SPEAKER)
    presented_as = models.CharField(_("jabatan yang disebut"), max_length=200, blank=True)

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        verbose_name = _("narasumber")
        verbose_name_plural = _("narasumber")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "member", "role"], name="bimtek_speaker_once_per_role"),
        ]

    def __str__(self):
        return self.member.full_name


class AgendaSlot(Record):
    """One line of the agenda; only learning slots count as JP. Personal data: none."""

    event = models.ForeignKey(TrainingEvent, models.CASCADE, related_name="slots", verbose_name=_("kegiatan"))
    title = models.CharField(_("acara atau materi"), max_length=200)
    starts_at = models.DateTimeField(_("mulai"))
    ends_at = models.DateTimeField(_("selesai"))
    is_learning = models.BooleanField(_("dihitung JP"), default=True)
    speakers = models.ManyToManyField(Speaker, blank=True, related_name="slots", verbose_name=_("narasumber"))

    class Meta:
        verbose_name = _("susunan acara")
        verbose_name_plural = _("susunan acara")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="bimtek_slot_ends_after_start"),
        ]

    def __str__(self):
        return self.title

    @property
    def minutes(self):
        return int((self.ends_at - self.starts_at).total_seconds() // 60)
