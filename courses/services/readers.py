"""What members have read of a lesson that was published again since; for its authors."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Coalesce

from courses.models import Enrollment, LessonPage


@dataclass(frozen=True)
class OlderReaders:
    """How many learners read an older version, and the revision (a key, or "earliest") the first of them read."""

    count: int
    revision: int | str


def older_readers(page: LessonPage) -> OlderReaders | None:
    """None while nobody read an older version. At most two queries.

    Who marked the lesson without JavaScript told no version; what was public at that moment counts as read.
    """
    if page.pk is None or page.last_published_at is None:
        return None
    readers = (
        Enrollment.objects.current()
        .filter(Q(progress__activity=page) | Q(completions__activity=page))
        .annotate(
            read_at=Coalesce(
                Max("progress__version_at", filter=Q(progress__activity=page)),
                Max("completions__completed_at", filter=Q(completions__activity=page)),
            )
        )
        .filter(read_at__lt=page.last_published_at)
        .order_by()
    )
    found = readers.aggregate(count=Count("pk"), first=Min("read_at"))
    return OlderReaders(found["count"], revision_at(page, found["first"])) if found["count"] else None


def revision_at(page: LessonPage, moment: datetime) -> int | str:
    """The draft that was newest at a moment, which is what was published then."""
    older = page.revisions.filter(created_at__lte=moment).order_by("-created_at", "-pk")
    return older.values_list("pk", flat=True).first() or "earliest"
