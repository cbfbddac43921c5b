"""Lists of participants: people are found or made as in any list of people, and seated at one event."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.results import RowResult
from import_export.widgets import Widget

from bimtek.models import TrainingEvent
from bimtek.services.registrations import lock_event, register
from members.choices import SheetRowKind, SheetState
from members.models import Member, SheetImport
from members.services.sheets.members import MemberSheet
from members.services.sheets.people import Person
from members.services.sheets.resources import RowRefused, SheetUnusable, plain_field
from members.services.sheets.writing import write_people


class SeatWidget(Widget):
    """Every row asks for a seat."""

    def clean(self, value: str, row: Mapping | None = None, **kwargs: object) -> bool:
        return True

    def render(self, value: object, obj: object = None, **kwargs: object) -> str:
        return _("terdaftar") if value else ""


class RegistrationSheet(MemberSheet):
    kind = "registrations"
    title = gettext_lazy("Peserta")
    lead = gettext_lazy(
        "Daftar peserta kegiatan ini. Orang yang belum tercatat ikut dicatat, lalu semuanya didaftarkan."
    )
    is_offered = False

    seat = plain_field("is_seated", "seat")

    def load(self) -> None:
        event = TrainingEvent.objects.writable_by(self.sheet.uploaded_by).filter(pk=self.sheet.about).first()
        if event is None or event.organization_id != self.sheet.organization_id:
            raise SheetUnusable(_("Kegiatan ini tidak ada lagi, atau peran Anda di kantornya sudah berakhir."))
        if event.is_cancelled:
            raise SheetUnusable(_("Kegiatan ini dibatalkan, jadi tidak ada yang didaftarkan."))
        super().load()
        self.event = lock_event(event) if self.sheet.state == SheetState.WRITING else event
        self.fields["seat"].widget = SeatWidget()
        seated = set(event.registrations.seated().values_list("member_id", flat=True))
        self.seats_left = event.capacity - len(seated)
        for pk in seated & self.people.by_token.keys():
            self.people.by_token[pk].is_seated = True

    def before_import_row(self, row: dict[str, str], **kwargs: object) -> None:
        super().before_import_row(row, **kwargs)
        row["seat"] = "1"

    def label_of(self, name: str) -> str:
        return _("Pendaftaran") if name == "seat" else super().label_of(name)

    def skip_row(
        self, instance: Person, original: Person, row: Mapping[str, str], import_validation_errors: dict | None = None
    ) -> bool:
        is_same = super().skip_row(instance, original, row, import_validation_errors)
        if not original.is_seated and self.seats_left < 1 and not import_validation_errors:
            raise RowRefused(_("Kegiatan penuh: tambah jumlah tempat di Ringkasan, lalu unggah baris ini lagi."))
        return is_same

    def kind_of(self, result: RowResult, instance: Any, changed: set[str]) -> str:
        """Whoever gets a seat is new to the event, known to the office or not."""
        return SheetRowKind.NEW.value if "seat" in changed else super().kind_of(result, instance, changed)

    def describe(self, instance: Person) -> tuple[str, str]:
        title, note = super().describe(instance)
        known = _("sudah tercatat") if instance.pk else _("orang baru")
        return title, " · ".join(part for part in (note, known) if part)

    def remember(self, instance: Person, is_new: bool, is_changed: bool) -> None:
        was_seated = not is_new and self.people.by_token[instance.token].is_seated
        super().remember(instance, is_new, is_changed)
        if instance.is_seated and not was_seated:
            self.seats_left -= 1

    def save_all(self) -> None:
        """People first, then their seats in the order of the file; the event has been locked since it was counted."""
        pairs, today = list(self.touched.values()), timezone.localdate(self.now)
        pks = write_people(pairs=pairs, organization=self.sheet.organization, today=today, now=self.now)
        wanted = [pks[after.token] for before, after in pairs if after.is_seated and not before.is_seated]
        members = Member.objects.in_bulk(wanted)
        for pk in wanted:
            register(event=self.event, member=members[pk], by=self.sheet.uploaded_by, now=self.now)

    @classmethod
    def finished_url(cls, sheet: SheetImport) -> str:
        return reverse("office_registrations", args=[sheet.about])

    @classmethod
    def upload_url(cls, sheet: SheetImport) -> str:
        return reverse("office_registration_sheet", args=[sheet.about])

    @classmethod
    def about_label(cls, about: str) -> str:
        return TrainingEvent.objects.filter(pk=about).values_list("title", flat=True).first() or ""
