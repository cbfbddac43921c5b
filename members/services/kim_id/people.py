"""The sheet "Pengurus dan anggota" of the KIM.id workbook, read back: one row is one person's place in one group."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.widgets import Widget

from members.choices import KimOffice
from members.models import KimMembership, SheetImport, User
from members.services.kim_id.columns import PEOPLE_COLUMNS
from members.services.kim_id.seats import Seat, save_seats
from members.services.people import tidy_name
from members.services.sheets.groups import Groups
from members.services.sheets.people import People, Person, describe_person
from members.services.sheets.places import Places
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
    GenderWidget,
    NameWidget,
    PhoneWidget,
    RegionWidget,
    TextWidget,
    WalksWidget,
    tidy,
)


class GroupWidget(Widget):
    """The group by its number, else by its name."""

    def __init__(self, groups: Groups) -> None:
        super().__init__()
        self.groups = groups

    def clean(self, value: str, row: Mapping | None = None, **kwargs: object) -> int:
        number, name = tidy(value), tidy((row or {}).get("kim", ""))
        if number.isdecimal() and len(number) < 19 and int(number) in self.groups.by_pk:
            return int(number)
        if number:
            raise ValueError(
                _("Nomor KIM %s tidak ada di wilayah kerja kantor ini. Salin dari lembar KIM.") % number[:20]
            )
        if not name:
            raise ValueError(_("Nomor KIM dan nama KIM kosong. Isi salah satunya."))
        return self.groups.find(name, None).pk

    def render(self, value: object, obj: object = None, **kwargs: object) -> str:
        group = self.groups.by_pk.get(value) if isinstance(value, int) else None
        return group.name if group else ""


class KimIdPeopleSheet(SheetResource):
    kind = "kim_id_people"
    title = gettext_lazy("Lembar KIM.id: pengurus dan anggota")
    lead = gettext_lazy("Berkas yang sama; impor lembar KIM lebih dahulu bila ada KIM baru.")
    columns = PEOPLE_COLUMNS

    kim = plain_field("kim_id", "kim_number")
    full_name = plain_field("full_name")
    gender = plain_field("gender")
    phone = plain_field("phone")
    region = plain_field("region_id", "region")
    walks = plain_field("walk_names", "walks")
    office = plain_field("office")
    section = plain_field("section")
    starts_on = plain_field("starts_on")
    ends_on = plain_field("ends_on")

    def load(self) -> None:
        self.places, self.groups = Places(self.sheet.organization.region), Groups(self.scope)
        self.people = People(self.scope)
        self.today = timezone.localdate(self.now)
        self.lines: dict[int, int] = {}
        self.said: dict[int, tuple[int, tuple[object, ...]]] = {}
        self.touched: list[tuple[Seat, Seat]] = []
        self.newcomer: Person | None = None
        for pk, name in self.people.members.filter(walks_of_life__isnull=False).values_list(
            "pk", "walks_of_life__name"
        ):
            person = self.people.by_token[pk]
            person.walk_names = tuple(sorted([*person.walk_names, name]))
        self._load_seats()
        for name, widget in self._widgets().items():
            self.fields[name].widget = widget

    def _load_seats(self) -> None:
        """Open memberships, and ended ones, because a row may correct their days."""
        self.seats: dict[int, Seat] = {}
        self.open_seats: dict[tuple[int, int], int] = {}
        self.by_pair: dict[tuple[int, int], set[int]] = defaultdict(set)
        rows = KimMembership.objects.filter(kim__in=self.groups.by_pk, member__in=self.people.members)
        for pk, member, kim, office, section, starts_on, ends_on in rows.values_list(
            "pk", "member_id", "kim_id", "office", "section", "starts_on", "ends_on"
        ):
            seat = replace(
                _seat_of(self.people.by_token[member]),
                token=pk, kim_id=kim, office=office, section=section, starts_on=starts_on, ends_on=ends_on,
            )  # fmt: skip
            self._enter(seat)

    def _enter(self, seat: Seat) -> None:
        self.seats[seat.token] = seat
        self.by_pair[seat.person, seat.kim_id].add(seat.token)
        if seat.ends_on is None:
            self.open_seats[seat.person, seat.kim_id] = seat.token

    def _widgets(self) -> dict[str, Widget]:
        return {
            "kim": GroupWidget(self.groups),
            "full_name": NameWidget(200, missing=_("Nama kosong. Tulis nama lengkapnya.")),
            "gender": GenderWidget(),
            "phone": PhoneWidget(),
            "region": RegionWidget(self.places),
            "walks": WalksWidget(),
            "office": ChoiceWidget({}, dict(KimOffice.choices)),
            "section": TextWidget(100),
            "starts_on": DateWidget(),
            "ends_on": DateWidget(),
        }

    def before_import_row(self, row: dict[str, str], **kwargs: object) -> None:
        """A place typed by name serves where the code is missing; a place that stays needs no check."""
        row.setdefault("kim_number", "")
        if not tidy(row.get("region", "")):
            row["region"] = tidy(row.get("place", ""))
        seat = self._numbered(row)
        if seat and row["region"] in ("", seat.region_id):
            del row["region"]
        if seat and not tidy(row["kim_number"]) and not tidy(row.get("kim", "")):
            row["kim_number"] = str(seat.kim_id)

    def _numbered(self, row: Mapping[str, str]) -> Seat | None:
        number = tidy(row.get("number", ""))
        if not number:
            return None
        seat = self.seats.get(int(number)) if number.isdecimal() and len(number) < 19 else None
        if seat is None:
            raise RowRefused(
                _("Nomor keanggotaan %s tidak ada di wilayah kerja kantor ini. Kosongkan untuk orang yang baru masuk.")
                % number[:20],
                "number",
            )
        return seat

    def find(self, row: Mapping[str, str]) -> Seat | None:
        """By number; else the open place of a person who is found like in every list of people."""
        self.newcomer = None
        seat = self._numbered(row)
        if seat:
            return replace(seat)
        person = self._person(row)
        if person is None:
            return None
        pk = self.open_seats.get((person.token, self._try("kim", row) or 0))
        self.newcomer = None if pk else person
        return replace(self.seats[pk]) if pk else None

    def _person(self, row: Mapping[str, str]) -> Person | None:
        name = tidy_name(row.get("full_name", ""))
        if self.decision == NEW_RECORD or not name:
            return None
        if self.decision.startswith(SAME_PREFIX):
            chosen = self.people.copy(int(self.decision.removeprefix(SAME_PREFIX)))
            if chosen is None:
                raise RowRefused(_("Orang yang Anda pilih sudah tidak ada dalam daftar. Unggah lagi berkasnya."))
            return chosen
        phone, region_id = self._try("phone", row) or "", self._try("region", row) or None
        found = self.people.find(name=name, phone=phone, region_id=region_id)
        if found.maybe:
            raise RowDoubtful([self._candidate(person) for person in found.maybe[:3]])
        return found.person

    def _candidate(self, person: Person) -> tuple[int, str, str]:
        return person.pk or 0, person.full_name, describe_person(person, self.places)

    def _try(self, name: str, row: Mapping[str, str]) -> Any:
        """The value of a cell to find things by; a wrong one is reported when the field itself is cleaned."""
        field = self.fields[name]
        if field.column_name not in row:
            return None
        try:
            return field.clean(row)
        except ValueError:
            return None

    def init_instance(self, row: Mapping[str, str] | None = None) -> Seat:
        return replace(_seat_of(self.newcomer or Person()), starts_on=self.today)

    def skip_row(self, instance: Seat, original: Seat, row: Any, import_validation_errors: dict | None = None) -> bool:
        is_same = super().skip_row(instance, original, row, import_validation_errors)
        if instance.token in self.lines:
            raise RowRefused(_("Keanggotaan ini sudah ada di baris %d berkas ini.") % self.lines[instance.token])
        line, who = self.said.get(instance.person, (0, ()))
        if line and who != instance.who:
            raise RowRefused(
                _("Data orang ini berbeda dari baris %d berkas ini. Samakan isinya di semua barisnya.") % line
            )
        return is_same

    def validate_instance(
        self, instance: Seat, import_validation_errors: dict | None = None, validate_unique: bool = True
    ) -> None:
        errors: dict[str, Any] = dict(import_validation_errors or {})
        before = self.seats.get(instance.token)
        if before and before.kim_id != instance.kim_id:
            errors.setdefault(
                "kim_id",
                [_("Keanggotaan ini milik KIM lain. Kosongkan nomor keanggotaannya untuk KIM baru.")],
            )
        if instance.starts_on and instance.ends_on and instance.ends_on < instance.starts_on:
            errors.setdefault("ends_on", [_("Hari terakhir tidak bisa sebelum hari pertama.")])
        if self._overlaps(instance):
            text = _("Orang ini sudah tercatat di KIM ini pada masa itu. Pilih masa yang lain.")
            errors.setdefault("starts_on", [text])
        if self._is_taken(instance):
            errors.setdefault("phone", [_("Nomor ini sudah dipakai akun lain. Periksa nomornya.")])
        super().validate_instance(instance, errors, validate_unique)

    def _is_taken(self, seat: Seat) -> bool:
        """Whether the number somebody logs in with would become another account's."""
        person = self.people.by_token.get(seat.person)
        if person is None or not person.user_id or person.phone == seat.phone:
            return False
        return User.objects.filter(phone=seat.phone).exclude(pk=person.user_id).exists()

    def _overlaps(self, seat: Seat) -> bool:
        """Nobody is twice in one group on one day."""
        if not seat.person or not seat.starts_on:
            return False
        first, last = seat.starts_on, seat.ends_on or date.max
        others = [self.seats[token] for token in self.by_pair[seat.person, seat.kim_id] if token != seat.token]
        spans = [(other.starts_on, other.ends_on or date.max) for other in others if other.starts_on]
        return any(begins <= last and ends >= first for begins, ends in spans)

    def describe(self, instance: Seat) -> tuple[str, str]:
        return instance.full_name, str(self.fields["kim"].export(instance))

    def remember(self, instance: Seat, is_new: bool, is_changed: bool) -> None:
        before = Seat() if is_new else self.seats[instance.token]
        if is_new:
            instance = replace(instance, token=-1 - len(self.seats))
        if not instance.person:
            instance = replace(instance, person=self.people.enter_new(_person_of(instance)).token)
        self._enter(instance)
        self.lines[instance.token] = self.line
        self.said.setdefault(instance.person, (self.line, instance.who))
        if is_changed:
            self.touched.append((before, instance))

    def save_all(self) -> None:
        save_seats(pairs=self.touched, organization=self.sheet.organization, now=self.now)

    @classmethod
    def finished_url(cls, sheet: SheetImport) -> str:
        return reverse("office_kims")


def _seat_of(person: Person) -> Seat:
    """A place in no group yet, for somebody."""
    return Seat(
        person=person.token,
        full_name=person.full_name,
        gender=person.gender,
        phone=person.phone,
        region_id=person.region_id,
        walk_names=person.walk_names,
    )


def _person_of(seat: Seat) -> Person:
    return Person(
        full_name=seat.full_name,
        gender=seat.gender,
        phone=seat.phone,
        region_id=seat.region_id,
        walk_names=seat.walk_names,
    )
