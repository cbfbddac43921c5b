"""Regions of one office, read once: thousands of rows are matched without a query."""

import re
from collections import defaultdict
from difflib import SequenceMatcher, get_close_matches

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.choices import RegionLevel
from members.models import Region
from members.services.regions import PREFIX

SUGGESTIONS = 3
CLEARLY = 0.08
"""So much nearer (difflib's ratio) and a name is the only one proposed."""
LEVELS_OF_PREFIX = {
    "kecamatan": RegionLevel.DISTRICT, "kec": RegionLevel.DISTRICT, "distrik": RegionLevel.DISTRICT,
    "kelurahan": RegionLevel.VILLAGE, "kel": RegionLevel.VILLAGE, "desa": RegionLevel.VILLAGE,
}  # fmt: skip
CODE = re.compile(r"\d{2}(\.\d{2}){2}(\.\d{4})?")


def key_of(text: str) -> str:
    """`Oesapa-Barat ` and `OESAPA BARAT` are one name."""
    return re.sub(r"[^\w]|_", "", text.casefold())


class PlaceUnclear(ValueError):
    """The name fits no region of the office, or several; the text says which come near."""


class Places:
    """The active villages, and with `districts` the kecamatan, inside `root`."""

    def __init__(self, root: Region, *, districts: bool = False) -> None:
        self.root = root
        levels = [RegionLevel.VILLAGE, RegionLevel.DISTRICT] if districts else [RegionLevel.VILLAGE]
        rows = Region.objects.within(root.code).filter(level__in=levels).active().select_related("parent")
        self.by_code = {region.code: region for region in rows}
        self.by_name: dict[str, list[Region]] = defaultdict(list)
        for region in self.by_code.values():
            for name in {key_of(region.name), key_of(region.alias)} - {""}:
                self.by_name[name].append(region)
        self.found: dict[tuple[str, str], Region | PlaceUnclear] = {}

    def find(self, text: str, district: str = "") -> Region:
        """The region meant by `Namosain`, `Kel. Namosain, Kec. Alak` or a code; raises PlaceUnclear."""
        asked = (text, district)
        if asked not in self.found:
            try:
                self.found[asked] = self._find(text.strip(), district.strip())
            except PlaceUnclear as unclear:
                self.found[asked] = unclear
        answer = self.found[asked]
        if isinstance(answer, PlaceUnclear):
            raise answer
        return answer

    def full_name(self, code: str | None) -> str:
        """`Namosain, Kecamatan Alak`; a region outside costs one query, once."""
        if not code:
            return ""
        if code not in self.by_code:
            self.by_code[code] = Region.objects.select_related("parent").get(code=code)
        return self.by_code[code].full_name

    def _find(self, text: str, district: str) -> Region:
        if CODE.fullmatch(text):
            return self._by_code(text)
        name, _comma, inline = text.partition(",")
        district = district or inline.strip()
        found, short = self._named(name)
        inside = [region for region in found if not district or self._lies_in(region, district)]
        if len(inside) == 1:
            return inside[0]
        raise PlaceUnclear(self._explain(short, inside or found, district))

    def _by_code(self, code: str) -> Region:
        region = self.by_code.get(code)
        if region is None or not (code == self.root.code or code.startswith(f"{self.root.code}.")):
            raise PlaceUnclear(
                _("Kode wilayah %(code)s tidak ada di wilayah kerja kantor ini (%(place)s).")
                % {"code": code, "place": self.root.full_name}
            )
        return region

    def _named(self, text: str) -> tuple[list[Region], str]:
        """Regions of that name, and the name without `Kel.` or `Desa`; villages win over kecamatan."""
        whole = self.by_name.get(key_of(text), [])
        prefix = PREFIX.match(text)
        if whole or prefix is None:
            return self._lowest(whole), text
        short = text[prefix.end() :]
        level = LEVELS_OF_PREFIX.get(prefix[1].lower())
        return [region for region in self.by_name.get(key_of(short), []) if level in (None, region.level)], short

    @staticmethod
    def _lowest(found: list[Region]) -> list[Region]:
        return [region for region in found if region.level == RegionLevel.VILLAGE] or found

    @staticmethod
    def _lies_in(region: Region, district: str) -> bool:
        """`Kota Lama` and `Kec. Alak` are names of districts, the one with its first word and the other without."""
        home = region if region.level == RegionLevel.DISTRICT else region.parent
        names = {key_of(district), key_of(PREFIX.sub("", district))}
        return key_of(home.name) in names or region.code.startswith(f"{district}.")

    def _explain(self, name: str, found: list[Region], district: str) -> str:
        words = {"name": name[:60], "place": self.root.full_name, "district": PREFIX.sub("", district)[:60]}
        if len(found) > 1 and not district:
            words["count"], words["places"] = len(found), _join([region.parent.name for region in found])
            return (
                ngettext(
                    "Ada %(count)d wilayah bernama “%(name)s”: di Kecamatan %(places)s. Tulis juga kecamatannya.",
                    "Ada %(count)d wilayah bernama “%(name)s”: di Kecamatan %(places)s. Tulis juga kecamatannya.",
                    len(found),
                )
                % words
            )
        words["guess"] = _join([describe(region) for region in found or self._near(name)])
        if found:
            return _("Kelurahan “%(name)s” tidak ada di Kecamatan %(district)s. Maksud Anda %(guess)s?") % words
        if not words["guess"]:
            return _("Kelurahan “%(name)s” tidak ada di wilayah kerja kantor ini (%(place)s).") % words
        return _("Kelurahan “%(name)s” tidak ada. Maksud Anda %(guess)s?") % words

    def _near(self, name: str) -> list[Region]:
        """Up to three; a name that comes much nearer than the others stands alone."""
        names = get_close_matches(key_of(name), self.by_name, SUGGESTIONS, 0.6)
        ratios = {near: SequenceMatcher(None, key_of(name), near).ratio() for near in names}
        best = [near for near in names if ratios[near] >= ratios[names[0]] - CLEARLY]
        return [region for near in best for region in self._lowest(self.by_name[near])][:SUGGESTIONS]


def describe(region: Region) -> str:
    """`Oesapa Barat, Kelapa Lima`, short enough for a suggestion."""
    return f"{region.name}, {region.parent.name}" if region.level == RegionLevel.VILLAGE else region.full_name


def _join(names: list[str]) -> str:
    """`A`, `A atau B`, `A; B atau C`."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s atau %(last)s") % {"first": "; ".join(names[:-1]), "last": names[-1]}
