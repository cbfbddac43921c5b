"""Taking a certificate back: the row, the number and the PDF stay, only the answer of the verification changes."""

from datetime import datetime

from django.db import transaction

from certificates.choices import CertificateStatus, RegisterAction
from certificates.models import Certificate
from certificates.services.register import record
from certificates.services.wording import clean_text
from members.models import User


class AlreadyRevoked(Exception):
    """The certificate was revoked before."""


class ReasonMissing(ValueError):
    """A revocation is shown to everybody who verifies, so it needs a reason."""


@transaction.atomic
def revoke(*, certificate: Certificate, by: User, reason: str, now: datetime) -> Certificate:
    """Revoke for good; `reason` is public. Raise ReasonMissing or AlreadyRevoked."""
    reason = clean_text(reason)
    if not reason:
        raise ReasonMissing
    locked = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if not locked.is_valid:
        raise AlreadyRevoked(locked)
    locked.status, locked.revocation_reason = CertificateStatus.REVOKED, reason
    locked.revoked_at, locked.revoked_by = now, by
    locked.save(update_fields=["status", "revocation_reason", "revoked_at", "revoked_by"])
    record(certificate=locked, action=RegisterAction.REVOKED, now=now)
    return locked
