"""Lists of groups: place, decree, status and who chairs them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field
from import_export.widgets import Widget

from members.choices import KimOffice, KimStatus
from members.models import Kim, KimMembership, SheetImport
from members.services.sheets.columns import KIM_COLUMNS
from members.services.sheets.groups import group_key
from members.services.sheets.headings import Column
from members.services.sheets.kim_writing import KIM_FIELDS, write_kims
from members.services.sheets.people import People
from members.services.sheets.places import Places, key_of
from members.services.sheets.resources import (
    NEW_RECORD,
    SAME_PREFIX,
    RowDoubtful,
    RowRefused,
    SheetResource,
    plain_field,
)
from members.services.sheets.values import (
    ChoiceWidget,
    DateWidget,
    NameWidget,
    PhoneWidget,
    RegionWidget,
    TextWidget,
    YearWidget,
    tidy,
)

ALIKE = 0.75
FOUNDING_YEARS = range(1990, 2101)
STATUS_WORDS = {
    "aktif": KimStatus.ACTIVE.value, "ya": KimStatus.ACTIVE.value, "berjalan": KimStatus.ACTIVE.value,
    "tidak aktif": KimStatus.INACTIVE.value, "nonaktif": KimStatus.INACTIVE.value, "vakum": KimStatus.INACTIVE.value,
    "tidak": KimStatus.INACTIVE.value, "pasif": KimStatus.INACTIVE.value,
    "belum ber-sk": KimStatus.WITHOUT_DECREE.value, "belum ada sk": KimStatus.WITHOUT_DECREE.value,
    "tanpa sk": KimStatus.WITHOUT_DECREE.value, "belum terbentuk": KimStatus.NOT_FORMED.value,
    "belum ada": KimStatus.NOT_FORMED.value, "belum dibentuk": KimStatus.NOT_FORMED.value,
}  # fmt: skip


@dataclass
class GroupRow:
    """A group as a sheet may change it; `token` is its key, negative for one only the file knows."""

    token: int = 0
    name: str = ""
    region_id: str = ""
    hamlet: str = ""
    status: str = KimStatus.ACTIVE.value
    decree_number: str = ""
    decree_date: date | None = None
    decree_issuer: str = ""
    decree_valid_until: date | None = None
    founded_year: int | None = None
    address: str = ""
    contact_phone: str = ""
    kim_id_url: str = ""
    kim_id_registered_on: date | None = None
    chair: str = ""

    @property
    def pk(self) -> int | None:
        return self.token if self.token > 0 else None

    @property
    def place_key(self) -> tuple[str, str, str]:
        return self.region_id, key_of(self.hamlet), group_key(self.name)

    def __str__(self) -> str:
        return str(self.token)


class UrlWidget(Widget):
    def clean(self, value: str, row: Mapping | None = None, **kwargs: object) -> str | None:
        text = tidy(value)
        if not text:
            return None
        url = text if "://" in text else f"https://{text}"
        try:
            URLValidator(["http", "https"])(url)
        except ValidationError as error:
            raise ValueError(_("“%s” bukan alamat situs. Tulis seperti https://kim.id/nama.") % text[:60]) from error
        return url


class ChairField(Field):
    """Another spelling of the same name is no other chair."""

    def save(self, instance: GroupRow, row: Mapping[str, str], is_m2m: bool = False, **kwargs: object) -> None:
        name = self.clean(row, **kwargs)
        if name and key_of(name) != key_of(instance.chair):
            instance.chair = name


class KimSheet(SheetResource):
    kind = "kims"
    title = gettext_lazy("KIM")
    lead = gettext_lazy("Daftar KIM dengan wilayah, SK, status, dan ketuanya.")
    columns: tuple[Column, ...] = KIM_COLUMNS
    row_class = GroupRow

    name = plain_field("name")
    region = plain_field("region_id", "region")
    hamlet = plain_field("hamlet")
    status = plain_field("status")
    decree_number = plain_field("decree_number")
    decree_date = plain_field("decree_date")
    decree_issuer = plain_field("decree_issuer")
    decree_valid_until = plain_field("decree_valid_until")
    founded_year = plain_field("founded_year")
    address = plain_field("address")
    contact_phone = plain_field("contact_phone")
    kim_id_url = plain_field("kim_id_url")
    chair = ChairField(attribute="chair", column_name="chair", saves_null_values=False)

    def load(self) -> None:
        self.places = Places(self.sheet.organization.region, districts=True)
        self.lines: dict[int, int] = {}
        self.touched: dict[int, tuple[GroupRow, GroupRow]] = {}
        self.groups: dict[int, GroupRow] = {}
        self.by_place: dict[tuple[str, str, str], int] = {}
        for pk, *row in Kim.objects.in_scope(self.scope).order_by().values_list("pk", *KIM_FIELDS):
            values: dict[str, Any] = dict(zip(KIM_FIELDS, row, strict=True))
            self._enter(self.row_class(token=pk, **values))
        chairs = KimMembership.objects.filter(ends_on__isnull=True, office=KimOffice.CHAIR, kim__in=self.groups)
        for kim, name in chairs.order_by("starts_on", "pk").values_list("kim_id", "member__full_name"):
            self.groups[kim].chair = name
        for name, widget in self._widgets().items():
            self.fields[name].widget = widget

    def _widgets(self) -> dict[str, Widget]:
        return {
            "name": NameWidget(150, missing=_("Nama KIM kosong. Tulis namanya.")),
            "region": RegionWidget(self.places, missing=_("Kelurahan kosong. Tulis kelurahan atau kecamatan KIM ini.")),
            "hamlet": TextWidget(60),
            "status": ChoiceWidget(STATUS_WORDS, dict(KimStatus.choices)),
            "decree_number": TextWidget(100),
            "decree_date": DateWidget(),
            "decree_issuer": TextWidget(150),
            "decree_valid_until": DateWidget(),
            "founded_year": YearWidget(FOUNDING_YEARS),
            "address": TextWidget(250),
            "contact_phone": PhoneWidget(),
            "kim_id_url": UrlWidget(),
            "chair": NameWidget(200),
        }

    def _enter(self, group: GroupRow) -> None:
        self.groups[group.token] = group
        self.by_place[group.place_key] = group.token

    def init_instance(self, row: Mapping[str, str] | None = None) -> GroupRow:
        return self.row_class()

    def find(self, row: Mapping[str, str]) -> GroupRow | None:
        """By place, hamlet and name, whether `KIM` stands before the name or not."""
        if self.decision == NEW_RECORD:
            return None
        if self.decision.startswith(SAME_PREFIX):
            return self._chosen(int(self.decision.removeprefix(SAME_PREFIX)))
        wanted = GroupRow(
            name=tidy(row.get("name", "")), hamlet=tidy(row.get("hamlet", "")), region_id=self._region(row)
        )
        token = self.by_place.get(wanted.place_key)
        if token is not None:
            return replace(self.groups[token])
        near = [group for group in self.groups.values() if group.pk and _is_near(group, wanted)]
        if near and wanted.region_id:
            raise RowDoubtful([(group.pk or 0, group.name, self._place_of(group)) for group in near[:3]])
        return None

    def _region(self, row: Mapping[str, str]) -> str:
        try:
            return self.fields["region"].clean(row) or ""
        except ValueError:
            return ""

    def _chosen(self, token: int) -> GroupRow:
        if token not in self.groups:
            raise RowRefused(_("KIM yang Anda pilih sudah tidak ada. Unggah lagi berkasnya."))
        return replace(self.groups[token])

    def skip_row(
        self,
        instance: GroupRow,
        original: GroupRow,
        row: Mapping[str, str],
        import_validation_errors: dict | None = None,
    ) -> bool:
        earlier = self.lines.get(instance.token) if instance.token else None
        if earlier:
            raise RowRefused(_("KIM ini sudah ada di baris %d berkas ini. Hapus salah satunya.") % earlier)
        return super().skip_row(instance, original, row, import_validation_errors)

    def validate_instance(
        self, instance: GroupRow, import_validation_errors: dict | None = None, validate_unique: bool = True
    ) -> None:
        """What the database promises about a decree, said per column."""
        errors: dict[str, Any] = dict(import_validation_errors or {})
        if instance.decree_date and not instance.decree_number:
            errors.setdefault("decree_number", [_("Tulis juga nomor SK, atau kosongkan tanggalnya.")])
        starts, ends = instance.decree_date, instance.decree_valid_until
        if starts and ends and ends < starts:
            errors.setdefault("decree_valid_until", [_("SK berakhir sebelum tanggalnya. Periksa kedua tanggal.")])
        super().validate_instance(instance, errors, validate_unique)

    def describe(self, instance: GroupRow) -> tuple[str, str]:
        return instance.name, self._place_of(instance)

    def _place_of(self, group: GroupRow) -> str:
        parts = [group.hamlet, self.places.full_name(group.region_id), group.chair]
        return " · ".join(part for part in parts if part)

    def remember(self, instance: GroupRow, is_new: bool, is_changed: bool) -> None:
        before = self.row_class() if is_new else self.groups[instance.token]
        if is_new:
            instance = replace(instance, token=-1 - len(self.groups))
        self._enter(instance)
        self.lines.setdefault(instance.token, self.line)
        if is_changed:
            self.touched[instance.token] = before, instance

    def save_all(self) -> None:
        pairs: Sequence[tuple[GroupRow, GroupRow]] = list(self.touched.values())
        people = People(self.scope)
        self.pks = write_kims(
            pairs=pairs,
            people=people,
            organization=self.sheet.organization,
            today=timezone.localdate(self.now),
            now=self.now,
        )

    @classmethod
    def finished_url(cls, sheet: SheetImport) -> str:
        return reverse("office_kims")


def _is_near(group: GroupRow, wanted: GroupRow) -> bool:
    """In the same place, and called nearly the same."""
    if group.region_id != wanted.region_id or key_of(group.hamlet) != key_of(wanted.hamlet):
        return False
    return SequenceMatcher(None, group_key(group.name), group_key(wanted.name)).ratio() >= ALIKE
