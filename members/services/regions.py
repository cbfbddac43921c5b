"""Regions found by what people type; names repeat, so every answer says where it lies."""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from members.choices import RegionKind, RegionLevel
from members.models import Region
from members.models.places import RegionQuerySet

SUGGESTIONS = 5
COMPARED = 4000
"""Names looked through for a slip: all of a large province, 30 ms."""

PREFIX = re.compile(
    r"^(provinsi|kabupaten|kab|kota|kecamatan|kec|distrik|kelurahan|kel|desa adat|desa)\.?\s+", re.IGNORECASE
)
PREFIX_MEANS = {
    "provinsi": Q(level=RegionLevel.PROVINCE),
    "kabupaten": Q(kind=RegionKind.KABUPATEN),
    "kab": Q(kind=RegionKind.KABUPATEN),
    "kota": Q(kind=RegionKind.KOTA),
    "kecamatan": Q(level=RegionLevel.DISTRICT),
    "kec": Q(level=RegionLevel.DISTRICT),
    "distrik": Q(level=RegionLevel.DISTRICT),
    "kelurahan": Q(level=RegionLevel.VILLAGE),
    "kel": Q(level=RegionLevel.VILLAGE),
    "desa": Q(level=RegionLevel.VILLAGE),
    "desa adat": Q(level=RegionLevel.VILLAGE),
}
"""A name alone may be a kecamatan, a kelurahan or a kota; the word before it decides."""


class RegionUnclear(Exception):
    """What was typed fits no region or several; `options` are those that come near, the nearest first."""

    def __init__(self, options: list[Region]) -> None:
        super().__init__()
        self.options = options


def find_region(*, text: str, among: RegionQuerySet) -> Region:
    """The active region a person means by `Namosain`, `Kel. Namosain, Kec. Alak`, a longer path or a code.

    Raises RegionUnclear with the regions of that name, or up to five that come near.
    """
    among = among.active().select_related("parent__parent__parent")
    typed = text.strip()
    name, above = _name_and_places_above(typed)
    if not name:  # most regions have an empty alias
        raise RegionUnclear([])
    named = _of_kind(among, typed)
    if named is not among and among.filter(name__iexact=typed).exists():  # a village may itself be called "Kota Baru"
        name, named = typed, among
    found = list(among.filter(code=typed) or named.filter(Q(name__iexact=name) | Q(alias__iexact=name)))
    found = [region for region in found if _lies_in(region, above)]
    if len(found) == 1:
        return found[0]
    raise RegionUnclear(found or _near(name, named))


def suggest_regions(*, text: str, among: RegionQuerySet, limit: int) -> list[Region]:
    """Active regions with parents whose name holds, or whose code begins with, what is typed; the best first."""
    among = among.active().select_related("parent__parent__parent")
    typed = text.strip()
    if typed[:1].isdigit():
        return list(among.filter(code__startswith=typed).order_by("code")[:limit])
    name, above = _name_and_places_above(typed)
    whole = typed.partition(",")[0].strip()  # "Kota Raja" may be a kota called Raja or a kecamatan called Kota Raja
    among = _of_kind(among, typed).named(name) | among.filter(name__icontains=whole)
    for place in above:
        among = among.filter(_starts("parent__", place) | _starts("parent__parent__", place))
    rank = Case(
        When(Q(name__iexact=name) | Q(alias__iexact=name) | Q(name__iexact=whole), then=0),
        When(_starts("", name) | _starts("", whole), then=1),
        default=Value(2),
        output_field=IntegerField(),
    )
    return list(among.order_by(rank, "name", "code")[:limit])


def _starts(path: str, text: str) -> Q:
    return Q(**{f"{path}name__istartswith": text}) | Q(**{f"{path}alias__istartswith": text})


def _name_and_places_above(typed: str) -> tuple[str, list[str]]:
    """`Kel. Namosain, Kec. Alak` → `Namosain` and [`Alak`]."""
    name, *above = (PREFIX.sub("", part.strip()) for part in typed.split(","))
    return name, [place for place in above if place]


def _of_kind(among: RegionQuerySet, typed: str) -> RegionQuerySet:
    prefix = PREFIX.match(typed)
    return among.filter(PREFIX_MEANS[prefix[1].lower()]) if prefix else among


def _lies_in(region: Region, above: Iterable[str]) -> bool:
    """Whether the places named stand above the region, in this order, some left out."""
    ancestors = _ancestors_of(region)
    return all(
        any(place.lower() in (one.name.lower(), one.alias.lower()) for one in ancestors)  # the iterator moves on
        for place in above
    )


def _ancestors_of(region: Region) -> Iterator[Region]:
    while region.parent:
        region = region.parent
        yield region


def _near(name: str, among: RegionQuerySet) -> list[Region]:
    """Names that hold the typed one, else those that differ by a slip."""
    found = list(among.named(name)[:SUGGESTIONS]) if len(name) > 2 else []
    if found:
        return found
    same_start = among.filter(name__istartswith=name[:2]).order_by("code")
    return _closest(name, same_start) or _closest(name, among.order_by("code"))


def _closest(name: str, among: RegionQuerySet) -> list[Region]:
    codes: dict[str, list[str]] = {}
    for code, other in among.values_list("code", "name")[:COMPARED]:
        codes.setdefault(other.lower(), []).append(code)
    names = get_close_matches(name.lower(), codes, n=SUGGESTIONS, cutoff=0.6)
    wanted = [code for other in names for code in codes[other]][:SUGGESTIONS]
    by_code = among.in_bulk(wanted)
    return [by_code[code] for code in wanted]


def districts_of(rows: QuerySet) -> list[Region]:
    """The kecamatan in which `rows` (people or groups with a `region_id`) live, by name."""
    region_ids = rows.order_by().values_list("region_id", flat=True).distinct()
    codes = {code[:8] for code in region_ids if code and len(code) >= 8}
    return list(Region.objects.filter(code__in=codes).select_related("parent").order_by("name", "code"))
