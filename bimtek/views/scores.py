"""The officer's score table."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bimtek.choices import TestKind
from bimtek.forms.sheets import ScoreSheet
from bimtek.permissions import can_change, readable_event, writable_event
from bimtek.services.registrations import RegistrationClosed
from bimtek.services.results import participant_results
from bimtek.services.scores import NoOnlineTest, read_quiz_scores, record_scores
from members.permissions import office_required, office_write_required


@office_required
def show_scores(request, pk):
    """Type everybody's scores; one wrong cell and nothing is stored, but everything typed stays in sight."""
    event = (writable_event if request.method == "POST" else readable_event)(request.user, pk)
    sheet = ScoreSheet.of_results(participant_results(event=event))
    if request.method == "POST" and not sheet.read(request.POST).error_count:
        return _save(request, event, sheet)
    context = {
        "event": event,
        "sheet": sheet,
        "has_online_test": event.pre_test_id or event.post_test_id,
        "can_write": can_change(request.user, event),
        "office_section": "events",
    }
    return render(request, "bimtek/office/scores.html", context, status=422 if sheet.error_count else 200)


def _save(request, event, sheet):
    now = timezone.now()
    try:
        with transaction.atomic():
            changed = sum(
                record_scores(event=event, kind=kind, scores=sheet.values[kind], by=request.user, now=now)
                for kind in TestKind
            )
        messages.success(request, _("Nilai tersimpan; %d nilai berubah.") % changed)
    except RegistrationClosed:
        messages.error(request, _("Kegiatan ini dibatalkan, jadi nilai tidak bisa dicatat."))
    return redirect("office_scores", event.pk)


@office_write_required
@require_POST
def read_online_scores(request, pk):
    """ "Ambil nilai dari kuis daring"."""
    event = writable_event(request.user, pk)
    changed = 0
    for kind in TestKind:
        try:
            changed += read_quiz_scores(event=event, kind=kind, now=timezone.now())
        except NoOnlineTest:
            continue
        except RegistrationClosed:
            messages.error(request, _("Kegiatan ini dibatalkan, jadi nilai tidak bisa dicatat."))
            return redirect("office_scores", pk)
    messages.success(request, _("%d nilai diambil dari kuis daring. Nilai yang diketik tidak ditimpa.") % changed)
    return redirect("office_scores", pk)
