"""Which office keeps a course: its admins publish it, and its pictures lie in the office's folder."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import GroupPagePermission
from wagtail.query import PageQuerySet

from courses.models import CatalogPage, CoursePage
from courses.services.site import grant_page_action
from courses.services.trainers import dismiss_strangers, find_picture_folder
from members.models import Organization, User
from members.models.scope import ADMINS, scope_of
from members.services.organizations import ADMIN_PREFIX, admin_group_of

ADMIN_ACTIONS = ["add", "change", "publish", "lock", "unlock", "bulk_delete"]


def courses_kept_by(user: User) -> PageQuerySet:
    """Courses of the offices `user` is admin of; all for a superuser, also those without an office."""
    scope = scope_of(user, ADMINS)
    courses = CoursePage.objects.order_by("path")
    return courses if scope.is_everything else courses.filter(scope.own_office_q("organization"))


@transaction.atomic
def settle_office(*, course: CoursePage) -> None:
    """Make the page rights and the folder those of the course's office; safe to repeat.

    A course that went to another office loses the former admins, and trainers who have no role there.
    """
    office = course.organization
    strangers = GroupPagePermission.objects.filter(page_id=course.pk, group__name__startswith=ADMIN_PREFIX)
    if office is None:
        strangers.delete()
        return
    group = admin_group_of(office)
    strangers.exclude(group=group).delete()
    for action in ADMIN_ACTIONS:
        grant_page_action(group=group, page=course, action=action)
    folder = find_picture_folder(course)
    if folder is not None and folder.get_parent().pk != office.collection_id:
        folder.move(office.collection, pos="sorted-child")
    dismiss_strangers(course=course)


@transaction.atomic
def open_course(*, title: str, summary: str, organization: Organization, by: User) -> CoursePage:
    """An empty course of an office as a draft below the catalogue; its admins and trainers fill it in the CMS."""
    course = CoursePage(title=title, summary=summary, organization=organization, live=False, owner=by)
    CatalogPage.objects.get().add_child(instance=course)
    course.save_revision(user=by)
    log(instance=course, action="wagtail.create", user=by, data={"source": _("Buat kursus")})
    settle_office(course=course)
    return course
