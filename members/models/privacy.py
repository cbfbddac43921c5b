from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from lms.files import private_files
from lms.records import Record
from members.choices import ConsentMethod, ConsentPurpose, DisclosureKind, RequestKind, RetentionSubject
from members.models.people import Member, User
from members.models.roles import RoleAssignment
from members.models.scope import ADMINS, EDITORS, Scope, scope_of


class SiteWideQuerySet(models.QuerySet):
    def administered_by(self, user):
        """One list for the whole site: every admin keeps it."""
        return self if scope_of(user, ADMINS) != Scope() else self.none()


class ConsentTextQuerySet(SiteWideQuerySet):
    def newest(self):
        """The wording in force of every purpose."""
        newer = ConsentText.objects.filter(purpose=OuterRef("purpose"), version__gt=OuterRef("version"))
        return self.filter(~Exists(newer))


class ConsentText(Record):
    """One version of what a person is asked to agree to; a new wording is a new version. Personal data: none."""

    purpose = models.CharField(_("untuk"), max_length=10, choices=ConsentPurpose)
    version = models.PositiveSmallIntegerField(_("versi"))
    text = models.TextField(_("naskah"), max_length=1000)
    is_new_meaning = models.BooleanField(
        _("artinya berubah"),
        default=True,
        help_text=_("Persetujuan lama berhenti berlaku dan orang ditanya lagi. Kosongkan hanya untuk salah ketik."),
    )
    published_at = models.DateTimeField(_("berlaku sejak"))

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("naskah persetujuan")
        verbose_name_plural = _("naskah persetujuan")
        ordering = ["purpose", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="members_consent_text_version_once"),
            models.CheckConstraint(condition=~Q(text=""), name="members_consent_text_not_empty"),
        ]

    def __str__(self):
        return f"{self.get_purpose_display()} · {self.version}"


class OfMemberQuerySet(models.QuerySet):
    """Rows about one member each; who may see the person may see the row."""

    def visible_to(self, user):
        return self.filter(member__in=Member.objects.in_scope(scope_of(user)))

    def editable_by(self, user):
        return self.filter(member__in=Member.objects.in_scope(scope_of(user, EDITORS)))


class ConsentQuerySet(OfMemberQuerySet):
    def given(self):
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def counting(self):
        """Given, to a wording that still means the same, by an adult or with a guardian's name.

        Somebody whose age nobody asked for counts as a minor.
        """
        newer = ConsentText.objects.filter(purpose=OuterRef("purpose"), version__gt=OuterRef("text__version"))
        by_whom = Q(member__is_minor=False) | ~Q(guardian_name="")
        return self.given().filter(~Exists(newer.filter(is_new_meaning=True)), by_whom)


class Consent(Record):
    """That a person agreed to one purpose, to which wording, when and how.

    Personal data: the agreement, the guardian's name for somebody under 18, a scan of the signed sheet.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="consents", verbose_name=_("anggota"))
    purpose = models.CharField(_("untuk"), max_length=10, choices=ConsentPurpose)
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents", verbose_name=_("naskah"))
    method = models.CharField(_("cara"), max_length=6, choices=ConsentMethod)
    given_at = models.DateTimeField(_("diberikan pada"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("dicatat oleh"))
    guardian_name = models.CharField(_("nama orang tua atau wali"), max_length=200, blank=True)
    scan = models.FileField(_("pindaian"), upload_to="consents", storage=private_files, blank=True)
    withdrawn_at = models.DateTimeField(_("dicabut pada"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dicabut oleh")
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("persetujuan")
        verbose_name_plural = _("persetujuan")
        ordering = ["member_id", "purpose", "-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="members_consent_one_per_purpose",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="members_consent_withdrawn_after_given",
            ),
        ]

    def __str__(self):
        return f"{self.pk} · {self.get_purpose_display()}"


class DataRequestQuerySet(OfMemberQuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)


class DataRequest(Record):
    """A person's request about their own data, with 3 × 24 hours to answer (UU 27/2022, articles 30, 32, 40).

    Personal data: what the person asks for, in their words, and the office's answer.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="data_requests", verbose_name=_("anggota"))
    kind = models.CharField(_("permintaan"), max_length=10, choices=RequestKind)
    details = models.TextField(_("keterangan"), blank=True, max_length=2000)
    created_at = models.DateTimeField(_("diajukan pada"))
    due_at = models.DateTimeField(_("batas waktu"))
    closed_at = models.DateTimeField(_("diselesaikan pada"), null=True, blank=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("diselesaikan oleh")
    )
    is_granted = models.BooleanField(_("dikabulkan"), null=True, blank=True)
    answer = models.TextField(_("jawaban"), blank=True, max_length=2000)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("permintaan data")
        verbose_name_plural = _("permintaan data")
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due_at__gt=F("created_at")), name="members_data_request_due_later"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, is_granted__isnull=True)
                | Q(closed_at__isnull=False, is_granted__isnull=False),
                name="members_data_request_closed_with_outcome",
            ),
            models.UniqueConstraint(
                fields=["member", "kind"],
                condition=Q(closed_at__isnull=True),
                name="members_data_request_one_open_per_kind",
            ),
        ]

    def __str__(self):
        return f"{self.pk} · {self.get_kind_display()}"


class DisclosureQuerySet(models.QuerySet):
    def administered_by(self, user):
        """What was seen of the people of `user`'s offices, and what their staff took out."""
        scope = scope_of(user, ADMINS)
        if scope.is_everything:
            return self
        roles = RoleAssignment.objects.administered_by(user)
        people = Member.objects.in_scope(scope)
        return self.filter(Q(member__in=people) | Q(member__isnull=True, user__role_assignments__in=roles)).distinct()


class Disclosure(Record):
    """Somebody of the office looked at private fields or took them out (UU 27/2022, article 31). Append-only.

    Personal data: who looked, at whose data or at how many people's, and when; never the data itself.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="disclosures", verbose_name=_("oleh"))
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="disclosures", verbose_name=_("tentang")
    )
    kind = models.CharField(_("jenis"), max_length=15, choices=DisclosureKind)
    subject = models.CharField(_("berkas atau daftar"), max_length=100, blank=True)
    people_count = models.PositiveIntegerField(_("jumlah orang"), default=1)
    happened_at = models.DateTimeField(_("pada"))

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("pembukaan data")
        verbose_name_plural = _("pembukaan data")
        ordering = ["-happened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(member__isnull=False, people_count=1) | Q(member__isnull=True),
                name="members_disclosure_of_one_or_many",
            )
        ]

    def __str__(self):
        return f"{self.pk} · {self.get_kind_display()}"


class RetentionRule(Record):
    """How long one kind of data is kept; an office's rule, not a constant. Personal data: none."""

    subject = models.CharField(_("data"), max_length=20, choices=RetentionSubject, unique=True)
    months = models.PositiveSmallIntegerField(_("disimpan (bulan)"), validators=[MinValueValidator(1)])
    basis = models.CharField(_("dasar"), max_length=250, blank=True)
    is_active = models.BooleanField(_("dijalankan"), default=False)

    objects = SiteWideQuerySet.as_manager()

    class Meta:
        verbose_name = _("masa simpan")
        verbose_name_plural = _("masa simpan")
        ordering = ["subject"]
        constraints = [models.CheckConstraint(condition=Q(months__gte=1), name="members_retention_at_least_a_month")]

    def __str__(self):
        return f"{self.get_subject_display()} · {self.months}"
