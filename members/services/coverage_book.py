"""The coverage as a workbook: kecamatan by number, villages by name, without any person."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.file_names import clean_file_name
from lms.spreadsheets import Column, Sheet, Value, build_workbook
from members.choices import KimStatus, RegionLevel
from members.models import Kim, Region, User
from members.services.coverage import LENGTHS, CoverageRow, count_parts, list_villages, visible_area

TEXT = "@"
MOST_VILLAGES = 10_000
"""Beyond it (several large provinces) a workbook of villages takes minutes; choose a province."""


def build_coverage_book(*, user: User, area_code: str = "", today: date) -> bytes:
    """Raises AreaUnknown."""
    regions, kims = Region.objects.visible_to(user).active(), Kim.objects.visible_to(user)
    if area_code:
        area = visible_area(user, area_code)
        regions, kims = regions.within(area.code), kims.located_in(area.code)
    rows = count_parts(regions=regions, kims=kims, length=LENGTHS[RegionLevel.DISTRICT])
    sheets = [_list_districts(rows, today)]
    if sum(row.village_count for row in rows) <= MOST_VILLAGES:
        sheets.append(_list_villages(list(list_villages(regions)), today))
    return build_workbook(sheets=sheets)


def name_coverage_file(*, area: Region | None, today: date) -> str:
    place = clean_file_name(area.full_name) if area else ""
    return " - ".join(filter(None, [str(_("Cakupan KIM")), place, today.isoformat()])) + ".xlsx"


def _titles(today: date) -> list[str]:
    return [
        str(_("Cakupan KIM")),
        _("Keadaan %(day)s. Kelurahan/desa dihitung tercakup bila punya KIM aktif sendiri.")
        % {"day": date_format(today, "j F Y")},
    ]


def _list_districts(rows: list[CoverageRow], today: date) -> Sheet:
    columns = [
        Column(_("Kode"), 12, TEXT),
        Column(_("Kecamatan"), 24, TEXT),
        Column(_("Kabupaten/kota"), 24, TEXT),
        Column(_("Kelurahan/desa"), 14),
        Column(_("Dengan KIM aktif"), 14),
        Column(_("KIM belum aktif"), 14),
        Column(_("Tanpa KIM"), 12),
        Column(_("Tercakup"), 10, "0%"),
        Column(_("KIM kecamatan aktif"), 14),
        *(Column(status.label, 12) for status in KimStatus),
    ]
    total = CoverageRow(region=None)
    for row in rows:
        total.add(row)
    lines = [
        [row.region.code, row.region.name, row.region.parent.full_name, *_figures(row)]
        for row in rows
        if row.region and row.region.parent
    ]
    return Sheet(_("Kecamatan"), _titles(today), columns, lines, ["", _("Jumlah"), "", *_figures(total)])


def _figures(row: CoverageRow) -> list[Value]:
    share = row.active_count / row.village_count if row.village_count else None
    counts = [row.village_count, row.active_count, row.dormant_count, row.missing_count]
    return [*counts, share, row.district_kim_count, *(row.statuses[status] for status in KimStatus)]


def _list_villages(villages: list[Region], today: date) -> Sheet:
    columns = [
        Column(_("Kode"), 15, TEXT),
        Column(_("Kelurahan/desa"), 24, TEXT),
        Column(_("Jenis"), 12, TEXT),
        Column(_("Kecamatan"), 22, TEXT),
        Column(_("Kabupaten/kota"), 24, TEXT),
        Column(_("KIM"), 36, TEXT),
        Column(_("Status"), 16, TEXT),
    ]
    return Sheet(_("Kelurahan dan desa"), _titles(today), columns, [_line(village) for village in villages])


def _line(village: Region) -> list[Value]:
    kims = list(village.kims.all())
    district = village.parent
    return [
        village.code,
        village.name,
        village.get_kind_display(),
        district.name if district else "",
        district.parent.full_name if district and district.parent else "",
        "; ".join(kim.name for kim in kims),
        "; ".join(str(kim.get_status_display()) for kim in kims) if kims else _("Tanpa KIM"),
    ]
