"""What a reader finds: only pages this reader may open, best first, in a constant number of statements."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.query import PageQuerySet

from courses.models import CoursePage, SearchEntry
from courses.models.pages import COURSE_DEPTH, MODULE_DEPTH
from courses.services.catalog import without_closed_parents
from courses.services.same_words import Same, read_same_words
from courses.services.search import find_hits
from courses.services.search_words import forms_of, words_of
from courses.services.snippets import Piece, mark_words, pattern_of, read_snippet

LIKENESS = 0.72
"""How alike two words must be to be taken for a slip of the finger, 0–1 (difflib)."""
VOCABULARY_LIMIT = 1000


@dataclass
class Finding:
    """`pages` best first; `asked` are the words that were looked for, other than typed when `is_corrected`."""

    pages: list[Page] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    is_corrected: bool = False
    same: Same = field(default_factory=dict)

    @property
    def forms(self) -> list[str]:
        return [form for word in self.asked for form in forms_of(word, self.same)]


@dataclass
class FoundLine:
    """One line below "Pelajaran yang cocok"; `title` and `snippet` come in pieces (see snippets.Piece)."""

    url: str
    title: list[Piece]
    snippet: list[Piece]
    place: str


def readable_pages(*, root: Page, closed: Collection[str] = ()) -> PageQuerySet:
    """Live pages below live parents and outside of `closed`, the tree paths this reader may not open."""
    pages = without_closed_parents(Page.objects.live().descendant_of(root))
    for path in closed:
        pages = pages.exclude(path__startswith=path)
    return pages


def find_pages(*, root: Page, text: str, closed: Collection[str] = ()) -> Finding:
    """Pages with all words; else with all words of the likely spelling; else with any of them."""
    same = read_same_words()
    for words, needs_all, is_corrected in attempts(root, text, closed):
        hits = find_hits([forms_of(word, same) for word in words], needs_all=needs_all)
        pages = list(readable_pages(root=root, closed=closed).filter(pk__in=hits)) if hits else []
        if pages:
            return Finding(in_order(pages, hits, words, same), words, is_corrected, same)
    return Finding()


def in_order(pages: Sequence[Page], hits: Mapping[int, float], words: Sequence[str], same: Same) -> list[Page]:
    """Titles that hold a word before all others: SQLite lets a rare form in a body outweigh a common one in a title."""
    pattern = pattern_of(form for word in words for form in forms_of(word, same))
    titled = {page.pk for page in pages if pattern and pattern.search(page.title)}
    return sorted(pages, key=lambda page: (page.pk not in titled, -hits[page.pk], page.path))


def attempts(root: Page, text: str, closed: Collection[str]) -> Iterator[tuple[list[str], bool, bool]]:
    words = words_of(text)
    if not words:
        return
    yield words, True, False
    likely = correct(words, vocabulary(root, closed))
    if likely != words:
        yield likely, True, True
        yield likely, False, True
    elif len(words) > 1:
        yield words, False, False


def vocabulary(root: Page, closed: Collection[str]) -> set[str]:
    """Words of titles and summaries this reader may see; a word nobody may read is never suggested."""
    pages = readable_pages(root=root, closed=closed).values("pk")
    texts = SearchEntry.objects.filter(page__in=pages).values_list("title", "summary")[:VOCABULARY_LIMIT]
    return {word for pair in texts for text in pair for word in re.findall(r"[^\W\d_]{4,}", text.casefold())}


def correct(words: Sequence[str], known: Collection[str]) -> list[str]:
    return [next(iter(get_close_matches(word, known, 1, LIKENESS)), word) if len(word) > 3 else word for word in words]


def read_lines(*, pages: Sequence[Page], courses: Sequence[CoursePage], forms: Sequence[str]) -> list[FoundLine]:
    """Lines for the pages of one screen. One statement for their texts."""
    entries = SearchEntry.objects.in_bulk([page.pk for page in pages])
    titles = {course.path: course.title for course in courses}
    return [read_line(page, entries.get(page.pk), titles.get(course_path(page), ""), forms) for page in pages]


def read_line(page: Page, entry: SearchEntry | None, course: str, forms: Sequence[str]) -> FoundLine:
    texts = [entry.body, entry.summary] if entry else []
    place = _("Modul di %(course)s") % {"course": course} if page.depth == MODULE_DEPTH else course
    return FoundLine(page.url or "", mark_words(page.title, forms), read_snippet(texts, forms), place)


def course_path(page: Page) -> str:
    return page.path[: COURSE_DEPTH * page.steplen]
