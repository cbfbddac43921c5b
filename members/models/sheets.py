from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.files import private_files
from lms.records import Record
from members.choices import SheetState
from members.models.people import User
from members.models.places import Organization


class SheetImport(Record):
    """One uploaded spreadsheet on its way into the records: mapped, checked, decided, written.

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
    columns = models.JSONField(_("kolom"), default=dict)
    state = models.CharField(_("keadaan"), max_length=10, choices=SheetState, default=SheetState.UPLOADED)
    row_count = models.PositiveIntegerField(_("baris"), default=0)
    done_count = models.PositiveIntegerField(_("baris selesai"), default=0)
    outcome = models.JSONField(_("hasil"), default=dict)
    preview = models.FileField(_("pratinjau"), upload_to="sheets", storage=private_files, blank=True)
    finished_at = models.DateTimeField(_("selesai pada"), null=True, blank=True)

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
