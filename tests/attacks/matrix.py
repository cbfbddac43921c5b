"""What every address answers to everybody: the table of attack 1. An address without a row fails the test.

The table is in tables/*.txt, a file per part of the site. Under each headline stand addresses with the fields of
world.Office that fill them, then the answers to GET and to POST for the object of Kota Kupang ("here"), of Kota Serang
("there") and an absent one. One letter per person:

    - visitor   A learner here   B learner there   T trainer of the course here   t trainer of the course there
    O officer here   o officer there   V viewer here   S superuser

k page   r sent on   l sent to the login   m missing   x wrong method   d refused by Wagtail   a login needed (JSON)
b bad request   c not yet as it should be. "(public)": everybody may see these objects, so a foreign one need not
look absent.
"""

from pathlib import Path
from typing import NamedTuple

ROLES = "-ABTtOoVS"
FOREIGNERS = {"here": "Bto", "there": "ATOV"}

TABLES = Path(__file__).parent / "tables"

ELSEWHERE = {
    "picture": "files for everybody, tests/lms/test_pictures.py",
    "lesson_file": "by the lesson that offers it, tests/courses/test_lesson_files.py",
    "certificatedesign:compare": "between two revisions, tests/certificates/test_designs.py",
    "certificatedesign:return": "an earlier revision, tests/certificates/test_designs.py",
    "wagtailcore_login": "Wagtail's own, answered by the one login",
    "wagtail_serve": "pages outside /kursus/, Wagtail's own rules",
    "wagtaildocs_serve": "behind lesson_file, tests/courses/test_lesson_files.py",
    **dict.fromkeys(
        ["wagtaildocs_authenticate_with_password", "wagtailcore_authenticate_with_password"], "Wagtail's own"
    ),
    **dict.fromkeys(["cms/test404/", "cms/^.*/$"], "Wagtail's own"),
    "cms/choose-page/chosen-multiple/": "tests/courses/test_trainers.py, with foreign drafts",
    "cms/bulk/<str:app_label>/<str:model_name>/<str:action>/": "tests/attacks/test_cms_scope.py",
    "cms/pages/<int:page_id>/edit/": "Wagtail asks; tests/courses/test_lesson_cost.py, with a foreign draft",
    "cms/pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/": "tests/attacks/test_cms_scope.py",
}


class Row(NamedTuple):
    name: str
    parts: tuple[str, ...]
    answers: dict[str, tuple[str, str]]  # object → letters for GET and for POST
    is_public: bool


def read_rows(text):
    names, answers, is_public = [], {}, False
    for line in [*text.strip().splitlines(), "#"]:
        if line.startswith("#"):
            yield from (Row(*name, answers, is_public) for name in names)
            names, answers, is_public = [], {}, line.endswith("(public)")
        elif line.startswith("    "):
            target, get, post = line.split()
            answers[target] = (get, post)
        else:
            names += [_name_and_parts(word) for word in line.split()]


def _name_and_parts(word):
    name, _, parts = word.partition("=")
    return name, tuple(parts.split(",")) if parts else ()


ROWS = [row for table in sorted(TABLES.glob("*.txt")) for row in read_rows(table.read_text())]
