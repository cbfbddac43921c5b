from django.core.exceptions import PermissionDenied
from django.middleware.csrf import get_token
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from lms.models import Job
from lms.permissions import can_mend_jobs

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class RetryColumn(Column):
    """A form in a cell; Wagtail hands cells no form token of its own."""

    cell_template_name = "lms/retry_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "csrf_token": get_token(parent_context["request"])}


class FailedJobsView(ReportView):
    """Jobs that stopped after five attempts, newest first, each with the last error and a way to try again."""

    model = Job
    page_title = _("Perlu perhatian")
    header_icon = "warning"
    index_url_name = "lms_jobs"
    index_results_url_name = "lms_jobs_results"
    is_searchable = False
    default_ordering = "-created_at"
    list_export = ["kind", "key", "attempts", "last_error", "created_at"]
    columns = [
        Column("kind", label=_("Jenis"), accessor="kind"),
        Column("key", label=_("Kunci"), accessor="key"),
        Column("attempts", label=_("Percobaan"), accessor="attempts"),
        Column("last_error", label=_("Galat terakhir"), accessor="last_error"),
        DateColumn("created_at", label=_("Dibuat"), accessor="created_at"),
        RetryColumn("retry", label=_("Tindakan"), accessor="pk"),
    ]

    def dispatch(self, request, *args, **kwargs):
        if not can_mend_jobs(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return Job.objects.needing_attention().order_by("-created_at")

    def get_filename(self):
        return "perlu-perhatian"

    def preprocess_field_value(self, field, value, export_format):
        """In CSV an apostrophe keeps a text text; Wagtail does the same for XLSX by the type of the cell."""
        text = super().preprocess_field_value(field, value, export_format)
        is_formula = export_format == self.FORMAT_CSV and str(text).startswith(FORMULA_STARTS)
        return f"'{text}" if is_formula else text
