"""How often one address may ask for codes. Only unknown codes are rationed tightly: a whole hall behind one line may
verify real certificates, while somebody who guesses is stopped after half a minute."""

import hashlib
import ipaddress
from contextlib import suppress
from datetime import datetime

from django.core.cache import cache

LOOKUPS_PER_MINUTE = 120
MISSES_PER_MINUTE = 30


def may_look_up(*, address: str, now: datetime) -> bool:
    """Count one lookup; False when the address has used up its minute."""
    if _read("miss", address, now) >= MISSES_PER_MINUTE:
        return False
    return _count("lookup", address, now) <= LOOKUPS_PER_MINUTE


def count_miss(*, address: str, now: datetime) -> None:
    """An unknown code was asked for."""
    _count("miss", address, now)


def _count(what: str, address: str, now: datetime) -> int:
    """One more; reading before writing, because all but the first find their number there."""
    key = _key(what, address, now)
    for _once_more in range(2):  # somebody else may be the first in between
        with suppress(ValueError):
            return cache.incr(key)
        if cache.add(key, 1, timeout=120):
            break
    return 1


def _read(what: str, address: str, now: datetime) -> int:
    return cache.get(_key(what, address, now), 0)


def _key(what: str, address: str, now: datetime) -> str:
    """No address in the cache, only its hash; IPv6 counts by /64, which is one household."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        network = address
    else:
        network = str(ipaddress.ip_network(f"{parsed}/{32 if parsed.version == 4 else 64}", strict=False))
    digest = hashlib.sha256(network.encode()).hexdigest()[:24]
    return f"certificates:{what}:{digest}:{int(now.timestamp()) // 60}"
