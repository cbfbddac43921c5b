"""A new certificate in the place of one with a mistake: both stay verifiable and point at each other."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from certificates.choices import CertificateStatus, RegisterAction
from certificates.models import Certificate
from certificates.services.issuing import hold_people
from certificates.services.open_offers import OpenOffer, describe_activity, open_offer
from certificates.services.recipients import describe_people
from certificates.services.refusals import AlreadyReplaced, ReissueReasonMissing, RequirementsMissing
from certificates.services.register import record
from certificates.services.requirements import Check, check
from certificates.services.sources import issuing_date, source_of
from certificates.services.wording import clean_text
from members.models import User

REASON_LENGTH = 200


@dataclass(frozen=True)
class Change:
    """What the new certificate will say otherwise."""

    label: str
    old: str
    new: str


@transaction.atomic
def reissue(*, certificate: Certificate, by: User, reason: str, now: datetime) -> Certificate:
    """Print it anew from the data of today, under the next number; `reason` is public.

    A valid one becomes REPLACED. A revoked one stays revoked: the new one only follows it. Raises as `issue` does, and
    AlreadyReplaced or ReissueReasonMissing.
    """
    reason = clean_text(reason)[:REASON_LENGTH]
    if not reason:
        raise ReissueReasonMissing
    with override("id"):
        opened = open_offer(source=source_of(certificate), by=by, now=now)
        old = _hold(certificate)
        found = _check(old, now)
        was_valid = old.is_valid
        if was_valid:
            _mark_replaced(old)
        new = _follow(opened, old, found, reason)
        if was_valid:
            record(certificate=old, action=RegisterAction.REPLACED, now=now)
        record(certificate=new, action=RegisterAction.ISSUED, now=now)
        return new


def preview_changes(*, certificate: Certificate, now: datetime) -> list[Change]:
    """What would be printed otherwise today; an empty list means the data were not corrected yet."""
    with override("id"):
        source = source_of(certificate)
        found = check(source=source, now=now)
        activity = describe_activity(source, now)
        day = issuing_date(organization=certificate.series.organization, now=now)
        (person,) = describe_people(checks=[found], activity=activity, day=day)
    old, printed = certificate.printed, certificate.printed["activity"]
    rows = [
        Change(_("Nama"), old["name"], person.name),
        Change(_("Asal"), old["origin"], person.origin),
        Change(_("Hasil"), old["results"], person.results if old["results"] else ""),
        Change(_("Kegiatan"), printed["title"], activity.title),
        Change(_("Waktu dan tempat"), printed["held"], activity.held),
        Change(_("Jumlah JP"), str(printed["jp"]), str(activity.jp)),
    ]
    return [row for row in rows if row.old != row.new]


def _hold(certificate: Certificate) -> Certificate:
    hold_people([certificate.member_id])
    old = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if old.is_replaced or Certificate.objects.filter(replaces=old).exists():
        raise AlreadyReplaced(old)
    return old


def _mark_replaced(certificate: Certificate) -> None:
    """It verifies as replaced from now on; its row, number and file stay as they are."""
    certificate.status = CertificateStatus.REPLACED
    certificate.save(update_fields=["status"])


def _check(old: Certificate, now: datetime) -> Check:
    found = check(source=source_of(old), now=now)
    if found.missing:
        raise RequirementsMissing(found.missing)
    return found


def _follow(opened: OpenOffer, old: Certificate, found: Check, reason: str) -> Certificate:
    (person,) = describe_people(checks=[found], activity=opened.activity, day=opened.issued_on)
    return opened.add(found.source, person, replaces=old, reason=reason)
