"""Everything about one person's certificate on one page: requirements, waivers, spelling, what was issued before."""

from dataclasses import dataclass
from datetime import datetime

from certificates.models import Certificate
from certificates.services.names import Spelling, spelling_of
from certificates.services.requirements import Check, check
from certificates.services.sources import Source, activity_of, certificates_of, offers_for


@dataclass(frozen=True)
class Dossier:
    """`history` is the chain of certificates, the newest first."""

    check: Check
    spelling: Spelling
    history: list[Certificate]
    has_offer: bool
    title: str

    @property
    def can_issue(self) -> bool:
        return self.has_offer and self.check.is_ready


def open_dossier(*, source: Source, now: datetime) -> Dossier:
    """Of one participant, part or learner; at most a dozen queries."""
    history = certificates_of(source).with_size().select_related("issued_by", "revoked_by", "replaced_by")
    return Dossier(
        check=check(source=source, now=now),
        spelling=spelling_of(member=source.member),
        history=list(history),
        has_offer=offers_for(source).exists(),
        title=str(activity_of(source)),
    )
