"""Forms about how certificates look and who signs them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.choices import BESIDE_PARTICIPANTS, DesignAccent, DesignLayout, ParticipantRole, SigningMode
from certificates.forms.office import OfficeForm
from certificates.models import CertificateDesign, Signatory
from certificates.services.offers import is_earlier, revise_design
from certificates.services.samples import NAMES, Sample
from certificates.services.wording import clean_text
from lms.fonts import unprintable_letters


class PrintedForm(OfficeForm):
    """What is typed here is printed; a letter the fonts lack is named at once, and not when certificates are due."""

    def clean(self):
        data = super().clean()
        for name, value in list(data.items()):
            strange = unprintable_letters(clean_text(value)) if isinstance(value, str) else []
            if strange:
                self.add_error(name, _("Huruf ini tidak bisa dicetak: %(letters)s.") % {"letters": " ".join(strange)})
        return data


class DesignForm(PrintedForm):
    class Meta:
        model = CertificateDesign
        fields = [
            *("organization", "name", "title", "attended_wording", "passed_wording"),
            *("layout", "accent", "shows_materials", "shows_scores", "has_photo_frame"),
        ]

    def save(self, commit=True):
        """A changed design gets the next revision, so does an earlier one brought back; Wagtail keeps the rest."""
        if not (commit and self.instance.pk and (self.has_changed() or is_earlier(design=self.instance))):
            return super().save(commit)
        return revise_design(design=super().save(commit=False))


class SampleForm(forms.Form):
    """What to look at before anything is issued; nothing in it is stored. What is left out stays as designed."""

    ROLES = [("lulus", _("Peserta, lulus")), ("hadir", _("Peserta, hadir")), *BESIDE_PARTICIPANTS]

    nama = forms.ChoiceField(label=_("Nama"), choices=[(key, label) for key, (label, _name) in NAMES.items()])
    peran = forms.ChoiceField(label=_("Peran dan hasil"), choices=ROLES, required=False)
    tata_letak = forms.ChoiceField(
        label=_("Tata letak"), choices=[("", _("seperti rancangan")), *DesignLayout.choices], required=False
    )
    warna = forms.ChoiceField(
        label=_("Warna"), choices=[("", _("seperti rancangan")), *DesignAccent.choices], required=False
    )
    kedua = forms.BooleanField(label=_("Dengan penanda tangan kedua"), required=False)

    def sample(self):
        """The sample asked for; the usual one when the address was mistyped."""
        data = self.cleaned_data if self.is_valid() else {}
        role = data.get("peran") or "lulus"
        return Sample(
            name=NAMES[data.get("nama", "panjang")][1],
            role=ParticipantRole.PARTICIPANT if role in ("lulus", "hadir") else ParticipantRole(role),
            is_passed=role == "lulus",
            layout=data.get("tata_letak", ""),
            accent=data.get("warna", ""),
            has_second=data.get("kedua", False),
        )


class SignatoryForm(PrintedForm):
    class Meta:
        model = Signatory
        fields = [
            *("organization", "name", "title_before", "title_after", "position"),
            *("mode", "represented_position", "intermediate_position", "rank", "nip"),
            *("shows_titles", "shows_rank", "shows_nip", "valid_from", "valid_until"),
        ]
        help_texts = {
            "name": _("Tanpa gelar. Gelar ditulis pada kolomnya sendiri dan hanya dicetak bila dinyalakan."),
            "title_before": _("Misalnya Dr. atau Ir."),
            "title_after": _("Misalnya S.Sos., M.Si."),
            "mode": _(
                "a.n.: atas nama atasan. u.b.: satu tingkat lagi di bawahnya. "
                "Plt.: jabatan kosong. Plh.: pejabat berhalangan."
            ),
            "represented_position": _("Untuk a.n. dan u.b.: jabatan yang memberi kuasa, misalnya Kepala Dinas."),
            "intermediate_position": _("Hanya untuk u.b.: jabatan di antara keduanya, misalnya Sekretaris."),
            "shows_titles": _("Biarkan mati: sertifikat tidak memuat gelar pejabat (Permendagri 1/2023 Pasal 44)."),
            "shows_rank": _("Matikan untuk kepala daerah, wakil, sekda, dan penjabatnya."),
            "shows_nip": _("Matikan untuk kepala daerah, wakil, sekda, dan penjabatnya."),
            "position": _("Jabatan yang dicetak di atas tanda tangan, misalnya Sekretaris."),
        }

    def clean(self):
        data = super().clean()
        mode = data.get("mode")
        if mode in (SigningMode.ON_BEHALF, SigningMode.FOR_SUPERIOR) and not data.get("represented_position"):
            self.add_error("represented_position", _("Tulis jabatan yang memberi kuasa, misalnya Kepala Dinas."))
        if mode == SigningMode.FOR_SUPERIOR and not data.get("intermediate_position"):
            self.add_error("intermediate_position", _("Tulis jabatan di antara keduanya, misalnya Sekretaris."))
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("Tanggal ini lebih awal daripada tanggal mulai."))
        return data
