"""The decree (SK) of a group: how long it holds, and the private file that shows it."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from django.core.files.base import File
from django.db import transaction

from members.choices import DisclosureKind
from members.models import Kim, User
from members.services.disclosures import record_disclosure

ENDS_SOON = timedelta(days=60)
"""Time enough for a new decree to pass the kelurahan and the Dinas."""


class DecreeState(StrEnum):
    NONE = "none"
    VALID = "valid"
    ENDING = "ending"
    ENDED = "ended"


def decree_state(*, kim: Kim, today: date) -> DecreeState:
    """The last day still counts as valid; a decree without an end holds."""
    if not kim.decree_number:
        return DecreeState.NONE
    until = kim.decree_valid_until
    if until and until < today:
        return DecreeState.ENDED
    return DecreeState.ENDING if until and until - today <= ENDS_SOON else DecreeState.VALID


def decree_file_name(kim: Kim) -> str:
    """`SK KIM Suara Namosain.pdf`, the name under which somebody saves it."""
    return f"SK {kim.name}.{kim.decree_file.name.rpartition('.')[2]}"


@transaction.atomic
def open_decree(*, kim: Kim, by: User, now: datetime) -> File:
    """The file of a group that has one; who opened it is noted before it leaves. Raises FileNotFoundError."""
    file = kim.decree_file.open("rb")
    record_disclosure(user=by, kind=DisclosureKind.FILE, subject=f"SK {kim.name}", now=now)
    return file
