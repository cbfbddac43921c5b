"""How often one address may try; the counters are those of the login page, the numbers `ACCOUNT_RATE_LIMITS`."""

from allauth.account import app_settings
from allauth.core.internal import ratelimit
from django.http import HttpRequest


class TooOften(Exception):
    """This address has used up its tries for a while."""


class Turn:
    """One try that counts, until `give_back` says that it was a good one."""

    def __init__(self, usage: ratelimit.RateLimitUsage) -> None:
        self._usage = usage

    def give_back(self) -> None:
        self._usage.rollback()


def take_turn(request: HttpRequest, action: str) -> Turn:
    """Count one try before it is judged, so that a hundred at once are a hundred; raises TooOften."""
    usage = ratelimit.consume(
        request, app="allauth.account", action=action, config=app_settings.RATE_LIMITS, limit_get=True
    )
    if usage is None:
        raise TooOften
    return Turn(usage)
