"""Wake-up calls from below."""

from django.dispatch import receiver

from certificates.services.issuing import promise_for_enrollment
from courses.models import Enrollment
from courses.signals import progress_changed


@receiver(progress_changed, sender=Enrollment, dispatch_uid="certificates.issue_for_enrollment")
def issue_after_progress(sender, enrollment, now, **kwargs):
    promise_for_enrollment(enrollment=enrollment, now=now)
