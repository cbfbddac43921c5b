from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bimtek.models import Registration, Speaker
from certificates.choices import CertificateStatus, FileSignature, ParticipantRole
from certificates.models.settings import CertificateDesign, NumberSeries
from courses.models import Enrollment
from lms.records import Record
from members.models import Member, User

SOURCES = ("enrollment", "registration", "speaker")


class CertificateQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(series__in=NumberSeries.objects.visible_to(user))

    def writable_by(self, user):
        """Certificates of the offices the user writes for; a viewer has none."""
        return self.filter(series__in=NumberSeries.objects.writable_by(user))

    def downloadable_by(self, user):
        """Own ones, and those of the offices the user works for."""
        return self.filter(Q(member__user_id=user.pk) | Q(series__in=NumberSeries.objects.visible_to(user)))

    def valid(self):
        return self.filter(status=CertificateStatus.VALID)

    def no_longer_valid(self):
        return self.exclude(status=CertificateStatus.VALID)

    def of_member(self, member):
        return self.filter(member=member)

    def of_event(self, event):
        """Of its participants and of those with a part in it."""
        return self.filter(Q(registration__event=event) | Q(speaker__event=event))

    def of_course(self, course):
        return self.filter(enrollment__course=course)

    def of_participants(self):
        return self.filter(registration__isnull=False)

    def current(self):
        """The last one of each chain: what was not replaced."""
        return self.filter(replaced_by__isnull=True)

    def drawn(self):
        return self.filter(file__isnull=False)

    def with_size(self):
        """Adds `byte_count` of the PDF, null while it is not drawn; never loads the PDF itself."""
        return self.annotate(byte_count=F("file__byte_count"))

    def naming(self, text):
        """Rows whose printed name or number contains `text`."""
        return self.filter(Q(printed__name__icontains=text) | Q(number__icontains=text))


class PrintedAsset(Record):
    """A picture that is printed, kept under the hash of its bytes, so that a new crest never changes old certificates.

    Personal data: none.
    """

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    content = models.BinaryField(_("isi"))
    created_at = models.DateTimeField(_("disimpan pada"))

    class Meta:
        verbose_name = _("gambar tercetak")
        verbose_name_plural = _("gambar tercetak")
        constraints = [
            models.CheckConstraint(condition=~Q(sha256=""), name="certificates_printed_asset_has_hash"),
        ]

    def __str__(self):
        return self.sha256


