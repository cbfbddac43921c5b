"""Open Badges 3.0: the certificate as a document machines can check, with nothing in it that is not printed."""

import json
from datetime import datetime, time
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from certificates.models import Certificate
from certificates.services.issuers import credential_key, issuer_did, method_of
from certificates.services.linked_data import CREDENTIALS, OPEN_BADGES, moment_text, sign_document
from certificates.services.status_list import status_entry

FILE_NAME = "credential.json"


def make_credential(*, certificate: Certificate) -> str:
    """Signed JSON of a certificate, the same whenever it is made; "" when the site has no credential key."""
    key = credential_key()
    if key is None:
        return ""
    signed = sign_document(
        document=describe(certificate), key=key, method=method_of(key), created=certificate.issued_at
    )
    return json.dumps(signed, ensure_ascii=False, indent=1)


def describe(certificate: Certificate) -> dict:
    """The credential without its proof; every member is a term of the two contexts, or it would not be signed."""
    printed = certificate.printed
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": f"{settings.BASE_URL}{reverse('certificate_credential', args=[certificate.code])}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{printed['title']} {printed['number']}",
        "issuer": {"id": issuer_did(), "type": ["Profile"], "name": printed["office"], "url": f"{settings.BASE_URL}/"},
        "validFrom": moment_text(certificate.issued_at),
        **_end(certificate),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "identityType": "name", "hashed": False, "identityHash": printed["name"]}
            ],
            "licenseNumber": printed["number"],
            "role": printed["role"],
            "achievement": _achievement(certificate),
        },
        "credentialStatus": status_entry(certificate_pk=certificate.pk),
    }


def _end(certificate: Certificate) -> dict[str, str]:
    """The last second of the last day, at the office's clock; nothing for what holds for ever."""
    if certificate.valid_until is None:
        return {}
    zone = ZoneInfo(certificate.series.organization.time_zone)
    return {"validUntil": moment_text(datetime.combine(certificate.valid_until, time(23, 59, 59), tzinfo=zone))}


def _achievement(certificate: Certificate) -> dict:
    """The event or course; one address for all who took part."""
    activity, printed = certificate.printed["activity"], certificate.printed
    source = f"course:{_course_of(certificate)}" if certificate.enrollment_id else f"event:{_event_of(certificate)}"
    hours = f", {activity['jp']} jam pelajaran" if activity["jp"] else ""
    return {
        "id": f"urn:uuid:{uuid5(NAMESPACE_URL, f'{settings.BASE_URL}#{source}')}",
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": activity["title"],
        "description": f"{activity['phrase']} {activity['title']} {activity['held']}{hours}.",
        "criteria": {"narrative": printed["wording"]},
    }


def _event_of(certificate: Certificate) -> int:
    return (certificate.registration or certificate.speaker).event_id


def _course_of(certificate: Certificate) -> int:
    return certificate.enrollment.course_id
