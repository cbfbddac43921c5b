"""`references.yaml` of a package: the hotlines, laws and services its lessons name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from courses.choices import ReferenceKind
from courses.models import Reference
from courses.permissions import can_keep_references
from courses.services.package_files import read_text
from courses.services.package_yaml import EntryReader, read_mapping, write_yaml
from courses.services.packages import Entry, Problems
from courses.services.references import announce
from members.models import User

REFERENCE_FILE = "references.yaml"
REFERENCE_LIMIT = 100
WORDS = ["kind", "title", "value", "address", "note"]


@dataclass(frozen=True)
class ReferenceKey:
    """A reference by its key, until the import has stored it."""

    slug: str

    @property
    def pk(self) -> int:
        return Reference.objects.values_list("pk", flat=True).get(slug=self.slug)


@dataclass(frozen=True)
class ReferenceDraft:
    slug: str
    kind: str
    title: str
    value: str
    address: str
    note: str
    checked_on: date | None
    checked_by: str

    @property
    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in [*WORDS, "checked_on", "checked_by"]}


class MissingReference(Exception):
    """The package brings a reference, and this person may not make one."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


@dataclass
class KeptReferences:
    """In words: what was made or renewed, and what stays as the site has it."""

    changed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def read_references(*, folder: Path, problems: Problems) -> list[ReferenceDraft]:
    """Empty for a package without the file."""
    if not (folder / REFERENCE_FILE).exists() and not (folder / REFERENCE_FILE).is_symlink():
        return []
    text = read_text(folder=folder, name=REFERENCE_FILE, problems=problems)
    top = read_mapping(text=text, file=REFERENCE_FILE, problems=problems) if text is not None else None
    if top is None:
        return []
    fields = EntryReader(top, problems)
    entries = fields.items("references", Entry, limit=REFERENCE_LIMIT)
    fields.refuse_unknown()
    drafts = [read_reference(entry, problems) for entry in entries]
    for number, draft in enumerate(drafts):
        if draft.slug in {other.slug for other in drafts[:number]}:
            reason = _("Slug %(slug)s dipakai dua kali.") % {"slug": draft.slug}
            problems.add(REFERENCE_FILE, entries[number].line, reason)
    return drafts


def read_reference(entry: Entry, problems: Problems) -> ReferenceDraft:
    fields = EntryReader(entry, problems)
    draft = ReferenceDraft(
        slug=fields.slug(),
        kind=fields.choice("kind", ReferenceKind.values, default=ReferenceKind.SERVICE.value),
        title=fields.text("title", limit=120),
        value=fields.text("value", limit=120),
        address=fields.text("address", default=""),
        note=fields.text("note", default=""),
        checked_on=fields.day("checked_on"),
        checked_by=fields.text("checked_by", limit=120, default=""),
    )
    fields.refuse_unknown()
    if len(draft.slug) > 60:
        fields.complain("slug", _("%(key)s paling panjang %(limit)s huruf.") % {"key": "slug", "limit": 60})
    if draft.address and not is_secure(draft.address):
        fields.complain("address", _("Alamat harus diawali https://."))
    if (draft.checked_on is None) == bool(draft.checked_by):
        fields.complain("checked_on", _("Isi checked_on dan checked_by keduanya, atau kosongkan keduanya."))
    return draft


def is_secure(address: str) -> bool:
    try:
        Reference._meta.get_field("address").run_validators(address)
    except ValidationError:
        return False
    return True


@transaction.atomic
def keep_references(*, drafts: Iterable[ReferenceDraft], by: User | None, now: datetime) -> KeptReferences:
    """Make what is missing; renew what the package checked later than the site; leave everything else.

    Raise MissingReference when `by` may not make one that is missing.
    """
    kept = KeptReferences()
    may_write = by is None or can_keep_references(by)
    drafts = list(drafts)
    known = Reference.objects.select_for_update().in_bulk([draft.slug for draft in drafts], field_name="slug")
    for draft in drafts:
        keep_reference(draft, known.get(draft.slug), kept, may_write=may_write, by=by, now=now)
    return kept


def keep_reference(
    draft: ReferenceDraft,
    known: Reference | None,
    kept: KeptReferences,
    *,
    may_write: bool,
    by: User | None,
    now: datetime,
) -> None:
    if known is None:
        if not may_write:
            raise MissingReference(draft.slug)
        Reference.objects.create(slug=draft.slug, **draft.values).save_revision(user=by)
        kept.changed.append(_("rujukan %(title)s") % {"title": draft.title})
    elif all(getattr(known, name) == value for name, value in draft.values.items()):
        return
    elif may_write and is_later(draft.checked_on, known.checked_on):
        for name, value in draft.values.items():
            setattr(known, name, value)
        known.save()
        known.save_revision(user=by)
        announce(reference=known, now=now)
        kept.changed.append(_("rujukan %(title)s") % {"title": draft.title})
    else:
        kept.left.append(_("rujukan %(title)s: isi di situs ini dipertahankan") % {"title": known.title})


def is_later(offered: date | None, known: date | None) -> bool:
    return offered is not None and (known is None or offered > known)


def write_references(references: Iterable[Reference]) -> str:
    """The file, by key; what is empty is left out."""
    rows = []
    for reference in sorted(references, key=lambda one: one.slug):
        names = ["slug", *WORDS, "checked_on", "checked_by"]
        values = {name: getattr(reference, name) for name in names}
        rows.append({name: value for name, value in values.items() if value not in ("", None)})
    return write_yaml({"references": rows})
