from django import forms
from django.utils.translation import gettext_lazy as _

from members.forms.logins import NewLoginForm
from members.forms.passwords import PasswordTwiceForm
from members.models.phones import normalize_phone

USERNAME = NewLoginForm.base_fields["username"].validators


class SignUpForm(PasswordTwiceForm):
    """Name, number or username, the code of the group, a password; asks for nothing else."""

    class_code = forms.CharField(
        label=_("Kode kelas KIM"),
        help_text=_("Enam huruf dan angka dari ketua KIM Anda."),
        max_length=20,
        error_messages={"required": _("Ketik kode kelas dari ketua KIM Anda.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    full_name = forms.CharField(
        label=_("Nama lengkap"),
        help_text=_("Seperti yang akan tercetak di sertifikat, tanpa gelar."),
        max_length=200,
        error_messages={"required": _("Tulis nama lengkap Anda.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    login = forms.CharField(
        label=_("Nomor HP"),
        help_text=_("Untuk masuk nanti. Tidak punya nomor sendiri? Tulis nama pengguna, misalnya maria.nahak."),
        max_length=60,
        error_messages={"required": _("Tulis nomor HP atau nama pengguna.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label=_("Surel"),
        help_text=_("Boleh kosong. Berguna kalau Anda lupa kata sandi."),
        required=False,
        error_messages={"invalid": _("Tulis surel lengkap, misalnya nama@contoh.id, atau kosongkan.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ["class_code", "full_name", "login", "email", "password1", "password2"]

    def clean_login(self):
        """A number in any usual spelling, else a username that could not be taken for one."""
        typed = self.cleaned_data["login"].strip()
        self.phone = normalize_phone(typed) or ""
        if not self.phone:
            if not any(letter.isalpha() for letter in typed):
                raise forms.ValidationError(_("Nomor ini belum lengkap. Tulis seperti 0812 3456 7890."))
            for validate in USERNAME:
                validate(typed)
        return typed

    def clean_full_name(self):
        if not any(letter.isalpha() for letter in self.cleaned_data["full_name"]):
            raise forms.ValidationError(_("Tulis nama lengkap Anda dengan huruf."))
        return self.cleaned_data["full_name"]

    def values(self):
        """Keyword arguments for `sign_up`."""
        data = self.cleaned_data
        return {
            "class_code": data["class_code"],
            "full_name": data["full_name"],
            "phone": self.phone,
            "username": "" if self.phone else data["login"],
            "email": data["email"],
            "password": data["password1"],
        }
