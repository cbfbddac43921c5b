from dataclasses import replace

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.records import Record
from members.choices import RegionKind, RegionLevel, TimeZone
from members.models.scope import ADMINS, EDITORS, Scope, scope_of


class RegionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The regions `user` works for with everything below; the country for an administrator."""
        return self.in_scope(scope_of(user))

    def editable_by(self, user):
        return self.in_scope(scope_of(user, EDITORS))

    def in_scope(self, scope: Scope):
        return self if scope.is_everything else self.filter(scope.region_q("code"))

    def given_in(self, scope: Scope):
        """The regions a role was given for, with everything below; not those an office merely answers for."""
        return self.in_scope(replace(scope, region_codes=scope.given_codes))

    def active(self):
        return self.filter(is_active=True)

    def within(self, code):
        """The region itself and everything below it; a Kemendagri code is a path."""
        return self.filter(Q(code=code) | Q(code__startswith=f"{code}."))

    def with_parents(self):
        return self.select_related("parent__parent__parent")

    def of_level(self, level):
        return self.filter(level=level)

    def named(self, text):
        return self.filter(Q(name__icontains=text) | Q(alias__icontains=text))


class Region(Record):
    """A province, city, district or village under its Kemendagri code such as `53.71.01.1001`. Personal data: none."""

    code = models.CharField(_("kode"), max_length=13, primary_key=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("bagian dari")
    )
    level = models.PositiveSmallIntegerField(_("tingkat"), choices=RegionLevel)
    kind = models.CharField(_("jenis"), max_length=10, choices=RegionKind)
    name = models.CharField(_("nama"), max_length=100)
    alias = models.CharField(_("nama lain"), max_length=100, blank=True)
    postal_code = models.CharField(_("kode pos"), max_length=5, blank=True)
    is_active = models.BooleanField(_("berlaku"), default=True)
    source = models.CharField(_("sumber"), max_length=100, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("wilayah")
        verbose_name_plural = _("wilayah")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level=1, parent__isnull=True) | Q(level__in=[2, 3, 4], parent__isnull=False),
                name="members_region_parent_above_level_1",
            ),
            models.CheckConstraint(condition=~Q(parent=F("code")), name="members_region_not_own_parent"),
        ]

    def __str__(self):
        return self.name

    @property
    def district_code(self):
        """Code of the kecamatan this region is or lies in; empty above that level."""
        return self.code[:8] if self.level >= RegionLevel.DISTRICT else ""

    @property
    def full_name(self):
        """'Kelurahan, Kecamatan …', because names repeat; needs `select_related("parent")`."""
        if self.level == RegionLevel.VILLAGE:
            return f"{self.name}, {self.parent.full_name}"
        return f"{self.get_kind_display()} {self.name}"

    @property
    def path_name(self):
        """'Namosain, Kecamatan Alak, Kota Kupang', to choose among cities; needs `select_related("parent__parent")`."""
        if self.level == RegionLevel.VILLAGE:
            return f"{self.full_name}, {self.parent.parent.full_name}"
        return f"{self.full_name}, {self.parent.full_name}" if self.level == RegionLevel.DISTRICT else self.full_name


class OrganizationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The offices `user` works for, and those further down in their regions."""
        return self.filter(scope_of(user).office_q())

    def editable_by(self, user):
        """The offices in whose name `user` writes."""
        return self.owned_in(scope_of(user, EDITORS))

    def administered_by(self, user):
        return self.owned_in(scope_of(user, ADMINS))

    def owned_in(self, scope: Scope):
        return self.filter(scope.own_office_q())


class Organization(Record):
    """A Dinas with its letterhead and the region it answers for. Personal data: none beyond office contacts."""

    name = models.CharField(_("nama"), max_length=150, unique=True)
    short_name = models.CharField(_("nama singkat"), max_length=60)
    government_name = models.CharField(_("pemerintah daerah"), max_length=150)
    address = models.CharField(_("alamat"), max_length=250, blank=True)
    contact = models.CharField(_("telepon, surel, situs"), max_length=250, blank=True)
    city_name = models.CharField(_("tempat terbit surat"), max_length=60)
    crest = models.ForeignKey(
        "wagtailimages.Image", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lambang daerah")
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="organizations", verbose_name=_("wilayah kerja"))
    time_zone = models.CharField(_("zona waktu"), max_length=20, choices=TimeZone, default=TimeZone.WIB)
    collection = models.OneToOneField(
        "wagtailcore.Collection",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("map berkas"),
    )
    legal_basis = models.TextField(_("dasar hukum"), blank=True)
    minutes_per_jp = models.PositiveSmallIntegerField(_("menit per JP"), default=45, validators=[MinValueValidator(1)])

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisasi")
        verbose_name_plural = _("organisasi")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes_per_jp__gte=1), name="members_organization_jp_positive"),
        ]

    def __str__(self):
        return self.name
