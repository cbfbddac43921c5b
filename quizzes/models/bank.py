from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from lms.records import Record
from quizzes.choices import QuestionKind


class QuestionBank(Record):
    """The questions of one course; quizzes draw from it. Personal data: none."""

    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="question_banks", verbose_name=_("kursus"))
    title = models.CharField(_("judul"), max_length=150)

    class Meta:
        verbose_name = _("bank soal")
        verbose_name_plural = _("bank soal")
        ordering = ["course_id", "title"]
        constraints = [
            models.UniqueConstraint(fields=["course", "title"], name="quizzes_bank_title_once_per_course"),
        ]

    def __str__(self):
        return self.title


class QuestionQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def with_current_version(self):
        return self.select_related("current_version__question")


class Question(Record):
    """The identity of a question; its text lives in versions. Personal data: none."""

    bank = models.ForeignKey(QuestionBank, models.PROTECT, related_name="questions", verbose_name=_("bank soal"))
    external_id = models.CharField(_("kode soal"), max_length=40)
    is_active = models.BooleanField(_("dipakai"), default=True)
    current_version = models.ForeignKey(
        "QuestionVersion", models.PROTECT, null=True, related_name="+", verbose_name=_("versi sekarang")
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("soal")
        verbose_name_plural = _("soal")
        ordering = ["bank_id", "external_id"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "external_id"], name="quizzes_question_code_once_per_bank"),
        ]

    def __str__(self):
        return self.external_id


class QuestionVersionQuerySet(models.QuerySet):
    def current_in(self, bank_id):
        """What a new paper may draw: the current version of every question in use."""
        return self.filter(question__bank_id=bank_id, question__is_active=True, question__current_version_id=F("pk"))


class QuestionVersion(Record):
    """One wording of a question, never changed after it was made.

    `choices` is a list of `{"id": "a", "text": …, "weight": -100…100 percent, "feedback": …}`. Personal data: none.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="versions", verbose_name=_("soal"))
    number = models.PositiveSmallIntegerField(_("versi"))
    kind = models.CharField(_("jenis"), max_length=10, choices=QuestionKind, default=QuestionKind.SINGLE)
    title = models.CharField(_("judul"), max_length=150, blank=True)
    text = models.TextField(_("pertanyaan"))
    choices = models.JSONField(_("pilihan"))
    explanation = models.TextField(_("penjelasan"), blank=True)
    topic = models.SlugField(_("topik"), max_length=80, blank=True)
    needs_legal_review = models.BooleanField(_("perlu tinjauan hukum"), default=False)
    checked_on = models.DateField(_("diperiksa pada"), null=True, blank=True)
    created_at = models.DateTimeField(_("dibuat"))

    objects = QuestionVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("versi soal")
        verbose_name_plural = _("versi soal")
        ordering = ["question_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="quizzes_version_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="quizzes_version_has_text"),
        ]

    def __str__(self):
        return f"{self.question} v{self.number}"

    @property
    def is_multiple(self):
        """Whether more than one choice may be ticked."""
        return self.kind == QuestionKind.MULTIPLE
