"""Writing courses in plain forms under /cms/tulis/: no JavaScript, good on a phone. A foreign page looks absent."""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.auth import require_admin_access
from wagtail.models import Page

from courses.forms import CourseTextForm, ModuleTextForm
from courses.models import ActivityPage, CoursePage, ModulePage
from courses.permissions import can_assign_trainers, can_write_courses
from courses.services.drafts import (
    MOVES,
    DraftConflict,
    NotAllowed,
    add_draft,
    courses_written_by,
    lock_reason,
    newest,
    revision_of,
    save_draft,
    shift_page,
)
from courses.services.package_pages import PageLocked
from courses.services.packages import READERS
from courses.services.plain_changes import open_comments
from courses.services.plain_outline import read_writer_outline
from courses.services.plain_reviews import pages_to_review, standing_of
from members.permissions import keep_private, private

FORMS = {CoursePage: CourseTextForm, ModulePage: ModuleTextForm}


def writing_screen(view):
    """For the back office; what Wagtail's rights do not allow looks absent, and no copy is kept anywhere."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except NotAllowed as error:
            raise Http404 from error

    return private(require_admin_access(require_http_methods(["GET", "HEAD", "POST"])(guarded)))


def own_page(request, pk, page_class):
    """A page the user may change, as it is in the tree."""
    page = get_object_or_404(page_class.objects, pk=pk).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise Http404
    return page


@require_safe
@writing_screen
def show_index(request):
    """`/cms/tulis/`: own courses, and what waits for the own decision."""
    courses = list(courses_written_by(request.user))
    context = {"courses": courses, "waiting": pages_to_review(user=request.user)}
    context["can_bring"] = can_write_courses(request.user)
    return render_screen(request, "index", _("Kursus saya"), **context)


@require_safe
@writing_screen
def show_course(request, pk):
    course = own_page(request, pk, CoursePage)
    outline = read_writer_outline(course=course, user=request.user)
    kinds = sorted((f"{reader.writing_name}_new", reader.page_class._meta.verbose_name) for reader in READERS.values())
    context = {"outline": outline, "kinds": kinds, "may_copy": can_assign_trainers(request.user)}
    return render_screen(request, "course", newest(course).title, page=course, **context)


@writing_screen
def edit_course(request, pk):
    return edit_fields(request, own_page(request, pk, CoursePage))


@writing_screen
def edit_module(request, pk):
    return edit_fields(request, own_page(request, pk, ModulePage))


def edit_fields(request, page):
    form_class, text = FORMS[type(page)], newest(page)
    form = form_class(request.POST or None, initial=form_class.initial_of(text))
    if request.method == "POST" and form.is_valid() and save_form(request, page, form):
        return redirect("writing_course", course_of(page).pk)
    return render_screen(request, "fields", text.title, page=page, form=form)


@writing_screen
def add_module(request, pk):
    course = own_page(request, pk, CoursePage)
    form = ModuleTextForm(request.POST or None, initial={"lesson_minutes": 45})
    if request.method == "POST" and form.is_valid():
        add_draft(parent=course, page=ModulePage(**form.values), by=request.user)
        messages.success(request, _("Modul ditambahkan sebagai draf. Sekarang tambahkan pelajaran dan kuis."))
        return redirect("writing_course", course.pk)
    return render_screen(request, "fields", _("Tambah modul"), parent=course, form=form)


@require_safe
@writing_screen
def open_page(request, pk):
    """The plain form of a page of any kind; pages without one open in the full editor."""
    page = own_page(request, pk, Page)
    names = {CoursePage: "writing_course", ModulePage: "writing_module"}
    names |= {reader.page_class: reader.writing_name for reader in READERS.values()}
    return redirect(names.get(type(page), "wagtailadmin_pages:edit"), page.pk)


@require_POST
@writing_screen
def move_page(request, pk):
    """ "Naikkan" and "Turunkan"."""
    page = own_page(request, pk, Page)
    step = MOVES.get(request.POST.get("arah", ""))
    if step is None or not isinstance(page, ModulePage | ActivityPage):
        raise Http404
    shift_page(page=page, step=step, by=request.user)
    return redirect(f"{reverse('writing_course', args=[course_of(page).pk])}#h{page.pk}")


def save_form(request, page, form, save=save_draft):
    """Whether it is saved; else the form says why, and keeps every word."""
    try:
        _page, is_changed = save(page=page, values=form.values, seen=form.seen, by=request.user)
    except PageLocked:
        form.add_error(None, lock_reason(page=page, user=request.user))
        return False
    except DraftConflict as conflict:
        form.conflict = conflict.page
        form.data = form.data.copy()
        form.data["revision"] = revision_of(conflict.page)
        return False
    saved = _("Naskah tersimpan. Anggota melihatnya setelah disetujui.")
    messages.success(request, saved if is_changed else _("Tidak ada yang berubah."))
    return True


def course_of(page):
    return CoursePage.objects.ancestor_of(page, inclusive=True).get()


def render_screen(request, name, title, *, page=None, parent=None, status=200, **context):
    """A screen about `page`, or about a new page below `parent`."""
    place = page or parent
    course = course_of(place) if place else None
    standing = standing_of(page=page, user=request.user) if page else None
    lock = lock_reason(page=page, user=request.user) if page else ""
    comments = open_comments(page) if page else []
    context |= {"page_title": title, "edited": page, "course": course, "standing": standing, "lock": lock}
    context["comments"] = comments
    template = name if "/" in name else f"courses/writing/{name}.html"
    return keep_private(render(request, template, context, status=status))
