"""System check: a key that cannot be used is said at the start, not by the first job that needs it."""

from django.core import checks
from django.utils import timezone

from certificates.services.issuers import credential_key
from certificates.services.key_files import KeyUnusable

ADVICE = "docs/certificates.md says what SIGNING_KEYS may hold."


def check_keys(app_configs: object, **kwargs: object) -> list[checks.CheckMessage]:
    """Every key in SIGNING_KEYS opens, and no certificate is out of date."""
    from certificates.services.signing_keys import signing_keys  # noqa: PLC0415 -- slow import

    try:
        keys = signing_keys()
        credential_key()
    except KeyUnusable as error:
        return [checks.Error(f"SIGNING_KEYS: {error}", hint=ADVICE, id="certificates.E001")]
    now = timezone.now()
    return [
        checks.Warning(f"{name}: its certificate is not valid today.", hint=ADVICE, id="certificates.W001")
        for name, key in keys.items()
        if not key.is_valid_at(now)
    ]
