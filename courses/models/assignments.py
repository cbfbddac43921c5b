from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from courses.blocks import LessonBody
from courses.choices import EnrollmentStatus, SubmissionStatus
from courses.models.pages import ActivityPage, CoursePage
from courses.models.records import Enrollment
from lms.files import private_files
from lms.records import Record
from members.models import Member, scope_of
from members.models.scope import EDITORS


class AssignmentPage(ActivityPage):
    """`/kursus/<course>/<module>/<assignment>/`: work to hand in, marked by a trainer. Personal data: none."""

    body = StreamField(LessonBody(), verbose_name=_("petunjuk"))
    takes_text = models.BooleanField(_("jawaban teks"), default=True)
    takes_files = models.BooleanField(_("foto atau berkas"), default=True)
    pass_mark = models.PositiveSmallIntegerField(
        _("nilai lulus"), default=70, validators=[MaxValueValidator(100)], help_text=_("Persen, 0 sampai 100.")
    )

    content_panels = [
        *ActivityPage.content_panels,
        FieldPanel("body", icon="doc-full"),
        FieldRowPanel([FieldPanel("takes_text"), FieldPanel("takes_files")], _("Yang dikumpulkan")),
        InlinePanel("criteria", heading=_("Rubrik"), label=_("Kriteria"), min_num=1, max_num=10),
        FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("is_required")], _("Aturan")),
        HelpPanel(template="courses/admin/rule_panel.html"),
    ]
    requirement = _("Kumpulkan tugas: %(title)s")
    search_fields = [*Page.search_fields, index.SearchField("body")]
    page_description = _("Tugas yang dikumpulkan dan dinilai pelatih.")
    parent_page_types = ["courses.ModulePage"]
    subpage_types = []
    template = "courses/assignment_page.html"

    class Meta:
        verbose_name = _("tugas")
        constraints = [
            models.CheckConstraint(
                condition=Q(takes_text=True) | Q(takes_files=True), name="courses_assignment_takes_something"
            ),
        ]


class RubricCriterion(Orderable):
    """One line of an assignment's rubric. Personal data: none."""

    assignment = ParentalKey(AssignmentPage, on_delete=models.CASCADE, related_name="criteria")
    title = models.CharField(_("kriteria"), max_length=120)
    description = models.CharField(_("penjelasan"), max_length=250, blank=True)
    points = models.PositiveSmallIntegerField(
        _("nilai tertinggi"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    panels = [FieldPanel("title"), FieldPanel("description"), FieldPanel("points")]

    class Meta(Orderable.Meta):
        verbose_name = _("kriteria")
        verbose_name_plural = _("kriteria")


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Work in courses the user teaches, and in those of offices the user is officer or admin of."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        scope = scope_of(user, EDITORS)
        if scope.is_everything:
            return self
        taught = CoursePage.objects.filter(
            group_permissions__group__user=user, group_permissions__permission__codename="change_page"
        )
        return self.filter(
            Q(enrollment__course__in=taught.values("pk")) | scope.own_office_q("enrollment__course__organization")
        )

    def of_user(self, user):
        return self.filter(enrollment__member__user_id=user.pk)

    def waiting(self):
        """To be marked; of somebody who left the course nothing waits."""
        return self.filter(status=SubmissionStatus.SUBMITTED).exclude(enrollment__status=EnrollmentStatus.WITHDRAWN)

    def with_learner(self):
        return self.select_related("enrollment__member", "enrollment__course", "assignment")


class Submission(Record):
    """One hand-in; a second try is a second row. `rubric` is frozen when it is marked.

    Personal data: what this person wrote, and what the trainer answered.
    """

    enrollment = models.ForeignKey(
        Enrollment, models.PROTECT, related_name="submissions", verbose_name=_("pendaftaran kursus")
    )
    assignment = models.ForeignKey(AssignmentPage, models.PROTECT, related_name="submissions", verbose_name=_("tugas"))
    client_id = models.UUIDField(_("kunci dari HP"), unique=True)
    number = models.PositiveSmallIntegerField(_("ke-"))
    text = models.TextField(_("jawaban"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=SubmissionStatus, default=SubmissionStatus.SUBMITTED)
    submitted_at = models.DateTimeField(_("dikumpulkan pada"))
    rubric = models.JSONField(_("rubrik"), default=list, help_text=_("Kriteria, nilai dan nilai tertinggi."))
    score = models.DecimalField(_("nilai"), max_digits=5, decimal_places=2, null=True, blank=True)
    feedback = models.TextField(_("tanggapan"), blank=True)
    reviewed_at = models.DateTimeField(_("dinilai pada"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("oleh")
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("tugas terkumpul")
        verbose_name_plural = _("tugas terkumpul")
        ordering = ["submitted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "assignment", "number"], name="courses_submission_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["enrollment", "assignment"],
                condition=Q(status="submitted"),
                name="courses_submission_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(status="submitted") | Q(reviewed_at__isnull=False, score__isnull=False),
                name="courses_submission_reviewed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100), name="courses_submission_percent"
            ),
        ]

    def __str__(self):
        return f"{self.enrollment} · {self.assignment} · {self.number}"

    @property
    def is_waiting(self):
        return self.status == SubmissionStatus.SUBMITTED

    @property
    def is_returned(self):
        return self.status == SubmissionStatus.RETURNED

    @property
    def is_accepted(self):
        return self.status == SubmissionStatus.ACCEPTED


class UploadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Files of work the user may see; one on its way belongs to its owner alone."""
        return self.filter(submission__in=Submission.objects.visible_to(user))

    def of_user(self, user):
        return self.filter(member__user_id=user.pk)

    def of_member(self, member):
        return self.filter(member=member)

    def unused(self):
        """Not handed in, whole or not."""
        return self.filter(submission=None)


class Upload(Record):
    """A file on its way from a phone in pieces, then part of a submission. The phone makes the key.

    Personal data: a file this person made.
    """

    id = models.UUIDField(_("kunci"), primary_key=True)
    member = models.ForeignKey(Member, models.PROTECT, related_name="uploads", verbose_name=_("anggota"))
    assignment = models.ForeignKey(AssignmentPage, models.PROTECT, related_name="uploads", verbose_name=_("tugas"))
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, blank=True, related_name="files", verbose_name=_("tugas terkumpul")
    )
    name = models.CharField(_("nama berkas"), max_length=120)
    size = models.PositiveIntegerField(_("ukuran (bita)"))
    received = models.PositiveIntegerField(_("sudah diterima (bita)"), default=0)
    file = models.FileField(_("berkas"), storage=private_files, upload_to="uploads", blank=True)
    created_at = models.DateTimeField(_("dimulai"))

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("unggahan")
        verbose_name_plural = _("unggahan")
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="courses_upload_not_over_its_size"),
            models.CheckConstraint(
                condition=Q(submission__isnull=True) | Q(received=F("size")), name="courses_upload_whole_when_handed_in"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_whole(self):
        return self.received == self.size

    @property
    def is_ready(self):
        """Checked, and stored under the ending of what it is."""
        return bool(self.file) and not self.file.name.endswith(".part")
