from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import RevisionMixin

from bimtek.models import TrainingEvent
from bimtek.models.events import WRITERS
from certificates.choices import BESIDE_PARTICIPANTS, DesignAccent, DesignLayout, SigningMode
from courses.models import CoursePage
from lms.records import Record
from members.models import Organization, scope_of


class OfficeOwnedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rows of the offices the user works for and of those further down."""
        return self.filter(scope_of(user).office_q("organization"))

    def writable_by(self, user):
        """Rows of the offices the user writes for; a viewer has none."""
        return self.filter(scope_of(user, roles=WRITERS).own_office_q("organization"))

    def with_organization(self):
        return self.select_related("organization")


class CertificateDesign(RevisionMixin, ClusterableModel, Record):
    """Words and colors of a certificate; the drawing itself is a template in code. Personal data: none."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="certificate_designs", verbose_name=_("organisasi")
    )
    name = models.CharField(_("nama rancangan"), max_length=80)
    title = models.CharField(_("judul"), max_length=40, default="SERTIFIKAT")
    attended_wording = models.CharField(_("kata bila hadir"), max_length=120, default="telah mengikuti")
    passed_wording = models.CharField(
        _("kata bila lulus"), max_length=120, default="telah mengikuti dan dinyatakan LULUS"
    )
    layout = models.CharField(_("tata letak"), max_length=10, choices=DesignLayout, default=DesignLayout.FRAME)
    accent = models.CharField(_("warna"), max_length=10, choices=DesignAccent, default=DesignAccent.NAVY)
    shows_materials = models.BooleanField(_("halaman kedua: daftar materi"), default=True)
    shows_scores = models.BooleanField(_("cetak nilai dan kehadiran"), default=True)
    has_photo_frame = models.BooleanField(_("bingkai pas foto 3×4"), default=False)
    revision = models.PositiveIntegerField(_("revisi"), default=1, editable=False)

    objects = OfficeOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("rancangan sertifikat")
        verbose_name_plural = _("rancangan sertifikat")
        ordering = ["organization_id", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="certificates_design_name_once"),
        ]

    def __str__(self):
        return self.name


class RoleWording(Record):
    """What a design says before "pada" for one role, `sebagai narasumber utama`; roles without a row say it plainly.

    Personal data: none.
    """

    design = ParentalKey(CertificateDesign, related_name="wordings", verbose_name=_("rancangan"))
    role = models.CharField(_("peran"), max_length=12, choices=BESIDE_PARTICIPANTS)
    wording = models.CharField(_("kata-kata"), max_length=120)

    class Meta:
        verbose_name = _("kata untuk peran")
        verbose_name_plural = _("kata untuk peran")
        constraints = [
            models.UniqueConstraint(
                fields=["design", "role"],
                name="certificates_wording_role_once",
                violation_error_message=_("Satu peran cukup satu baris. Hapus salah satunya."),
            ),
            models.CheckConstraint(condition=~Q(role="participant"), name="certificates_wording_not_for_participants"),
        ]

    def __str__(self):
        return f"{self.get_role_display()}: {self.wording}"


