"""The completion report as a workbook: one sheet per kecamatan, kelurahan and KIM, without any person's name."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.file_names import clean_file_name
from lms.spreadsheets import Column, Sheet, Value, build_workbook
from reports.services.completion import CompletionReport, Tally

TEXT = "@"


def build_completion_book(*, report: CompletionReport) -> bytes:
    return build_workbook(sheets=[_list_districts(report), _list_villages(report), _list_kims(report)])


def name_completion_file(report: CompletionReport) -> str:
    """`Ketuntasan Desain Konten untuk KIM - Kota Kupang - 2024-07-11.xlsx`."""
    title = clean_file_name(f"{_('Ketuntasan')} {report.subject.title}")
    return f"{title} - {clean_file_name(report.area_name)} - {report.day.on.isoformat()}.xlsx"


def _list_districts(report: CompletionReport) -> Sheet:
    columns = [
        Column(_("Kode"), 12, TEXT),
        Column(_("Kecamatan"), 24, TEXT),
        Column(_("Kabupaten/kota"), 24, TEXT),
        Column(_("Kelurahan/desa")),
        Column(_("KIM")),
    ]
    rows = [
        [row.code, row.name, row.city, row.village_count, row.kim_count, *_figures(row.tally)]
        for row in report.districts
    ]
    total: list[Value] = [
        "",
        _("Jumlah (tiap orang sekali)"),
        "",
        sum(row.village_count for row in report.districts),
        sum(row.kim_count for row in report.districts),
        *_figures(report.total),
    ]
    return Sheet(_("Kecamatan"), _titles(report), columns + _figure_columns(report), rows, total)


def _list_villages(report: CompletionReport) -> Sheet:
    columns = [
        Column(_("Kode"), 15, TEXT),
        Column(_("Kelurahan/desa"), 24, TEXT),
        Column(_("Kecamatan"), 22, TEXT),
        Column(_("Kabupaten/kota"), 24, TEXT),
        Column(_("KIM")),
    ]
    rows = [
        [
            row.code,
            _("(KIM tingkat kecamatan)") if row.is_whole_district else row.name,
            row.district,
            row.city,
            row.kim_count,
            *_figures(row.tally),
        ]
        for row in report.villages
    ]
    return Sheet(_("Kelurahan"), _titles(report), columns + _figure_columns(report), rows)


def _list_kims(report: CompletionReport) -> Sheet:
    columns = [
        Column(_("Kode"), 15, TEXT),
        Column(_("KIM"), 32, TEXT),
        Column(_("Kelurahan/desa"), 24, TEXT),
        Column(_("Kecamatan"), 22, TEXT),
        Column(_("Kabupaten/kota"), 24, TEXT),
    ]
    rows = [
        [
            row.region.code,
            row.name,
            "" if row.region.is_whole_district else row.region.name,
            row.region.district,
            row.region.city,
            *_figures(row.tally),
        ]
        for row in report.kims
    ]
    return Sheet(_("KIM"), _titles(report), columns + _figure_columns(report), rows)


def _figure_columns(report: CompletionReport) -> list[Column]:
    words = report.subject.words
    return [
        Column(_("Anggota KIM")),
        Column(words.finished),
        Column(words.begun, 14),
        Column(words.waiting, 14),
        Column(_("Bersertifikat"), 13),
        Column(_("Bagian: %(state)s") % {"state": words.finished}, 14, "0%"),
    ]


def _figures(tally: Tally) -> list[Value]:
    return [
        tally.member_count,
        tally.finished_count,
        tally.learning_count,
        tally.waiting_count,
        tally.certified_count,
        tally.finished_share,
    ]


def _titles(report: CompletionReport) -> list[str]:
    day = date_format(report.day.on, "j F Y")
    return [
        str(report.subject.title),
        _("%(area)s, keadaan %(day)s, dihitung dari anggota KIM yang tercatat pada hari itu.")
        % {"area": report.area_name, "day": day},
    ]
