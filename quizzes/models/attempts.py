from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models import Enrollment
from lms.records import Record
from members.models import Member
from quizzes.choices import AttemptState
from quizzes.models.bank import QuestionVersion
from quizzes.models.pages import QuizPage


class AttemptQuerySet(models.QuerySet):
    def of_member(self, member):
        return self.filter(member=member)

    def of_user(self, user):
        return self.filter(member__user=user)

    def with_places(self):
        """Quiz, course and the office whose clock the member reads."""
        return self.select_related("quiz", "enrollment__course", "member__organization")

    def open(self):
        return self.filter(state=AttemptState.OPEN)

    def submitted(self):
        return self.filter(state=AttemptState.SUBMITTED)


class Attempt(Record):
    """One member's try at a quiz: row, paper and deadline exist on the server from the start.

    Personal data: what this person answered and scored.
    """

    quiz = models.ForeignKey(QuizPage, models.PROTECT, related_name="attempts", verbose_name=_("kuis"))
    member = models.ForeignKey(Member, models.PROTECT, related_name="attempts", verbose_name=_("anggota"))
    enrollment = models.ForeignKey(
        Enrollment, models.PROTECT, related_name="attempts", verbose_name=_("pendaftaran kursus")
    )
    number = models.PositiveSmallIntegerField(_("percobaan ke"))
    state = models.CharField(_("keadaan"), max_length=10, choices=AttemptState, default=AttemptState.OPEN)
    pass_mark = models.PositiveSmallIntegerField(_("nilai lulus"))
    started_at = models.DateTimeField(_("mulai"))
    deadline_at = models.DateTimeField(_("batas waktu"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("dikirim"), null=True, blank=True)
    score = models.DecimalField(_("nilai"), max_digits=5, decimal_places=2, null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("percobaan kuis")
        verbose_name_plural = _("percobaan kuis")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "member", "number"], name="quizzes_attempt_number_once"),
            models.UniqueConstraint(
                fields=["quiz", "member"], condition=Q(state="open"), name="quizzes_attempt_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state="open", submitted_at__isnull=True, score__isnull=True)
                | Q(state="submitted", submitted_at__isnull=False, score__gte=0, score__lte=100),
                name="quizzes_attempt_submitted_has_score",
            ),
        ]

    def __str__(self):
        return f"{self.quiz} · {self.member} · {self.number}"

    def get_absolute_url(self):
        return reverse("quiz_attempt", args=[self.pk])

    def get_result_url(self):
        return reverse("quiz_result", args=[self.pk])

    @property
    def zone(self):
        """Name of the time zone the member's office lives in."""
        return self.member.organization.time_zone

    @property
    def is_submitted(self):
        return self.state == AttemptState.SUBMITTED

    @property
    def is_closed_by_deadline(self):
        return self.is_submitted and self.submitted_at == self.deadline_at

    @property
    def is_passed(self):
        return self.score is not None and self.score >= self.pass_mark


class AttemptItem(Record):
    """One question of a drawn paper with the choices in the order shown, and the answer once it is given.

    `choice_order` and `answer` are lists of choice ids of the version. Personal data: what this person answered.
    """

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="items", verbose_name=_("percobaan kuis"))
    position = models.PositiveSmallIntegerField(_("nomor"))
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="items", verbose_name=_("soal"))
    choice_order = models.JSONField(_("urutan pilihan"))
    answer = models.JSONField(_("jawaban"), default=list, blank=True)
    is_marked = models.BooleanField(_("ragu"), default=False)
    answered_at = models.DateTimeField(_("dijawab"), null=True, blank=True)
    points = models.DecimalField(_("poin"), max_digits=5, decimal_places=4, null=True, blank=True)

    class Meta:
        verbose_name = _("soal dalam percobaan")
        verbose_name_plural = _("soal dalam percobaan")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="quizzes_item_position_once"),
            models.UniqueConstraint(fields=["attempt", "version"], name="quizzes_item_question_once"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=0, points__lte=1), name="quizzes_item_points_share"
            ),
        ]

    def __str__(self):
        return f"{self.attempt} · {self.position}"

    @property
    def shown_choices(self):
        """The choices of the version in the order of this paper."""
        by_id = {choice["id"]: choice for choice in self.version.choices}
        return [by_id[choice_id] for choice_id in self.choice_order]

    @property
    def options(self):
        """What the page may know of the choices: number as shown, text, and whether it is ticked."""
        return [
            {"number": number, "text": choice["text"], "is_ticked": choice["id"] in self.answer}
            for number, choice in enumerate(self.shown_choices, start=1)
        ]

    @property
    def fingerprint(self):
        """The answer as the page was rendered with it, such as `2` or `1.3?` (?: unsure)."""
        numbers = [str(option["number"]) for option in self.options if option["is_ticked"]]
        return ".".join(numbers) + ("?" if self.is_marked else "")

    @property
    def is_right(self):
        return self.points == 1
