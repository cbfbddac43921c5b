"""The groups of an office and their offices, as member lists write them."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import Widget

from members.choices import KimOffice
from members.models import Kim, Scope
from members.services.sheets.people import Person
from members.services.sheets.places import key_of
from members.services.sheets.values import tidy

OFFICES = {
    **dict.fromkeys(["ketua", "ketua kim", "ketua umum"], KimOffice.CHAIR),
    **dict.fromkeys(["sekretaris", "sekertaris", "sekretaris kim", "sekretaris umum"], KimOffice.SECRETARY),
    **dict.fromkeys(["bendahara", "bendahara kim", "bendahara umum"], KimOffice.TREASURER),
    **dict.fromkeys(["anggota", "anggota kim", "member"], KimOffice.MEMBER),
}
OFFICE_KEYS = {key_of(word): office for word, office in OFFICES.items()}
SECTION = re.compile(r"^(ketua |koordinator |kepala |anggota )?(seksi|sie|bidang|divisi)\b\.?\s*", re.IGNORECASE)
SECTION_LENGTH = 100
LEVELS = re.compile(r"^kim\b[\s.:]*", re.IGNORECASE)

Membership = tuple[int, str, str]
"""Key of the group, office, section."""


@dataclass(frozen=True, slots=True)
class Group:
    pk: int
    name: str
    region_id: str


class Groups:
    """The KIM of a scope by name; `KIM Suara Alak` is found as `suara alak` too."""

    def __init__(self, scope: Scope) -> None:
        rows = Kim.objects.in_scope(scope).order_by().values_list("pk", "name", "region_id")
        self.by_pk = {pk: Group(pk, name, region_id) for pk, name, region_id in rows}
        self.by_name: dict[str, list[Group]] = defaultdict(list)
        for group in self.by_pk.values():
            self.by_name[group_key(group.name)].append(group)

    def find(self, name: str, region_id: str | None) -> Group:
        """Raises ValueError naming what comes near; namesakes are told apart by the person's own region."""
        found = self.by_name.get(group_key(name), [])
        here = [group for group in found if group.region_id == region_id]
        if len(found) == 1 or len(here) == 1:
            return (here or found)[0]
        if found:
            raise ValueError(
                _("Ada %(count)d KIM bernama “%(name)s”. Isi kelurahannya.") % {"count": len(found), "name": name}
            )
        near = get_close_matches(group_key(name), self.by_name, 2, 0.6)
        if not near:
            raise ValueError(_("“%s” belum ada dalam daftar KIM. Catat dulu KIM-nya, lalu unggah lagi.") % name[:60])
        guess = _(" atau ").join(self.by_name[key][0].name for key in near)
        raise ValueError(_("KIM “%(name)s” tidak ada. Maksud Anda %(guess)s?") % {"name": name[:60], "guess": guess})


def group_key(name: str) -> str:
    return key_of(LEVELS.sub("", name.strip()))


def read_office(text: str) -> tuple[str, str]:
    """Office and section: `Ketua`, `Seksi Publikasi`; every other word is kept as the name of a section."""
    text = tidy(text)
    if not text:
        return KimOffice.MEMBER.value, ""
    if key_of(text) in OFFICE_KEYS:
        return OFFICE_KEYS[key_of(text)].value, ""
    return KimOffice.SECTION.value, (SECTION.sub("", text) or text)[:SECTION_LENGTH]


class MembershipWidget(Widget):
    """The group a row names; the row's `position` and `section` say the office."""

    def __init__(self, groups: Groups) -> None:
        super().__init__()
        self.groups = groups

    def clean(self, value: str, row: Mapping | None = None, **kwargs: object) -> Membership | None:
        row, text = row or {}, tidy(value)
        if not text:
            return None
        group = self.groups.find(text, row.get("region_code") or None)
        office, section = read_office(row.get("position", ""))
        extra = tidy(row.get("section", ""))[:SECTION_LENGTH]
        if extra and office == KimOffice.MEMBER:
            office = KimOffice.SECTION.value
        return group.pk, office, extra or section

    def render(self, value: object, obj: object = None, **kwargs: object) -> str:
        return ", ".join(self._words(*membership) for membership in value) if isinstance(value, tuple) else ""

    def _words(self, pk: int, office: str, section: str) -> str:
        group = self.groups.by_pk.get(pk)
        return f"{group.name if group else pk} ({section or KimOffice(office).label})"


class MembershipField(Field):
    """Adds the group of the row to those the person has; without a `Jabatan` an office already held stays."""

    def save(self, instance: Person, row: Mapping[str, str], is_m2m: bool = False, **kwargs: object) -> None:
        membership = self.clean(row, **kwargs)
        if membership is None:
            return
        held = {pk: (pk, office, section) for pk, office, section in instance.groups}
        says_office = tidy(row.get("position", "")) or tidy(row.get("section", ""))
        if says_office or membership[0] not in held:
            held[membership[0]] = membership
        instance.groups = tuple(sorted(held.values()))
