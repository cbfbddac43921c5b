from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from bimtek.choices import AttendanceMethod, AttendanceStatus, RegistrationStatus, ScoreSource, TestKind
from bimtek.models.events import AgendaSlot, TrainingEvent
from lms.records import Record
from members.models import Member, User, scope_of


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Registrations for events of the offices `user` reads."""
        return self.filter(scope_of(user).office_q("event__organization"))

    def seated(self):
        return self.filter(status=RegistrationStatus.REGISTERED)

    def numbered(self):
        return self.filter(seat__isnull=False)

    def in_hall_order(self):
        """As people sit; whoever has no number comes last, by name."""
        return self.order_by(F("seat").asc(nulls_last=True), Lower("member__full_name"), "pk")

    def with_member(self):
        return self.select_related("member__region__parent")


class Registration(Record):
    """A person's place in an event; `status` repeats the last row of its ledger, `seat` is the number of the chair.

    Personal data: that this person takes part, and where they sit.
    """

    event = models.ForeignKey(TrainingEvent, models.PROTECT, related_name="registrations", verbose_name=_("kegiatan"))
    member = models.ForeignKey(Member, models.PROTECT, related_name="registrations", verbose_name=_("peserta"))
    status = models.CharField(_("status"), max_length=10, choices=RegistrationStatus)
    seat = models.PositiveSmallIntegerField(_("nomor kursi"), null=True, blank=True)
    created_at = models.DateTimeField(_("didaftarkan"))

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("pendaftaran kegiatan")
        verbose_name_plural = _("pendaftaran kegiatan")
        ordering = ["member__full_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "member"], name="bimtek_registration_once_per_person"),
            models.UniqueConstraint(
                fields=["event", "seat"], condition=Q(seat__isnull=False), name="bimtek_seat_once_per_event"
            ),
            models.CheckConstraint(
                condition=Q(seat__isnull=True) | Q(seat__gte=1, status="registered"),
                name="bimtek_seat_of_somebody_registered",
            ),
        ]

    def __str__(self):
        return f"{self.member} · {self.event}"

    @property
    def is_seated(self):
        return self.status == RegistrationStatus.REGISTERED


class RegistrationChange(Record):
    """Ledger line, only ever added: what happened to a registration, when and by whom.

    Personal data: as Registration.
    """

    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="changes", verbose_name=_("pendaftaran kegiatan")
    )
    status = models.CharField(_("status"), max_length=10, choices=RegistrationStatus)
    changed_at = models.DateTimeField(_("pada"))
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("oleh"))
    reason = models.CharField(_("alasan"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("riwayat pendaftaran")
        verbose_name_plural = _("riwayat pendaftaran")
        ordering = ["changed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=RegistrationStatus.values), name="bimtek_registration_change_known_status"
            ),
        ]

    def __str__(self):
        return f"{self.registration} · {self.status}"


class Attendance(Record):
    """Whether a participant was there for one agenda slot. Personal data: where this person was."""

    slot = models.ForeignKey(AgendaSlot, models.PROTECT, related_name="attendances", verbose_name=_("sesi"))
    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="attendances", verbose_name=_("peserta")
    )
    status = models.CharField(_("kehadiran"), max_length=10, choices=AttendanceStatus)
    method = models.CharField(_("cara"), max_length=10, choices=AttendanceMethod, default=AttendanceMethod.MANUAL)
    recorded_at = models.DateTimeField(_("dicatat pada"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("dicatat oleh"))

    class Meta:
        verbose_name = _("kehadiran")
        verbose_name_plural = _("kehadiran")
        constraints = [
            models.UniqueConstraint(fields=["slot", "registration"], name="bimtek_attendance_once_per_slot"),
        ]

    def __str__(self):
        return f"{self.registration} · {self.slot} · {self.status}"


class TestScore(Record):
    """A pre- or post-test score in percent, typed from paper or read from the online quiz. Personal data: the score."""

    __test__ = False

    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="test_scores", verbose_name=_("peserta")
    )
    kind = models.CharField(_("tes"), max_length=4, choices=TestKind)
    score = models.DecimalField(_("nilai"), max_digits=5, decimal_places=2)
    source = models.CharField(_("sumber"), max_length=5, choices=ScoreSource, default=ScoreSource.PAPER)
    recorded_at = models.DateTimeField(_("dicatat pada"))
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dicatat oleh")
    )

    class Meta:
        verbose_name = _("nilai tes")
        verbose_name_plural = _("nilai tes")
        constraints = [
            models.UniqueConstraint(fields=["registration", "kind"], name="bimtek_score_once_per_test"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=100), name="bimtek_score_percent"),
            models.CheckConstraint(
                condition=~Q(source="paper") | Q(recorded_by__isnull=False), name="bimtek_paper_score_has_recorder"
            ),
        ]

    def __str__(self):
        return f"{self.registration} · {self.kind} · {self.score}"
