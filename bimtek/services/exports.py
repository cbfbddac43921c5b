"""Lists of participants that leave the site; each is noted (UU 27/2022, article 31)."""

from datetime import datetime

from bimtek.models import TrainingEvent
from members.choices import DisclosureKind
from members.models import Disclosure, User
from members.services.disclosures import record_disclosure


def note_export(*, event: TrainingEvent, what: str, by: User, now: datetime) -> Disclosure:
    """Note that `by` took the list `what` ("Daftar hadir") of the seated people of `event` out."""
    count = event.registrations.seated().count()
    return record_disclosure(
        user=by, kind=DisclosureKind.EXPORT, subject=f"{what}: {event.title}", people_count=count, now=now
    )
