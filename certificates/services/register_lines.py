"""How a line of the register follows from what happened: pure functions, kept for good.

Whoever changes a rule here breaks every line written before. A new fact needs a new version of the rule, told apart by
position, never a change of this one.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from certificates.choices import RegisterAction

BEGINNING = "0" * 64
"""Stands where the first line has the hash of the line before."""
FROZEN = (
    *("number", "code", "role", "serial", "series_id", "design_id", "design_revision", "printed"),
    *("issued_on", "issued_at", "valid_until", "crest__sha256", "replaces__code", "reissue_reason"),
)
DRAWN = ("file__drawn_at", "file__credential")
SIGNED = ("file__byte_count", "file__sha256", "file__signed_at", "file__unsigned_byte_count", "file__unsigned_sha256")
REVOKED = ("revoked_at", "revocation_reason")
FACTS = ("pk", "status", "file__signature", *FROZEN, *DRAWN, *SIGNED, *REVOKED)
"""What `Certificate.objects.values()` must bring; who owns the certificate is not among it, because people merge."""


def digest_of(facts: Mapping[str, Any], action: str) -> str:
    """SHA-256 over the canonical JSON of what `action` made unchangeable; the same today and in ten years."""
    told = {name: facts[name] for name in FROZEN} | {"action": str(action)} | _extra(facts, action)
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)
    return sha256(text.encode()).hexdigest()


def hash_of(*, previous: str, position: int, certificate: int, action: str, recorded_at: datetime, digest: str) -> str:
    """SHA-256 over the hash of the line before and every column of this one, separated by newlines."""
    line = [previous, position, certificate, str(action), _plain(recorded_at), digest]
    return sha256("\n".join(map(str, line)).encode()).hexdigest()


def _extra(facts: Mapping[str, Any], action: str) -> dict[str, Any]:
    if action == RegisterAction.FILED:
        return {name: facts[name] for name in DRAWN} | _first_bytes(facts)
    if action == RegisterAction.SIGNED:
        return {name: facts[name] for name in SIGNED}
    return {name: facts[name] for name in REVOKED} if action == RegisterAction.REVOKED else {}


def _first_bytes(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Of the file as it was drawn, also after a signature from outside was put behind it."""
    before = "unsigned_" if facts["file__signature"] == "external" else ""
    return {name: facts[f"file__{before}{name}"] for name in ("byte_count", "sha256")}


def _plain(value: Any) -> str:
    """Moments in UTC with microseconds, days as they are."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
