"""Which regions a report covers and what they are called."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.db.models.functions import Substr
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.choices import RegionLevel
from members.models import Kim, Organization, Region, User, scope_of

DISTRICT_LENGTH = 8
"""Characters of a district's code such as `53.71.01`."""
NAMES_SHOWN = 3


@dataclass(frozen=True)
class Area:
    """Everything below some region codes, none of which lies in another."""

    codes: tuple[str, ...]

    def under(self, path: str) -> Q:
        """Condition that the code found at `path` (`…region__code`) lies in this area; false for an empty area."""
        parts = [Q(**{path: code}) | Q(**{f"{path}__startswith": f"{code}."}) for code in self.codes]
        return reduce(or_, parts, Q(pk__in=[]))


@dataclass(frozen=True)
class AreaChoice:
    """A city or district to look at; `city` is empty for the city itself."""

    code: str
    name: str
    city: str = ""


def area_of(user: User) -> Area:
    """What the user looks after; for a superuser the regions of all offices and every district with a KIM."""
    scope = scope_of(user)
    if not scope.is_everything:
        return Area(_outermost(scope.region_codes))
    offices = Organization.objects.order_by().values_list("region_id")
    return Area(_outermost(code for (code,) in offices.union(_districts_with_kim())))


def list_area_choices(area: Area) -> list[AreaChoice]:
    """Cities (only when there are several) and districts in the area, by code."""
    rows = Region.objects.active().filter(area.under("code"), level__in=[RegionLevel.CITY, RegionLevel.DISTRICT])
    regions = list(rows.select_related("parent").order_by("code"))
    cities = [AreaChoice(row.code, row.full_name) for row in regions if row.level == RegionLevel.CITY]
    districts = [
        AreaChoice(row.code, row.name, row.parent.full_name) for row in regions if row.level == RegionLevel.DISTRICT
    ]
    return (cities if len(cities) > 1 else []) + districts


def name_area(area: Area, regions: dict[str, Region]) -> str:
    """`Kota Kupang, Kota Serang`, or `7 wilayah` for many; `regions` holds the area's codes with their parents."""
    names = [regions[code].full_name for code in area.codes if code in regions]
    if len(names) > NAMES_SHOWN:
        return ngettext("%(count)s wilayah", "%(count)s wilayah", len(names)) % {"count": len(names)}
    return ", ".join(names) or _("Belum ada wilayah")


def _districts_with_kim() -> QuerySet:
    return Kim.objects.order_by().values_list(Substr("region_id", 1, DISTRICT_LENGTH))


def _outermost(codes: Iterable[str]) -> tuple[str, ...]:
    """The codes that lie in no other one of them."""
    kept: list[str] = []
    for code in sorted(set(codes)):
        if not any(_lies_in(code, other) for other in kept):
            kept.append(code)
    return tuple(kept)


def _lies_in(code: str, other: str) -> bool:
    return code == other or code.startswith(f"{other}.")
