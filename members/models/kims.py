from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from lms.files import private_files
from lms.records import Record
from members.choices import KimOffice, KimStatus, LinkKind
from members.models.people import Member
from members.models.phones import mask_phone
from members.models.places import Region
from members.models.scope import EDITORS, Scope, scope_of


class DecreeFilter(models.TextChoices):
    """How the register is narrowed by decree."""

    VALID = "valid", _("Ber-SK dan berlaku")
    ENDED = "ended", _("SK habis")
    NONE = "none", _("Tanpa SK")


def _decree_q(state, today):
    has_none, has_ended = Q(decree_number=""), Q(decree_valid_until__lt=today)
    if state == DecreeFilter.NONE:
        return has_none
    return ~has_none & (has_ended if state == DecreeFilter.ENDED else ~has_ended)


class KimQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Groups in the regions `user` works for."""
        return self.in_scope(scope_of(user))

    def editable_by(self, user):
        return self.in_scope(scope_of(user, EDITORS))

    def in_scope(self, scope: Scope):
        return self if scope.is_everything else self.filter(scope.region_q("region_id"))

    def named_like(self, text):
        return self.filter(Q(name__icontains=text) | Q(region__name__icontains=text)) if text else self

    def located_in(self, code):
        return self.filter(Q(region__code=code) | Q(region__code__startswith=f"{code}.")) if code else self

    def with_status(self, status):
        return self.filter(status=status) if status else self

    def with_decree(self, state, today):
        """By one of DecreeFilter; all for an empty word."""
        return self.filter(_decree_q(state, today)) if state else self

    def with_place(self):
        return self.select_related("region__parent")

    def with_people(self, date):
        """Each with `member_count` and `chair_name` as of `date`."""
        memberships = KimMembership.objects.active_on(date).of_current_people().filter(kim=OuterRef("pk"))
        chairs = memberships.filter(office=KimOffice.CHAIR).order_by("-starts_on", "-pk")
        counts = memberships.order_by().values("kim").annotate(count=Count("member", distinct=True))
        return self.annotate(
            member_count=Coalesce(Subquery(counts.values("count")), 0),
            chair_name=Subquery(chairs.values("member__full_name")[:1]),
        )


class Kim(Record):
    """A community information group of one village or district.

    Personal data: the group's contact number, usually the chair's own, and the decree that names its officers.
    """

    name = models.CharField(_("nama"), max_length=150)
    region = models.ForeignKey(Region, models.PROTECT, related_name="kims", verbose_name=_("wilayah"))
    hamlet = models.CharField(_("RW/dusun"), max_length=60, blank=True)
    status = models.CharField(_("status"), max_length=15, choices=KimStatus, default=KimStatus.ACTIVE)
    decree_number = models.CharField(_("nomor SK"), max_length=100, blank=True)
    decree_date = models.DateField(_("tanggal SK"), null=True, blank=True)
    decree_issuer = models.CharField(_("SK diterbitkan oleh"), max_length=150, blank=True)
    decree_valid_until = models.DateField(_("SK berlaku sampai"), null=True, blank=True)
    decree_file = models.FileField(_("berkas SK"), upload_to="decrees", storage=private_files, blank=True)
    founded_year = models.PositiveSmallIntegerField(_("tahun terbentuk"), null=True, blank=True)
    address = models.CharField(_("alamat sekretariat"), max_length=250, blank=True)
    contact_phone = PhoneNumberField(_("nomor WA KIM"), blank=True)
    kim_id_url = models.URLField(_("alamat di KIM.id"), blank=True)
    kim_id_registered_on = models.DateField(_("terdaftar di KIM.id sejak"), null=True, blank=True)
    class_code = models.CharField(_("kode kelas"), max_length=12, blank=True)
    members = models.ManyToManyField(Member, through="KimMembership", related_name="kims", verbose_name=_("anggota"))

    objects = KimQuerySet.as_manager()

    class Meta:
        verbose_name = _("KIM")
        verbose_name_plural = _("KIM")
        ordering = ["region_id", "name"]
        constraints = [
            models.UniqueConstraint(fields=["region", "hamlet", "name"], name="members_kim_name_once_per_place"),
            models.CheckConstraint(
                condition=Q(decree_date__isnull=True) | ~Q(decree_number=""), name="members_kim_decree_date_has_number"
            ),
            models.CheckConstraint(
                condition=Q(decree_valid_until__isnull=True) | Q(decree_valid_until__gte=F("decree_date")),
                name="members_kim_decree_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["class_code"], condition=~Q(class_code=""), name="members_kim_class_code_once"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_active(self):
        return self.status == KimStatus.ACTIVE

    @property
    def is_not_formed(self):
        return self.status == KimStatus.NOT_FORMED

    @property
    def masked_contact(self):
        return mask_phone(self.contact_phone)


OFFICE_RANK = Case(*[When(office=office, then=rank) for rank, office in enumerate(KimOffice.values)], default=9)


class KimMembershipQuerySet(models.QuerySet):
    def active_on(self, date):
        """Memberships that hold on `date`, the last day included; entries merged or erased since are not people."""
        rows = self.filter(member__merged_into__isnull=True, member__erased_at__isnull=True)
        return rows.filter(starts_on__lte=date).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=date))

    def ended_before(self, date):
        return self.filter(ends_on__lt=date)

    def of_current_people(self):
        """Without entries merged into another one and without erased people."""
        return self.filter(member__merged_into__isnull=True, member__erased_at__isnull=True)

    def with_people(self):
        """With the people and their places, chairs first."""
        return self.select_related("member__region__parent").order_by(OFFICE_RANK, "member__full_name")

    def with_kims(self):
        """With the groups and their places; the one a person chairs first, then the longest held."""
        return self.select_related("kim__region__parent").order_by(OFFICE_RANK, "starts_on", "pk")

    def visible_to(self, user):
        scope = scope_of(user)
        return self if scope.is_everything else self.filter(scope.region_q("kim__region_id"))

    def editable_by(self, user):
        scope = scope_of(user, EDITORS)
        return self if scope.is_everything else self.filter(scope.region_q("kim__region_id"))


def open_memberships(date) -> models.Prefetch:
    """For `prefetch_related` of people: each with `open_memberships`, the groups they belong to on `date`."""
    rows = KimMembership.objects.active_on(date).select_related("kim")
    return models.Prefetch("memberships", rows, to_attr="open_memberships")


class KimMembership(Record):
    """Who belongs to which group from when to when. Personal data: the link between a person and a group."""

    kim = models.ForeignKey(Kim, models.PROTECT, related_name="memberships", verbose_name=_("KIM"))
    member = models.ForeignKey(Member, models.PROTECT, related_name="memberships", verbose_name=_("anggota"))
    office = models.CharField(_("jabatan"), max_length=10, choices=KimOffice, default=KimOffice.MEMBER)
    section = models.CharField(_("seksi"), max_length=100, blank=True)
    starts_on = models.DateField(_("mulai"))
    ends_on = models.DateField(_("selesai"), null=True, blank=True)

    objects = KimMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("keanggotaan")
        verbose_name_plural = _("keanggotaan")
        ordering = ["kim_id", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="members_membership_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["kim", "member"], condition=Q(ends_on__isnull=True), name="members_membership_one_open"
            ),
        ]

    def __str__(self):
        return f"{self.member} · {self.kim}"


class KimLink(Record):
    """Where a group is found on the net: one row per channel. Personal data: none."""

    kim = models.ForeignKey(Kim, models.CASCADE, related_name="links", verbose_name=_("KIM"))
    kind = models.CharField(_("jenis"), max_length=10, choices=LinkKind)
    url = models.URLField(_("alamat"), max_length=300)

    class Meta:
        verbose_name = _("media sosial")
        verbose_name_plural = _("media sosial")
        ordering = ["kim_id", "kind", "pk"]
        constraints = [models.UniqueConstraint(fields=["kim", "url"], name="members_kim_link_once")]

    def __str__(self):
        return self.url
