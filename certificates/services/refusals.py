"""Why nothing was issued; nothing was changed either."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from certificates.models import Certificate
    from certificates.services.requirements import Requirement


class CannotIssue(Exception):
    """Base of every reason."""


class NoOffer(CannotIssue):
    """The event or course gives no certificates: design, signatory and number series were not chosen."""


class EventNotHeld(CannotIssue):
    """The event is a draft, cancelled, or has not begun."""


class AlreadyIssued(CannotIssue):
    """The person has a certificate for this, valid or revoked; `certificate` is that one."""

    def __init__(self, certificate: "Certificate | None") -> None:
        super().__init__()
        self.certificate = certificate


class RequirementsMissing(CannotIssue):
    """`requirements` are the ones not met."""

    def __init__(self, requirements: "list[Requirement]") -> None:
        super().__init__(", ".join(requirement.key for requirement in requirements))
        self.requirements = requirements


class SignatoryNotInOffice(CannotIssue):
    """The term of a signatory does not cover the day of issue."""


class UnprintableText(CannotIssue):
    """Some text around the name holds `letters` that the fonts lack; it must be written otherwise first."""

    def __init__(self, letters: list[str]) -> None:
        super().__init__()
        self.letters = letters


class AlreadyReplaced(CannotIssue):
    """A newer certificate took the place of this one; only the last of them can be issued anew."""


class ReissueReasonMissing(CannotIssue):
    """Whoever verifies the old certificate reads why there is a new one."""
