"""Brings a course package into the CMS: everything or nothing, and a second run changes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.models import CatalogPage, CoursePage, ModulePage
from courses.services.offices import settle_office
from courses.services.package_attachments import AttachmentStore, find_assignment
from courses.services.package_course import CourseDraft, ModuleDraft, read_package
from courses.services.package_pages import (
    Found,
    PageLocked,
    arrange_children,
    is_arranged,
    place_page,
    retire_children,
)
from courses.services.package_pictures import PictureStore
from courses.services.package_references import MissingReference, keep_references
from courses.services.package_rules import resolve_rules
from courses.services.packages import ActivityDraft, ActivityReader, PackageRefused, Problems
from courses.services.progress import settle_course
from members.models import Organization, User


@dataclass
class ImportedCourse:
    """The course page, and in words what changed or was unpublished; both empty on a second run.

    `left`: what the package has otherwise, but an import of drafts, or this person, may not change.
    """

    course: CoursePage
    changed: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def import_course(
    *,
    folder: Path,
    catalog: CatalogPage,
    organization: Organization | None = None,
    publish: bool,
    now: datetime,
    by: User | None = None,
) -> ImportedCourse:
    """Read the whole folder, then write it in one transaction.

    Without `publish` new pages and changes wait as drafts and nothing is unpublished; with it, a lesson the package
    no longer names is. `by` may do only what Wagtail lets that person do; without `by` it is the operator.
    Raise PackageRefused with every problem found when there is one.
    """
    problems = Problems()
    draft = read_package(folder=folder, problems=problems)
    if problems or draft is None:
        raise PackageRefused(problems)
    if by is not None:
        organization = office_for(user=by, catalog=catalog, slug=draft.slug, wanted=organization)
    pictures, attachments = PictureStore(by=by), AttachmentStore(by=by)
    rules = resolve_rules(draft=draft.rules, slug=draft.slug, by=by)
    values = {**draft.values, **rules, **({"organization": organization} if organization else {})}
    try:
        with transaction.atomic():
            result = CourseImport(draft, values, catalog, pictures, attachments, publish, now, by).write()
            settle_office(course=result.course)
            return result
    except BaseException:
        pictures.undo()
        attachments.undo()
        raise


def office_for(*, user: User, catalog: CatalogPage, slug: str, wanted: Organization | None) -> Organization | None:
    """The office a new course gets; None for a course that has one already.

    A course is brought by whoever may change it, a new one by an admin of its office. Raise PackageRefused.
    """
    found = catalog.get_children().filter(slug=slug).first()
    is_own = wanted is not None and Organization.objects.administered_by(user).filter(pk=wanted.pk).exists()
    if found is None and (is_own or catalog.permissions_for_user(user).can_add_subpage()):
        return wanted
    if found is None or not found.permissions_for_user(user).can_edit():
        raise refused(_("Kursus %(slug)s bukan kursus Anda. Minta admin membuatnya dan menugaskan Anda."), slug)
    return None


@dataclass
class CourseImport:
    """One run: where it writes, and in whose name."""

    draft: CourseDraft
    values: dict[str, Any]
    catalog: CatalogPage
    pictures: PictureStore
    attachments: AttachmentStore
    publish: bool
    now: datetime
    by: User | None
    is_second_round: bool = False
    waiting: list[tuple[ModulePage, ActivityReader, ActivityDraft]] = field(default_factory=list)

    def write(self) -> ImportedCourse:
        draft = self.draft
        course, is_changed = self.place(self.catalog, CoursePage, draft.slug, self.values)
        self.result = ImportedCourse(course, [course.title] if is_changed else [])
        drafts = [activity for module in draft.modules for _reader, activity in module.activities]
        self.store_references()
        self.pictures.store(course=course, files=gathered(drafts, "pictures"))
        self.attachments.store(course=course, files=gathered(drafts, "files"))
        self.finish_order(course, [self.write_module(module) for module in draft.modules])
        self.tie_assignments()
        if self.result.retired:
            settle_course(course=course, now=self.now)
        return self.result

    def store_references(self) -> None:
        with refusals_named(self.draft.slug):
            kept = keep_references(drafts=self.draft.references, by=self.by, now=self.now)
        self.result.changed += kept.changed
        self.result.left += kept.left

    def write_module(self, draft: ModuleDraft) -> ModulePage:
        values = {"title": draft.title, "lesson_minutes": draft.lesson_minutes}
        module, is_changed = self.place(self.result.course, ModulePage, draft.slug, values)
        if is_changed:
            self.result.changed.append(module.title)
        self.finish_order(module, [self.write_activity(module, *activity) for activity in draft.activities])
        return module

    def tie_assignments(self) -> None:
        """Lessons that lead to an assignment this run has only just made."""
        waiting, self.waiting, self.is_second_round = self.waiting, [], True
        for module, reader, draft in waiting:
            self.write_activity(module, reader, draft)

    def write_activity(self, module: ModulePage, reader: ActivityReader, draft: ActivityDraft) -> Page:
        if any(find_assignment(place, self.result.course) is None for place in getattr(draft, "places", ())):
            self.waiting.append((module, reader, draft))
        with refusals_named(draft.slug):
            page, is_changed = reader.apply(
                draft=draft, module=module, course=self.result.course, publish=self.publish, now=self.now, by=self.by
            )
        if is_changed and not self.is_second_round:
            self.result.changed.append(page.title)
        return page

    def finish_order(self, parent: CoursePage | ModulePage, pages: list[Page]) -> None:
        if self.publish:
            self.result.retired += [page.title for page in retire_children(parent=parent, kept=pages)]
        else:
            gone = parent.get_children().live().exclude(pk__in=[page.pk for page in pages])
            self.result.left += [_("%(title)s tidak ada di paket") % {"title": page.title} for page in gone]
        order = _("urutan di %(title)s") % {"title": parent.title}
        if self.by is not None and not parent.permissions_for_user(self.by).can_reorder_children():
            self.result.left += [order] if not is_arranged(parent=parent, pages=pages) else []
        elif arrange_children(parent=parent, pages=pages):
            self.result.changed.append(order)

    def place(self, parent: Page, page_class: type[Found], slug: str, values: dict[str, Any]) -> tuple[Found, bool]:
        with refusals_named(slug):
            return place_page(
                parent=parent, page_class=page_class, slug=slug, values=values, publish=self.publish, by=self.by
            )


@contextmanager
def refusals_named(slug: str) -> Iterator[None]:
    try:
        yield
    except LookupError as error:
        raise refused(_("Alamat %(slug)s sudah dipakai halaman jenis lain di CMS; ganti slug."), slug) from error
    except MissingReference as error:
        raise refused(
            _("Rujukan %(slug)s belum ada di situs ini. Minta admin atau petugas membuatnya dulu."), error.slug
        ) from error
    except PageLocked as error:
        raise refused(_("%(slug)s sedang ditinjau atau dikunci. Tunggu atau tarik kembali dulu."), slug) from error


def refused(reason: str, slug: str) -> PackageRefused:
    problems = Problems()
    problems.add("course.yaml", 0, reason % {"slug": slug})
    return PackageRefused(problems)


def gathered(drafts: list[ActivityDraft], name: str) -> list[Any]:
    return [thing for draft in drafts for thing in getattr(draft, name, [])]
