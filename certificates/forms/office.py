"""Forms about what certificates are made from and how they are checked."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from bimtek.services.offices import writable_offices
from certificates.models import CertificateDesign, CertificateOffer, NumberSeries, Signatory
from certificates.services.numbers import PatternError, check_pattern
from certificates.services.offers import ForeignPart, check_one_office, promise_for_finished
from courses.models import CoursePage

YEARS = [MinValueValidator(2000), MaxValueValidator(2100)]
"""A slip of the finger is no year; SQLite would take it."""


class OfferForm(forms.Form):
    """Choices of one office only."""

    design = forms.ModelChoiceField(CertificateDesign.objects.none(), label=_("Rancangan"), empty_label=None)
    signatory = forms.ModelChoiceField(
        Signatory.objects.none(),
        label=_("Penanda tangan"),
        help_text=_("Harus masih menjabat pada tanggal terbit."),
        empty_label=None,
    )
    second_signatory = forms.ModelChoiceField(
        Signatory.objects.none(),
        label=_("Penanda tangan kedua"),
        help_text=_("Boleh kosong. Dicetak di sebelah kiri, misalnya Ketua Panitia."),
        empty_label=_("tidak ada"),
        required=False,
    )
    series = forms.ModelChoiceField(
        NumberSeries.objects.none(),
        label=_("Seri nomor"),
        help_text=_("Pada tahun baru, seri ini dilanjutkan mulai nomor 1."),
        empty_label=None,
    )
    valid_months = forms.IntegerField(
        label=_("Berlaku (bulan)"),
        help_text=_("Kosongkan bila berlaku selamanya."),
        min_value=1,
        max_value=1200,
        required=False,
    )

    def __init__(self, *args, organization, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self._choosing():
            field.queryset = field.queryset.model.objects.filter(organization=organization)

    def _choosing(self):
        return [field for field in self.fields.values() if isinstance(field, forms.ModelChoiceField)]

    @property
    def missing_parts(self):
        """Model names of which the office has none yet."""
        return [field.queryset.model._meta.model_name for field in self._choosing() if not field.queryset.exists()]

    def clean(self):
        data = super().clean()
        refuse_same_signatory(self, data)
        return data


def refuse_same_signatory(form, data):
    """Adds the error to `form`; the database says no too, but not why."""
    if data.get("second_signatory") and data["second_signatory"] == data.get("signatory"):
        form.add_error("second_signatory", _("Pilih orang lain, atau kosongkan: satu orang cukup satu tanda tangan."))


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan pencabutan"),
        max_length=200,
        help_text=_(
            "Dibaca semua orang yang memeriksa sertifikat ini. Tulis alasan umum, misalnya “ternyata tidak hadir”, "
            "tanpa nomor HP atau hal pribadi."
        ),
    )
    sure = forms.BooleanField(label=_("Saya yakin. Sertifikat yang dicabut tidak bisa dipulihkan."))


class ReissueForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan penerbitan ulang"),
        max_length=200,
        help_text=_(
            "Dibaca semua orang yang memeriksa sertifikat lama dan baru. Tulis alasan umum, misalnya “ejaan nama "
            "diperbaiki”, tanpa nomor HP atau hal pribadi."
        ),
    )
    sure = forms.BooleanField(label=_("Data sudah diperbaiki. Terbitkan yang baru dengan nomor berikutnya."))


class CodeForm(forms.Form):
    kode = forms.CharField(
        label=_("Kode sertifikat"),
        help_text=_("20 huruf dan angka, tercetak di sebelah kode QR"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )


class FileForm(forms.Form):
    """A PDF to compare with the register; what is too large was never read."""

    berkas = forms.FileField(
        label=_("Berkas PDF sertifikat"),
        help_text=_("Paling besar 2 MB. Berkas tidak kami simpan."),
        error_messages={
            "required": _("Pilih dahulu berkas PDF sertifikatnya."),
            "invalid": _("Pilih dahulu berkas PDF sertifikatnya."),
            "empty": _("Berkas ini kosong. Unduh lagi sertifikatnya, lalu coba sekali lagi."),
        },
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    @classmethod
    def too_large(cls):
        form = cls({})
        form.errors["berkas"] = form.error_class([_("Berkas ini lebih besar dari 2 MB, jadi bukan terbitan kami.")])
        return form


class OfficeForm(WagtailAdminModelForm):
    """Offers only the offices the user writes for; an existing row stays with its office."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offices = writable_offices(user=self.for_user)
        field = self.fields["organization"]
        field.queryset = offices
        if self.instance.pk:
            field.disabled = True
        elif offices.count() == 1:
            field.initial = offices.first()


class SeriesForm(OfficeForm):
    class Meta:
        model = NumberSeries
        fields = ["organization", "name", "year", "pattern", "classification", "office_code", "next_serial"]
        help_texts = {
            "classification": _("Kode klasifikasi arsip dari kantor Anda. Aplikasi tidak menyediakan kode bawaan."),
            "next_serial": _("Naikkan bila buku agenda sudah memakai nomor. Nomor yang terpakai tidak dipakai lagi."),
        }

    def clean_year(self):
        year = self.cleaned_data["year"]
        for check in YEARS:
            check(year)
        return year

    def clean_pattern(self):
        pattern = self.cleaned_data["pattern"]
        try:
            check_pattern(pattern)
        except PatternError as error:
            raise forms.ValidationError(str(error)) from error
        return pattern

    def clean_next_serial(self):
        wanted = self.cleaned_data["next_serial"]
        used = self.instance.certificates.aggregate(last=Max("serial"))["last"] if self.instance.pk else None
        if used is not None and wanted <= used:
            raise forms.ValidationError(_("Nomor urut sampai %d sudah terpakai. Isi angka yang lebih besar.") % used)
        return wanted


class CourseOfferForm(WagtailAdminModelForm):
    """Certificates of an online course, issued without an officer as soon as a learner is through."""

    class Meta:
        model = CertificateOffer
        fields = ["course", "design", "signatory", "second_signatory", "series", "valid_months"]
        help_texts = {"second_signatory": _("Boleh kosong. Dicetak di sebelah kiri.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offices = writable_offices(user=self.for_user)
        for name in ("design", "signatory", "second_signatory", "series"):
            field = self.fields[name]
            field.queryset = field.queryset.model.objects.filter(organization__in=offices).with_organization()
        self.fields["course"].required = True
        self.fields["course"].queryset = self._courses(offices)
        self.fields["course"].disabled = bool(self.instance.pk)

    def _courses(self, offices):
        """Open courses to choose from; an existing offer stays with its course, even after that was closed."""
        if self.instance.pk:
            return CoursePage.objects.filter(pk=self.instance.course_id)
        live = CoursePage.objects.live()
        return (live.filter(organization__in=offices) | live.filter(organization=None)).order_by("title")

    def clean(self):
        data = super().clean()
        refuse_same_signatory(self, data)
        parts = [data.get(name) for name in ("design", "signatory", "series")]
        if all(parts):
            second = [data["second_signatory"]] if data.get("second_signatory") else []
            try:
                check_one_office(
                    [*parts, *second], owner=data["course"].organization_id if data.get("course") else None
                )
            except ForeignPart:
                self.add_error("series", _("Rancangan, penanda tangan, dan seri nomor harus milik satu organisasi."))
        return data

    def save(self, commit=True):
        offer = super().save(commit)
        if commit:
            promise_for_finished(course=offer.course, now=timezone.now())
        return offer
