"""Bitstring Status List of the W3C: one bit per certificate, set once it is no longer valid."""

import gzip
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from certificates.models import Certificate
from certificates.services.issuers import credential_key, issuer_did, method_of
from certificates.services.linked_data import CREDENTIALS, moment_text, sign_document

BITS = 131_072
"""The least the standard allows, so that nobody is found by the list they are on."""
LIFETIME = timedelta(days=1)
"""An old copy, kept by somebody whose certificate was revoked since, is refused after this."""
RENEWED_SECONDS = 3600


class NoSuchList(Exception):
    """No certificate is on this list, or the site signs no credentials."""


def status_entry(*, certificate_pk: int) -> dict:
    """Where a verifier finds the bit of this certificate."""
    number, index = divmod(certificate_pk, BITS)
    address = list_address(number)
    return {
        "id": f"{address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": address,
    }


def list_address(number: int) -> str:
    return f"{settings.BASE_URL}{reverse('certificate_status', args=[number])}"


def make_status_list(*, number: int, now: datetime) -> str:
    """Signed JSON of list `number`, true at this moment; signed anew only when a bit changed or an hour passed."""
    key = credential_key()
    on_list = Certificate.objects.filter(pk__gte=number * BITS, pk__lt=(number + 1) * BITS)
    if key is None or (number and not on_list.exists()):
        raise NoSuchList(number)
    bits = sorted(pk % BITS for pk in on_list.no_longer_valid().values_list("pk", flat=True))
    name = sha256(f"{method_of(key)} {number} {bits}".encode()).hexdigest()
    content = cache.get(f"certificates:status:{name}")
    if content is None:
        document = sign_document(document=_describe(number, bits, now), key=key, method=method_of(key), created=now)
        content = json.dumps(document, indent=1)
        cache.set(f"certificates:status:{name}", content, timeout=RENEWED_SECONDS)
    return content


def encode(indexes: Iterable[int]) -> str:
    """Multibase text of the compressed bits, the first certificate in the leftmost bit."""
    bits = bytearray(BITS // 8)
    for index in indexes:
        bits[index // 8] |= 0x80 >> (index % 8)
    return "u" + urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def _describe(number: int, bits: list[int], now: datetime) -> dict:
    address = list_address(number)
    return {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_did(),
        "validFrom": moment_text(now),
        "validUntil": moment_text(now + LIFETIME),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode(bits),
        },
    }
