"""The back office's rules about course pages."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from courses.models import CoursePage, LessonPage, Reference, SameWords
from courses.permissions import (
    SharedPolicy,
    can_assign_trainers,
    can_keep_references,
    can_mark,
    can_write_courses,
    pages_in_reach,
)
from courses.services.admissions import waiting_for
from courses.services.copied_files import own_files
from courses.services.history import records_about
from courses.services.lesson_cost import measure_or_none
from courses.services.lesson_files import may_read
from courses.services.moving import OtherCourse, refuse_other_course
from courses.services.offices import settle_office
from courses.services.progress import settle_course
from courses.services.references import pages_naming
from courses.services.reminders import office_circle
from courses.services.rule_changes import APPLIED
from courses.services.trainers import courses_of
from courses.viewsets import OwnDocumentsAPI, OwnImagesAPI, ReferenceViewSet, SameWordsViewSet
from lms.text import format_size
from members.permissions import can_open_office

register_permission_policy(Reference, SharedPolicy(Reference))
register_permission_policy(SameWords, SharedPolicy(SameWords))
register_snippet(ReferenceViewSet)
register_snippet(SameWordsViewSet)


@hooks.register("before_delete_page")
def keep_pages_with_history(request, page):
    return refuse_deletion(request, [page])


@hooks.register("before_bulk_action")
def keep_pages_with_history_in_bulk(request, action_type, objects, action):
    if action_type != "delete" or not all(isinstance(item, Page) for item in objects):
        return None
    return refuse_deletion(request, objects)


def refuse_deletion(request, pages):
    """A page saying why nothing was deleted and offering to unpublish; None when deletion may go on."""
    kept = [(page, names) for page in pages if (names := records_about(page))]
    if not kept:
        return None
    context = {"kept": kept, "can_unpublish": [page.pk for page, _names in kept if may_unpublish(request.user, page)]}
    return render(request, "courses/admin/deletion_refused.html", context, status=409)


@hooks.register("before_move_page")
def keep_history_in_its_course(request, page, destination):
    return refuse_move(request, [page], destination)


@hooks.register("before_bulk_action")
def keep_history_in_its_course_in_bulk(request, action_type, objects, action):
    if action_type != "move" or not all(isinstance(item, Page) for item in objects):
        return None
    return refuse_move(request, objects, action.cleaned_form.cleaned_data["chooser"])


def refuse_move(request, pages, destination):
    """A page saying why nothing was moved; None when moving may go on."""
    kept = []
    for page in pages:
        try:
            refuse_other_course(page=page, destination=destination)
        except OtherCourse:
            kept.append(page)
    return render(request, "courses/admin/move_refused.html", {"kept": kept}, status=409) if kept else None


def may_unpublish(user, page):
    return page.permissions_for_user(user).can_unpublish()


@hooks.register("after_unpublish_page")
def settle_after_unpublishing(request, page):
    """A learner who only waited for this activity has finished."""
    settle_courses_of([page])


@hooks.register("after_bulk_action")
def settle_after_bulk_unpublishing(request, action_type, objects, action):
    if action_type == "unpublish":
        settle_courses_of([item for item in objects if isinstance(item, Page)])


def settle_courses_of(pages):
    for page in pages:
        for course in CoursePage.objects.ancestor_of(page):
            settle_course(course=course, now=timezone.now())


@hooks.register("before_serve_document")
def guard_lesson_files(document, request):
    """Wagtail's own address stands behind views/files.py and is asked only for oddly written numbers."""
    if not may_read(
        document=document, user=request.user, accepts=lambda restriction: restriction.accept_request(request)
    ):
        raise Http404


@hooks.register("construct_page_chooser_queryset")
def choose_own_pages(pages, request):
    """The chooser shows what is public and what the user may open in the explorer, no drafts of others."""
    return pages_in_reach(request.user, pages)


@hooks.register("construct_admin_api", order=10)
def list_own_files(router):
    """In place of Wagtail's two, which know no folders."""
    router.register_endpoint("images", OwnImagesAPI)
    router.register_endpoint("documents", OwnDocumentsAPI)


@hooks.register("construct_reports_menu")
def hide_page_types_report(request, menu_items):
    """See views/guards.py: it names pages of every office."""
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name != "page-types-usage"]


