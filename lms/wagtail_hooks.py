from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.permissions import can_mend_jobs
from lms.views import jobs
from lms.viewsets import FailedJobsView


class FailedJobsMenuItem(MenuItem):
    def is_shown(self, request):
        return can_mend_jobs(request.user)


@hooks.register("register_admin_urls")
def register_job_urls():
    return [
        path("pekerjaan/", FailedJobsView.as_view(), name="lms_jobs"),
        path("pekerjaan/hasil/", FailedJobsView.as_view(results_only=True), name="lms_jobs_results"),
        path("pekerjaan/<int:pk>/coba-lagi/", jobs.retry_job, name="lms_retry_job"),
    ]


@hooks.register("register_reports_menu_item")
def register_job_menu_item():
    return FailedJobsMenuItem(_("Perlu perhatian"), reverse("lms_jobs"), icon_name="warning", order=10)
