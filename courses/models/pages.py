from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from courses.blocks import LessonBody
from courses.choices import CoverDye, CoverMotif


class CatalogPage(Page):
    """`/kursus/`: all courses."""

    introduction = models.CharField(_("pengantar"), max_length=250, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["lms.HomePage"]
    subpage_types = ["courses.CoursePage"]
    max_count = 1
    template = "courses/catalog_page.html"

    class Meta:
        verbose_name = _("katalog kursus")


class CoursePage(Page):
    """`/kursus/<course>/`: a course; its modules are child pages."""

    code = models.CharField(_("kode"), max_length=10, blank=True)
    summary = models.CharField(_("ringkasan"), max_length=250)
    outcomes = models.TextField(_("hasil belajar"), blank=True, help_text=_("Satu hasil per baris."))
    is_required = models.BooleanField(_("wajib"), default=False)
    cover_motif = models.CharField(_("motif sampul"), max_length=10, choices=CoverMotif, default=CoverMotif.LOZENGE)
    cover_dye = models.CharField(_("warna sampul"), max_length=10, choices=CoverDye, default=CoverDye.INDIGO)
    license = models.CharField(_("lisensi isi"), max_length=60, default="CC BY-SA 4.0")
    review_note = models.CharField(_("catatan tinjauan"), max_length=250, blank=True)
    organization = models.ForeignKey(
        "members.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="courses",
        verbose_name=_("penyelenggara"),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("outcomes"),
        FieldRowPanel([FieldPanel("code"), FieldPanel("is_required")]),
        FieldRowPanel([FieldPanel("cover_motif"), FieldPanel("cover_dye")]),
        MultiFieldPanel([FieldPanel("organization"), FieldPanel("license"), FieldPanel("review_note")], _("Sumber")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("outcomes")]
    parent_page_types = ["courses.CatalogPage"]
    subpage_types = ["courses.ModulePage"]
    template = "courses/course_page.html"

    class Meta:
        verbose_name = _("kursus")

    @property
    def outcome_list(self):
        return [line for line in self.outcomes.splitlines() if line.strip()]


class ModulePage(Page):
    """A part of a course; has no address of its own and leads to its first activity."""

    lesson_minutes = models.PositiveSmallIntegerField(
        _("menit belajar"), default=45, validators=[MaxValueValidator(2000)], help_text=_("45 menit = 1 JP.")
    )

    content_panels = [*Page.content_panels, FieldPanel("lesson_minutes")]
    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage", "quizzes.QuizPage"]

    class Meta:
        verbose_name = _("modul")


class ActivityQuerySet(PageQuerySet):
    def in_course(self, course):
        """Live activities of live modules, in reading order."""
        own_module = ModulePage.objects.live().filter(path=Substr(OuterRef("path"), 1, len(course.path) + Page.steplen))
        return self.live().descendant_of(course).filter(Exists(own_module)).order_by("path")

    def required(self):
        return self.filter(is_required=True)


class ActivityPage(Page):
    """The hinge: whatever a learner can finish. Lessons and quizzes are kinds of it; never created itself."""

    is_required = models.BooleanField(_("wajib untuk lulus"), default=True)

    objects = PageManager.from_queryset(ActivityQuerySet)()
    is_creatable = False
    parent_page_types = ["courses.ModulePage"]
    subpage_types = []

    class Meta:
        verbose_name = _("kegiatan belajar")


class LessonPage(ActivityPage):
    """`/kursus/<course>/<module>/<lesson>/`: a text of five to eight minutes."""

    summary = models.CharField(_("ringkasan"), max_length=250, blank=True)
    minutes = models.PositiveSmallIntegerField(_("menit membaca"), default=6)
    body = StreamField(LessonBody(), verbose_name=_("isi"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("minutes"), FieldPanel("is_required")]),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    parent_page_types = ["courses.ModulePage"]
    subpage_types = []
    template = "courses/lesson_page.html"

    class Meta:
        verbose_name = _("pelajaran")
