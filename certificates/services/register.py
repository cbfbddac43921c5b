"""The register: every certificate issued, filed, signed, replaced or revoked is one more line of a single chain."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from certificates.choices import RegisterAction
from certificates.models import Certificate, RegisterEntry
from certificates.services.register_lines import BEGINNING, FACTS, digest_of, hash_of

CHAIN_LOCK = 4_807_526_976
"""Any number will do, as long as nothing else in the database takes an advisory lock of the same one."""
AT_ONCE = 500


class Tail(NamedTuple):
    """The last line, where the next one is hung on."""

    position: int
    hash: str


def record(*, certificate: Certificate, action: RegisterAction, now: datetime) -> RegisterEntry:
    """Write down what just happened to the certificate, in the transaction in which it happened."""
    return record_all(certificates=[certificate], action=action, now=now)[0]


@transaction.atomic
def record_all(*, certificates: Sequence[Certificate], action: RegisterAction, now: datetime) -> list[RegisterEntry]:
    """One line per certificate, in this order. Call it last: from here to the commit everybody else's lines wait.

    Locks are taken in the order offer, series, certificates, chain; after the chain nothing more may be locked. The
    certificates are locked here because PostgreSQL looks at foreign keys at the commit, when the chain is held.
    """
    if not certificates:
        return []
    facts = _lock_and_read([certificate.pk for certificate in certificates])
    tail, lines = lock_chain(), []
    for certificate in certificates:
        line = next_line(tail=tail, facts=facts[certificate.pk], action=action, now=now)
        tail = Tail(line.position, line.hash)
        lines.append(line)
    return RegisterEntry.objects.bulk_create(lines, batch_size=AT_ONCE)


def lock_chain() -> Tail:
    """The last line, with nobody able to add another before this transaction ends.

    SQLite lets in one writing transaction at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    return last_line()


def last_line() -> Tail:
    newest = RegisterEntry.objects.order_by("-position").values_list("position", "hash").first()
    return Tail(*newest) if newest else Tail(0, BEGINNING)


def next_line(*, tail: Tail, facts: dict[str, Any], action: RegisterAction, now: datetime) -> RegisterEntry:
    """The unsaved line after `tail`."""
    values: dict[str, Any] = {
        "position": tail.position + 1,
        "action": action,
        "recorded_at": now,
        "digest": digest_of(facts, action),
    }
    return RegisterEntry(
        certificate_id=facts["pk"], hash=hash_of(previous=tail.hash, certificate=facts["pk"], **values), **values
    )


def read_facts(pks: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What the lines of these certificates are made of, by primary key; certificates that are gone are missing."""
    return {row["pk"]: row for row in Certificate.objects.filter(pk__in=pks).order_by().values(*FACTS)}


def _lock_and_read(pks: list[int]) -> dict[int, dict[str, Any]]:
    facts: dict[int, dict[str, Any]] = {}
    for start in range(0, len(pks), AT_ONCE):
        part = pks[start : start + AT_ONCE]
        held = Certificate.objects.filter(pk__in=part).order_by("pk").select_for_update(no_key=True)
        list(held.values_list("pk"))
        facts |= read_facts(part)
    return facts
