"""YAML that knows its lines, refuses what a text file of a course never needs, and is bounded."""

from collections.abc import Callable, Hashable
from datetime import date
from typing import Any

import yaml
from django.utils.translation import gettext as _
from yaml.reader import ReaderError

from courses.services.package_files import NAME
from courses.services.packages import Entry, Problems


class CourseLoader(yaml.SafeLoader):
    """Mappings become Entry objects with lines; aliases and repeated keys are errors."""

    def compose_node(self, parent: Any, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise yaml.MarkedYAMLError(problem=_("tanda * (alias) tidak dipakai di sini"), problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_entry(self, node: yaml.MappingNode) -> Entry:
        entry = Entry()
        entry.line = node.start_mark.line + 1
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable) or key in entry:
                problem = _("kunci ini ditulis dua kali: %(key)s") % {"key": key}
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key_node.start_mark)
            entry[key] = self.construct_object(value_node, deep=True)
            entry.lines[key] = key_node.start_mark.line + 1
        return entry


CourseLoader.add_constructor("tag:yaml.org,2002:map", CourseLoader.construct_entry)


def read_mapping(*, text: str, file: str, problems: Problems, first_line: int = 1) -> Entry | None:
    """The mapping in `text`, its lines counted from `first_line`; None and a problem when it is none."""
    try:
        found = CourseLoader("\n" * (first_line - 1) + text).get_single_data()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else first_line
        problems.add(file, line, _("YAML tidak terbaca: %(reason)s.") % {"reason": error.problem})
        return None
    except ReaderError as error:
        line = first_line + text[: error.position - first_line + 1].count("\n")
        problems.add(file, line, _("Ada karakter yang tidak terlihat di baris ini. Hapus, lalu coba lagi."))
        return None
    except (yaml.YAMLError, RecursionError, ValueError):
        problems.add(file, first_line, _("YAML tidak terbaca."))
        return None
    if not isinstance(found, Entry):
        problems.add(file, first_line, _("Di sini harus ada pasangan “kunci: nilai”."))
        return None
    stamp_file(found, file)
    return found


def stamp_file(value: Any, file: str) -> None:
    """Tell every mapping inside which file it stands in."""
    if isinstance(value, Entry):
        value.file = file
        for part in value.values():
            stamp_file(part, file)
    elif isinstance(value, list):
        for part in value:
            stamp_file(part, file)


def write_yaml(values: Any) -> str:
    """The inverse, in the order given, on short lines."""
    return yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=110)


class EntryReader:
    """Takes typed values out of one mapping; what is wrong or unknown becomes a problem on its line."""

    def __init__(self, entry: Entry, problems: Problems) -> None:
        self.entry = entry
        self.problems = problems
        self.known: set[str] = set()
        self.refused: set[str] = set()

    def text(self, key: str, *, limit: int = 250, default: str | None = None) -> str:
        """A text of at most `limit` letters; required without a default."""
        value = self.take(key, str, default)
        text = " ".join(str(value).split())
        if isinstance(value, str) and not text and default is None:
            self.complain(key, _("%(key)s tidak boleh kosong.") % {"key": key})
        if len(text) > limit:
            self.complain(key, _("%(key)s paling panjang %(limit)s huruf.") % {"key": key, "limit": limit})
        if has_control(text):
            self.complain(key, _("%(key)s memuat karakter yang tidak terlihat.") % {"key": key})
        return text

    def slug(self, key: str = "slug") -> str:
        value = self.text(key, limit=80)
        if value and not NAME.fullmatch(value):
            self.complain(key, _("%(key)s: pakai huruf kecil, angka, dan tanda hubung saja.") % {"key": key})
        return value

    def number(self, key: str, *, low: int, high: int, default: int | None = None) -> int:
        """A whole number from `low` to `high`; required without a default."""
        value = self.take(key, int, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            bounds = {"key": key, "low": low, "high": high}
            self.complain(key, _("%(key)s harus angka %(low)s sampai %(high)s.") % bounds)
            return low
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        return bool(self.take(key, bool, default))

    def choice(self, key: str, values: list[str], *, default: str) -> str:
        value = self.take(key, str, default)
        if value not in values:
            self.complain(key, _("%(key)s: pilih %(values)s.") % {"key": key, "values": ", ".join(values)})
            return default
        return str(value)

    def entry_of(self, key: str) -> Entry:
        return self.take(key, Entry, Entry()) or Entry()

    def items(self, key: str, kind: type, *, limit: int) -> list[Any]:
        """A list of at most `limit` values, all of one kind."""
        values = self.take(key, list, [])
        if len(values) > limit:
            self.complain(key, _("%(key)s: paling banyak %(limit)s.") % {"key": key, "limit": limit})
        if not all(isinstance(value, kind) for value in values):
            self.complain(key, _("%(key)s: ada isian yang bentuknya lain.") % {"key": key})
        return [value for value in values[:limit] if isinstance(value, kind)]

    def day(self, key: str) -> date | None:
        return self.take(key, date, None, is_optional=True)

    def take(self, key: str, kind: type, default: Any, *, is_optional: bool = False) -> Any:
        """The raw value when it is of the kind, else the default and a problem."""
        self.known.add(key)
        if key not in self.entry:
            if default is None and not is_optional:
                self.complain(key, _("%(key)s belum diisi.") % {"key": key})
            return EMPTY.get(kind, lambda: None)() if default is None else default
        value = self.entry[key]
        if not isinstance(value, kind):
            self.complain(key, _("%(key)s: isiannya bukan %(kind)s.") % {"key": key, "kind": _(KIND_NAMES[kind])})
            return EMPTY.get(kind, lambda: None)() if default is None else default
        return value

    def complain(self, key: str, reason: str) -> None:
        """The first fault of a key is enough for its author."""
        if key in self.refused:
            return
        self.refused.add(key)
        self.problems.add(self.entry.file, self.entry.lines.get(key, self.entry.line), reason)

    def refuse_unknown(self) -> None:
        """Call last: a misspelt key would otherwise be silently ignored."""
        for key in self.entry:
            if key not in self.known:
                self.complain(key, _("Kunci %(key)s tidak dikenal.") % {"key": key})


EMPTY: dict[type, Callable[[], Any]] = {str: str, int: int, list: list, bool: bool}
KIND_NAMES = {str: "teks", int: "angka", bool: "true atau false", list: "daftar", date: "tanggal", Entry: "pasangan"}


def has_control(text: str) -> bool:
    return any(ord(character) < 32 or ord(character) == 127 for character in text)
