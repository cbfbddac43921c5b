"""The office, its staff and the chair of one group in every village."""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from django.core.files.images import ImageFile
from wagtail.images.models import Image

from members.choices import KimOffice, RegionLevel, Role
from members.models import Kim, KimMembership, Member, Organization, Region, User
from members.services.organizations import open_organization
from members.services.people import create_member
from members.services.roles import grant_role

DATA = Path(__file__).parent / "data"
PASSWORD = "belajar-kim"
KIM_NAMES = ["KIM Suara {}", "KIM Lontar {}", "KIM Sasando {}", "KIM Cahaya {}", "KIM Gewang {}"]


@dataclass(frozen=True)
class Staff:
    officer: User
    trainer: User
    admin: User


def load_organization(facts: dict) -> Organization:
    """The Dinas with an invented crest."""
    region = Region.objects.get(code=facts["region"])
    return open_organization(organization=Organization(**facts | {"region": region, "crest": draw_crest()}))


def draw_crest() -> Image:
    """A plain shield made for the demo: no region's emblem."""
    content = BytesIO((DATA / "lambang.svg").read_bytes())
    return Image.objects.create(title="Lambang contoh", file=ImageFile(content, name="lambang-contoh.svg"))


def load_staff(organization: Organization, now: datetime) -> Staff:
    admin = make_user("admin", "Admin", is_superuser=True)
    officer = make_user("staf", "Staf Kominfo")
    trainer = make_user("pelatih", "Pelatih KIM")
    grant_role(user=admin, role=Role.ADMIN, organization=organization, now=now)
    grant_role(user=officer, role=Role.OFFICER, organization=organization, now=now)
    grant_role(user=trainer, role=Role.TRAINER, organization=organization, now=now)
    return Staff(officer=officer, trainer=trainer, admin=admin)


def make_user(username: str, first_name: str, **fields) -> User:
    return User.objects.create_user(username, password=PASSWORD, first_name=first_name, **fields)


def load_chairs(organization: Organization, now: datetime) -> list[Member]:
    """One group and its chair for every village of the office's region, in the order of the codes."""
    villages = list(
        Region.objects.within(organization.region_id).of_level(RegionLevel.VILLAGE).active().order_by("code")
    )
    with (DATA / "chairs.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    chairs = []
    for number, (row, village) in enumerate(zip(rows, villages, strict=True)):
        phone = f"+62812000000{number + 1:02d}"
        chair = create_member(organization=organization, region=village, phone=phone, now=now, **row)
        kim = Kim.objects.create(
            name=KIM_NAMES[number % len(KIM_NAMES)].format(village.name), region=village, founded_year=2019
        )
        KimMembership.objects.create(kim=kim, member=chair, office=KimOffice.CHAIR, starts_on=date(2019, 8, 17))
        chairs.append(chair)
    return chairs


def give_login(member: Member, username: str) -> None:
    """Let a known person log in, by name or phone, past the question of consents."""
    member.user = make_user(username, member.full_name.split()[0], phone=member.phone)
    member.is_minor, member.consents_asked_at = False, member.created_at
    member.save(update_fields=["user", "is_minor", "consents_asked_at"])
