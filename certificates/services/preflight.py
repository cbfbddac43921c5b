"""The table an officer looks at before pressing the button."""

from dataclasses import dataclass

from bimtek.models import TrainingEvent
from certificates.services.requirements import ParticipantCheck, requirements_of_event

READY, MISSING, ISSUED = "siap", "kurang", "terbit"


@dataclass(frozen=True)
class Review:
    """`rows` are the checks of the chosen filter; the counts are of everybody."""

    rows: list[ParticipantCheck]
    only: str
    total: int
    ready_count: int
    missing_count: int
    issued_count: int

    @property
    def headings(self) -> list[str]:
        """Column titles; every row has the same requirements."""
        return [requirement.label for requirement in self.rows[0].requirements] if self.rows else []


def review_event(*, event: TrainingEvent, only: str = "") -> Review:
    """Everybody, or only those ready (`siap`), lacking something (`kurang`) or done (`terbit`)."""
    checks = requirements_of_event(event=event)
    parts = {
        READY: [check for check in checks if check.is_ready],
        MISSING: [check for check in checks if check.certificate is None and check.missing],
        ISSUED: [check for check in checks if check.certificate is not None],
    }
    return Review(
        rows=parts.get(only, checks),
        only=only if only in parts else "",
        total=len(checks),
        ready_count=len(parts[READY]),
        missing_count=len(parts[MISSING]),
        issued_count=len(parts[ISSUED]),
    )
