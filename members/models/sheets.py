from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.files import private_files
from lms.records import Record
from members.choices import SheetState
from members.models.people import User
from members.models.places import Organization
from members.models.scope import EDITORS, scope_of


class SheetImportQuerySet(models.QuerySet):
    def editable_by(self, user):
        """The own uploads, as long as their office is one `user` may write for: nobody opens another's file."""
        return self.filter(scope_of(user, EDITORS).own_office_q("organization"), uploaded_by=user.pk)

    def finished(self):
        return self.filter(finished_at__isnull=False)


class SheetImport(Record):
    """One uploaded spreadsheet on its way into the records: mapped, checked, decided, written.

    `columns` is a list of column names, `decisions` says per row number what to do with a doubtful row.
    Personal data: the uploaded rows and what was found in them, in private files that are deleted with the row.
    """

    kind = models.CharField(_("isi"), max_length=20)
    about = models.CharField(_("untuk"), max_length=40, blank=True)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="sheet_imports", verbose_name=_("organisasi")
    )
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="sheet_imports", verbose_name=_("diunggah oleh"))
    uploaded_at = models.DateTimeField(_("diunggah pada"))
    file_name = models.CharField(_("nama berkas"), max_length=150)
    file = models.FileField(_("berkas"), upload_to="sheets", storage=private_files)
    columns = models.JSONField(_("kolom"), default=list)
    check_count = models.PositiveSmallIntegerField(_("kali diperiksa"), default=0)
    decisions = models.JSONField(_("putusan"), default=dict)
    state = models.CharField(_("keadaan"), max_length=10, choices=SheetState, default=SheetState.UPLOADED)
    row_count = models.PositiveIntegerField(_("baris"), default=0)
    done_count = models.PositiveIntegerField(_("baris selesai"), default=0)
    outcome = models.JSONField(_("hasil"), default=dict)
    preview = models.FileField(_("pratinjau"), upload_to="sheets", storage=private_files, blank=True)
    finished_at = models.DateTimeField(_("selesai pada"), null=True, blank=True)

    objects = SheetImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("impor")
        verbose_name_plural = _("impor")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(done_count__lte=F("row_count")), name="members_sheet_done_within_rows"),
            models.CheckConstraint(condition=Q(state__in=SheetState.values), name="members_sheet_state_known"),
        ]

    def __str__(self):
        return f"{self.pk} · {self.kind}"

    @property
    def job_key(self):
        """Of the check that is under way; another mapping of the columns is another check."""
        return f"{self.pk}.{self.check_count}"

    @property
    def is_busy(self):
        return self.state in (SheetState.CHECKING, SheetState.WRITING)
