"""allauth's forms for the second step, in the site's words."""

from allauth.account.forms import ReauthenticateForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

REPLAY_SECONDS = 120
"""Longer than a code of the app is accepted: thirty seconds, and thirty before and after."""


class CodeWords:
    """One field, large enough for a thumb, that the keyboard of a phone fills in."""

    label = _("Kode enam angka dari aplikasi, atau satu kode cadangan")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label, field.max_length = self.label, 20
        field.error_messages["required"] = _("Ketik kodenya.")
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 20}


class OnceOnly:
    """A code of the app counts once, also in the half minute in which allauth would take it again."""

    def clean_code(self):
        code = super().clean_code()
        is_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_app and not cache.add(f"members.totp:{self.user.pk}:{code.strip()}", True, REPLAY_SECONDS):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(CodeWords, OnceOnly, base_forms.AuthenticateForm):
    """After the password, at login."""


class CodeAgainForm(CodeWords, OnceOnly, base_forms.ReauthenticateForm):
    """Before something important, by somebody who is inside."""


class ActivateForm(CodeWords, ActivateTOTPForm):
    label = _("Kode enam angka yang sekarang tampil di aplikasi")


class NoRubbish:
    """What is no answer of a browser is a wrong code, where the library stumbles over missing keys."""

    def _clean_fields(self):
        self._catch(super()._clean_fields)

    def _clean_form(self):
        self._catch(super()._clean_form)

    def _catch(self, clean):
        try:
            clean()
        except (AttributeError, KeyError, TypeError, ValueError):
            self.add_error(None, get_adapter().validation_error("incorrect_code"))


class PasskeyForm(NoRubbish, AuthenticateWebAuthnForm):
    """After the password, at login."""


class PasskeyAgainForm(NoRubbish, ReauthenticateWebAuthnForm):
    """Before something important."""


class AddPasskeyForm(NoRubbish, AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Nama kunci"),
            help_text=_("Supaya Anda mengenalinya nanti, misalnya HP saya."),
            max_length=60,
            initial=_("Kunci saya"),
            required=False,
        )
        self.fields["credential"].error_messages["required"] = _("Peramban belum memberi kunci. Coba sekali lagi.")


class PasswordAgainForm(ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["password"]
        field.label, field.help_text, field.max_length = _("Kata sandi Anda"), "", 128
        field.error_messages["required"] = _("Ketik kata sandi Anda.")
        field.widget.attrs.pop("placeholder", None)
