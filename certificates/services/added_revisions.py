"""What was written behind our bytes: only what signing needs, or something else too?

A later revision of a PDF may show anything although our bytes stand unchanged before it. So whatever object of ours it
replaces is compared; what is new can only be seen through one of them.
"""

from collections.abc import Iterator
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

LARGEST_SHARE = 0.25
"""Of a page that visible signatures may cover: a stamp, not another page."""
CATALOG = {"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Perms", "/Version"}
PAGE = {"/Annots", "/Tabs"}


def is_only_signed(*, reader: PdfFileReader, base: int) -> bool:
    """Whether the revisions after number `base` add signature fields, their looks, proofs and metadata, and no more."""
    old, new = (reader.get_historical_resolver(number) for number in (base, reader.xrefs.total_revisions - 1))
    free = _free_references(old)
    pages = set(_pages(old))
    for reference in _replaced(reader, base):
        before, after = _plain(old.get_object(reference)), _plain(new.get_object(reference))
        if before == after or reference in free:
            continue
        allowed = CATALOG if reference == old.root_ref else PAGE if reference in pages else set()
        if not allowed or _without(before, allowed) != _without(after, allowed):
            return False
    return all(_adds_signatures_only(old, new, reference) for reference in pages)


def _free_references(old: HistoricalResolver) -> set[generic.Reference]:
    """Objects that say nothing on the pages: document information and its XMP, and an older list of fields."""
    root, trailer = old.root, old.trailer_view
    values = [root.raw_get(key) for key in ("/Metadata", "/AcroForm") if key in root]
    values += [trailer.raw_get("/Info")] if "/Info" in trailer else []
    return {value.reference for value in values if isinstance(value, generic.IndirectObject)}


def _replaced(reader: PdfFileReader, base: int) -> set[generic.Reference]:
    """References of ours that a later revision gives another object, or none."""
    touched = [
        set(reader.xrefs.explicit_refs_in_revision(number)) | set(reader.xrefs.refs_freed_in_revision(number))
        for number in range(reader.xrefs.total_revisions)
    ]
    return set().union(*touched[: base + 1]) & set().union(*touched[base + 1 :])


def _pages(old: HistoricalResolver) -> Iterator[generic.Reference]:
    waiting = [old.root.raw_get("/Pages")]
    while waiting:
        reference = waiting.pop()
        node = reference.get_object()
        if "/Kids" in node:
            waiting += [node["/Kids"].raw_get(index) for index in range(len(node["/Kids"]))]
        else:
            yield reference.reference


def _adds_signatures_only(old: HistoricalResolver, new: HistoricalResolver, page: generic.Reference) -> bool:
    """Notes that were on the page stay, and every new one is a signature field of modest size."""
    after = new.get_object(page)
    kept, notes = _notes(old.get_object(page)), _notes(after)
    if [_plain(note) for note in notes[: len(kept)]] != [_plain(note) for note in kept]:
        return False
    added = [note.get_object() for note in notes[len(kept) :]]
    if any(note.get("/Subtype") != "/Widget" or _field_kind(note) != "/Sig" for note in added):
        return False
    return sum(_area(note["/Rect"]) for note in added) <= LARGEST_SHARE * _area(after["/MediaBox"])


def _notes(page: generic.DictionaryObject) -> list[generic.PdfObject]:
    """As they stand in the list: references where there are any."""
    listed = page.get("/Annots", generic.ArrayObject())
    return [listed.raw_get(index) for index in range(len(listed))]


def _field_kind(note: generic.DictionaryObject) -> str | None:
    return note.get("/FT") or (note["/Parent"].get("/FT") if "/Parent" in note else None)


def _area(box: list[Any]) -> float:
    left, bottom, right, top = map(float, box)
    return abs((right - left) * (top - bottom))


def _without(value: Any, keys: set[str]) -> Any:
    return {key: part for key, part in value.items() if key not in keys} if isinstance(value, dict) else value


def _plain(value: Any) -> Any:
    """Values that can be compared across revisions; a reference is compared by its number."""
    if isinstance(value, generic.IndirectObject):
        return ("reference", value.idnum, value.generation)
    if isinstance(value, generic.StreamObject):
        return ({str(key): _plain(value.raw_get(key)) for key in value}, bytes(value.encoded_data))
    if isinstance(value, generic.DictionaryObject):
        return {str(key): _plain(value.raw_get(key)) for key in value}
    if isinstance(value, generic.ArrayObject):
        return [_plain(value.raw_get(index)) for index in range(len(value))]
    return repr(value)
