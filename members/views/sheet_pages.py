"""What one import looks like in each of its states."""

from django.shortcuts import render

from members.choices import SheetRowKind, SheetState
from members.services.sheets import resource_class
from members.services.sheets.files import load_preview, read_progress
from members.services.sheets.imports import is_stuck, percent_of, ready_count
from members.services.sheets.resources import SAME_PREFIX
from members.views.office_members import page_or_404

TONES = {
    SheetRowKind.NEW: ("good", "check"),
    SheetRowKind.CHANGED: ("info", "pencil"),
    SheetRowKind.UNCHANGED: ("", "check"),
    SheetRowKind.DOUBT: ("warn", "people"),
    SheetRowKind.ERROR: ("bad", "warn"),
    SheetRowKind.SKIPPED: ("", "cross"),
}
FILTERS = [
    SheetRowKind.NEW,
    SheetRowKind.CHANGED,
    SheetRowKind.UNCHANGED,
    SheetRowKind.DOUBT,
    SheetRowKind.ERROR,
]
STATE_TONES = {
    SheetState.UPLOADED: ("warn", "pencil"),
    SheetState.CHECKING: ("info", "refresh"),
    SheetState.CHECKED: ("warn", "search"),
    SheetState.WRITING: ("info", "refresh"),
    SheetState.DONE: ("good", "check"),
    SheetState.FAILED: ("bad", "warn"),
}


def describe_sheet(sheet):
    """What every page of an import shows."""
    resource = resource_class(sheet.kind)
    tone, icon = STATE_TONES[sheet.state]
    return {
        "sheet": sheet,
        "resource": resource,
        "about": sheet.outcome.get("about", ""),
        "tone": tone,
        "icon": icon,
        "result": sheet.outcome.get("result", {}),
        "finished_url": resource.finished_url(sheet),
        "upload_url": resource.upload_url(sheet),
        "office_section": "members" if resource.is_offered else "events",
    }


def show_progress(request, sheet):
    context = {
        "done": read_progress(sheet),
        "percent": percent_of(sheet),
        "is_stuck": is_stuck(sheet),
        "problem": sheet.outcome.get("problem", ""),
        **describe_sheet(sheet),
    }
    return render(request, "members/office_sheet_progress.html", context)


def show_preview(request, sheet):
    """One page of rows, of one kind when asked; the counts are of the whole sheet."""
    _headings, rows = load_preview(sheet)
    kind = request.GET.get("tampil", "")
    shown = [row for row in rows if kind in ("", row.kind)]
    page = page_or_404(shown, request.GET.get("page", 1))
    counts = sheet.outcome["counts"]
    context = {
        "page": page,
        "lines": [_line(row, sheet.decisions.get(str(row.line), "")) for row in page],
        "kind": kind,
        "total": len(rows),
        "filters": [(choice, counts.get(choice, 0)) for choice in FILTERS],
        "wrong_count": counts[SheetRowKind.ERROR],
        "undecided_count": counts[SheetRowKind.DOUBT] - len(sheet.decisions),
        "ready": ready_count(sheet),
        "has_doubt": any(row.is_doubtful for row in page),
        **describe_sheet(sheet),
    }
    return render(request, "members/office_sheet_preview.html", context)


def _line(row, decision):
    """A row with its sign, and per candidate the answer that means this one."""
    tone, icon = TONES[SheetRowKind(row.kind)]
    answers = [(found, f"{SAME_PREFIX}{found.pk}" if found.pk else "") for found in row.candidates]
    return {"row": row, "tone": tone, "icon": icon, "decision": decision, "answers": answers}


def show_done(request, sheet):
    return render(request, "members/office_sheet_done.html", describe_sheet(sheet))
