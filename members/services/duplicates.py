"""Who might be in the register twice: the same phone number, or the same name in the same place."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from django.db import transaction
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from members.models import Member, NotSamePerson, User
from members.models.people import MemberQuerySet

GROUP_LIMIT = 8
"""Of more people with one number (the village office's, say) or one name, only the first are compared."""

TITLE_WORDS = "h hj dr dra drs drg ir prof kh ust ustadz ustadzah pdt rm tuan bapak bpk ibu pak bu sdr sdri"
DEGREE_WORDS = """
a ab ag ak amd amdkeb amdkep amdkom ap apt ba e farm fil h hum hut ikom ip keb kel kep kes kg kom ma mag map me mh mhum
mikom mip mkel mkes mkom mm mp mpd ms msc msi mt ners ns p pd pdi phd pi psi pt sab sag sak sap sc se sfarm sfil sh shum
shut si sikom sip skeb skep skes skm skom sn sos sp spd spdi spi spsi spt ssi ssn ssos sst sstp st sth stp strkeb th tp
trkeb
"""
TITLES, DEGREES = frozenset(TITLE_WORDS.split()), frozenset(DEGREE_WORDS.split())


@dataclass(frozen=True)
class Pair:
    """Two entries that may be one person, and why; `first` has the lower primary key."""

    first: Member
    second: Member
    same_phone: bool
    same_name: bool

    @property
    def people(self) -> tuple[Member, Member]:
        return self.first, self.second


def name_key(full_name: str) -> str:
    """The name without capitals, accents, apostrophes, titles and degrees: "Hj. Nur'aini, S.Sos" is `nuraini`."""
    plain = unicodedata.normalize("NFKD", full_name).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    name, _comma, rest = re.sub(r"['’‘`ʼ´]", "", plain).partition(",")
    words = _words(name) or _words(rest)
    while len(words) > 1 and words[0] in TITLES:
        words.pop(0)
    while len(words) > 2 and words[-1] in DEGREES:
        words.pop()
    return " ".join(words)


def _words(text: str) -> list[str]:
    """Words without punctuation; `S.Sos`, `S. Sos.` and `A.Md.Kom` are one word each."""
    joined = re.sub(r"\b([sma])\.\s*(?=[a-z])", r"\1", text)
    joined = re.sub(r"(?<=\bamd)\.\s*(?=[a-z])", "", joined)
    return re.findall(r"[^\W_]+", joined)


def likely_duplicates(*, member: Member, among: MemberQuerySet | None = None) -> list[Member]:
    """Other people who may be this one, by name; `among` is a QuerySet to look in. Two queries.

    A place that nobody recorded may be any place: walk-ins often have none.
    """
    people = (Member.objects.all() if among is None else among).current().exclude(pk=member.pk)
    place = Q(region=None) | Q(region=member.region_id) if member.region_id else Q()
    maybe = Q(organization=member.organization_id) & place
    if member.region_id:
        maybe |= Q(region=member.region_id)
    if member.phone:
        maybe |= Q(phone=member.phone)
    key, dismissed = name_key(member.full_name), _dismissed_with(member)
    return [
        other
        for other in people.filter(maybe).with_place()
        if other.pk not in dismissed and (_same_phone(member, other) or name_key(other.full_name) == key)
    ]


def _same_phone(one: Member, other: Member) -> bool:
    return bool(one.phone) and str(one.phone) == str(other.phone)


def _dismissed_with(member: Member) -> set[int]:
    rows = NotSamePerson.objects.touching(member).values_list("first_id", "second_id")
    return {pk for row in rows for pk in row} - {member.pk}


def list_duplicates(*, user: User) -> list[Pair]:
    """Every pair among the people `user` may see, same numbers first, then by name. Four queries, whatever the size."""
    people = Member.objects.visible_to(user).current()
    number = Cast("phone", CharField())  # as text: taking thousands of numbers apart costs more than all the rest
    rows = people.order_by("pk").values_list("pk", "full_name", number, "region_id", "organization_id")
    by_phone, by_name = defaultdict(list), defaultdict(list)
    for pk, full_name, phone, region, office in rows:
        if phone:
            by_phone[phone].append((pk, region, office))
        by_name[name_key(full_name)].append((pk, region, office))
    phones = set(_pairs(by_phone.values()))
    names = set(_pairs(by_name.values(), is_name=True))
    found = (phones | names) - set(NotSamePerson.objects.values_list("first_id", "second_id"))
    members = Member.objects.with_place().in_bulk({pk for pair in found for pk in pair})
    pairs = [Pair(members[one], members[two], (one, two) in phones, (one, two) in names) for one, two in found]
    return sorted(pairs, key=lambda pair: (not pair.same_phone, pair.first.full_name.casefold(), pair.second.pk))


Row = tuple[int, str | None, int]


def _pairs(groups: Iterable[list[Row]], *, is_name: bool = False) -> Iterator[tuple[int, int]]:
    for group in groups:
        for one, two in combinations(group[:GROUP_LIMIT], 2):
            if not is_name or _near(one, two):
                yield one[0], two[0]


def _near(one: Row, two: Row) -> bool:
    """In the same place; a place nobody recorded may be any place of the same office."""
    if one[1] and two[1]:
        return one[1] == two[1]
    return one[2] == two[2]


@transaction.atomic
def dismiss_pair(*, one: Member, other: Member, by: User, now: datetime) -> NotSamePerson:
    """Remember that these are two people; safe to repeat."""
    first, second = sorted([one.pk, other.pk])
    row, _new = NotSamePerson.objects.get_or_create(
        first_id=first, second_id=second, defaults={"decided_by": by, "decided_at": now}
    )
    return row


@transaction.atomic
def reopen_pair(*, one: Member, other: Member) -> None:
    """Two people may be one after all; they are flagged again. Safe to repeat."""
    find_dismissed(one=one, other=other).delete()


def find_dismissed(*, one: Member, other: Member) -> QuerySet[NotSamePerson]:
    """The remark that these are two people, if somebody made it."""
    first, second = sorted([one.pk, other.pk])
    return NotSamePerson.objects.filter(first=first, second=second)
