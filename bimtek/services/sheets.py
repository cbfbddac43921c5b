"""The attendance sheet people sign: no phone number, no NIK, because it passes from hand to hand."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.translation import override

from bimtek.models import Registration, TrainingEvent
from bimtek.services.agenda import AgendaDay, agenda_days, event_days
from lms.pdf import render_pdf
from lms.printed_drawings import refuse_for_print
from members.models import Member

BLANK_ROWS = 10
"""Room at the end for people nobody expected."""


@dataclass(frozen=True)
class SheetRow:
    number: int
    seat: int | None
    name: str
    gender: str
    capacity: str
    place: str


class Crest(NamedTuple):
    """A picture and the name that tells its kind."""

    name: str
    content: bytes


def draw_attendance_sheet(*, event: TrainingEvent, day: date | None = None) -> bytes:
    """PDF, A4 upright, one list per day of the event (or only `day`); raises PdfError for a letter without glyph."""
    days = [found for found in _days(event) if day in (None, found.day)] or _days(event)
    crest = _crest_of(event)
    context = {"event": event, "days": days, "rows": sheet_rows(event=event), "crest_name": crest.name if crest else ""}
    with override("id"):  # an official paper, whatever language the officer reads
        html = render_to_string("bimtek/attendance_sheet.html", context)
    return render_pdf(
        html=html,
        stylesheets=[render_to_string("bimtek/attendance_sheet.css")],
        assets={crest.name: crest.content} if crest else {},
    )


def sheet_rows(*, event: TrainingEvent) -> list[SheetRow]:
    """Seated people as they sit (so the first has a seat if anybody has), then blank rows with numbers going on."""
    seated = event.registrations.seated().in_hall_order().with_member()
    people = seated.prefetch_related("member__memberships__kim", "member__walks_of_life")
    rows = [_row(number, registration) for number, registration in enumerate(people, start=1)]
    blanks = range(len(rows) + 1, len(rows) + BLANK_ROWS + 1)
    return [*rows, *(SheetRow(number, None, "", "", "", "") for number in blanks)]


def _row(number: int, registration: Registration) -> SheetRow:
    member = registration.member
    return SheetRow(number, registration.seat, member.full_name, member.gender, _capacity_of(member), _place_of(member))


def _place_of(member: Member) -> str:
    """`Namosain (Alak)`; without a place the institution."""
    region = member.region
    return f"{region.name} ({region.parent.name})" if region and region.parent else member.institution


def _capacity_of(member: Member) -> str:
    """`Ketua KIM Suara Alak`; without a KIM the institution, else the walks of life."""
    open_one = next((row for row in member.memberships.all() if row.ends_on is None), None)
    if open_one:
        return f"{open_one.get_office_display()} {open_one.kim}"
    return member.institution or ", ".join(walk.name for walk in member.walks_of_life.all())


def _days(event: TrainingEvent) -> list[AgendaDay]:
    with_agenda = agenda_days(event=event)
    return with_agenda or [AgendaDay(number, day, []) for number, day in enumerate(event_days(event=event), start=1)]


def _crest_of(event: TrainingEvent) -> Crest | None:
    """The crest, a drawing as it is and all else small; the list is printed without one that cannot be read."""
    crest = event.organization.crest
    if crest is None:
        return None
    try:
        if crest.is_svg():
            with crest.file.open("rb") as file:
                content = file.read()
            return None if refuse_for_print(content) else Crest("crest.svg", content)
        with crest.get_rendition("max-240x240|format-png").file.open() as file:
            return Crest("crest.png", file.read())
    except OSError:
        return None
