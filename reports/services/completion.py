"""Completion per kecamatan, kelurahan and KIM, counted against the registered KIM members of a day."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from members.choices import KimStatus, RegionLevel
from members.models import Kim, KimMembership, Member, Region, User
from reports.services.areas import DISTRICT_LENGTH, Area, area_of, name_area
from reports.services.days import ReportDay
from reports.services.subjects import Steps, Subject


@dataclass(frozen=True)
class Tally:
    """People, each counted once in this tally; `begun_count` includes those who finished."""

    member_count: int = 0
    begun_count: int = 0
    finished_count: int = 0
    certified_count: int = 0

    @property
    def learning_count(self) -> int:
        return self.begun_count - self.finished_count

    @property
    def waiting_count(self) -> int:
        return self.member_count - self.begun_count

    @property
    def finished_share(self) -> float | None:
        """Share 0–1; None where nobody is registered."""
        return self.finished_count / self.member_count if self.member_count else None

    @property
    def finished_percent(self) -> int | None:
        """0–100, rounded down: 100 means everybody."""
        return self.finished_count * 100 // self.member_count if self.member_count else None

    @property
    def learning_percent(self) -> int | None:
        return self.learning_count * 100 // self.member_count if self.member_count else None

    @property
    def finished_width(self) -> str:
        """0–100 with a point whatever the language, for a drawing 100 wide; needs members."""
        return f"{self.finished_count * 100 / self.member_count:.1f}"

    @property
    def learning_width(self) -> str:
        return f"{self.learning_count * 100 / self.member_count:.1f}"


NOBODY = Tally()


@dataclass(frozen=True)
class AreaRow:
    """A district or village; a KIM of a whole district stands under the district's own code among the villages."""

    code: str
    name: str
    district: str
    city: str
    tally: Tally
    kim_count: int
    village_count: int = 0

    @property
    def is_whole_district(self) -> bool:
        return len(self.code) <= DISTRICT_LENGTH


@dataclass(frozen=True)
class KimRow:
    name: str
    region: AreaRow
    tally: Tally


@dataclass(frozen=True)
class CompletionReport:
    """A person in two KIMs counts once per row, district and total, so rows may add up to more than the total.

    `outside_count`: people who take part without being a registered KIM member; None for a part of the scope.
    """

    subject: Subject
    day: ReportDay
    area_name: str
    total: Tally
    districts: list[AreaRow]
    villages: list[AreaRow]
    kims: list[KimRow]
    outside_count: int | None

    @property
    def villages_without_kim(self) -> list[AreaRow]:
        return [row for row in self.villages if not row.kim_count]

    @property
    def is_one_district(self) -> bool:
        return len(self.districts) == 1

    @property
    def city_count(self) -> int:
        return len({row.city for row in self.districts})


def report_completion(*, user: User, subject: Subject, day: ReportDay, area: Area | None = None) -> CompletionReport:
    """Figures of the user's scope, or of the `area` inside it; eight SQL statements at most, whatever the size."""
    is_part = area is not None
    area = area or area_of(user)
    kims = Kim.objects.visible_to(user)
    memberships = KimMembership.objects.active_on(day.on).filter(area.under("kim__region__code"), kim__in=kims)
    steps = subject.steps(day)
    by_kim = _tally_by(memberships, "kim_id", steps)
    by_village = _tally_by(memberships, "kim__region_id", steps)
    by_district = _tally_by(
        memberships.annotate(district_code=Substr("kim__region_id", 1, DISTRICT_LENGTH)), "district_code", steps
    )
    kim_list = list(kims.filter(area.under("region__code")).order_by("region_id", "name"))
    regions = _name_regions(area)
    villages = _list_villages(regions, by_village, kim_list)
    places = {row.code: row for row in villages}
    return CompletionReport(
        subject=subject,
        day=day,
        area_name=name_area(area, regions),
        total=_tally_all(memberships, steps),
        districts=_list_districts(villages, regions, by_district),
        villages=villages,
        kims=[KimRow(kim.name, places[kim.region_id], by_kim.get(kim.pk, NOBODY)) for kim in kim_list],
        outside_count=None if is_part else _count_outside(user, memberships, steps),
    )


def _measures(steps: Steps) -> dict[str, Count]:
    people = {"begun_count": steps.begun, "finished_count": steps.finished, "certified_count": steps.certified}
    counts = {name: Count("member", distinct=True, filter=Q(member__in=ids)) for name, ids in people.items()}
    return {"member_count": Count("member", distinct=True), **counts}


def _tally_by(memberships: QuerySet, key: str, steps: Steps) -> dict[object, Tally]:
    rows = memberships.order_by().values(key).annotate(**_measures(steps))
    return {row.pop(key): Tally(**row) for row in rows}


def _tally_all(memberships: QuerySet, steps: Steps) -> Tally:
    return Tally(**memberships.aggregate(**_measures(steps)))


def _count_outside(user: User, memberships: QuerySet, steps: Steps) -> int:
    """People the user may see who take part without being a registered KIM member of the area."""
    people = Member.objects.visible_to(user).current().filter(pk__in=steps.begun)
    return people.exclude(pk__in=memberships.values("member_id")).count()


def _name_regions(area: Area) -> dict[str, Region]:
    """Everything in the area and the regions it lies in, by code."""
    around = {code[:length] for code in area.codes for length in (2, 5, DISTRICT_LENGTH)}
    return Region.objects.filter(area.under("code") | Q(code__in=around)).select_related("parent").in_bulk()


def _list_villages(regions: dict[str, Region], tallies: dict, kims: list[Kim]) -> list[AreaRow]:
    """Every valid village of the area and every other place that has a KIM, by code."""
    kim_counts: dict[str, int] = {}
    for kim in kims:
        kim_counts[kim.region_id] = kim_counts.get(kim.region_id, 0) + (kim.status != KimStatus.NOT_FORMED)
    codes = {code for code, region in regions.items() if region.level == RegionLevel.VILLAGE and region.is_active}
    return [
        _make_row(regions[code], regions, tallies.get(code, NOBODY), kim_counts.get(code, 0))
        for code in sorted(codes | kim_counts.keys())
    ]


def _list_districts(villages: list[AreaRow], regions: dict[str, Region], tallies: dict) -> list[AreaRow]:
    inside: dict[str, list[AreaRow]] = {}
    for row in villages:
        inside.setdefault(row.code[:DISTRICT_LENGTH], []).append(row)
    return [
        _make_row(
            regions[code],
            regions,
            tallies.get(code, NOBODY),
            sum(row.kim_count for row in rows),
            sum(not row.is_whole_district for row in rows),
        )
        for code, rows in sorted(inside.items())
    ]


def _make_row(
    region: Region, regions: dict[str, Region], tally: Tally, kim_count: int, village_count: int = 0
) -> AreaRow:
    district = regions.get(region.code[:DISTRICT_LENGTH])
    city = regions.get(region.code[:5])
    return AreaRow(
        code=region.code,
        name=region.name,
        district=district.name if district else "",
        city=city.full_name if city else "",
        tally=tally,
        kim_count=kim_count,
        village_count=village_count,
    )
