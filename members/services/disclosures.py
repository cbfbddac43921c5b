"""Who of the office looked at private fields or took them out (UU 27/2022, article 31)."""

from datetime import datetime

from django.db import transaction

from members.models import Disclosure, Member, User

SUBJECT_LENGTH = 100


@transaction.atomic
def record_disclosure(
    *, user: User, kind: str, member: Member | None = None, subject: str = "", people_count: int = 1, now: datetime
) -> Disclosure:
    """Note that `user` saw private data: of one `member`, or of `people_count` people in the list named `subject`.

    `kind` is a DisclosureKind. `subject` names the list or file ("Peserta Bimtek Alak"), never a person; it is cut at
    100 characters. Call it before the data leaves, in the transaction of the answer if there is one.
    """
    return Disclosure.objects.create(
        user=user,
        kind=kind,
        member=member,
        subject=subject[:SUBJECT_LENGTH],
        people_count=1 if member else people_count,
        happened_at=now,
    )
