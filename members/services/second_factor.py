"""The second step of people with a role: who needs one, from when on, and how its secrets are kept.

docs/adr/0018-second-factor-and-sessions.md
"""

import base64
import hashlib
import secrets
from datetime import datetime, timedelta
from io import BytesIO
from urllib.parse import urlsplit

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from members.choices import AccountEventKind
from members.models import User
from members.permissions import can_open_cms
from members.services.events import record_event
from members.services.sessions import end_sessions

OWN_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second step; recovery codes are only the way back to one."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """What allauth asks this site about second factors."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya, lalu ketik lagi."),
        "cannot_generate_recovery_codes": _("Nyalakan langkah kedua dulu, baru kode cadangan bisa dibuat."),
    }

    def get_totp_label(self, user: User) -> str:
        return user.username

    def get_totp_issuer(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def build_totp_svg(self, url: str) -> str:
        drawing = BytesIO()
        segno.make_qr(url, error="m").save(drawing, kind="svg", xmldecl=False, border=2, light="#fff", scale=4)
        return drawing.getvalue().decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the configured address, whatever host the request named."""
        return {"id": urlsplit(settings.BASE_URL).hostname or "localhost", "name": settings.WAGTAIL_SITE_NAME}

    def encrypt(self, text: str) -> str:
        """A copy of the database alone must not be a second factor."""
        return _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Random when the key is gone: then no code fits, and an administrator resets the factor."""
        try:
            return _lock().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()


def _lock() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(f"members.second_factor:{key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type__in=OWN_FACTORS).exists()


def needs_second_factor(user: User) -> bool:
    """Staff of any kind without one, where the site asks for it."""
    return settings.REQUIRE_SECOND_FACTOR and can_open_cms(user) and not has_second_factor(user)


@transaction.atomic
def second_factor_deadline(*, user: User, now: datetime) -> datetime:
    """Until when `user` may do without; the first question sets it, and nothing ever moves it."""
    if user.second_factor_due_at is None:
        due_at = now + timedelta(hours=settings.SECOND_FACTOR_GRACE_HOURS)
        User.objects.filter(pk=user.pk, second_factor_due_at=None).update(second_factor_due_at=due_at)
        user.refresh_from_db(fields=["second_factor_due_at"])
    return user.second_factor_due_at or now


@transaction.atomic
def note_second_factor(*, user: User, is_on: bool, actor: User | None, now: datetime) -> None:
    """A factor was added or taken away: written down, other sessions end, and there is no second grace."""
    User.objects.filter(pk=user.pk, second_factor_due_at=None).update(second_factor_due_at=now)
    kind = AccountEventKind.SECOND_FACTOR_ON if is_on else AccountEventKind.SECOND_FACTOR_OFF
    record_event(user=user, kind=kind, actor=actor, now=now)
    end_sessions(user=user)


@transaction.atomic
def reset_second_factor(*, user: User, by: User | None, now: datetime) -> int:
    """For somebody who lost phone and recovery codes; a new grace begins. Returns how many factors were removed."""
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    if removed:
        note_second_factor(user=user, is_on=False, actor=by, now=now)
    User.objects.filter(pk=user.pk).update(second_factor_due_at=None)
    return removed
