"""Forms in front of an account; labels in the site's words, rules from allauth and Django."""

from allauth.account import forms as allauth_forms
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _


class LoginForm(allauth_forms.LoginForm):
    """Whatever was typed goes to one lookup, so that the same person is found on every path."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Nama pengguna, nomor HP, atau surel"),
            max_length=254,
            error_messages={"required": _("Ketik nama pengguna, nomor HP, atau surel Anda.")},
            widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        )
        password = self.fields["password"]
        password.label = _("Kata sandi")
        password.max_length = 128
        password.help_text = _("Pertama kali masuk? Pakai kartu masuk Anda, bukan halaman ini.")
        password.error_messages["required"] = _("Ketik kata sandi Anda.")
        password.widget.attrs.pop("placeholder", None)
        self.fields["remember"].label = _("Tetap masuk di HP ini. Jangan dicentang kalau HP dipakai bersama.")
        self.order_fields(["login", "password", "remember"])

    def user_credentials(self):
        return {"username": self.cleaned_data["login"], "password": self.cleaned_data["password"]}


class PasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        name_password_fields(self.fields)

    def clean_password2(self):
        if self.cleaned_data.get("password1") != self.cleaned_data["password2"]:
            raise forms.ValidationError(_("Kedua kata sandi baru tidak sama. Ketik sekali lagi."))
        return self.cleaned_data["password2"]


def name_password_fields(fields):
    """The site's words for the fields of allauth's password forms."""
    labels = {
        "oldpassword": _("Kata sandi sekarang"),
        "password1": _("Kata sandi baru"),
        "password2": _("Kata sandi baru, sekali lagi"),
    }
    for name in labels.keys() & fields.keys():
        field = fields[name]
        field.label, field.help_text, field.max_length = labels[name], "", 128
        field.widget.attrs.pop("placeholder", None)
    fields["password1"].help_text = _("Paling sedikit 8 huruf atau angka, bukan kata yang mudah ditebak.")


class NewLoginForm(forms.Form):
    username = forms.CharField(
        label=_("Nama pengguna"),
        max_length=40,
        help_text=_("Huruf kecil, angka, dan titik; diawali huruf."),
        error_messages={"required": _("Tulis nama pengguna.")},
        validators=[
            RegexValidator(
                r"^[a-zA-Z][a-zA-Z0-9.]{2,39}$",
                _("Pakai 3 sampai 40 huruf, angka, atau titik, dan mulai dengan huruf."),
            )
        ],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
