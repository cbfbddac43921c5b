"""Reads course.yaml and everything it names; nothing is written here."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.choices import CoverDye, CoverMotif
from courses.models import AssignmentPage
from courses.services.package_files import read_text
from courses.services.package_references import ReferenceDraft, read_references
from courses.services.package_rules import RuleDraft, read_rules
from courses.services.package_yaml import EntryReader, read_mapping
from courses.services.packages import READERS, ActivityDraft, ActivityReader, Entry, Problems

FORMAT = 1
FILE = "course.yaml"
MODULE_LIMIT, ACTIVITY_LIMIT, OUTCOME_LIMIT = 50, 100, 30


@dataclass
class ModuleDraft:
    slug: str
    title: str
    lesson_minutes: int
    activities: list[tuple[ActivityReader, ActivityDraft]]


@dataclass
class CourseDraft:
    slug: str
    values: dict[str, Any]
    modules: list[ModuleDraft]
    rules: RuleDraft | None = None
    references: list[ReferenceDraft] = field(default_factory=list)


def read_package(*, folder: Path, problems: Problems) -> CourseDraft | None:
    """The whole folder, checked; None when course.yaml itself cannot be read. Use it only without problems."""
    text = read_text(folder=folder, name=FILE, problems=problems)
    top = read_mapping(text=text, file=FILE, problems=problems) if text is not None else None
    if top is None:
        return None
    fields = EntryReader(top, problems)
    fields.number("format", low=FORMAT, high=FORMAT)
    draft = CourseDraft(fields.slug(), read_values(fields, problems), [])
    draft.rules = read_rules(fields, problems)
    draft.references = read_references(folder=folder, problems=problems)
    entries = fields.items("modules", Entry, limit=MODULE_LIMIT)
    fields.refuse_unknown()
    draft.modules = [read_module(folder, entry, problems) for entry in entries]
    refuse_repeated([(module.slug, entry) for module, entry in zip(draft.modules, entries, strict=True)], problems)
    if not draft.modules:
        fields.complain("modules", _("Kursus ini belum punya modul."))
    refuse_lost_places(draft.modules, problems)
    return draft


def read_values(fields: EntryReader, problems: Problems) -> dict[str, Any]:
    cover = EntryReader(fields.entry_of("cover"), problems)
    values = {
        "title": fields.text("title", limit=255),
        "code": fields.text("code", limit=10, default=""),
        "summary": fields.text("summary"),
        "outcomes": "\n".join(" ".join(line.split()) for line in fields.items("outcomes", str, limit=OUTCOME_LIMIT)),
        "is_required": fields.flag("is_required", default=False),
        "cover_motif": cover.choice("motif", CoverMotif.values, default=CoverMotif.LOZENGE.value),
        "cover_dye": cover.choice("dye", CoverDye.values, default=CoverDye.INDIGO.value),
        "license": fields.text("license", limit=60, default="CC BY-SA 4.0"),
        "review_note": read_review(EntryReader(fields.entry_of("review"), problems)),
    }
    cover.refuse_unknown()
    return values


def read_review(fields: EntryReader) -> str:
    day = fields.day("checked_on")
    checked = _("Diperiksa %(day)s.") % {"day": date_format(day, "j F Y")} if day else ""
    note = fields.text("note", limit=220 if day else 250, default="")
    fields.refuse_unknown()
    return " ".join(part for part in (note, checked) if part)


def read_module(folder: Path, entry: Entry, problems: Problems) -> ModuleDraft:
    fields = EntryReader(entry, problems)
    module = ModuleDraft(
        fields.slug(), fields.text("title", limit=255), fields.number("lesson_minutes", low=0, high=2000), []
    )
    entries = fields.items("activities", Entry, limit=ACTIVITY_LIMIT)
    fields.refuse_unknown()
    placed = []
    for activity in entries:
        found = read_activity(folder, activity, problems)
        if found is not None:
            module.activities.append(found)
            placed.append((found[1].slug, activity))
    refuse_repeated(placed, problems)
    return module


def read_activity(folder: Path, entry: Entry, problems: Problems) -> tuple[ActivityReader, ActivityDraft] | None:
    keys = [key for key in entry if key in READERS]
    if len(keys) != 1:
        names = ", ".join(sorted(READERS))
        problems.add(FILE, entry.line, _("Kegiatan ini harus punya satu dari: %(names)s.") % {"names": names})
        return None
    draft = READERS[keys[0]].read(folder=folder, entry=entry, problems=problems)
    return None if draft is None else (READERS[keys[0]], draft)


def refuse_lost_places(modules: list[ModuleDraft], problems: Problems) -> None:
    """A lesson leads only to assignments of its own package."""
    known = {
        (module.slug, draft.slug)
        for module in modules
        for reader, draft in module.activities
        if issubclass(reader.page_class, AssignmentPage)
    }
    for draft in (draft for module in modules for _reader, draft in module.activities):
        for place in getattr(draft, "places", ()):
            if (place.module, place.slug) not in known:
                problems.add(draft.title, 0, _("Tugas %(address)s tidak ada dalam paket.") % {"address": place.address})


def refuse_repeated(placed: list[tuple[str, Entry]], problems: Problems) -> None:
    """Slugs are identities, so two siblings cannot share one."""
    seen = set()
    for slug, entry in placed:
        if slug and slug in seen:
            problems.add(FILE, entry.line, _("Slug %(slug)s dipakai dua kali.") % {"slug": slug})
        seen.add(slug)
