"""What an officer should look at in a group's entry: hints, never barriers, because offices differ in their rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.choices import KimOffice, KimStatus
from members.models import Kim, KimMembership
from members.services.decrees import DecreeState, decree_state


@dataclass(frozen=True)
class Hint:
    text: str
    is_urgent: bool = False


def hints_for(*, kim: Kim, memberships: Sequence[KimMembership], today: date) -> list[Hint]:
    """`memberships` are those that hold today."""
    return [*_about_decree(kim, today), *_about_status(kim, memberships), *_about_people(kim, memberships)]


def _about_decree(kim: Kim, today: date) -> list[Hint]:
    until = date_format(kim.decree_valid_until, "j F Y") if kim.decree_valid_until else ""
    state = decree_state(kim=kim, today=today)
    if state == DecreeState.ENDED:
        text = _("SK KIM ini habis pada %(day)s. Mintakan SK baru, lalu catat nomor dan tanggalnya.") % {"day": until}
        return [Hint(text, is_urgent=True)]
    if state == DecreeState.ENDING:
        return [Hint(_("SK KIM ini berlaku sampai %(day)s. Siapkan SK baru.") % {"day": until})]
    return []


def _about_status(kim: Kim, memberships: Sequence[KimMembership]) -> list[Hint]:
    found = []
    if kim.status == KimStatus.ACTIVE and not kim.decree_number:
        found.append(_("Statusnya aktif tanpa nomor SK. Catat SK-nya, atau ubah statusnya menjadi belum ber-SK."))
    if kim.status == KimStatus.WITHOUT_DECREE and kim.decree_number:
        found.append(_("SK sudah dicatat. Ubah statusnya menjadi aktif bila KIM ini berjalan."))
    if kim.status == KimStatus.NOT_FORMED and memberships:
        found.append(_("KIM ini sudah punya anggota. Ubah statusnya bila sudah terbentuk."))
    if kim.kim_id_url and not f".{urlsplit(kim.kim_id_url).hostname or ''}".endswith(".kim.id"):
        found.append(_("Alamat di KIM.id biasanya berakhiran kim.id. Periksa lagi alamatnya."))
    return [Hint(text) for text in found]


def _about_people(kim: Kim, memberships: Sequence[KimMembership]) -> list[Hint]:
    if kim.status == KimStatus.NOT_FORMED:
        return []
    chairs = sum(row.office == KimOffice.CHAIR for row in memberships)
    found = []
    if not chairs:
        found.append(_("Belum ada ketua yang dicatat."))
    if chairs > 1:
        found.append(_("Ada %(count)d ketua. Akhiri jabatan ketua yang lama.") % {"count": chairs})
    if len(memberships) < settings.KIM_MEMBERS_AT_LEAST:
        text = ngettext("Baru %(count)d orang yang dicatat.", "Baru %(count)d orang yang dicatat.", len(memberships))
        found.append(text % {"count": len(memberships)})
    return [Hint(text) for text in found]
