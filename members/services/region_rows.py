"""One region as it comes from a decree, before it meets the database."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from members.choices import RegionKind, RegionLevel

CODE = re.compile(r"\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?")
HEADINGS = {"kode": "code", "nama": "name", "kode_induk": "parent", "kode_pos": "postal_code", "nama_lain": "alias"}
NAME_LIMIT = 100
ALIASES = {"19.71": "Pangkalpinang"}
"""What people write where the decree writes otherwise; the city itself writes Pangkalpinang."""

PAPUA = {"91", "92", "93", "94", "95", "96"}
"""Provinces of the Papua law (UU 21/2001), which calls a kecamatan distrik."""

CITY_PREFIXES = {"Kota ": RegionKind.KOTA, "Kabupaten ": RegionKind.KABUPATEN, "Kab. ": RegionKind.KABUPATEN}
VILLAGE_KINDS = {"1": RegionKind.KELURAHAN, "3": RegionKind.DESA_ADAT}


class RegionFileError(Exception):
    """A file of regions that cannot be read; says which line and why."""


@dataclass(frozen=True, slots=True)
class RegionRow:
    code: str
    level: int
    kind: str
    name: str
    alias: str
    postal_code: str

    @property
    def parent_code(self) -> str:
        return self.code.rpartition(".")[0]


def read_row(*, code: str, name: str, postal_code: str = "", alias: str = "") -> RegionRow:
    """Level and kind follow from the Kemendagri code: villages 1… are kelurahan, 3… desa adat, cities 71 and up."""
    level = code.count(".") + 1
    kind, short_name = _kind_and_name(code, level, name.strip())
    return RegionRow(code, level, kind.value, short_name, alias or ALIASES.get(code, ""), postal_code)


def _kind_and_name(code: str, level: int, name: str) -> tuple[RegionKind, str]:
    if level == RegionLevel.PROVINCE:
        return RegionKind.PROVINSI, name
    if level == RegionLevel.DISTRICT:
        return (RegionKind.DISTRIK if code[:2] in PAPUA else RegionKind.KECAMATAN), name
    if level == RegionLevel.VILLAGE:
        return VILLAGE_KINDS.get(code[9], RegionKind.DESA), name
    for prefix, kind in CITY_PREFIXES.items():
        if name.startswith(prefix):
            return kind, name.removeprefix(prefix)
    return (RegionKind.KOTA if code[3:] >= "71" else RegionKind.KABUPATEN), name


def read_csv(path: Path) -> Iterator[RegionRow]:
    """Rows of `code,name[,parent][,postal_code][,alias]` (or kode,nama,kode_induk,kode_pos), comma or semicolon.

    Raises RegionFileError with the line of the first fault.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        heading = file.readline()
        file.seek(0)
        reader = csv.DictReader(file, delimiter=";" if heading.count(";") > heading.count(",") else ",")
        reader.fieldnames = [
            HEADINGS.get(name.strip().lower(), name.strip().lower()) for name in reader.fieldnames or []
        ]
        missing = {"code", "name"} - set(reader.fieldnames)
        if missing:
            raise RegionFileError(f"{path.name}: kolom {', '.join(sorted(missing))} tidak ada di baris judul.")
        yield from _checked_rows(reader, path.name)


def _checked_rows(reader: csv.DictReader, file_name: str) -> Iterator[RegionRow]:
    lines: dict[str, int] = {}
    try:
        for record in reader:
            place = f"{file_name} baris {reader.line_num}"
            row = _checked_row(record, place)
            if row.code in lines:
                raise RegionFileError(f"{place}: kode {row.code} sudah ada di baris {lines[row.code]}.")
            lines[row.code] = reader.line_num
            yield row
    except csv.Error as error:
        raise RegionFileError(f"{file_name} baris {reader.line_num + 1}: baris ini tidak terbaca ({error}).") from error


def _checked_row(record: dict[str, str], place: str) -> RegionRow:
    code, name = (record["code"] or "").strip(), (record["name"] or "").strip()
    if not CODE.fullmatch(code):
        raise RegionFileError(f"{place}: kode '{code[:40]}' bukan kode Kemendagri seperti 53.71.01.1001.")
    if not name:
        raise RegionFileError(f"{place}: nama wilayah {code} kosong.")
    alias = (record.get("alias") or "").strip()
    if max(len(name), len(alias)) > NAME_LIMIT or not f"{name}{alias}".isprintable():
        raise RegionFileError(f"{place}: nama wilayah {code} lebih dari {NAME_LIMIT} huruf atau tidak bisa dicetak.")
    parent = (record.get("parent") or "").strip()
    if parent and parent != code.rpartition(".")[0]:
        raise RegionFileError(f"{place}: induk {parent} tidak cocok dengan kode {code}.")
    return read_row(
        code=code,
        name=name,
        postal_code=(record.get("postal_code") or "").strip()[:5],
        alias=alias,
    )
