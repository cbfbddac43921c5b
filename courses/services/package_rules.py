"""The `rules:` of a course package: who may join, when, in which order."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from courses.choices import EnrollmentPolicy
from courses.models import CoursePage
from courses.permissions import pages_in_reach
from courses.services.package_yaml import EntryReader
from courses.services.packages import Entry, PackageRefused, Problems
from courses.services.prerequisites import find_circle
from members.models import Region, User

PREREQUISITE_LIMIT = 20


@dataclass
class RuleDraft:
    """Checked as text; what it names is looked up when the package is brought in."""

    entry: Entry
    values: dict[str, Any]
    region: str
    prerequisites: list[str]

    def complain(self, problems: Problems, key: str, reason: str) -> None:
        problems.add(self.entry.file, self.entry.lines.get(key, self.entry.line), reason)


def read_rules(fields: EntryReader, problems: Problems) -> RuleDraft | None:
    """None when the package has no `rules:`; then an import leaves the rules of the course as they are."""
    entry = fields.entry_of("rules")
    if "rules" not in fields.entry:
        return None
    reader = EntryReader(entry, problems)
    opens_on, closes_on = reader.day("opens_on"), reader.day("closes_on")
    values = {
        "enrollment_policy": reader.choice("policy", EnrollmentPolicy.values, default=EnrollmentPolicy.OPEN.value),
        "opens_on": opens_on,
        "closes_on": closes_on,
        "is_sequential": reader.flag("is_sequential", default=False),
    }
    if opens_on and closes_on and closes_on < opens_on:
        reader.complain("closes_on", _("closes_on harus sama atau sesudah opens_on."))
    region = reader.text("region", limit=13, default="")
    named = [name.strip() for name in reader.items("prerequisites", str, limit=PREREQUISITE_LIMIT)]
    reader.refuse_unknown()
    return RuleDraft(entry, values, region, named)


def write_rules(course: CoursePage) -> dict[str, Any] | None:
    """The inverse; None for a course with no rules of its own. Courses are named by their address."""
    prerequisites = sorted(page.slug for page in course.prerequisites.all())
    values = {
        "policy": course.enrollment_policy if course.enrollment_policy != EnrollmentPolicy.OPEN else None,
        "region": course.enrollment_region_id,
        "opens_on": course.opens_on,
        "closes_on": course.closes_on,
        "is_sequential": course.is_sequential or None,
        "prerequisites": prerequisites or None,
    }
    return {key: str(value) if key == "policy" else value for key, value in values.items() if value} or None


def resolve_rules(*, draft: RuleDraft | None, slug: str, by: User | None) -> dict[str, Any]:
    """Field values of the course; raise PackageRefused for a region or a course that does not exist here."""
    if draft is None:
        return {}
    problems = Problems()
    region = find_region(draft, problems)
    prerequisites = [find_course(name, slug, draft, by, problems) for name in draft.prerequisites]
    found = {course.pk: course for course in prerequisites if course}
    own = CoursePage.objects.filter(slug=slug).first()
    circle = find_circle(course_pk=own.pk if own else None, chosen=found.values())
    if circle is not None:
        reason = _("Kursus %(slug)s sendiri memerlukan kursus ini, jadi tidak bisa menjadi prasyaratnya.")
        draft.complain(problems, "prerequisites", reason % {"slug": circle.slug})
    if problems:
        raise PackageRefused(problems)
    return {**draft.values, "enrollment_region": region, "prerequisites": list(found.values())}


def find_region(draft: RuleDraft, problems: Problems) -> Region | None:
    region = Region.objects.filter(code=draft.region).first() if draft.region else None
    if draft.region and region is None:
        draft.complain(problems, "region", _("Tidak ada wilayah dengan kode %(code)s.") % {"code": draft.region})
    return region


def find_course(name: str, slug: str, draft: RuleDraft, by: User | None, problems: Problems) -> CoursePage | None:
    """By address, else by code; only courses that `by` may know of."""
    courses = CoursePage.objects.all() if by is None else pages_in_reach(by, CoursePage.objects.all())
    found = courses.filter(slug=name).first() or courses.exclude(code="").filter(code__iexact=name).first()
    if found is None:
        reason = _("Tidak ada kursus prasyarat %(name)s di sini. Bawa kursus itu lebih dulu, atau perbaiki namanya.")
        draft.complain(problems, "prerequisites", reason % {"name": name})
    elif found.slug == slug:
        draft.complain(problems, "prerequisites", _("Kursus ini tidak bisa menjadi prasyarat dirinya sendiri."))
        return None
    return found
