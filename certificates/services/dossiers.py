"""Everything about one person's certificate on one page: requirements, waivers, spelling, what was issued before."""

from dataclasses import dataclass
from datetime import datetime

from certificates.models import Certificate
from certificates.services.batches import BatchLine, line_of
from certificates.services.names import Spelling, spelling_of
from certificates.services.requirements import Check, check
from certificates.services.sources import Source, activity_of, offers_for, source_key


@dataclass(frozen=True)
class Dossier:
    """`history` is the chain of certificates, the newest first; `drawing` is of the last one without a file."""

    check: Check
    spelling: Spelling
    history: list[Certificate]
    has_offer: bool
    title: str
    drawing: BatchLine | None

    @property
    def can_issue(self) -> bool:
        return self.has_offer and self.check.is_ready


def open_dossier(*, source: Source, now: datetime) -> Dossier:
    """Of one participant, part or learner; at most a dozen queries."""
    issued = Certificate.objects.with_size().filter(**{source_key(source): source}).order_by("-pk")
    history = list(issued.select_related("issued_by", "revoked_by", "replaced_by"))
    undrawn = next((row for row in history if row.byte_count is None), None)
    return Dossier(
        check=check(source=source, now=now),
        spelling=spelling_of(member=source.member),
        history=history,
        has_offer=offers_for(source).exists(),
        title=str(activity_of(source)),
        drawing=line_of(certificate=undrawn) if undrawn else None,
    )
