from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Substr
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from courses.blocks import LessonBody
from courses.choices import CoverDye, CoverMotif, EnrollmentPolicy
from courses.models.previews import LearnerPreviews

COURSE_DEPTH, MODULE_DEPTH = 4, 5
"""Courses lie below root, home page and catalogue."""


class CourseSite:
    """Marks "Kursus" in the site's navigation."""

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), "section": "courses"}


class CatalogPage(CourseSite, Page):
    """`/kursus/`: all courses. Personal data: none."""

    introduction = models.CharField(_("pengantar"), max_length=250, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    page_description = _("Daftar semua kursus.")
    admin_default_ordering = "ord"
    parent_page_types = ["lms.HomePage"]
    subpage_types = ["courses.CoursePage"]
    max_count = 1
    template = "courses/catalog_page.html"

    class Meta:
        verbose_name = _("katalog kursus")


class CoursePage(LearnerPreviews, CourseSite, Page):
    """`/kursus/<course>/`: a course; its modules are child pages. Personal data: none."""

    code = models.CharField(_("kode"), max_length=10, blank=True, help_text=_("Misalnya K2; boleh kosong."))
    summary = models.CharField(
        _("ringkasan"), max_length=250, help_text=_("Satu atau dua kalimat; tampil di kartu kursus.")
    )
    outcomes = models.TextField(
        _("hasil belajar"), blank=True, help_text=_("Apa yang bisa dilakukan peserta sesudahnya. Satu hasil per baris.")
    )
    is_required = models.BooleanField(
        _("wajib"), default=False, help_text=_("Kursus wajib tampil di beranda dan di saringan Wajib.")
    )
    cover_motif = models.CharField(_("motif sampul"), max_length=10, choices=CoverMotif, default=CoverMotif.LOZENGE)
    cover_dye = models.CharField(_("warna sampul"), max_length=10, choices=CoverDye, default=CoverDye.INDIGO)
    enrollment_policy = models.CharField(
        _("siapa boleh ikut"), max_length=10, choices=EnrollmentPolicy, default=EnrollmentPolicy.OPEN
    )
    enrollment_region = models.ForeignKey(
        "members.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("wilayah peserta"),
        help_text=_("Hanya untuk kursus bagi anggota KIM di satu wilayah; kosong: wilayah penyelenggara."),
    )
    opens_on = models.DateField(_("dibuka tanggal"), null=True, blank=True, help_text=_("Kosong: sejak terbit."))
    closes_on = models.DateField(
        _("ditutup tanggal"), null=True, blank=True, help_text=_("Hari terakhir untuk ikut; kosong: tanpa batas.")
    )
    is_sequential = models.BooleanField(
        _("berurutan"),
        default=False,
        help_text=_("Bagian berikutnya baru terbuka sesudah bagian wajib sebelumnya selesai."),
    )
    prerequisites = ParentalManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="prerequisite_of",
        verbose_name=_("kursus prasyarat"),
        help_text=_("Harus selesai dulu sebelum boleh ikut kursus ini."),
    )
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
        MultiFieldPanel([FieldPanel("summary"), FieldPanel("outcomes")], _("Isi kursus"), icon="doc-full"),
        FieldRowPanel([FieldPanel("code"), FieldPanel("is_required")], _("Di katalog")),
        FieldRowPanel(
            [FieldPanel("cover_motif"), FieldPanel("cover_dye")],
            _("Sampul tenun"),
            help_text=_("Dibuat dari garis, tanpa gambar, jadi 0 KB. Pilih sekali untuk seterusnya."),
        ),
        MultiFieldPanel(
            [
                FieldPanel("organization", permission="members.superusers_only"),
                FieldPanel("license"),
                FieldPanel("review_note"),
            ],
            _("Sumber"),
            icon="link",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("enrollment_policy"), FieldPanel("enrollment_region")]),
                FieldRowPanel([FieldPanel("opens_on"), FieldPanel("closes_on")]),
                FieldPanel("is_sequential"),
                FieldPanel("prerequisites", widget=CheckboxSelectMultiple),
                HelpPanel(template="courses/admin/rule_panel.html"),
            ],
            _("Syarat ikut dan urutan"),
            icon="key",
            help_text=_("Berlaku bagi yang ikut sesudah perubahan ini terbit; peserta lama memegang aturan semula."),
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("outcomes")]
    page_description = _("Satu kursus; isinya modul.")
    admin_default_ordering = "ord"
    parent_page_types = ["courses.CatalogPage"]
    subpage_types = ["courses.ModulePage"]
    template = "courses/course_page.html"
    paper_template = "courses/paper/course_preview.html"

    class Meta:
        verbose_name = _("kursus")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_on__isnull=True)
                | models.Q(opens_on__isnull=True)
                | models.Q(closes_on__gte=models.F("opens_on")),
                name="courses_course_closes_after_opening",
            ),
        ]

    @property
    def outcome_list(self):
        return [line for line in self.outcomes.splitlines() if line.strip()]


