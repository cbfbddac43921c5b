from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel

from courses.models import ActivityPage
from quizzes.models.bank import QuestionBank


class QuizPage(ActivityPage):
    """`/kursus/<course>/<module>/<quiz>/`: an activity that draws a paper from a bank and grades it.

    Personal data: none.
    """

    introduction = models.TextField(_("petunjuk"), blank=True)
    bank = models.ForeignKey(
        QuestionBank, models.PROTECT, null=True, blank=True, related_name="quizzes", verbose_name=_("bank soal")
    )
    question_count = models.PositiveSmallIntegerField(
        _("jumlah soal"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("nilai lulus"), default=70, validators=[MaxValueValidator(100)], help_text=_("Persen, 0 sampai 100.")
    )
    time_limit_minutes = models.PositiveSmallIntegerField(
        _("batas waktu (menit)"), default=20, help_text=_("0: tanpa batas waktu.")
    )
    attempt_limit = models.PositiveSmallIntegerField(
        _("batas percobaan"), default=3, help_text=_("0: boleh diulang terus.")
    )

    content_panels = [
        *ActivityPage.content_panels,
        FieldPanel("introduction"),
        FieldRowPanel([FieldPanel("question_count"), FieldPanel("pass_mark")]),
        FieldRowPanel([FieldPanel("time_limit_minutes"), FieldPanel("attempt_limit")]),
        FieldPanel("is_required"),
        HelpPanel(template="courses/admin/rule_panel.html"),
        HelpPanel(template="quizzes/cms/bank_panel.html", heading=_("Soal")),
    ]
    parent_page_types = ["courses.ModulePage"]
    subpage_types = []
    template = "quizzes/quiz_page.html"

    class Meta:
        verbose_name = _("kuis")
