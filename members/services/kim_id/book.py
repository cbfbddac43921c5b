"""The workbook an operator retypes into KIM.id, which has no interface to send it to."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.spreadsheets import Column as BookColumn
from lms.spreadsheets import Sheet, Value, build_workbook
from members.choices import ConsentPurpose, DisclosureKind, LinkKind, RegionLevel
from members.models import Kim, KimMembership, Member, Region, User
from members.models.kims import KimQuerySet
from members.services.disclosures import record_disclosure
from members.services.kim_id.columns import GROUP_COLUMNS, PEOPLE_COLUMNS
from members.services.sheets.headings import Column

TEXT, DAY, NUMBER = "@", "dd/mm/yyyy", "0"
FORMATS = {
    **dict.fromkeys(["number", "kim_number", "founded_year"], NUMBER),
    **dict.fromkeys(["decree_date", "decree_valid_until", "kim_id_registered_on", "starts_on", "ends_on"], DAY),
}
WIDTHS = {NUMBER: 11, DAY: 13, TEXT: 24}


@transaction.atomic
@override("id")
def export_kim_id(*, kims: KimQuerySet, by: User, now: datetime) -> bytes:
    """Groups and the people in them today; who took them out is noted.

    With whole numbers, except of those who took back that theirs is passed on. Indonesian on every screen, because it
    comes back by its words.
    """
    today = timezone.localdate(now)
    groups = list(
        kims.select_related("region__parent__parent__parent").prefetch_related("links").order_by("region_id", "name")
    )
    seats = KimMembership.objects.filter(kim__in=kims).active_on(today).of_current_people()
    seats = seats.select_related("kim", "member__region__parent").prefetch_related("member__walks_of_life")
    people = list(seats.order_by("kim__region_id", "kim__name", "kim_id", "office", "member__full_name", "pk"))
    quiet = set(Member.objects.objecting_to(ConsentPurpose.CONTACT).values_list("pk", flat=True))
    lines = [_person_line(seat, is_quiet=seat.member_id in quiet) for seat in people]
    titles = _titles(today)
    book = build_workbook(
        sheets=[
            Sheet(_("KIM"), titles, _columns(GROUP_COLUMNS), [_group_line(kim) for kim in groups]),
            Sheet(_("Pengurus dan anggota"), titles, _columns(PEOPLE_COLUMNS), lines),
        ]
    )
    members = {seat.member_id for seat in people}
    record_disclosure(
        user=by, kind=DisclosureKind.EXPORT, subject=_("Lembar KIM.id"), people_count=len(members), now=now
    )
    return book


def _titles(today: date) -> list[str]:
    return [
        _("Lembar KIM.id, keadaan %(day)s") % {"day": date_format(today, "j F Y")},
        _("Jangan mengubah kolom nomor. Sel kosong tidak menghapus apa pun."),
        _("Berkas ini memuat data pribadi. Hapus bila sudah selesai."),
    ]


def _columns(columns: Sequence[Column]) -> list[BookColumn]:
    formats = [FORMATS.get(column.name, TEXT) for column in columns]
    return [BookColumn(column.label, WIDTHS[kind], kind) for column, kind in zip(columns, formats, strict=True)]


def _group_line(kim: Kim) -> list[Value]:
    links = {kind.value: " ".join(link.url for link in kim.links.all() if link.kind == kind) for kind in LinkKind}
    values = _places(kim.region) | links | {
        "number": kim.pk,
        "status": str(kim.get_status_display()),
        "contact_phone": _phone(kim.contact_phone),
    }  # fmt: skip
    return [values.get(column.name, getattr(kim, column.name, "")) for column in GROUP_COLUMNS]


def _person_line(seat: KimMembership, *, is_quiet: bool) -> list[Value]:
    member = seat.member
    values = _places(member.region) | {
        "full_name": member.full_name,
        "number": seat.pk,
        "kim_number": seat.kim_id,
        "kim": seat.kim.name,
        "gender": member.gender,
        "office": str(seat.get_office_display()),
        "walks": ", ".join(walk.name for walk in member.walks_of_life.all()),
        "phone": "" if is_quiet else _phone(member.phone),
    }
    return [values.get(column.name, getattr(seat, column.name, "")) for column in PEOPLE_COLUMNS]


def _places(region: Region | None) -> dict[str, Value]:
    """Code and names upwards; the village is empty for a group of a whole kecamatan."""
    values: dict[str, Value] = {"region": region.code if region else "", "place": "", "district": ""}
    names = {RegionLevel.VILLAGE: "place", RegionLevel.DISTRICT: "district", RegionLevel.CITY: "city"}
    names[RegionLevel.PROVINCE] = "province"
    while region:
        values[names[RegionLevel(region.level)]] = region.full_name if region.level == RegionLevel.CITY else region.name
        region = region.parent if Region.parent.is_cached(region) else None
    return values


def _phone(number: object) -> str:
    return getattr(number, "as_national", "") if number else ""
