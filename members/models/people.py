from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from lms.records import Record
from members.choices import Gender, Role
from members.models.phones import mask_phone, normalize_phone
from members.models.places import Organization, Region
from members.models.scope import EDITORS, Scope, scope_of


class User(AbstractUser):
    """A login. Personal data: phone and e-mail, both optional, to find the account again.

    `session_epoch` is part of what a session must know: raising it ends every session of the account.
    `second_factor_due_at` is when the grace of a member of staff ends; empty until they first reach the back office.
    """

    wagtail_reference_index_ignore = True

    email = models.EmailField(_("surel"), blank=True)
    phone = PhoneNumberField(_("nomor HP"), null=True, blank=True)
    session_epoch = models.PositiveIntegerField(_("angkatan sesi"), default=0, editable=False)
    second_factor_due_at = models.DateTimeField(_("langkah kedua wajib sejak"), null=True, blank=True, editable=False)

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

    def _get_session_auth_hash(self, secret=None):
        """Django's hash of the password, with the epoch: a session of an older epoch is closed at its next request."""
        return salted_hmac(
            "members.models.User.get_session_auth_hash",
            f"{self.password}:{self.session_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


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

    def current(self):
        """Without those merged into another person or erased: who lists, choosers, counts and imports are about."""
        return self.filter(merged_into__isnull=True, erased_at__isnull=True)

    def named_like(self, text):
        """By part of the name, or by a whole phone number in any spelling: digits cannot be guessed one by one."""
        found = Q(full_name__icontains=text.strip())
        phone = normalize_phone(text)
        return self.filter(found | Q(phone=phone) if phone else found)

    def living_in(self, code):
        """People of a region and everything below it; everybody for an empty code."""
        return self.filter(Q(region__code=code) | Q(region__code__startswith=f"{code}.")) if code else self

    def speaking_for(self, walk):
        """Those with this unsur among theirs; everybody for None."""
        return self.filter(walks_of_life=walk) if walk else self

    def outside_of(self, kim):
        """People without an open membership in `kim`."""
        return self.exclude(memberships__in=kim.memberships.filter(ends_on__isnull=True))

    def with_place(self):
        return self.select_related("region__parent")

    def consenting_to(self, purpose):
        """Who agreed to one ConsentPurpose and may be taken at their word; see `ConsentQuerySet.counting`."""
        consents = self.model._meta.get_field("consents").related_model.objects
        return self.filter(pk__in=consents.counting().filter(purpose=purpose).values("member_id"))

    def objecting_to(self, purpose):
        """Who agreed once and took it back: for what an office shows by duty but hides on wish."""
        consents = self.model._meta.get_field("consents").related_model.objects.filter(purpose=purpose)
        taken_back = consents.filter(withdrawn_at__isnull=False).values("member_id")
        return self.filter(pk__in=taken_back).exclude(pk__in=consents.given().values("member_id"))


class Member(Record):
    """A person known to the office, with or without a login.

    Personal data: name as printed on certificates, sex for the statistics of reports, phone for invitations, region,
    whether a guardian must consent (`is_minor`, empty until somebody asked), and when consent was last asked for.
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
    is_minor = models.BooleanField(_("belum 18 tahun"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_members", verbose_name=_("digabung ke")
    )
    erased_at = models.DateTimeField(_("dihapus pada"), null=True, blank=True)
    consents_asked_at = models.DateTimeField(_("ditanya persetujuan pada"), null=True, blank=True)
    created_at = models.DateTimeField(_("dicatat pada"), default=timezone.now)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("anggota")
        verbose_name_plural = _("anggota")
        ordering = ["full_name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(full_name=""), name="members_member_has_name"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("pk")),
                name="members_member_not_merged_into_self",
            ),
        ]

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
