"""Course packages: what every reader of a package shares. The format is described in docs/course-packages.md."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from courses.models import ActivityPage, CoursePage, ModulePage
from members.models import User

PROBLEM_LIMIT = 200


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in a package: file relative to the package, line from 1 (0: the whole file), reason in words."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"


@dataclass
class Problems:
    """Everything wrong in a package, collected before anything is written; stops collecting at PROBLEM_LIMIT."""

    found: list[Problem] = field(default_factory=list)

    def add(self, file: str, line: int, reason: str) -> None:
        """`line` counts from 1, 0 means the whole file; the same problem is kept once."""
        problem = Problem(str(file), line, str(reason))
        if len(self.found) < PROBLEM_LIMIT and problem not in self.found:
            self.found.append(problem)

    def __bool__(self) -> bool:
        return bool(self.found)

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self.found))


class PackageRefused(Exception):
    """The package has problems, so nothing was written; `problems` lists them all."""

    def __init__(self, problems: Problems) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Entry(dict):
    """A mapping of course.yaml that knows its file and lines; read it with `package_yaml.EntryReader`."""

    def __init__(self, *args: Any, file: str = "course.yaml", line: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.file = file
        self.line = line
        self.lines: dict[Any, int] = {}


class PackageWriter(Protocol):
    """A package being written; gives the pictures a lesson names their place."""

    problems: Problems

    def add_text(self, name: str, text: str) -> None: ...

    def find_picture(self, address: str) -> Any: ...

    def find_page(self, address: str) -> int: ...

    def address_of_picture(self, image: Any) -> str: ...

    def find_file(self, address: str, suffixes: Sequence[str]) -> Any: ...

    def address_of_file(self, file: Any) -> str: ...

    def find_assignment(self, address: str) -> Any: ...

    def address_of_assignment(self, page: Any) -> str: ...

    def find_reference(self, slug: str) -> Any: ...

    def slug_of_reference(self, reference: Any) -> str: ...


class ActivityDraft(Protocol):
    """What a reader made of one activity: checked, complete, not yet written."""

    slug: str
    title: str


class ActivityReader(Protocol):
    """Reads one kind of activity out of a package; other apps register theirs under the key used in course.yaml."""

    def read(self, *, folder: Path, entry: Entry, problems: Problems) -> ActivityDraft | None:
        """Check and parse; every fault goes to `problems`. Never writes. Files: `package_files.read_text`."""

    page_class: type[ActivityPage]
    writing_name: str
    """Name of the plain form's address; `<name>_new` takes the module."""

    def apply(
        self,
        *,
        draft: Any,
        module: ModulePage,
        course: CoursePage,
        publish: bool,
        now: datetime,
        by: User | None = None,
    ) -> tuple[Any, bool]:
        """Write the page under `module` by its slug, inside the import's transaction.

        Return the page and whether anything changed; a second run of the same text must change nothing.
        `package_pages.place_page` does both for a page. A draft with `pictures` or `files` finds them stored; one with
        `places` is applied once more when the assignments it leads to were not there yet.
        """

    def write(self, *, page: Any, name: str, package: "PackageWriter") -> dict[str, Any]:
        """The inverse: add the files of `page` (`name` plus a suffix) and return its mapping for course.yaml.

        What cannot be written goes to `package.problems`.
        """


READERS: dict[str, ActivityReader] = {}


def register_activity_reader(key: str, reader: ActivityReader) -> None:
    """Called in AppConfig.ready(): activities written `- key: file` in course.yaml belong to `reader`."""
    READERS[key] = reader
