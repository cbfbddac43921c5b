"""Copying a course and moving its parts, without touching what learners did."""

from django.db import transaction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import Page
from wagtail.query import PageQuerySet

from courses.models import ActivityPage, CoursePage, Enrollment, ModulePage
from courses.models.pages import COURSE_DEPTH
from courses.services.copied_files import own_files
from courses.services.drafts import NotAllowed, free_slug
from courses.services.history import records_about
from courses.services.offices import settle_office
from members.models import Organization, User


class AddressTaken(Exception):
    """Another page of the target has the same address; `args[0]` is its title."""


class OtherCourse(Exception):
    """A part with history stays in its course: completions and the rules of learners name it there."""


@transaction.atomic
def copy_course(*, course: CoursePage, title: str, organization: Organization, by: User) -> CoursePage:
    """Everything of the course as drafts of an office the user is admin of: modules, parts, rules, newest text.

    Left behind: learners, dates of entry, trainers. Pictures and files are copied; questions by the hook that gives
    every copied quiz a bank of its own, see quizzes/wagtail_hooks.py: the door calls it. Raise NotAllowed.
    """
    offices = Organization.objects.administered_by(by).filter(pk=organization.pk)
    if not course.permissions_for_user(by).can_edit() or not offices.exists():
        raise NotAllowed(course.pk)
    values = {
        "title": title,
        "draft_title": title,
        "slug": free_slug(course.get_parent(), title),
        "organization": organization,
        "opens_on": None,
        "closes_on": None,
    }
    action = CopyPageAction(course, recursive=True, keep_live=False, update_attrs=values, user=by)
    copied: CoursePage = action.execute(skip_permission_checks=True)
    settle_office(course=copied)
    own_files(course=copied, by=by)
    return copied


def modules_for(*, activity: ActivityPage) -> PageQuerySet:
    """The other modules of the same course, in reading order."""
    course = CoursePage.objects.ancestor_of(activity).get()
    return ModulePage.objects.child_of(course).exclude(pk=activity.get_parent().pk).order_by("path")


@transaction.atomic
def move_activity(*, activity: ActivityPage, module: ModulePage, by: User) -> ActivityPage:
    """Put a part at the end of another module of its course; completions, scores and rules keep pointing at it.

    Raise NotAllowed without Wagtail's right to move it there, OtherCourse, AddressTaken.
    """
    Page.objects.select_for_update().get(pk=module.pk)
    module = ModulePage.objects.get(pk=module.pk)
    if not activity.permissions_for_user(by).can_move_to(module):
        raise NotAllowed(activity.pk)
    refuse_other_course(page=activity, destination=module)
    twin = module.get_children().filter(slug=activity.slug).exclude(pk=activity.pk).first()
    if twin is not None:
        raise AddressTaken(twin.title)
    activity.move(module, pos="last-child", user=by)
    return ActivityPage.objects.get(pk=activity.pk)


def refuse_other_course(*, page: Page, destination: Page) -> None:
    """Raise OtherCourse when a part with history would leave its course."""
    old, new = course_path(page), course_path(destination)
    if page.depth > COURSE_DEPTH and old != new and has_history(page):
        raise OtherCourse(page.pk)


def has_history(page: Page) -> bool:
    """Whether records point at the page or below it, or the rule of somebody who takes the course names it."""
    if records_about(page):
        return True
    inside = set(ActivityPage.objects.filter(path__startswith=page.path).values_list("pk", flat=True))
    rules = Enrollment.objects.filter(course__path=course_path(page)).values_list("required_activity_ids", flat=True)
    return any(inside.intersection(rule) for rule in rules.iterator())


def course_path(page: Page) -> str:
    return page.path[: Page.steplen * COURSE_DEPTH]
