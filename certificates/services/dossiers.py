"""Everything about one person's certificate on one page: requirements, waivers, spelling, what was issued before."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

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
    related = ("issued_by", "revoked_by", "replaced_by")
    history = certificates_of(source).select_related(*related).annotate(byte_count=F("file__byte_count"))
    return Dossier(
        check=check(source=source, now=now),
        spelling=spelling_of(member=source.member),
        history=list(history),
        has_offer=offers_for(source).exists(),
        title=str(activity_of(source)),
    )
