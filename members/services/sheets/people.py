"""The people an office knows, read once, and who of them a row is about."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property

from members.models import Member, NotSamePerson, Scope
from members.models.phones import mask_phone
from members.services.sheets.places import Places, key_of

COLUMNS = ["pk", "full_name", "gender", "phone", "region_id", "institution", "user_id"]
TITLES = re.compile(r",.*$|\b(drs|dra|dr|ir|hj|h|prof|bpk|ibu|sdr|sdri)\b\.?", re.IGNORECASE)
ALIKE = 0.72
"""From here on (difflib's ratio, 0–1) two names under one phone number are taken for one person's."""


@dataclass
class Person:
    """A member as a sheet may change it. `token` is its key, negative for somebody only the file knows."""

    token: int = 0
    full_name: str = ""
    gender: str = ""
    phone: str = ""
    region_id: str | None = None
    institution: str = ""
    user_id: int | None = None
    walk_names: tuple[str, ...] = ()
    groups: tuple[tuple[int, str, str], ...] = ()
    is_seated: bool = False

    @property
    def pk(self) -> int | None:
        return self.token if self.token > 0 else None

    def __str__(self) -> str:
        return str(self.token)


@dataclass
class Found:
    """`person` is certain; else `maybe` holds those somebody has to look at."""

    person: Person | None = None
    maybe: tuple[Person, ...] = ()


class People:
    """Indexes over the current people of a scope; people accepted from the file are added as it is read."""

    def __init__(self, scope: Scope) -> None:
        self.members = Member.objects.in_scope(scope).current().order_by()
        self.by_token: dict[int, Person] = {}
        self.by_phone: dict[str, list[int]] = defaultdict(list)
        self.by_name: dict[str, list[int]] = defaultdict(list)
        self.by_loose_name: dict[tuple[str, str | None], list[int]] = defaultdict(list)
        for pk, full_name, gender, phone, region_id, institution, user_id in self.members.values_list(*COLUMNS):
            self.add(Person(pk, full_name, gender, str(phone or ""), region_id, institution, user_id))

    def add(self, person: Person) -> None:
        """Enter somebody, or what the file makes of somebody already entered."""
        before = self.by_token.get(person.token, Person())
        self.by_token[person.token] = person
        if person.phone and person.phone != before.phone:
            self.by_phone[person.phone].append(person.token)
        if person.full_name != before.full_name:
            self.by_name[key_of(person.full_name)].append(person.token)
        if _loose(person) != _loose(before):
            self.by_loose_name[_loose(person)].append(person.token)

    def enter_new(self, person: Person) -> Person:
        """Give somebody only the file knows a token."""
        entered = replace(person, token=-1 - len(self.by_token))
        self.add(entered)
        return entered

    def copy(self, token: int) -> Person | None:
        """To change freely: what is kept changes only with `add`."""
        person = self.by_token.get(token)
        return replace(person) if person else None

    def find(self, *, name: str, phone: str, region_id: str | None) -> Found:
        """By phone, else by exact name and region; what only comes near is for somebody to decide.

        Who shares a number with the person of exactly this name and place is no question any more once somebody
        said that they are two (`NotSamePerson`).
        """
        wanted = Person(full_name=name, phone=phone, region_id=region_id)
        by_phone = self._by_phone(wanted)
        if by_phone and by_phone.maybe:
            return self._namesake_of_another(wanted, by_phone.maybe) or by_phone
        return by_phone or self._by_name(wanted) or self._nearly(wanted) or Found()

    @cached_property
    def dismissed(self) -> set[tuple[int, int]]:
        """Pairs somebody found to be two people, the lower key first; read when the first doubt arises."""
        return set(NotSamePerson.objects.values_list("first_id", "second_id"))

    def _namesake_of_another(self, wanted: Person, others: Sequence[Person]) -> Found | None:
        found = self._by_name(wanted)
        if found is None or found.person is None:
            return None
        pairs = [(found.person.token, other.token) for other in others]
        return found if all((min(pair), max(pair)) in self.dismissed for pair in pairs) else None

    def _by_phone(self, wanted: Person) -> Found | None:
        """One phone may serve a household: only a name that fits makes it the same person."""
        if not wanted.phone:
            return None
        owners = [person for person in self._people(self.by_phone[wanted.phone]) if person.phone == wanted.phone]
        exact = [person for person in owners if key_of(person.full_name) == key_of(wanted.full_name)]
        alike = exact or [person for person in owners if _are_alike(person.full_name, wanted.full_name)]
        if len(alike) == 1:
            return Found(person=alike[0])
        return Found(maybe=tuple(alike or owners)) if owners else None

    def _by_name(self, wanted: Person) -> Found | None:
        same = self._people(self.by_name[key_of(wanted.full_name)])
        here = [person for person in same if person.region_id == wanted.region_id]
        fitting = [person for person in here if not (person.phone and wanted.phone and person.phone != wanted.phone)]
        if len(fitting) == 1:
            return Found(person=fitting[0])
        unplaced = [person for person in same if not (person.region_id and wanted.region_id)]
        people = fitting or here or unplaced
        return Found(maybe=tuple(people)) if people else None

    def _nearly(self, wanted: Person) -> Found | None:
        people = self._people(self.by_loose_name[_loose(wanted)]) if wanted.region_id else []
        people = [p for p in people if not (p.phone and wanted.phone and p.phone != wanted.phone)]
        return Found(maybe=tuple(people)) if people else None

    def _people(self, tokens: list[int]) -> list[Person]:
        return [self.by_token[token] for token in dict.fromkeys(tokens)]


def _loose(person: Person) -> tuple[str, str | None]:
    """First and last word without titles: `Maria D. Bria, S.Pd` and `Maria Dolorosa Bria` of one place."""
    words = re.findall(r"\w+", TITLES.sub(" ", person.full_name).casefold())
    return ("".join([words[0], "·", words[-1]]) if words else "", person.region_id)


def _are_alike(one: str, other: str) -> bool:
    """`Maria Bria` and `Maria Dolorosa Bria, S.Pd`, or a slip of the pen."""
    first, second = (set(re.findall(r"\w+", TITLES.sub(" ", name).casefold())) for name in (one, other))
    if first and second and (first <= second or second <= first):
        return True
    return SequenceMatcher(None, key_of(one), key_of(other)).ratio() >= ALIKE


def describe_person(person: Person, places: Places) -> str:
    """`Namosain, Kecamatan Alak · •••• 890`: enough to tell two people apart."""
    parts = [places.full_name(person.region_id) or person.institution, mask_phone(person.phone)]
    return " · ".join(part for part in parts if part)
