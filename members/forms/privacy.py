"""Forms about a person's own data: what they agree to, correct and ask for, and how the office answers."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from members.choices import RequestKind
from members.forms.fields import PaperField, PhoneField
from members.models import ConsentText, Member, RetentionRule

ADULT, MINOR = "18", "17"


class ConsentForm(forms.Form):
    """One tick per purpose, none ticked unless it was agreed to before; the age is asked only while nobody knows it."""

    age = forms.ChoiceField(
        label=_("Umur Anda"),
        required=False,
        choices=[(ADULT, _("18 tahun atau lebih")), (MINOR, _("Belum 18 tahun"))],
        widget=forms.RadioSelect,
        help_text=_("Cukup ini; tanggal lahir tidak kami minta."),
    )
    guardian_name = forms.CharField(
        label=_("Nama orang tua atau wali"),
        required=False,
        max_length=200,
        help_text=_("Hanya bila belum 18 tahun. Mintalah persetujuannya dahulu."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, choices, is_minor, **kwargs):
        super().__init__(*args, **kwargs)
        self.known_age = is_minor
        for choice in choices:
            self.fields[choice.purpose] = forms.BooleanField(
                label=choice.label, required=False, initial=choice.consent is not None, help_text=choice.text.text
            )
        self.purposes = [choice.purpose for choice in choices]
        if is_minor is not None:
            del self.fields["age"]
        if is_minor is False:
            del self.fields["guardian_name"]

    @property
    def ticks(self):
        return [self[purpose] for purpose in self.purposes]

    @property
    def is_minor(self):
        age = self.cleaned_data.get("age")
        return self.known_age if self.known_age is not None else {ADULT: False, MINOR: True}.get(age)

    @property
    def chosen(self):
        return [purpose for purpose in self.purposes if self.cleaned_data.get(purpose)]

    def clean(self):
        data = super().clean()
        if self.chosen and self.is_minor is None and "age" not in self.errors:
            self.add_error("age", _("Pilih dulu umur Anda, supaya kami tahu siapa yang harus setuju."))
        if self.chosen and self.is_minor and not (data.get("guardian_name") or "").strip():
            self.add_error("guardian_name", _("Belum 18 tahun: tulis nama orang tua atau wali yang setuju."))
        return data


class PaperConsentForm(ConsentForm):
    """The same from a signed sheet, typed by an officer, who answers for the age."""

    scan = PaperField(
        label=_("Pindaian atau foto lembar"),
        help_text=_("Boleh menyusul. PDF, JPG, atau PNG, paling besar 5 MB; disimpan tertutup."),
    )

    def __init__(self, *args, choices, is_minor, **kwargs):
        super().__init__(*args, choices=choices, is_minor=None, **kwargs)
        self.fields["age"].label = _("Umur orang ini")
        self.fields["age"].required = True
        self.fields["age"].error_messages["required"] = _("Pilih umurnya.")
        self.fields["age"].help_text = ""
        self.initial["age"] = {False: ADULT, True: MINOR}.get(is_minor)
        self.order_fields([*self.purposes, "age", "guardian_name", "scan"])
        for purpose in self.purposes:
            self.fields[purpose].initial, self.fields[purpose].help_text = False, ""

    def clean(self):
        data = super().clean()
        if not self.chosen:
            raise forms.ValidationError(_("Centang paling sedikit satu tujuan yang ditandatangani."))
        return data


class MyDataForm(forms.ModelForm):
    """What people correct themselves; the name goes through the office, because it is printed."""

    phone = PhoneField(label=_("Nomor HP"), help_text=_("Boleh kosong. Nomor ini juga bisa dipakai untuk masuk."))

    class Meta:
        model = Member
        fields = ["phone", "gender", "walks_of_life"]
        widgets = {"gender": forms.RadioSelect, "walks_of_life": forms.CheckboxSelectMultiple}
        help_texts = {"gender": _("Untuk jumlah laki-laki dan perempuan dalam laporan.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["gender"].choices = [choice for choice in self.fields["gender"].choices if choice[0]]

    def _post_clean(self):
        """The service writes the row; the form leaves the instance as it is in the database."""


class RequestForm(forms.Form):
    kind = forms.ChoiceField(label=_("Permintaan"), choices=RequestKind, widget=forms.RadioSelect)
    details = forms.CharField(
        label=_("Keterangan"),
        required=False,
        max_length=2000,
        help_text=_("Misalnya: nama yang benar, dan apa yang salah. Jangan tulis NIK."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self):
        data = super().clean()
        if data.get("kind") == RequestKind.RECTIFY and not (data.get("details") or "").strip():
            self.add_error("details", _("Tulis apa yang salah dan bagaimana seharusnya."))
        return data


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Hasil"),
        choices=[("yes", _("Dikabulkan")), ("no", _("Tidak dapat dikabulkan"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih hasilnya.")},
    )
    answer = forms.CharField(
        label=_("Jawaban untuk orangnya"),
        max_length=2000,
        help_text=_("Apa yang sudah dilakukan, atau mengapa tidak bisa. Orangnya membaca teks ini."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Tulis jawabannya; orangnya berhak tahu.")},
    )


class EraseForm(forms.Form):
    name = forms.CharField(
        label=_("Ketik nama lengkap orang ini"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Ketik namanya untuk memastikan orangnya benar.")},
    )


class RunRetentionForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Saya sudah membaca daftar di atas; data itu tidak bisa dikembalikan."),
        error_messages={"required": _("Centang dulu bahwa daftarnya sudah dibaca.")},
    )


class ConsentTextForm(WagtailAdminModelForm):
    """A wording in force; saving changed words makes the next version, asking again unless somebody says otherwise."""

    class Meta:
        model = ConsentText
        fields = ["text", "is_new_meaning"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["is_new_meaning"] = True


class RetentionRuleForm(WagtailAdminModelForm):
    class Meta:
        model = RetentionRule
        fields = ["months", "basis", "is_active"]
