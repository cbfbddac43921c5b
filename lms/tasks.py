"""What the queue may call; arguments are primary keys."""

from django.utils import timezone

from lms.services import jobs


def run_job(pk: int) -> None:
    """Do one outbox job; safe to run twice."""
    jobs.run(pk=pk, now=timezone.now())


def sweep_jobs() -> None:
    """Hand late jobs to the queue again."""
    jobs.sweep(now=timezone.now())
