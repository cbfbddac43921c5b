"""What is left to do for an event, as the officer's overview shows it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from bimtek.choices import TestKind
from bimtek.models import Attendance, TestScore, TrainingEvent
from bimtek.services.results import event_jp


@dataclass(frozen=True)
class Step:
    """`url_name` takes the event's pk."""

    label: str
    url_name: str
    is_done: bool
    detail: str


def steps_of(*, event: TrainingEvent) -> list[Step]:
    """Publish, agenda, participants, attendance, scores; certificates show their own list. Four queries."""
    seated = event.registrations.seated()
    seated_count = seated.count()
    marked = Attendance.objects.filter(registration__in=seated).values("registration").distinct().count()
    jp = event_jp(event)
    people = _("%(count)d dari %(total)d tempat terisi") % {"count": seated_count, "total": event.capacity}
    steps = [
        Step(_("Tayangkan kegiatan"), "office_event", not event.is_draft, event.get_status_display()),
        Step(_("Susun acara"), "office_agenda", jp > 0, _("%d JP") % jp),
        Step(_("Daftarkan peserta"), "office_registrations", seated_count > 0, people),
        _counted(_("Catat kehadiran"), "office_attendance", marked, seated_count),
    ]
    if event.has_post_test:
        scored = TestScore.objects.filter(registration__in=seated, kind=TestKind.POST).count()
        steps.append(_counted(_("Isi nilai tes akhir"), "office_scores", scored, seated_count))
    return steps


def _counted(label: str, url_name: str, count: int, total: int) -> Step:
    detail = _("%(count)d dari %(total)d peserta") % {"count": count, "total": total}
    return Step(label, url_name, 0 < total <= count, detail)