class ModulePage(Page):
    """A part of a course; has no address of its own and leads to its first activity. Personal data: none."""

    lesson_minutes = models.PositiveSmallIntegerField(
        _("menit belajar"),
        default=45,
        validators=[MaxValueValidator(2000)],
        help_text=_("Seluruh modul, bukan satu pelajaran. 45 menit = 1 JP."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("lesson_minutes"),
        HelpPanel(_("Simpan modul ini dulu, lalu tambahkan pelajaran, tugas, dan kuis di bawahnya.")),
    ]
    page_description = _("Satu bagian kursus; isinya pelajaran, tugas, dan kuis.")
    admin_default_ordering = "ord"
    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage", "quizzes.QuizPage", "courses.AssignmentPage"]
    preview_modes = []

    class Meta:
        verbose_name = _("modul")


def path_at(depth):
    """Tree path of the page at `depth` above an outer page; its own path when it lies no deeper."""
    return Substr(OuterRef("path"), 1, depth * Page.steplen)


class ActivityQuerySet(PageQuerySet):
    def published(self):
        """Live activities of live modules, in reading order."""
        return self.live().filter(Exists(ModulePage.objects.live().filter(path=path_at(MODULE_DEPTH)))).order_by("path")

    def reachable(self):
        """What a learner can open: published, in a course that is live."""
        return self.published().filter(Exists(CoursePage.objects.live().filter(path=path_at(COURSE_DEPTH))))

    def in_course(self, course):
        """What the course consists of, in reading order, also while the course itself is closed."""
        return self.published().descendant_of(course)

    def required(self):
        return self.filter(is_required=True)

    def markable(self):
        """What a learner may mark as done; a quiz is done by passing it."""
        return self.filter(lessonpage__isnull=False)


class ActivityPage(LearnerPreviews, CourseSite, Page):
    """The hinge: whatever a learner can finish. Lessons and quizzes are kinds of it; never created itself.

    Personal data: none.
    """

    is_required = models.BooleanField(
        _("wajib untuk lulus"),
        default=True,
        help_text=_("Berlaku bagi peserta yang mendaftar sesudah perubahan ini terbit."),
    )

    requirement = _("Lulus %(kind)s: %(title)s")
    """What a course asks for with it, in words; a lesson is counted with the others instead."""

    objects = PageManager.from_queryset(ActivityQuerySet)()
    is_creatable = False
    parent_page_types = ["courses.ModulePage"]
    subpage_types = []

    class Meta:
        verbose_name = _("kegiatan belajar")


class LessonPage(ActivityPage):
    """`/kursus/<course>/<module>/<lesson>/`: a text of five to eight minutes. Personal data: none."""

    summary = models.CharField(
        _("ringkasan"), max_length=250, blank=True, help_text=_("Satu kalimat; dipakai saat mencari pelajaran.")
    )
    minutes = models.PositiveSmallIntegerField(
        _("menit membaca"), default=6, help_text=_("Usahakan 5 sampai 8 menit; lebih dari itu, bagi dua.")
    )
    body = StreamField(
        LessonBody(),
        verbose_name=_("isi"),
        help_text=_("Mulai dengan satu paragraf pembuka, lalu pakai Judul bagian. Lihat pratinjau di layar HP."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary", icon="openquote"),
        FieldRowPanel([FieldPanel("minutes"), FieldPanel("is_required")], _("Aturan")),
        HelpPanel(template="courses/admin/rule_panel.html"),
        FieldPanel("body", icon="doc-full"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    page_description = _("Teks 5 sampai 8 menit, dibaca di HP.")
    parent_page_types = ["courses.ModulePage"]
    subpage_types = []
    template = "courses/lesson_page.html"
    paper_template = "courses/paper/lesson_preview.html"

    class Meta:
        verbose_name = _("pelajaran")
