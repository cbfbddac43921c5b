"""Regions brought in from a decree."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import islice

from django.db import transaction
from django.db.models import Q

from members.models import Region
from members.services.lokal import SOURCE, regions_of_package
from members.services.region_rows import RegionFileError, RegionRow

BATCH = 2000
COLUMNS = ["parent_id", "level", "kind", "name", "alias", "postal_code", "is_active", "source"]


class NothingInScope(Exception):
    """No row of the source lies in the scope; taken literally, every region would be switched off."""


@dataclass(slots=True)
class ImportResult:
    """How many rows were new, changed, already right, and no longer in the decree."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    deactivated: int = 0

    def __str__(self) -> str:
        return ", ".join(f"{field.name} {getattr(self, field.name)}" for field in fields(self))


@transaction.atomic
def import_regions(
    *, scope: list[str] | None, rows: Iterable[RegionRow] | None = None, source: str = SOURCE
) -> ImportResult:
    """Make the regions of `scope` (code prefixes; None means the country) equal to `rows` or to the package.

    Nothing is deleted: codes that are gone become inactive, because certificates point at them. Safe to repeat.
    Raises NothingInScope, and RegionFileError for a region without its parent.
    """
    known, active = _known_rows(scope)
    result = ImportResult()
    gone = {code for code in active if _covers(scope, code)}
    rows = iter(_needed(scope, rows) if rows is not None else regions_of_package(scope))
    is_empty = True
    codes_there = set(known)
    while batch := list(islice(rows, BATCH)):
        is_empty = False
        _require_parents(batch, codes_there)
        gone.difference_update(row.code for row in batch)
        _write(_changed(batch, known, source, result))
    if is_empty:
        raise NothingInScope
    for codes in _slices(sorted(gone)):
        result.deactivated += Region.objects.filter(code__in=codes).update(is_active=False)
    return result


def _require_parents(batch: list[RegionRow], codes_there: set[str]) -> None:
    """Parents come first, so a region whose parent is neither in the database nor before it has none."""
    for row in batch:
        if row.parent_code and row.parent_code not in codes_there:
            raise RegionFileError(f"Wilayah {row.code} {row.name}: induknya {row.parent_code} tidak ada di berkas ini.")
        codes_there.add(row.code)


def _needed(scope: list[str] | None, rows: Iterable[RegionRow]) -> Iterator[RegionRow]:
    """Rows inside the scope and their ancestors, parents first, whatever the order of the file."""
    by_code = {row.code: row for row in rows}
    wanted = {code for code in by_code if _covers(scope, code)}
    ancestors = {code for inside in list(wanted) for code in _ancestors_of(inside)}
    return (by_code[code] for code in sorted(wanted | (ancestors & by_code.keys())))


def _ancestors_of(code: str) -> list[str]:
    parts = code.split(".")
    return [".".join(parts[:depth]) for depth in range(1, len(parts))]


def _covers(scope: list[str] | None, code: str) -> bool:
    return scope is None or any(code == own or code.startswith(f"{own}.") for own in scope)


def _known_rows(scope: list[str] | None) -> tuple[dict[str, int], set[str]]:
    """Fingerprint per code, and the codes in force: the country itself would take 90 MB more."""
    known = Region.objects.all()
    if scope is not None:
        inside = Q(code__in=[code for own in scope for code in _ancestors_of(own)])
        for own in scope:
            inside |= Q(code=own) | Q(code__startswith=f"{own}.")
        known = known.filter(inside)
    fingerprints: dict[str, int] = {}
    active: set[str] = set()
    for code, *values in known.values_list("code", *COLUMNS[:-1]).iterator(BATCH):
        fingerprints[code] = hash(tuple(values))
        if values[-1]:
            active.add(code)
    return fingerprints, active


def _changed(
    batch: list[RegionRow], known: dict[str, int], source: str, result: ImportResult
) -> Iterator[tuple[str, tuple]]:
    """Rows that are new or differ; another source alone is no difference."""
    for row in batch:
        values = (row.parent_code or None, row.level, row.kind, row.name, row.alias, row.postal_code, True)
        before = known.get(row.code)
        if before is None:
            result.created += 1
        elif before == hash(values):
            result.unchanged += 1
            continue
        else:
            result.updated += 1
        yield row.code, (*values, source)


def _write(rows: Iterator[tuple[str, tuple]]) -> None:
    Region.objects.bulk_create(
        [Region(code=code, **dict(zip(COLUMNS, values, strict=True))) for code, values in rows],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=COLUMNS,
        batch_size=BATCH,
    )


def _slices(codes: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(codes), BATCH):
        yield codes[start : start + BATCH]
