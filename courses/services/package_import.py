"""Brings a course package into the CMS: everything or nothing, and a second run changes nothing."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.models import CatalogPage, CoursePage, ModulePage
from courses.services.package_course import CourseDraft, ModuleDraft, read_package
from courses.services.package_pages import Found, arrange_children, place_page, retire_children
from courses.services.packages import PackageRefused, Problems
from courses.services.progress import settle_course
from members.models import Organization


@dataclass
class ImportedCourse:
    """The course page and the titles of pages that changed or were unpublished; both empty on a second run."""

    course: CoursePage
    changed: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)


def import_course(
    *, folder: Path, catalog: CatalogPage, organization: Organization | None = None, publish: bool, now: datetime
) -> ImportedCourse:
    """Read the whole folder, then write it in one transaction.

    Without `publish` new pages and changes wait as drafts. A lesson the package no longer names is unpublished.
    Raise PackageRefused with every problem found when there is one.
    """
    problems = Problems()
    draft = read_package(folder=folder, problems=problems)
    if problems or draft is None:
        raise PackageRefused(problems)
    with transaction.atomic():
        return write_course(draft, catalog=catalog, organization=organization, publish=publish, now=now)


def write_course(
    draft: CourseDraft, *, catalog: CatalogPage, organization: Organization | None, publish: bool, now: datetime
) -> ImportedCourse:
    values = {**draft.values, **({"organization": organization} if organization else {})}
    course, is_changed = place(catalog, CoursePage, draft.slug, values, publish)
    result = ImportedCourse(course, [course.title] if is_changed else [])
    modules = [write_module(module, result, publish=publish, now=now) for module in draft.modules]
    finish_order(course, modules, result)
    if result.retired:
        settle_course(course=course, now=now)
    return result


def write_module(draft: ModuleDraft, result: ImportedCourse, *, publish: bool, now: datetime) -> ModulePage:
    values = {"title": draft.title, "lesson_minutes": draft.lesson_minutes}
    module, is_changed = place(result.course, ModulePage, draft.slug, values, publish)
    if is_changed:
        result.changed.append(module.title)
    activities = []
    for reader, activity in draft.activities:
        try:
            page, is_changed = reader.apply(
                draft=activity, module=module, course=result.course, publish=publish, now=now
            )
        except LookupError as error:
            raise refused_slug(activity.slug) from error
        activities.append(page)
        if is_changed:
            result.changed.append(page.title)
    finish_order(module, activities, result)
    return module


def finish_order(parent: CoursePage | ModulePage, pages: list, result: ImportedCourse) -> None:
    result.retired += [page.title for page in retire_children(parent=parent, kept=pages)]
    if arrange_children(parent=parent, pages=pages):
        result.changed.append(_("urutan di %(title)s") % {"title": parent.title})


def place(
    parent: Page, page_class: type[Found], slug: str, values: dict[str, Any], publish: bool
) -> tuple[Found, bool]:
    try:
        return place_page(parent=parent, page_class=page_class, slug=slug, values=values, publish=publish)
    except LookupError as error:
        raise refused_slug(slug) from error


def refused_slug(slug: str) -> PackageRefused:
    problems = Problems()
    reason = _("Alamat %(slug)s sudah dipakai halaman jenis lain di CMS; ganti slug.") % {"slug": slug}
    problems.add("course.yaml", 0, reason)
    return PackageRefused(problems)
