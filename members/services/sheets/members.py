"""Lists of people: who they are, what they speak for, and which group they belong to."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import KimMembership, SheetImport, User
from members.services.people import tidy_name
from members.services.sheets.columns import MEMBER_COLUMNS
from members.services.sheets.groups import Groups, MembershipField, MembershipWidget
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
    GenderWidget,
    NameWidget,
    PhoneWidget,
    RegionWidget,
    TextWidget,
    WalksWidget,
    tidy,
)
from members.services.sheets.writing import write_people


class MemberSheet(SheetResource):
    kind = "members"
    title = gettext_lazy("Anggota")
    lead = gettext_lazy("Orang yang dikenal kantor Anda, dengan unsur dan KIM-nya bila kolomnya ada.")
    columns = MEMBER_COLUMNS

    full_name = plain_field("full_name")
    gender = plain_field("gender")
    phone = plain_field("phone")
    region = plain_field("region_id", "region")
    institution = plain_field("institution")
    walks = plain_field("walk_names", "walks")
    kim = MembershipField(attribute="groups", column_name="kim")

    def load(self) -> None:
        self.places = Places(self.sheet.organization.region)
        self.people = People(self.scope)
        self.groups = Groups(self.scope)
        self.lines: dict[int, int] = {}
        self.touched: dict[int, tuple[Person, Person]] = {}
        self._load_walks()
        self._load_groups()
        widgets: dict[str, Any] = {
            "full_name": NameWidget(200, missing=_("Nama kosong. Tulis nama lengkapnya.")),
            "gender": GenderWidget(),
            "phone": PhoneWidget(),
            "region": RegionWidget(self.places),
            "institution": TextWidget(150),
            "walks": WalksWidget(),
            "kim": MembershipWidget(self.groups),
        }
        for name, widget in widgets.items():
            self.fields[name].widget = widget

    def _load_walks(self) -> None:
        if "walks" not in self.used:
            return
        names: dict[int, list[str]] = defaultdict(list)
        for pk, name in self.people.members.filter(walks_of_life__isnull=False).values_list(
            "pk", "walks_of_life__name"
        ):
            names[pk].append(name)
        for pk, found in names.items():
            self.people.by_token[pk].walk_names = tuple(sorted(found))

    def _load_groups(self) -> None:
        if "kim" not in self.used:
            return
        rows = KimMembership.objects.filter(ends_on__isnull=True, kim__in=self.groups.by_pk)
        for pk, kim, office, section in rows.values_list("member_id", "kim_id", "office", "section"):
            if pk in self.people.by_token:
                person = self.people.by_token[pk]
                person.groups = tuple(sorted([*person.groups, (kim, office, section)]))

    def init_instance(self, row: Mapping[str, str] | None = None) -> Person:
        return Person()

    def before_import_row(self, row: dict[str, str], **kwargs: object) -> None:
        """Work out the region once; a `Jabatan` without a KIM says what somebody is, so it joins the institution."""
        row["region_code"] = self._try("region", row) or ""
        if "position" in row and not tidy(row.get("kim", "")):
            parts = dict.fromkeys([tidy(row["position"]), tidy(row.get("institution", ""))])
            row["institution"] = ", ".join(part for part in parts if part)

    def _try(self, name: str, row: Mapping[str, str]) -> str | None:
        """The value of a cell to find people by; a wrong one is reported when the field itself is cleaned."""
        if name not in row:
            return None
        try:
            return self.fields[name].clean(row)
        except ValueError:
            return None

    def find(self, row: Mapping[str, str]) -> Person | None:
        name = tidy_name(row.get("full_name", ""))
        if self.decision == NEW_RECORD or not name:
            return None
        if self.decision.startswith(SAME_PREFIX):
            return self._chosen(int(self.decision.removeprefix(SAME_PREFIX)))
        found = self.people.find(
            name=name, phone=self._try("phone", row) or "", region_id=row.get("region_code") or None
        )
        if found.maybe:
            raise RowDoubtful([self._candidate(person) for person in found.maybe[:3]])
        return self.people.copy(found.person.token) if found.person else None

    def _chosen(self, token: int) -> Person:
        person = self.people.copy(token)
        if person is None:
            raise RowRefused(_("Orang yang Anda pilih sudah tidak ada dalam daftar. Unggah lagi berkasnya."))
        return person

    def _candidate(self, person: Person) -> tuple[int, str, str]:
        if person.pk is None:
            place = _("baris %d berkas ini") % self.lines[person.token]
            return 0, person.full_name, place
        return person.pk, person.full_name, describe_person(person, self.places)

    def skip_row(
        self, instance: Person, original: Person, row: Mapping[str, str], import_validation_errors: dict | None = None
    ) -> bool:
        """Whether nothing changes; refuses somebody the file names twice, and a login number that is taken."""
        is_same = super().skip_row(instance, original, row, import_validation_errors)
        earlier = self.lines.get(instance.token)
        if earlier and (is_same or _without_groups(instance) != _without_groups(original)):
            raise RowRefused(
                _("Orang ini sudah ada di baris %d berkas ini. Hapus salah satunya, atau samakan isinya.") % earlier
            )
        if instance.user_id and instance.phone != original.phone and self._is_taken(instance):
            raise RowRefused(_("Nomor ini sudah dipakai akun lain. Periksa nomornya."), "phone")
        return is_same

    @staticmethod
    def _is_taken(person: Person) -> bool:
        return User.objects.filter(phone=person.phone).exclude(pk=person.user_id or 0).exists()

    def describe(self, instance: Person) -> tuple[str, str]:
        return instance.full_name, describe_person(instance, self.places)

    def remember(self, instance: Person, is_new: bool, is_changed: bool) -> None:
        before = Person() if is_new else self.people.by_token[instance.token]
        if is_new:
            instance = self.people.enter_new(instance)
        else:
            self.people.add(instance)
        self.lines.setdefault(instance.token, self.line)
        if is_changed:
            first, _last = self.touched.get(instance.token, (before, instance))
            self.touched[instance.token] = first, instance

    def save_all(self) -> None:
        today = timezone.localdate(self.now)
        write_people(pairs=list(self.touched.values()), organization=self.sheet.organization, today=today, now=self.now)

    @classmethod
    def finished_url(cls, sheet: SheetImport) -> str:
        return reverse("office_members")


def _without_groups(person: Person) -> tuple:
    return person.full_name, person.gender, person.phone, person.region_id, person.institution, person.walk_names
