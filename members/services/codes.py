"""One-time codes: the only way in which somebody else helps a person to a password; docs/adr/0017-one-time-codes.md."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import segno
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac

from members.choices import AccountEventKind, CodePurpose
from members.models import LoginCode, Member, User
from members.services.accounts import create_login
from members.services.events import record_event
from members.services.people import is_staff_login

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits nobody misreads."""
LENGTH = 10
"""About 49 random bits: 20 guesses a quarter of an hour need longer than the code lives."""


class CodeDead(Exception):
    """Unknown, used, replaced, expired, or for an account that codes no longer open; nobody is told which."""


class LoginIsStaff(Exception):
    """Passwords of people with a role are not set by other officers."""


class NoLogin(Exception):
    """The person has no account a code could open, or it is locked."""


@dataclass(frozen=True)
class IssuedCode:
    """A code in clear, which exists here and on paper only."""

    row: LoginCode
    text: str

    @property
    def address(self) -> str:
        """What the QR holds: the public address of this site and the code."""
        return f"{settings.BASE_URL}{reverse('card_open', args=[normalize_code(self.text)])}"

    @property
    def picture(self) -> str:
        """The QR as a data address, for a page that is shown once."""
        return segno.make_qr(self.address, error="m").svg_data_uri(border=2, light="#fff")

    @property
    def where(self) -> str:
        """Where the code is typed, as people write addresses."""
        return f"{settings.BASE_URL.partition('://')[2]}{reverse('card_login')}"


@transaction.atomic
def issue_code(*, member: Member, purpose: str, by: User, now: datetime) -> IssuedCode:
    """A new code for a person with an account; the one before dies. The password stays as it is until the code is used.

    Raises NoLogin, and LoginIsStaff for accounts with a role or more: an officer must not become another officer.
    """
    member = Member.objects.select_for_update().get(pk=member.pk)
    user = User.objects.filter(member=member, is_active=True).first()
    if user is None or member.merged_into_id or member.erased_at:
        raise NoLogin
    if is_staff_login(user):
        raise LoginIsStaff
    _revoke_open(member=member, user=user, by=by, now=now)
    text = draw_code()
    row = LoginCode.objects.create(
        member=member,
        purpose=purpose,
        digest=digest_of(text),
        issued_by=by,
        issued_at=now,
        expires_at=now + lifetime_of(purpose),
    )
    record_event(user=user, kind=AccountEventKind.CODE_ISSUED, actor=by, now=now)
    return IssuedCode(row, text)


@transaction.atomic
def open_account(*, member: Member, username: str = "", by: User, now: datetime) -> IssuedCode:
    """An account with the code that opens it; raises what `create_login` raises."""
    create_login(member=member, username=username, now=now)
    return issue_code(member=member, purpose=CodePurpose.CARD, by=by, now=now)


def _revoke_open(*, member: Member, user: User, by: User, now: datetime) -> None:
    """An expired one is closed too, silently: it opened nothing any more."""
    for row in LoginCode.objects.filter(member=member, used_at__isnull=True, revoked_at__isnull=True):
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
        if row.expires_at > now:
            record_event(user=user, kind=AccountEventKind.CODE_REVOKED, actor=by, now=now)


def find_code(*, text: str, now: datetime) -> LoginCode | None:
    """The open code behind what somebody typed or scanned, with the person and the account; changes nothing."""
    if len(normalize_code(text)) != LENGTH:
        return None
    return _usable(now).filter(digest=digest_of(text)).first()


def open_code(*, pk: int, now: datetime) -> LoginCode | None:
    """A code somebody showed before, if it is still open."""
    return _usable(now).filter(pk=pk).first()


@transaction.atomic
def use_code(*, code: LoginCode, password: str, now: datetime) -> User:
    """Set the password the code was for; works once, and ends the sessions of that account. Raises CodeDead."""
    member = Member.objects.select_for_update().get(pk=code.member_id)
    row = _usable(now).filter(pk=code.pk).first()
    if row is None:
        raise CodeDead
    user = User.objects.select_for_update().get(member=member)
    if is_staff_login(user):
        raise CodeDead
    row.used_at = now
    row.save(update_fields=["used_at"])
    user.set_password(password)
    user.save(update_fields=["password"])
    record_event(user=user, kind=AccountEventKind.CODE_USED, now=now)
    return user


def _usable(now: datetime) -> QuerySet[LoginCode]:
    people = Member.objects.current().filter(user__is_active=True)
    return LoginCode.objects.open_at(now).filter(member__in=people).select_related("member__user")


def lifetime_of(purpose: str) -> timedelta:
    if purpose == CodePurpose.CARD:
        return timedelta(days=settings.LOGIN_CARD_DAYS)
    return timedelta(hours=settings.RESET_CODE_HOURS)


def draw_code() -> str:
    """`k7mqx-3wpht`: can be read out over the phone."""
    letters = "".join(secrets.choice(LETTERS) for _index in range(LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def normalize_code(text: str) -> str:
    """What was typed, without dashes, spaces and capitals."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


def digest_of(text: str) -> str:
    """Keyed, so that a copy of the database opens no account."""
    return salted_hmac("members.LoginCode", normalize_code(text), algorithm="sha256").hexdigest()
