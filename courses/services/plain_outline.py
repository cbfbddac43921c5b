"""A course as its writer sees it: everything in order, drafts too, with what may be done about it. A few queries."""

from dataclasses import dataclass, field

from wagtail.models import Page

from courses.models import CoursePage, ModulePage
from courses.services.packages import READERS
from courses.services.plain_reviews import describe
from members.models import User


@dataclass
class WriterLine:
    """`address` is the name of the plain form, empty for a kind of page without one."""

    page: Page
    kind: str
    address: str
    word: str
    tone: str
    can_move_up: bool = False
    can_move_down: bool = False
    can_change_module: bool = False
    activities: list["WriterLine"] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.page.draft_title or self.page.title

    @property
    def is_draft_only(self) -> bool:
        return not self.page.live and not any(line.page.live for line in self.activities)


@dataclass
class WriterOutline:
    modules: list[WriterLine]
    can_add: bool


def read_writer_outline(*, course: CoursePage, user: User) -> WriterOutline:
    """Of a course the user may change."""
    pages = Page.objects.descendant_of(course).order_by("path").prefetch_workflow_states()
    modules: list[WriterLine] = []
    for page in pages:
        line = line_of(page)
        if page.depth == course.depth + 1:
            modules.append(line)
        elif modules and page.depth == course.depth + 2:
            modules[-1].activities.append(line)
    tester = course.permissions_for_user(user)
    for lines in (modules, *(module.activities for module in modules)):
        place(lines, can_reorder=tester.can_reorder_children())
    for module in modules:
        for line in module.activities:
            line.can_change_module = len(modules) > 1 and (tester.can_publish() or line.is_draft_only)
    return WriterOutline(modules, tester.can_add_subpage())


def line_of(page: Page) -> WriterLine:
    kind = page.specific_class
    reader = next((reader for reader in READERS.values() if reader.page_class is kind), None)
    address = "writing_module" if kind is ModulePage else reader.writing_name if reader else ""
    word, tone = describe(page, page.current_workflow_state)
    return WriterLine(page, str(kind._meta.verbose_name), address, word, tone)


def place(lines: list[WriterLine], *, can_reorder: bool) -> None:
    for index, line in enumerate(lines):
        may = can_reorder or line.is_draft_only
        line.can_move_up = may and index > 0
        line.can_move_down = may and index < len(lines) - 1
