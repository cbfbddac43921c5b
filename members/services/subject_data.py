"""Everything held about one person, in sections that each app contributes; shown, and downloaded as JSON or PDF."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.pdf import render_pdf
from members.models import Member, User
from members.services.printable import printable

ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
SECTIONS: dict[str, "Registration"] = {}
ORDER = ["identity", "account", "kims", "learning", "quizzes", "events", "attendance", "certificates"]
"""What people look for first; everything else follows as it was registered."""


@dataclass(frozen=True)
class Fact:
    """One value under its English name for machines and its label for people."""

    name: str
    label: str
    value: Any


@dataclass(frozen=True)
class Entry:
    """One thing, such as a course or an event; `details` are the many small facts shown on demand."""

    title: str
    facts: Sequence[Fact] = ()
    details: Sequence[Fact] = ()


@dataclass(frozen=True)
class Section:
    """A group of things with one line that says why the office holds them."""

    title: str
    why: str
    entries: Sequence[Entry] = field(default_factory=list)
    key: str = ""


@dataclass(frozen=True)
class Subject:
    """Whom it is about: a person, a login, or both."""

    member: Member | None
    user: User | None

    @property
    def name(self) -> str:
        return self.member.full_name if self.member else str(self.user)

    @property
    def zone(self) -> str:
        return self.member.organization.time_zone if self.member else settings.TIME_ZONE


@dataclass(frozen=True)
class Registration:
    path: str
    models: frozenset[str]


def register_section(key: str, path: str, *, models: Sequence[str] = ()) -> None:
    """Contribute a section; call it in `AppConfig.ready()`.

    `path` leads to `section(*, subject: Subject) -> Section`; it is left out when it has no entries. `models` are the
    labels ("courses.Enrollment") of what it shows; a guard test looks for models that no section names.
    """
    SECTIONS[key] = Registration(path, frozenset(models))


def facts_of(row: Model, *names: str) -> list[Fact]:
    """Fields of a row under their own labels; choices in words, related rows as their text."""
    return [Fact(name, str(capfirst(row._meta.get_field(name).verbose_name)), _value_of(row, name)) for name in names]


def _value_of(row: Model, name: str) -> Any:
    field_ = row._meta.get_field(name)
    if field_.choices:
        return getattr(row, f"get_{name}_display")()
    value = getattr(row, name)
    return str(value) if field_.is_relation and value is not None else value


def name_of(user: User) -> str:
    return user.get_full_name() or user.username


def subject_of(*, member: Member) -> Subject:
    return Subject(member=member, user=member.user)


def collect(*, subject: Subject) -> list[Section]:
    """Every section that has something to say."""
    keys = [*(key for key in ORDER if key in SECTIONS), *(key for key in SECTIONS if key not in ORDER)]
    made = [(key, _section(SECTIONS[key].path)(subject=subject)) for key in keys]
    return [Section(section.title, section.why, section.entries, key) for key, section in made if section.entries]


def _section(path: str) -> Callable[..., Section]:
    return import_string(path)


def as_json(*, subject: Subject, now: datetime) -> dict[str, Any]:
    """For machines: English names, ISO dates, numbers as numbers."""
    return {
        "about": subject.name,
        "made_at": now.isoformat(),
        "sections": {
            section.key: {
                "title": section.title,
                "why": section.why,
                "entries": [_plain(row) for row in section.entries],
            }
            for section in collect(subject=subject)
        },
    }


def _plain(entry: Entry) -> dict[str, Any]:
    facts = {fact.name: _machine_value(fact.value) for fact in entry.facts}
    details = [{"label": fact.label, fact.name: _machine_value(fact.value)} for fact in entry.details]
    return {"title": entry.title, **facts, **({"details": details} if details else {})}


def _machine_value(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list | tuple):
        return [_machine_value(row) for row in value]
    return value if isinstance(value, bool | int | float) or value is None else str(value)


def show_value(value: Any, zone: str) -> str:
    """For people: dates in words at the office's clock, yes and no, "belum dicatat" for nothing."""
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, datetime):
        local = timezone.localtime(value, ZoneInfo(zone))
        return f"{date_format(local, 'j F Y')} {local:%H.%M} {ZONE_NAMES.get(zone, '')}".strip()
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    if isinstance(value, list | tuple):
        return ", ".join(show_value(row, zone) for row in value) or _("belum dicatat")
    return str(value) if value not in (None, "") else _("belum dicatat")


def draw_copy(*, subject: Subject, now: datetime) -> bytes:
    """The same as a tagged PDF in Indonesian; letters the fonts lack come out as a question mark."""
    with override("id"):
        context = {"subject": subject, "sections": collect(subject=subject), "zone": subject.zone, "now": now}
        html = render_to_string("members/data_document.html", context)
        return render_pdf(html=printable(html), stylesheets=[render_to_string("members/data_document.css")])
