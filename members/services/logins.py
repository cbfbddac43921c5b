"""One way in for everybody: who a typed name, number or address belongs to, and where people land."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.choices import Role
from members.models import AccountEvent, User
from members.models.phones import normalize_phone
from members.permissions import can_open_cms, has_role
from members.services.consents import wants_asking
from members.services.events import events_by_others

WRONG_LOGIN = _(
    "Nama pengguna atau kata sandi tidak cocok. Periksa huruf besar dan kecil, lalu coba lagi. "
    "Lupa kata sandi? Minta kode kepada ketua KIM atau petugas Dinas Kominfo."
)
TOO_MANY_ATTEMPTS = _(
    "Sudah terlalu sering mencoba. Tunggu 15 menit lalu coba lagi, atau minta kode baru kepada petugas."
)


class LeanArgon2Hasher(Argon2PasswordHasher):
    """Argon2id as OWASP's small profile (19 MiB, 2 passes, 1 lane): 21 ms of CPU against Django's 183 ms."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1


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
        """Officers and viewers to their events, other staff to the back office, everybody else to learning.

        Somebody nobody asked yet comes by the page of consents, once: answering or skipping it leads to learning.
        """
        if has_role(request.user, Role.OFFICER, Role.VIEWER):
            return reverse("office_events")
        if can_open_cms(request.user):
            return reverse("wagtailadmin_home")
        is_asked_first = isinstance(request.user, User) and wants_asking(user=request.user)
        return reverse("my_consents" if is_asked_first else "learning")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_index")

    def login(self, request: HttpRequest, user: User) -> None:
        """Whoever enters is told what others did to the account since the last time."""
        since = user.last_login
        super().login(request, user)
        for event in events_by_others(user=user, since=since):
            messages.warning(request, describe_event(event))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Under the configured address, whatever host the request named."""
        uid, _dash, token = key.partition("-")
        return f"{settings.BASE_URL}{reverse('account_reset_password_from_key', args=[uid, token])}"

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=normalize_phone(phone) or None).first()

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (str(user.phone), True) if user.phone else None

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Attempts count against the account, not against one of the spellings that lead to it."""
        typed = credentials.get("username", "")
        user = find_login(typed)
        return f"user:{user.pk}" if user else f"typed:{normalize_phone(typed) or typed.lower()}"


def describe_event(event: AccountEvent) -> str:
    """What the owner reads after the next login."""
    return gettext(
        "%(what)s oleh %(who)s, %(when)s. Kalau Anda tidak memintanya, ganti kata sandi dan hubungi petugas."
    ) % {
        "what": event.get_kind_display(),
        "who": name_of(event.actor),
        "when": date_format(timezone.localtime(event.happened_at), "j F Y, H.i"),
    }


def name_of(user: User | None) -> str:
    """The person's name where the office knows one."""
    if user is None:
        return ""
    return user.member.full_name if hasattr(user, "member") else user.get_short_name() or user.username
