"""What the public reads about a certificate: an extract of the register, from frozen text and the state of today."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from certificates.models import Certificate
from certificates.services.codes import group_code, read_code
from certificates.services.printing import verification_address
from certificates.services.wording import signing_text

COLUMNS = (
    *("code", "number", "printed", "status", "issued_on", "valid_until", "revoked_at", "revocation_reason"),
    *("series__organization__time_zone", "replaced_by__code", "replaced_by__number"),
    *("replaced_by__reissue_reason", "replaces__code", "replaces__number"),
)


class Standing(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Extract:
    """`successor` replaced this certificate, and may be replaced itself; `predecessor` is the one this replaced."""

    certificate: Certificate
    standing: Standing
    zone: str
    successor: Certificate | None
    predecessor: Certificate | None

    @property
    def is_valid(self) -> bool:
        return self.standing == Standing.VALID

    @property
    def is_expired(self) -> bool:
        return self.standing == Standing.EXPIRED

    @property
    def is_replaced(self) -> bool:
        return self.standing == Standing.REPLACED

    @property
    def is_revoked(self) -> bool:
        return self.standing == Standing.REVOKED

    @property
    def printed(self) -> dict[str, Any]:
        return self.certificate.printed

    @property
    def code(self) -> str:
        """In groups of four, as on the paper."""
        return group_code(self.certificate.code)

    @property
    def signatories(self) -> list[dict[str, str]]:
        """Name and position of one or two, in the order of the paper; certificates frozen early know of one only."""
        signing = [row for row in (self.printed["signatory"], self.printed.get("second_signatory")) if row]
        return [{"name": row["name"], "position": signing_text(row["lines"])} for row in signing]


def find_extract(*, code: str, now: datetime) -> Extract | None:
    """One query, whether the code is known, unknown or no code at all."""
    found = Certificate.objects.select_related("series__organization", "replaced_by", "replaces").only(*COLUMNS)
    certificate = next(iter(found.filter(code=read_code(code)).order_by()), None)
    return None if certificate is None else make_extract(certificate=certificate, now=now)


def make_extract(*, certificate: Certificate, now: datetime) -> Extract:
    zone = certificate.series.organization.time_zone
    today = now.astimezone(ZoneInfo(zone)).date()
    successor = getattr(certificate, "replaced_by", None)
    standing = standing_on(certificate=certificate, day=today)
    return Extract(certificate, standing, zone, successor, certificate.replaces)


def standing_on(*, certificate: Certificate, day: date) -> Standing:
    """The last day of its term still counts; revoked and replaced outlast it."""
    if certificate.is_revoked:
        return Standing.REVOKED
    if certificate.is_replaced:
        return Standing.REPLACED
    return Standing.EXPIRED if certificate.is_expired(day) else Standing.VALID


def describe_for_machines(*, extract: Extract, now: datetime) -> dict[str, Any]:
    """The same as the page in words of JSON; dates in ISO, texts as printed."""
    row, printed, activity = extract.certificate, extract.printed, extract.printed["activity"]
    return {
        "status": str(extract.standing),
        "checked_at": now.isoformat(timespec="seconds"),
        "code": row.code,
        "number": row.number,
        "address": verification_address(row.code),
        "title": printed["title"],
        "name": printed["name"],
        "origin": printed["origin"],
        "role": printed["role"],
        "wording": printed["wording"],
        "results": printed["results"],
        "activity": {key: activity[key] for key in ("phrase", "title", "dates", "place", "jp", "materials")},
        "issuer": {"name": printed["office"], "government": printed["government"]},
        "signatories": extract.signatories,
        "issued_on": row.issued_on.isoformat(),
        "issued_in": printed["issued_in"],
        "valid_until": row.valid_until and row.valid_until.isoformat(),
        "revoked_at": row.revoked_at and row.revoked_at.isoformat(timespec="seconds"),
        "revocation_reason": row.revocation_reason,
        "replaced_by": _name_successor(extract.successor),
        "replaces": _name(extract.predecessor) if extract.predecessor else None,
    }


def _name_successor(successor: Certificate | None) -> dict[str, str] | None:
    if successor is None:
        return None
    return _name(successor) | {"reason": successor.reissue_reason}


def _name(certificate: Certificate) -> dict[str, str]:
    return {"number": certificate.number, "address": verification_address(certificate.code)}
