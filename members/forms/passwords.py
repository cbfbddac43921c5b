"""Forms that end in a new password, and the ways to one."""

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.forms.logins import name_password_fields
from members.services.reset_mails import request_reset_mail

NOT_THE_SAME = _("Kedua kata sandi baru tidak sama. Ketik sekali lagi.")
PASSWORD_HINT = _("Paling sedikit 8 huruf atau angka, bukan kata yang mudah ditebak.")


class PasswordTwiceForm(forms.Form):
    """A first or a forgotten password; `user` is whom it must not resemble."""

    password1 = forms.CharField(
        label=_("Kata sandi baru"),
        help_text=PASSWORD_HINT,
        max_length=128,
        strip=False,
        error_messages={"required": _("Ketik kata sandi baru.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Kata sandi baru, sekali lagi"),
        max_length=128,
        strip=False,
        error_messages={"required": _("Ketik kata sandi yang sama sekali lagi.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password1(self):
        validate_password(self.cleaned_data["password1"], self.user)
        return self.cleaned_data["password1"]

    def clean_password2(self):
        first = self.data.get(self.add_prefix("password1"))
        if first != self.cleaned_data["password2"]:
            raise forms.ValidationError(NOT_THE_SAME)
        return self.cleaned_data["password2"]


class OneTimeCodeForm(forms.Form):
    """What is printed on a card or was read out."""

    code = forms.CharField(
        label=_("Kode pada kartu atau dari ketua KIM"),
        help_text=_("Sepuluh huruf dan angka, misalnya k7mqx-3wpht. Huruf besar atau kecil sama saja."),
        max_length=40,
        error_messages={"required": _("Ketik kodenya.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class AllauthWords:
    """allauth's rules in the site's words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_password_fields(self.fields)

    def clean(self):
        cleaned = super().clean()
        if self.has_error("password2"):
            self._errors["password2"] = self.error_class([NOT_THE_SAME])
        return cleaned


class FirstPasswordForm(AllauthWords, allauth_forms.SetPasswordForm):
    """`/akun/sandi/atur/`."""


class ResetPasswordKeyForm(AllauthWords, allauth_forms.ResetPasswordKeyForm):
    """The page behind the link in a mail."""


class ResetPasswordForm(forms.Form):
    """Asks for a mail; says the same and does the same work for every address."""

    email = forms.EmailField(
        label=_("Surel"),
        help_text=_("Surel yang pernah Anda tulis di situs ini."),
        error_messages={
            "required": _("Ketik surel Anda."),
            "invalid": _("Tulis surel lengkap, misalnya nama@contoh.id."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def save(self, request, **kwargs):
        request_reset_mail(email=self.cleaned_data["email"], now=timezone.now())
        return self.cleaned_data["email"]
