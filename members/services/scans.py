"""Signed sheets of consents, handed out by name of the purpose only."""

from datetime import datetime

from django.core.files.base import File
from django.db import transaction

from members.choices import DisclosureKind
from members.models import Consent, User
from members.services.disclosures import record_disclosure


@transaction.atomic
def open_scan(*, consent: Consent, by: User, now: datetime) -> File:
    """The sheet of a consent that has one; a look by somebody else than its owner is noted before it leaves.

    Raises FileNotFoundError when the file was lost.
    """
    file = consent.scan.open("rb")
    if consent.member.user_id != by.pk:
        record_disclosure(user=by, kind=DisclosureKind.FILE, member=consent.member, subject="persetujuan", now=now)
    return file
