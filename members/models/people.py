from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from lms.records import Record
from members.choices import Gender, KimOffice, KimStatus, Role
from members.models.phones import mask_phone, normalize_phone
from members.models.places import Organization, Region
from members.models.scope import EDITORS, Scope, scope_of


class User(AbstractUser):
    """A login. Personal data: phone and e-mail, both optional, to find the account again."""

    wagtail_reference_index_ignore = True

    email = models.EmailField(_("surel"), blank=True)
    phone = PhoneNumberField(_("nomor HP"), null=True, blank=True)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(fields=["phone"], condition=Q(phone__isnull=False), name="members_user_phone_once"),
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="members_user_email_once"),
        ]

    def __str__(self):
        return self.username

    @cached_property
    def roles(self):
        """The user's role assignments, read once per request."""
        return list(self.role_assignments.select_related("organization", "region"))


class WalkOfLifeQuerySet(models.QuerySet):
    def administered_by(self, user):
        """One list for all offices: every admin keeps it."""
        return self if scope_of(user, frozenset({Role.ADMIN})) != Scope() else self.none()

    def unused(self):
        return self.filter(members=None)


class WalkOfLife(Record):
    """Unsur: the part of society a person speaks for; an editable list. Personal data: none."""

    name = models.CharField(_("nama"), max_length=60, unique=True)

    objects = WalkOfLifeQuerySet.as_manager()

    class Meta:
        verbose_name = _("unsur")
        verbose_name_plural = _("unsur")
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="members_walk_of_life_named")]

    def __str__(self):
        return self.name


class MemberQuerySet(models.QuerySet):
    def visible_to(self, user):
        """People of the offices and regions `user` works for; everybody for an administrator."""
        return self.in_scope(scope_of(user))

    def editable_by(self, user):
        """Those among the visible people whose data `user` may change; a viewer changes nobody's."""
        return self.in_scope(scope_of(user, EDITORS))

    def in_scope(self, scope: Scope):
        if scope.is_everything:
            return self
        return self.filter(scope.region_q("region_id") | Q(organization_id__in=scope.organization_ids))

    def named_like(self, text):
        """By part of the name, or by a whole phone number in any spelling: digits cannot be guessed one by one."""
        found = Q(full_name__icontains=text.strip())
        phone = normalize_phone(text)
        return self.filter(found | Q(phone=phone) if phone else found)

    def living_in(self, code):
        """People of a region and everything below it; everybody for an empty code."""
        return self.filter(Q(region__code=code) | Q(region__code__startswith=f"{code}.")) if code else self

    def outside_of(self, kim):
        """People without an open membership in `kim`."""
        return self.exclude(memberships__in=kim.memberships.filter(ends_on__isnull=True))

    def with_place(self):
        return self.select_related("region__parent")

    def with_kims(self, date):
        """Each with `open_memberships`: the groups they belong to on `date`."""
        memberships = KimMembership.objects.active_on(date).select_related("kim")
        return self.prefetch_related(models.Prefetch("memberships", memberships, to_attr="open_memberships"))


class Member(Record):
    """A person known to the office, with or without a login.

    Personal data: name as printed on certificates, sex for the statistics of reports, phone for invitations, region.
    """

    user = models.OneToOneField(
        User, models.PROTECT, null=True, blank=True, related_name="member", verbose_name=_("akun")
    )
    full_name = models.CharField(_("nama lengkap"), max_length=200)
    gender = models.CharField(_("jenis kelamin"), max_length=1, choices=Gender, blank=True)
    phone = PhoneNumberField(_("nomor HP"), blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("kelurahan/desa")
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="members", verbose_name=_("dicatat oleh")
    )
    institution = models.CharField(_("jabatan atau instansi"), max_length=150, blank=True)
    walks_of_life = models.ManyToManyField(WalkOfLife, blank=True, related_name="members", verbose_name=_("unsur"))
    created_at = models.DateTimeField(_("dicatat pada"), default=timezone.now)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("anggota")
        verbose_name_plural = _("anggota")
        ordering = ["full_name", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(full_name=""), name="members_member_has_name")]

    def __str__(self):
        return self.full_name

    @property
    def call_name(self):
        """The first two words, short enough for a greeting."""
        return " ".join(self.full_name.split()[:2])

    @property
    def masked_phone(self):
        """`•••• 890`, for lists that pass before many eyes."""
        return mask_phone(self.phone)


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

    def with_place(self):
        return self.select_related("region__parent")

    def with_people(self, date):
        """Each with `member_count` and `chair_name` as of `date`."""
        memberships = KimMembership.objects.active_on(date).filter(kim=OuterRef("pk"))
        chairs = memberships.filter(office=KimOffice.CHAIR).order_by("-starts_on", "-pk")
        counts = memberships.order_by().values("kim").annotate(count=Count("member", distinct=True))
        return self.annotate(
            member_count=Coalesce(Subquery(counts.values("count")), 0),
            chair_name=Subquery(chairs.values("member__full_name")[:1]),
        )


class Kim(Record):
    """A community information group of one village or district. Personal data: none."""

    name = models.CharField(_("nama"), max_length=150)
    region = models.ForeignKey(Region, models.PROTECT, related_name="kims", verbose_name=_("wilayah"))
    hamlet = models.CharField(_("RW/dusun"), max_length=60, blank=True)
    status = models.CharField(_("status"), max_length=15, choices=KimStatus, default=KimStatus.ACTIVE)
    decree_number = models.CharField(_("nomor SK"), max_length=100, blank=True)
    decree_date = models.DateField(_("tanggal SK"), null=True, blank=True)
    decree_issuer = models.CharField(_("SK diterbitkan oleh"), max_length=150, blank=True)
    founded_year = models.PositiveSmallIntegerField(_("tahun terbentuk"), null=True, blank=True)
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
        ]

    def __str__(self):
        return self.name

    @property
    def is_active(self):
        return self.status == KimStatus.ACTIVE


OFFICE_RANK = Case(*[When(office=office, then=rank) for rank, office in enumerate(KimOffice.values)], default=9)


class KimMembershipQuerySet(models.QuerySet):
    def active_on(self, date):
        """Memberships that hold on `date`, the last day included."""
        return self.filter(starts_on__lte=date).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=date))

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