class Signatory(Record):
    """An official who signs, with the authority used. Personal data: name, rank and NIP of an official, printed."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="signatories", verbose_name=_("organisasi")
    )
    name = models.CharField(_("nama tanpa gelar"), max_length=150)
    title_before = models.CharField(_("gelar di depan"), max_length=40, blank=True)
    title_after = models.CharField(_("gelar di belakang"), max_length=60, blank=True)
    position = models.CharField(_("jabatan"), max_length=150)
    mode = models.CharField(_("cara menandatangani"), max_length=15, choices=SigningMode, default=SigningMode.DIRECT)
    represented_position = models.CharField(_("jabatan yang diwakili"), max_length=150, blank=True)
    intermediate_position = models.CharField(_("jabatan antara (untuk u.b.)"), max_length=150, blank=True)
    rank = models.CharField(_("pangkat"), max_length=60, blank=True)
    nip = models.CharField(
        _("NIP"), max_length=18, blank=True, validators=[RegexValidator(r"^\d{18}$", _("NIP terdiri atas 18 angka."))]
    )
    shows_titles = models.BooleanField(_("cetak gelar"), default=False)
    shows_rank = models.BooleanField(_("cetak pangkat"), default=True)
    shows_nip = models.BooleanField(_("cetak NIP"), default=True)
    valid_from = models.DateField(_("berlaku mulai"))
    valid_until = models.DateField(_("berlaku sampai"), null=True, blank=True)

    objects = OfficeOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("penanda tangan")
        verbose_name_plural = _("penanda tangan")
        ordering = ["organization_id", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="certificates_signatory_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(mode__in=["on_behalf", "for_superior"]) | ~Q(represented_position=""),
                name="certificates_signatory_names_represented",
            ),
            models.CheckConstraint(
                condition=~Q(mode="for_superior") | ~Q(intermediate_position=""),
                name="certificates_signatory_names_intermediate",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.position}"

    def signs_on(self, day):
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class NumberSeries(Record):
    """Counter of one office and year; `next_serial` moves only under a row lock. Personal data: none."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="number_series", verbose_name=_("organisasi")
    )
    year = models.PositiveSmallIntegerField(_("tahun"))
    name = models.CharField(_("nama"), max_length=60, default="Sertifikat")
    pattern = models.CharField(
        _("pola nomor"),
        max_length=120,
        help_text=_("Contoh: {klasifikasi}/{urut:03d}/{opd}/{bulan_romawi}/{tahun}"),
    )
    classification = models.CharField(_("kode klasifikasi"), max_length=30, blank=True)
    office_code = models.CharField(_("singkatan OPD"), max_length=40, blank=True)
    next_serial = models.PositiveIntegerField(_("nomor urut berikutnya"), default=1)

    objects = OfficeOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("seri nomor")
        verbose_name_plural = _("seri nomor")
        ordering = ["organization_id", "-year", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "year", "name"], name="certificates_series_once_per_year"),
            models.CheckConstraint(condition=Q(next_serial__gte=1), name="certificates_series_serial_positive"),
        ]

    def __str__(self):
        return f"{self.name} {self.year}"


class CertificateOfferQuerySet(models.QuerySet):
    def for_courses(self):
        return self.filter(course__isnull=False)

    def visible_to(self, user):
        return self.filter(series__in=NumberSeries.objects.visible_to(user))

    def writable_by(self, user):
        return self.filter(series__in=NumberSeries.objects.writable_by(user))


class CertificateOffer(Record):
    """That an event or course gives certificates: in which design, signed by whom, numbered how.

    Personal data: none.
    """

    event = models.OneToOneField(
        TrainingEvent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="certificate_offer",
        verbose_name=_("kegiatan"),
    )
    course = models.OneToOneField(
        CoursePage, models.PROTECT, null=True, blank=True, related_name="certificate_offer", verbose_name=_("kursus")
    )
    design = models.ForeignKey(CertificateDesign, models.PROTECT, related_name="offers", verbose_name=_("rancangan"))
    signatory = models.ForeignKey(Signatory, models.PROTECT, related_name="offers", verbose_name=_("penanda tangan"))
    second_signatory = models.ForeignKey(
        Signatory, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("penanda tangan kedua")
    )
    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="offers", verbose_name=_("seri nomor"))
    valid_months = models.PositiveSmallIntegerField(
        _("berlaku (bulan)"), null=True, blank=True, help_text=_("Kosongkan bila berlaku selamanya.")
    )

    objects = CertificateOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("penawaran sertifikat")
        verbose_name_plural = _("penawaran sertifikat")
        constraints = [
            models.CheckConstraint(
                condition=Q(event__isnull=False, course__isnull=True) | Q(event__isnull=True, course__isnull=False),
                name="certificates_offer_for_event_or_course",
            ),
            models.CheckConstraint(
                condition=Q(second_signatory__isnull=True) | ~Q(second_signatory=F("signatory")),
                name="certificates_offer_two_signatories_differ",
            ),
            models.CheckConstraint(
                condition=Q(valid_months__isnull=True) | Q(valid_months__gte=1),
                name="certificates_offer_valid_for_some_time",
            ),
        ]

    def __str__(self):
        return str(self.event or self.course)

    @property
    def signatories(self):
        """One or two, the first of them responsible."""
        return list(filter(None, [self.signatory, self.second_signatory]))