@hooks.register("after_create_page")
def settle_office_of_new_course(request, page):
    if isinstance(page, CoursePage):
        settle_office(course=page)


@hooks.register("after_copy_page")
def settle_office_of_copied_course(request, page, new_page):
    if isinstance(new_page, CoursePage):
        settle_office(course=new_page)
        own_files(course=new_page, by=request.user)


@hooks.register("before_delete_snippet")
def keep_named_references(request, instances):
    """A lesson never loses the number it names."""
    named = pages_naming([one for one in instances if isinstance(one, Reference)])
    if any(named.values()):
        messages.error(request, _("Rujukan ini dipakai pelajaran. Ganti dulu di sana, atau ubah isinya di sini."))
        return redirect(Reference.snippet_viewset.get_url_name("list"))
    return None


@hooks.register("register_log_actions")
def name_rule_action(actions):
    actions.register_action(APPLIED, _("Pakai aturan baru"), _("Aturan baru dipakai untuk peserta yang sedang belajar"))


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def tell_cost(request, page):
    """On every save of a lesson: what it costs its readers; the notes are in the side panel."""
    cost = measure_or_none(page) if isinstance(page, LessonPage) else None
    if cost:
        text = _("Pelajaran ini %(full)s, hemat data %(saving)s, %(minutes)s menit membaca; %(count)s saran.")
        full, saving = format_size(cost.full_bytes), format_size(cost.saving_bytes)
        values = {"full": full, "saving": saving, "minutes": cost.minutes, "count": len(cost.advice)}
        messages.info(request, text % values)


class TrainersMenuItem(MenuItem):
    def is_shown(self, request):
        return can_assign_trainers(request.user)


@hooks.register("register_admin_menu_item")
def add_trainers_menu():
    return TrainersMenuItem(_("Kursus dan pelatih"), reverse("course_trainers"), icon_name="group", order=250)


class AdmissionsMenuItem(MenuItem):
    """Says how many wait; only pages of the back office ask."""

    def is_shown(self, request):
        return can_open_office(request.user) or can_write_courses(request.user)

    def render_component(self, request):
        waiting = waiting_for(request.user)
        item = super().render_component(request)
        if waiting:
            item.label = f"{self.label} ({waiting})"
        return item


@hooks.register("register_admin_menu_item")
def add_admissions_menu():
    return AdmissionsMenuItem(_("Izin ikut kursus"), reverse("admissions"), icon_name="key", order=245)


class WritingMenuItem(MenuItem):
    def is_shown(self, request):
        return can_write_courses(request.user) or can_keep_references(request.user)


@hooks.register("register_admin_menu_item")
def add_writing_menu():
    return WritingMenuItem(_("Tulis teks"), reverse("writing"), icon_name="edit", order=240)


class MarkingMenuItem(MenuItem):
    def is_shown(self, request):
        return can_mark(request.user)


@hooks.register("register_admin_menu_item")
def add_marking_menu():
    return MarkingMenuItem(_("Nilai tugas"), reverse("marking"), icon_name="form", order=245)


class RemindersMenuItem(MenuItem):
    def is_shown(self, request):
        return office_circle(user=request.user) is not None


@hooks.register("register_admin_menu_item")
def add_reminders_menu():
    return RemindersMenuItem(_("Ajak lanjut"), reverse("office_reminders"), icon_name="comment", order=255)


@hooks.register("insert_global_admin_js")
def lead_to_plain_screens():
    """Wagtail itself needs JavaScript; who has none is led to the screens that do not."""
    text = _("Menulis kursus dan meninjaunya bisa tanpa JavaScript:")
    link = format_html('<a href="{}">{}</a>', reverse("writing"), _("Tulis teks"))
    return format_html('<noscript><p class="capabilitymessage">{} {}</p></noscript>', text, link)


class OwnCoursesPanel(Component):
    """The first thing a trainer sees: the own courses and where to add to them."""

    name = "own_courses"
    order = 50
    template_name = "courses/admin/own_courses.html"

    def __init__(self, courses):
        self.courses = courses

    def get_context_data(self, parent_context):
        return {"courses": self.courses}


@hooks.register("construct_homepage_panels")
def add_own_courses(request, panels):
    courses = list(courses_of(request.user))
    if courses:
        panels.append(OwnCoursesPanel(courses))
