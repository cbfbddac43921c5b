"""What `/healthz` tells: the database, the migrations, and, without judging it, the worker."""

from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from lms.models import Job, WorkerBeat

_is_migrated: list[bool] = []
"""Filled once all migrations are applied: a process never sees them vanish, and reading them takes a while."""


@dataclass(frozen=True)
class Health:
    """`worker_seconds`: seconds since a watchdog was last at work, None when never; counts of jobs late and failed."""

    has_database: bool
    is_migrated: bool = False
    worker_seconds: int | None = None
    late_job_count: int = 0
    failed_job_count: int = 0

    @property
    def is_well(self) -> bool:
        return self.has_database and self.is_migrated

    def as_dict(self) -> dict[str, object]:
        return {
            "status": "ok" if self.is_well else "unwell",
            "database": self.has_database,
            "migrations": self.is_migrated,
            "worker_seen_seconds_ago": self.worker_seconds,
            "late_jobs": self.late_job_count,
            "failed_jobs": self.failed_job_count,
        }


def read_health(*, now: datetime) -> Health:
    try:
        if not has_all_migrations():
            return Health(has_database=True)
        beat = WorkerBeat.objects.order_by("-seen_at").first()
        return Health(
            has_database=True,
            is_migrated=True,
            worker_seconds=max(0, int((now - beat.seen_at).total_seconds())) if beat else None,
            late_job_count=Job.objects.late(now).count(),
            failed_job_count=Job.objects.needing_attention().count(),
        )
    except DatabaseError:
        return Health(has_database=False)


def has_all_migrations() -> bool:
    """Whether the database is as new as the code."""
    if not _is_migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _is_migrated.append(True)
    return True
