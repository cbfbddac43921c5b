"""What each participant of an event reached, as a workbook. Personal data: names, never phone numbers."""

import logging
from datetime import date
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bimtek.models import TrainingEvent
from bimtek.services.results import ParticipantResult, participant_results
from certificates.models import Certificate
from lms.file_names import clean_file_name
from lms.spreadsheets import Column, Sheet, Value, build_workbook
from members.choices import RegionLevel
from members.models import Region, User

logger = logging.getLogger(__name__)
TEXT = "@"
SCORE = "0.##"


def build_event_book(*, event: TrainingEvent, by: User) -> bytes:
    """One sheet with the seated participants; the log keeps who took it out, as keys only."""
    certificates = {row.registration_id: row for row in Certificate.objects.of_event(event)}
    seated = list(event.registrations.seated().in_hall_order().with_member())
    results = participant_results(event=event, registrations=seated)
    has_seats = bool(seated and seated[0].seat)
    rows = [
        [number, *_list_values(result, certificates.get(result.registration.pk), has_seats)]
        for number, result in enumerate(results, start=1)
    ]
    logger.info("event %s: results of %s participants exported by user %s", event.pk, len(rows), by.pk)
    return build_workbook(sheets=[Sheet(_("Peserta"), _titles(event), _columns(has_seats), rows)])


def name_event_file(event: TrainingEvent) -> str:
    """`Hasil Pembinaan KIM - 2024-07-11.xlsx`."""
    title = clean_file_name(f"{_('Hasil')} {event.title}")
    return f"{title} - {_local_day(event).isoformat()}.xlsx"


def _columns(has_seats: bool) -> list[Column]:
    return [
        Column(_("No."), 6),
        *([Column(_("Kursi"), 8)] if has_seats else []),
        Column(_("Nama"), 36, TEXT),
        Column(_("L/P"), 6, TEXT),
        Column(_("Kelurahan/desa"), 24, TEXT),
        Column(_("Kecamatan"), 22, TEXT),
        Column(_("Jabatan atau instansi"), 28, TEXT),
        Column(_("Sesi hadir")),
        Column(_("Kehadiran"), 12, "0%"),
        Column(_("JP")),
        Column(_("Tes awal"), 12, SCORE),
        Column(_("Tes akhir"), 12, SCORE),
        Column(_("Nomor sertifikat"), 34, TEXT),
        Column(_("Keadaan sertifikat"), 18, TEXT),
    ]


def _list_values(result: ParticipantResult, certificate: Certificate | None, has_seats: bool) -> list[Value]:
    member = result.registration.member
    village, district = _name_place(member.region)
    return [
        *([result.registration.seat] if has_seats else []),
        member.full_name,
        member.gender,
        village,
        district,
        member.institution,
        result.present_count,
        result.attendance_percent / 100,
        result.jp,
        result.pre_score,
        result.post_score,
        certificate.number if certificate else "",
        certificate.get_status_display() if certificate else "",
    ]


def _name_place(region: Region | None) -> tuple[str, str]:
    """Village and district, empty where unknown; needs the region's parent."""
    if region is None or region.level < RegionLevel.DISTRICT:
        return "", ""
    if region.level == RegionLevel.DISTRICT or region.parent is None:
        return "", region.name
    return region.name, region.parent.name


def _titles(event: TrainingEvent) -> list[str]:
    place = f"{date_format(_local_day(event), 'l, j F Y')}, {event.venue}"
    return [event.title, place, _("Berisi data pribadi: simpan dan bagikan seperlunya.")]


def _local_day(event: TrainingEvent) -> date:
    return event.starts_at.astimezone(ZoneInfo(event.organization.time_zone)).date()
