"""What the queue may call; arguments are primary keys."""

from django.utils import timezone

from lms.services import job_groups, jobs


def run_job(pk: int) -> None:
    """Do one outbox job, of some kinds together with others that wait; safe to run twice."""
    job_groups.run(pk=pk, clock=timezone.now)


def sweep_jobs() -> None:
    """Hand late jobs to the queue again."""
    jobs.sweep(now=timezone.now())
