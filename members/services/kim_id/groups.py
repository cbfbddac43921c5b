"""The sheet "KIM" of the KIM.id workbook, read back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.widgets import Widget

from members.choices import LinkKind
from members.models import KimLink
from members.services.kim_id.columns import GROUP_COLUMNS
from members.services.sheets.kims import GroupRow, KimSheet, UrlWidget
from members.services.sheets.resources import RowRefused, plain_field
from members.services.sheets.values import DateWidget, tidy

Urls = tuple[str, ...]


@dataclass
class KimIdRow(GroupRow):
    """A group with its addresses by channel."""

    website: Urls = ()
    facebook: Urls = ()
    instagram: Urls = ()
    youtube: Urls = ()
    tiktok: Urls = ()
    x: Urls = ()
    whatsapp: Urls = ()
    other: Urls = ()


class UrlsWidget(Widget):
    """Addresses parted by spaces or lines; they take the place of those of this channel."""

    def clean(self, value: str, row: Mapping | None = None, **kwargs: object) -> Urls | None:
        one = UrlWidget()
        found = [one.clean(part) for part in tidy(value).replace(";", " ").split()]
        return tuple(dict.fromkeys(url for url in found if url)) or None

    def render(self, value: object, obj: object = None, **kwargs: object) -> str:
        return " ".join(value) if isinstance(value, tuple) else ""


class KimIdSheet(KimSheet):
    """Groups are known by their number; people have a sheet of their own, so nobody is named chair here."""

    kind = "kim_id"
    title = gettext_lazy("Lembar KIM.id: KIM")
    lead = gettext_lazy("Berkas yang diunduh dari Lembar KIM.id, sesudah diperbarui.")
    columns = GROUP_COLUMNS
    row_class = KimIdRow

    kim_id_registered_on = plain_field("kim_id_registered_on")
    website = plain_field("website")
    facebook = plain_field("facebook")
    instagram = plain_field("instagram")
    youtube = plain_field("youtube")
    tiktok = plain_field("tiktok")
    x = plain_field("x")
    whatsapp = plain_field("whatsapp")
    other = plain_field("other")

    def load(self) -> None:
        super().load()
        del self.fields["chair"]
        self.fields["kim_id_registered_on"].widget = DateWidget()
        for kind in LinkKind:
            self.fields[kind.value].widget = UrlsWidget()
        links = KimLink.objects.filter(kim__in=[pk for pk in self.groups if pk > 0])
        for kim, channel, url in links.values_list("kim_id", "kind", "url"):
            setattr(self.groups[kim], channel, (*getattr(self.groups[kim], channel), url))

    def before_import_row(self, row: dict[str, str], **kwargs: object) -> None:
        """A place typed by name serves where the code is missing; a place that stays needs no check."""
        row.setdefault("region", "")
        if not tidy(row["region"]):
            district = tidy(row.get("district", ""))
            row["region"] = tidy(row.get("place", "")) or (f"Kecamatan {district}" if district else "")
        group = self._numbered(row)
        if group and row["region"] in ("", group.region_id):
            del row["region"]

    def _numbered(self, row: Mapping[str, str]) -> Any:
        number = tidy(row.get("number", ""))
        if not number:
            return None
        group = self.groups.get(int(number)) if number.isdecimal() and len(number) < 19 else None
        if group is None or not group.pk:
            raise RowRefused(
                _("Nomor KIM %s tidak ada di wilayah kerja kantor ini. Kosongkan untuk KIM baru.") % number[:20],
                "number",
            )
        return group

    def find(self, row: Mapping[str, str]) -> GroupRow | None:
        group = self._numbered(row)
        return self._chosen(group.token) if group else super().find(row)

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: dict | None = None) -> bool:
        taken = self.by_place.get(instance.place_key)
        if taken is not None and taken != instance.token:
            raise RowRefused(_("KIM dengan nama ini sudah ada di wilayah itu. Periksa nomornya."), "name")
        return super().skip_row(instance, original, row, import_validation_errors)

    def save_all(self) -> None:
        super().save_all()
        for before, after in self.touched.values():
            for kind in LinkKind:
                _write_links(self.pks[after.token], kind, getattr(before, kind), getattr(after, kind))


def _write_links(kim_id: int, kind: str, before: Urls, after: Urls) -> None:
    gone, new = set(before) - set(after), [url for url in after if url not in before]
    if gone:
        KimLink.objects.filter(kim=kim_id, kind=kind, url__in=gone).delete()
    if new:
        KimLink.objects.filter(kim=kim_id, url__in=new).delete()  # it may have stood under another channel
        KimLink.objects.bulk_create([KimLink(kim_id=kim_id, kind=kind, url=url) for url in new])
