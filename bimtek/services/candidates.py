"""Members an officer can still seat."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from bimtek.models import TrainingEvent
from members.choices import KimOffice
from members.models import KimMembership, Member, User


def find_candidates(
    *, user: User, event: TrainingEvent, on: date, text: str = "", area: str = "", only_chairs: bool = False
) -> QuerySet[Member]:
    """Members the user may see, by name, phone or village, by kecamatan code, or only who chairs a KIM on that day.

    `is_seated` tells who has a seat already.
    """
    people = Member.objects.visible_to(user).current().with_place()
    if text:
        people = people.filter(_matches(text))
    if area:
        people = people.filter(Q(region=area) | Q(region__code__startswith=f"{area}."))
    if only_chairs:
        chairs = KimMembership.objects.active_on(on).filter(office=KimOffice.CHAIR, member=OuterRef("pk"))
        people = people.filter(Exists(chairs))
    return people.annotate(is_seated=Exists(event.registrations.seated().filter(member=OuterRef("pk"))))


def _matches(text: str) -> Q:
    condition = Q(full_name__icontains=text) | Q(region__name__icontains=text) | Q(region__parent__name__icontains=text)
    digits = "".join(letter for letter in text if letter.isdigit())
    own_digits = digits.removeprefix("62").lstrip("0")
    if len(own_digits) >= 4:
        condition |= Q(phone__contains=own_digits)
    return condition
