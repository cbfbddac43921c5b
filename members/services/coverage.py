"""Where there is a group and where there is none, counted in the database: a province is as quick as a town.

A village is covered when a group of its own is active. A group that is inactive or without decree is there, but not
active. One that is "not yet formed" is a plan: the village has none. Groups of a whole kecamatan cover no village; they
are counted beside.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Substr

from members.choices import KimStatus, RegionLevel
from members.models import Kim, Region, User
from members.models.places import RegionQuerySet

LENGTHS = {RegionLevel.PROVINCE: 2, RegionLevel.CITY: 5, RegionLevel.DISTRICT: 8}
"""How many letters of a code name the region of that level."""


class AreaUnknown(Exception):
    """No such region in the user's scope, or a single village."""


@dataclass
class CoverageRow:
    """One region: its villages by what they have, its groups by status."""

    region: Region | None
    village_count: int = 0
    active_count: int = 0
    """Villages with an active group of their own."""
    formed_count: int = 0
    """Villages with any group that has been formed, active or not."""
    district_kim_count: int = 0
    """Active groups of whole kecamatan."""
    statuses: Counter[str] = field(default_factory=Counter)

    @property
    def dormant_count(self) -> int:
        return self.formed_count - self.active_count

    @property
    def missing_count(self) -> int:
        return self.village_count - self.formed_count

    @property
    def percent(self) -> int:
        """Covered villages, 0–100, rounded down."""
        return self.active_count * 100 // self.village_count if self.village_count else 0

    @property
    def dormant_percent(self) -> int:
        return self.dormant_count * 100 // self.village_count if self.village_count else 0

    def add(self, other: "CoverageRow") -> None:
        self.village_count += other.village_count
        self.active_count += other.active_count
        self.formed_count += other.formed_count
        self.district_kim_count += other.district_kim_count
        self.statuses += other.statuses


@dataclass
class Coverage:
    """`rows` are the parts of `area`, or of all the user sees; with `level` VILLAGE there are `villages` instead."""

    area: Region | None
    above: list[Region]
    level: int
    rows: list[CoverageRow]
    total: CoverageRow
    villages: list[Region]
    district_kims: list[Kim]
    gone_count: int
    """Groups in regions that are no longer valid; they belong to no row."""

    @property
    def spans_cities(self) -> bool:
        """Whether kecamatan of several cities stand in one list, so that each says where it lies."""
        parents = {row.region.parent_id for row in self.rows if row.region}
        return self.level == RegionLevel.DISTRICT and len(parents) > 1

    @property
    def statuses(self) -> list[tuple[str, int]]:
        return [(str(status.label), self.total.statuses[status]) for status in KimStatus]


def report_coverage(*, user: User, area_code: str = "") -> Coverage:
    """What the user sees in a region, one level further down; raises AreaUnknown."""
    area = visible_area(user, area_code) if area_code else None
    regions, kims = Region.objects.visible_to(user).active(), Kim.objects.visible_to(user)
    if area:
        regions, kims = regions.within(area.code), kims.located_in(area.code)
    level = area.level + 1 if area else _first_level_with_choice(regions)
    rows = count_parts(regions=regions, kims=kims, length=LENGTHS[RegionLevel(min(level, RegionLevel.DISTRICT))])
    total = CoverageRow(region=area)
    for row in rows:
        total.add(row)
    is_list = level == RegionLevel.VILLAGE
    return Coverage(
        area=area or (rows[0].region if is_list and rows else None),
        above=list(Region.objects.visible_to(user).filter(code__in=_codes_above(area)).order_by("code")),
        level=level,
        rows=[] if is_list else rows,
        total=total,
        villages=list(list_villages(regions)) if is_list else [],
        district_kims=list(kims.filter(region__level=RegionLevel.DISTRICT)) if is_list else [],
        gone_count=kims.filter(region__is_active=False).count(),
    )


def visible_area(user: User, code: str) -> Region:
    regions = Region.objects.visible_to(user).active().with_parents().exclude(level=RegionLevel.VILLAGE)
    area = regions.filter(code=code).first()
    if not area:
        raise AreaUnknown
    return area


def _codes_above(area: Region | None) -> list[str]:
    return [area.code[:length] for length in LENGTHS.values() if length < len(area.code)] if area else []


def _first_level_with_choice(regions: RegionQuerySet) -> int:
    """The highest level with more than one region: nobody opens a list of one."""
    villages = regions.of_level(RegionLevel.VILLAGE).order_by()
    for level, length in LENGTHS.items():
        parts = villages.annotate(part=Substr("code", 1, length)).values("part").distinct()
        if len(parts[:2]) > 1:
            return level
    return RegionLevel.VILLAGE


def count_parts(*, regions: RegionQuerySet, kims: QuerySet, length: int) -> list[CoverageRow]:
    """One row for every region whose code has `length` letters, in three queries."""
    rows: dict[str, CoverageRow] = {}
    own = Kim.objects.filter(region=OuterRef("pk"))
    villages = regions.of_level(RegionLevel.VILLAGE).order_by().annotate(part=Substr("code", 1, length)).values("part")
    counted = villages.annotate(
        village_count=Count("pk"),
        active_count=Count("pk", filter=Exists(own.filter(status=KimStatus.ACTIVE))),
        formed_count=Count("pk", filter=Exists(own.exclude(status=KimStatus.NOT_FORMED))),
    )
    for counts in counted:
        part = counts.pop("part")
        rows[part] = CoverageRow(region=None, **counts)
    for part, level, status, count in _count_kims(kims, length):
        row = rows.setdefault(part, CoverageRow(region=None))
        row.statuses[status] += count
        if level == RegionLevel.DISTRICT and status == KimStatus.ACTIVE:
            row.district_kim_count += count
    named = Region.objects.with_parents().in_bulk(list(rows))
    for code, row in rows.items():
        row.region = named[code]
    return [rows[code] for code in sorted(rows)]


def _count_kims(kims: QuerySet, length: int) -> QuerySet:
    kims = kims.filter(region__is_active=True).order_by().annotate(part=Substr("region__code", 1, length))
    return kims.values_list("part", "region__level", "status").annotate(count=Count("pk"))


def list_villages(regions: RegionQuerySet) -> Iterator[Region]:
    """Villages by name of their district and their own, each with its `kims`; two queries."""
    villages = regions.of_level(RegionLevel.VILLAGE).with_parents().order_by("parent_id", "name", "code")
    yield from villages.prefetch_related(Prefetch("kims", Kim.objects.order_by("name")))
