"""How far the drawing of an event's certificates is, and trying again what failed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from bimtek.models import TrainingEvent
from certificates.models import Certificate
from certificates.models.certificates import CertificateQuerySet
from certificates.services.failures import explain_failure
from certificates.services.open_offers import DRAW
from lms.models import Job
from lms.services import jobs

SECONDS_EACH = 0.4
"""Measured: bench/bench_certificates.py, one worker, rounded up."""


@dataclass(frozen=True)
class BatchLine:
    """One certificate; `job` is None when it was drawn so long ago that its job was cleared."""

    certificate: Certificate
    job: Job | None

    @property
    def is_drawn(self) -> bool:
        return self.certificate.byte_count is not None

    @property
    def is_failed(self) -> bool:
        return not self.is_drawn and self.job is not None and self.job.state == Job.State.FAILED

    @property
    def reason(self) -> str:
        """Why the last attempt failed; "" when none did."""
        return explain_failure(self.job.last_error) if self.job and self.job.last_error else ""

    @property
    def is_running(self) -> bool:
        return not self.is_drawn and self.job is not None and self.job.state == Job.State.RUNNING

    @property
    def retries_at(self) -> datetime | None:
        """When the next attempt is due after one that failed."""
        is_between = not self.is_drawn and self.job is not None and self.job.state == Job.State.WAITING
        return self.job.due_at if is_between and self.job.attempts else None


@dataclass(frozen=True)
class Batch:
    lines: list[BatchLine]

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def drawn_count(self) -> int:
        return sum(line.is_drawn for line in self.lines)

    @property
    def failed_count(self) -> int:
        return sum(line.is_failed for line in self.lines)

    @property
    def waiting_count(self) -> int:
        return self.total - self.drawn_count - self.failed_count

    @property
    def percent(self) -> int:
        return self.drawn_count * 100 // self.total if self.total else 0

    @property
    def is_finished(self) -> bool:
        """Nothing will change any more without somebody doing something."""
        return self.waiting_count == 0

    @property
    def minutes_left(self) -> int:
        return ceil(self.waiting_count * SECONDS_EACH / 60)

    @property
    def byte_count(self) -> int:
        """Size of all PDFs drawn and valid, which is what the ZIP holds."""
        return sum(line.certificate.byte_count or 0 for line in self.lines if line.certificate.is_valid)

    @property
    def file_count(self) -> int:
        return sum(line.is_drawn and line.certificate.is_valid for line in self.lines)


def batch_of_event(*, event: TrainingEvent) -> Batch:
    """Every certificate of the event by number, with its drawing job. Two queries."""
    certificates = list(Certificate.objects.of_event(event).with_size().order_by("series_id", "serial"))
    known = {job.key: job for job in Job.objects.about(DRAW, [row.pk for row in certificates])}
    return Batch([BatchLine(row, known.get(str(row.pk))) for row in certificates])


def count_certificates(*, event: TrainingEvent) -> int:
    """Of everybody who has one, drawn or not; what was replaced does not count twice."""
    return Certificate.objects.of_event(event).current().count()


def has_files(*, event: TrainingEvent) -> bool:
    """Whether there is anything to print."""
    return Certificate.objects.of_event(event).valid().drawn().exists()


def with_failure(*, certificates: CertificateQuerySet) -> CertificateQuerySet:
    """Adds `is_failed`: no worker will draw it before an officer tries again."""
    failed = Job.objects.filter(kind=DRAW, key=Cast(OuterRef("pk"), CharField()), state=Job.State.FAILED)
    return certificates.annotate(is_failed=Exists(failed))


def retry_failed(*, event: TrainingEvent, now: datetime) -> int:
    """Give every failed drawing of the event new attempts; how many there were."""
    return retry_drawings(certificates=Certificate.objects.of_event(event).filter(file=None), now=now)


def retry_drawings(*, certificates: Iterable[Certificate], now: datetime) -> int:
    """The same for these certificates, of whatever they are."""
    failed = Job.objects.about(DRAW, [row.pk for row in certificates]).filter(state=Job.State.FAILED)
    return len([jobs.retry(job=job, now=now) for job in failed])


def line_of(*, certificate: Certificate) -> BatchLine:
    """How far one certificate is, loaded `with_size`."""
    return BatchLine(certificate, Job.objects.about(DRAW, [certificate.pk]).first())
