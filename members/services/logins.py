"""One way in for everybody: who a typed name, number or address belongs to, and where people land."""

import secrets
from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from members.choices import Role
from members.models import Member, User
from members.models.phones import normalize_phone
from members.permissions import can_open_cms, has_role
from members.services.people import is_staff_login

WRONG_LOGIN = _(
    "Nama pengguna atau kata sandi tidak cocok. Periksa huruf besar dan kecil, lalu coba lagi. "
    "Lupa kata sandi? Minta yang baru kepada ketua KIM atau petugas Dinas Kominfo."
)
TOO_MANY_ATTEMPTS = _(
    "Sudah terlalu sering mencoba. Tunggu 15 menit lalu coba lagi, atau minta kata sandi baru kepada petugas."
)
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105 -- letters nobody misreads, not a password


class LeanArgon2Hasher(Argon2PasswordHasher):
    """Argon2id as OWASP's small profile (19 MiB, 2 passes, 1 lane): 21 ms of CPU against Django's 183 ms."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1


class LoginTaken(Exception):
    """The username already belongs to somebody."""


class AlreadyHasLogin(Exception):
    """The person can log in already."""


class LoginIsStaff(Exception):
    """Passwords of people with a role are not set by other officers."""


def find_login(text: str) -> User | None:
    """The account behind a username, a phone number in any usual spelling, or an e-mail address; one query."""
    text = text.strip()
    condition = Q(username__in={text, text.lower()})
    phone = normalize_phone(text)
    if phone:
        condition |= Q(phone=phone)
    if "@" in text:
        condition |= Q(email__iexact=text)
    found = list(User.objects.filter(condition))
    found.sort(key=lambda user: (user.username != text, user.username != text.lower(), user.phone != phone))
    return found[0] if found else None


class LoginBackend(AuthenticationBackend):
    """Checks exactly one hash, whether the account exists or not, so that time tells nothing."""

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **credentials: Any
    ) -> User | None:
        if not username or not password:
            return None
        user = find_login(username)
        if user is None or not user.has_usable_password():
            self._mitigate_timing_attack(password)
            return None
        return self._check_password(user, password)


class AccountAdapter(DefaultAccountAdapter):
    """What allauth asks this site."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG_LOGIN,
        "phone_password_mismatch": WRONG_LOGIN,
        "email_password_mismatch": WRONG_LOGIN,
        "too_many_login_attempts": TOO_MANY_ATTEMPTS,
        "enter_current_password": _("Kata sandi sekarang tidak cocok. Coba ketik lagi."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only addresses of this very host; the list of allowed hosts is no list of places to send people to."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Officers and viewers to their events, other staff to the back office, everybody else to learning."""
        if has_role(request.user, Role.OFFICER, Role.VIEWER):
            return reverse("office_events")
        if can_open_cms(request.user):
            return reverse("wagtailadmin_home")
        return reverse("learning")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_index")

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=normalize_phone(phone) or None).first()

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (str(user.phone), True) if user.phone else None

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Attempts count against the account, not against one of the spellings that lead to it."""
        typed = credentials.get("username", "")
        user = find_login(typed)
        return f"user:{user.pk}" if user else f"typed:{normalize_phone(typed) or typed.lower()}"


@transaction.atomic
def create_login(*, member: Member, username: str, now: datetime) -> tuple[User, str]:
    """Give a person an account; returns it with a password that is shown once and kept nowhere.

    The member's phone number also leads to the account, unless it leads to another one already.
    Raises AlreadyHasLogin and LoginTaken.
    """
    member = Member.objects.select_for_update().get(pk=member.pk)
    if member.user_id:
        raise AlreadyHasLogin
    if User.objects.filter(username__iexact=username).exists():
        raise LoginTaken
    password = make_password()
    phone = str(member.phone) if member.phone else None
    if phone and User.objects.filter(phone=phone).exists():
        phone = None
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                username=username.lower(),
                password=password,
                first_name=member.call_name[:150],
                phone=phone,
                date_joined=now,
            )
    except IntegrityError as error:
        raise LoginTaken from error
    member.user = user
    member.save(update_fields=["user"])
    return user, password


@transaction.atomic
def renew_password(*, member: Member, now: datetime) -> str:
    """A new password for somebody who lost theirs, shown once; ends all their sessions.

    Raises LoginIsStaff for accounts with a role or more: an officer must not become another officer.
    """
    user = User.objects.select_for_update().get(member=member)
    if is_staff_login(user):
        raise LoginIsStaff
    password = make_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    return password


def make_password() -> str:
    """`k7mqx-3wpht`: about 49 random bits that can be read out over the phone."""
    letters = "".join(secrets.choice(PASSWORD_LETTERS) for _index in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def suggest_username(member: Member) -> str:
    """`maria.nahak`, or with a number behind it when taken: first and second word of the name."""
    words = [
        "".join(letter for letter in word.lower() if letter.isascii() and letter.isalnum())
        for word in member.full_name.split()
    ]
    base = ".".join([word for word in words if word][:2])[:30] or "anggota"
    if not base[0].isalpha():
        base = f"kim.{base}"
    taken = set(User.objects.filter(username__startswith=base).values_list("username", flat=True))
    candidates = [base, *(f"{base}{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in candidates if name not in taken)
