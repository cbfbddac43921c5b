from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext_lazy as _

from courses.choices import EnrollmentStatus
from courses.models.pages import ActivityPage, CoursePage
from lms.records import Record
from members.models import Member, scope_of


class EnrollmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Enrollments of people the user may see."""
        return self.in_scope(scope_of(user))

    def in_scope(self, scope):
        if scope.is_everything:
            return self
        return self.filter(scope.region_q("member__region_id") | Q(member__organization_id__in=scope.organization_ids))

    def of_member(self, member):
        return self.filter(member=member)

    def of_user(self, user):
        """Enrollments of the person behind a login, in one query."""
        return self.filter(member__user_id=user.pk)

    def current(self):
        return self.exclude(status=EnrollmentStatus.WITHDRAWN)

    def with_place_in(self, activity_pk):
        """Adds where the learner stands in one activity: `place_position`, `place_seen_at`, `place_version_at`."""
        here = FilteredRelation("progress", condition=Q(progress__activity=activity_pk))
        return self.annotate(here=here).annotate(
            place_position=F("here__position"), place_seen_at=F("here__seen_at"), place_version_at=F("here__version_at")
        )

    def with_course(self):
        return self.select_related("course__organization")

    def with_member(self):
        return self.select_related("member__region__parent")


class Enrollment(Record):
    """One member learning one course. Personal data: that this person takes this course."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="enrollments", verbose_name=_("anggota"))
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="enrollments", verbose_name=_("kursus"))
    status = models.CharField(_("status"), max_length=10, choices=EnrollmentStatus, default=EnrollmentStatus.ACTIVE)
    required_activity_ids = models.JSONField(
        _("aturan kelulusan"), help_text=_("Kegiatan belajar yang wajib ketika anggota mulai belajar.")
    )
    is_sequential = models.BooleanField(_("berurutan"), default=False)
    pass_marks = models.JSONField(
        _("nilai lulus"), default=dict, help_text=_("Nilai lulus tiap kegiatan ketika anggota mulai belajar.")
    )
    enrolled_at = models.DateTimeField(_("mulai"))
    completed_at = models.DateTimeField(_("selesai"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("berhenti"), null=True, blank=True)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("pendaftaran kursus")
        verbose_name_plural = _("pendaftaran kursus")
        ordering = ["-enrolled_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "course"], condition=~Q(status="withdrawn"), name="courses_enrollment_one_current"
            ),
            models.CheckConstraint(
                condition=Q(status="completed", completed_at__isnull=False) | ~Q(status="completed"),
                name="courses_enrollment_completed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_at__isnull=False) | ~Q(status="withdrawn"),
                name="courses_enrollment_withdrawn_has_time",
            ),
        ]

    def __str__(self):
        return f"{self.member} · {self.course}"

    @property
    def is_completed(self):
        return self.status == EnrollmentStatus.COMPLETED


class ActivityCompletion(Record):
    """That an enrollment finished an activity, once. Personal data: what this person finished."""

    enrollment = models.ForeignKey(
        Enrollment, models.PROTECT, related_name="completions", verbose_name=_("pendaftaran kursus")
    )
    activity = models.ForeignKey(
        ActivityPage, models.PROTECT, related_name="completions", verbose_name=_("kegiatan belajar")
    )
    is_counted = models.BooleanField(_("termasuk aturan kelulusan"), default=True)
    completed_at = models.DateTimeField(_("selesai pada"))

    class Meta:
        verbose_name = _("kegiatan selesai")
        verbose_name_plural = _("kegiatan selesai")
        ordering = ["completed_at"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "activity"], name="courses_completion_once_per_activity"),
        ]

    def __str__(self):
        return f"{self.enrollment} · {self.activity}"


class ActivityScore(Record):
    """The best score, in percent, an enrollment reached in a graded activity, passed or not.

    Here rather than in quizzes, so that an event can read a post-test without knowing what a quiz is.
    Personal data: what this person scored.
    """

    enrollment = models.ForeignKey(
        Enrollment, models.PROTECT, related_name="scores", verbose_name=_("pendaftaran kursus")
    )
    activity = models.ForeignKey(
        ActivityPage, models.PROTECT, related_name="scores", verbose_name=_("kegiatan belajar")
    )
    score = models.DecimalField(_("nilai"), max_digits=5, decimal_places=2)
    scored_at = models.DateTimeField(_("dinilai pada"))

    class Meta:
        verbose_name = _("nilai kegiatan")
        verbose_name_plural = _("nilai kegiatan")
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "activity"], name="courses_score_once_per_activity"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=100), name="courses_score_percent"),
        ]

    def __str__(self):
        return f"{self.enrollment} · {self.activity} · {self.score}"
