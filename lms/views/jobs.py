from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from lms.models import Job
from lms.permissions import can_mend_jobs
from lms.services import jobs


@require_POST
def retry_job(request: HttpRequest, pk: int):
    """Give one failed job five new attempts."""
    if not can_mend_jobs(request.user):
        raise PermissionDenied
    job = get_object_or_404(Job.objects.needing_attention(), pk=pk)
    jobs.retry(job=job, now=timezone.now())
    messages.success(request, _("Pekerjaan %(kind)s %(key)s dicoba lagi.") % {"kind": job.kind, "key": job.key})
    return redirect("lms_jobs")
