"""Something in the queue of requests and on the consents page, so that both are seen at work."""

from datetime import datetime, timedelta

from members.choices import RequestKind
from members.models import Member, User
from members.services.consents import record_paper
from members.services.data_requests import open_request


def load_privacy(chairs: list[Member], officer: User, now: datetime) -> None:
    """A request from yesterday, and a signed sheet typed at the hall's door."""
    details = "Nama saya kurang satu huruf t."
    open_request(member=chairs[8], kind=RequestKind.RECTIFY, details=details, now=now - timedelta(hours=20))
    record_paper(member=chairs[9], purposes=["photo", "contact"], is_minor=False, by=officer, now=now)