class Certificate(Record):
    """A numbered proof with exactly one source; everything printed is frozen in `printed` at issue. Never deleted.

    Personal data: the name and place as printed, because anybody holding the paper may verify it.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="certificates", verbose_name=_("pemilik"))
    enrollment = models.ForeignKey(
        Enrollment, models.PROTECT, null=True, blank=True, related_name="certificates", verbose_name=_("kursus")
    )
    registration = models.ForeignKey(
        Registration, models.PROTECT, null=True, blank=True, related_name="certificates", verbose_name=_("kegiatan")
    )
    speaker = models.ForeignKey(
        Speaker, models.PROTECT, null=True, blank=True, related_name="certificates", verbose_name=_("peran di kegiatan")
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("menggantikan")
    )
    reissue_reason = models.CharField(_("alasan terbit ulang"), max_length=200, blank=True, default="")
    role = models.CharField(_("peran"), max_length=12, choices=ParticipantRole, default=ParticipantRole.PARTICIPANT)
    code = models.CharField(_("kode verifikasi"), max_length=20, unique=True)
    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="certificates", verbose_name=_("seri nomor"))
    serial = models.PositiveIntegerField(_("nomor urut"))
    number = models.CharField(_("nomor"), max_length=150, unique=True)
    design = models.ForeignKey(CertificateDesign, models.PROTECT, related_name="+", verbose_name=_("rancangan"))
    design_revision = models.PositiveIntegerField(_("revisi rancangan"))
    printed = models.JSONField(_("yang tercetak"))
    crest = models.ForeignKey(
        PrintedAsset, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lambang tercetak")
    )
    issued_on = models.DateField(_("tanggal terbit"))
    valid_until = models.DateField(_("berlaku sampai"), null=True, blank=True)
    issued_at = models.DateTimeField(_("diterbitkan pada"))
    issued_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("diterbitkan oleh")
    )
    status = models.CharField(_("status"), max_length=10, choices=CertificateStatus, default=CertificateStatus.VALID)
    revoked_at = models.DateTimeField(_("dicabut pada"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dicabut oleh")
    )
    revocation_reason = models.CharField(_("alasan pencabutan"), max_length=200, blank=True)

    byte_count: int | None
    """Size of the PDF; there only on rows of `with_size()`."""

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("sertifikat")
        verbose_name_plural = _("sertifikat")
        ordering = ["-issued_at", "serial"]
        constraints = [
            models.CheckConstraint(
                condition=Q(enrollment__isnull=False, registration__isnull=True, speaker__isnull=True)
                | Q(enrollment__isnull=True, registration__isnull=False, speaker__isnull=True)
                | Q(enrollment__isnull=True, registration__isnull=True, speaker__isnull=False),
                name="certificates_certificate_one_source",
            ),
            *(
                models.UniqueConstraint(
                    fields=[source],
                    condition=Q(replaces__isnull=True),
                    name=f"certificates_certificate_first_per_{source}",
                )
                for source in SOURCES
            ),
            *(
                models.UniqueConstraint(
                    fields=[source],
                    condition=Q(status="valid"),
                    name=f"certificates_certificate_one_valid_per_{source}",
                )
                for source in SOURCES
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(reissue_reason=""),
                name="certificates_certificate_reissue_has_reason",
            ),
            models.UniqueConstraint(fields=["series", "serial"], name="certificates_certificate_serial_once"),
            models.CheckConstraint(
                condition=Q(status__in=["valid", "replaced"], revoked_at__isnull=True)
                | (Q(status="revoked", revoked_at__isnull=False) & ~Q(revocation_reason="")),
                name="certificates_certificate_revoked_has_reason",
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def is_valid(self):
        return self.status == CertificateStatus.VALID

    @property
    def is_replaced(self):
        return self.status == CertificateStatus.REPLACED

    @property
    def is_revoked(self):
        return self.status == CertificateStatus.REVOKED

    @property
    def is_participant(self):
        return self.role == ParticipantRole.PARTICIPANT

    def is_expired(self, day):
        """Whether its time was over on `day`; the last day still counts."""
        return self.valid_until is not None and self.valid_until < day


class CertificateFileQuerySet(models.QuerySet):
    def with_credential(self, code):
        return self.filter(certificate__code=code).exclude(credential="")


class CertificateFile(Record):
    """The PDF exactly as handed out, and the credential inside it. Personal data: what is printed on it."""

    certificate = models.OneToOneField(
        Certificate, models.PROTECT, primary_key=True, related_name="file", verbose_name=_("sertifikat")
    )
    content = models.BinaryField(_("berkas PDF"))
    byte_count = models.PositiveIntegerField(_("ukuran (bita)"))
    sha256 = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    credential = models.TextField(_("kredensial"), blank=True, default="")
    signature = models.CharField(
        _("tanda tangan elektronik"), max_length=10, choices=FileSignature, default=FileSignature.NONE
    )
    unsigned_byte_count = models.PositiveIntegerField(_("ukuran sebelum ditandatangani"), null=True, blank=True)
    unsigned_sha256 = models.CharField(_("SHA-256 sebelum ditandatangani"), max_length=64, blank=True, default="")
    signed_at = models.DateTimeField(_("bertanda tangan sejak"), null=True, blank=True)
    drawn_at = models.DateTimeField(_("digambar pada"))

    objects = CertificateFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("berkas sertifikat")
        verbose_name_plural = _("berkas sertifikat")
        constraints = [
            models.CheckConstraint(condition=Q(byte_count__gte=1), name="certificates_file_not_empty"),
            models.CheckConstraint(
                condition=~Q(signature="external") | Q(unsigned_byte_count__gte=1, signed_at__isnull=False),
                name="certificates_file_external_keeps_unsigned",
            ),
        ]

    def __str__(self):
        return str(self.certificate)
