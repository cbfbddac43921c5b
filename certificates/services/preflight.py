"""The table an officer looks at before pressing the button."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bimtek.models import TrainingEvent
from certificates.services.names import Spelling, spellings_of
from certificates.services.requirements import Check, parts_of_event, requirements_of_event

READY, MISSING, ISSUED = "siap", "kurang", "terbit"


@dataclass(frozen=True)
class Line:
    """One person: what they reached, and what was said about the spelling of their name."""

    check: Check
    spelling: Spelling


@dataclass(frozen=True)
class Review:
    """`rows` are the checks of the chosen filter; the counts are of everybody."""

    rows: list[Line]
    parts: list[Line]
    only: str
    total: int
    ready_count: int
    missing_count: int
    issued_count: int
    unconfirmed_count: int

    @property
    def headings(self) -> list[str]:
        """Column titles; every row has the same requirements."""
        return [requirement.label for requirement in self.rows[0].check.requirements] if self.rows else []

    @property
    def parts_ready_count(self) -> int:
        return sum(line.check.is_ready for line in self.parts)


def review_event(*, event: TrainingEvent, only: str = "", now: datetime) -> Review:
    """Everybody, or only those ready (`siap`), lacking something (`kurang`) or done (`terbit`)."""
    checks = requirements_of_event(event=event)
    with_parts = parts_of_event(event=event, now=now)
    spellings = spellings_of(members=[check.source.member for check in [*checks, *with_parts]])
    parts = {
        READY: [check for check in checks if check.is_ready],
        MISSING: [check for check in checks if check.certificate is None and check.missing],
        ISSUED: [check for check in checks if check.certificate is not None],
    }
    return Review(
        rows=_lines(parts.get(only, checks), spellings),
        parts=_lines(with_parts, spellings),
        only=only if only in parts else "",
        total=len(checks),
        ready_count=len(parts[READY]),
        missing_count=len(parts[MISSING]),
        issued_count=len(parts[ISSUED]),
        unconfirmed_count=sum(not spellings[pk].is_confirmed for pk in _waiting([*checks, *with_parts])),
    )


def _waiting(checks: Sequence[Check]) -> set[int]:
    """Primary keys of the people whose name is still to be printed."""
    return {check.source.member_id for check in checks if check.certificate is None}


def _lines(checks: Sequence[Check], spellings: dict[int, Spelling]) -> list[Line]:
    return [Line(check, spellings[check.source.member_id]) for check in checks]
