"""Buttons about one draft: see it, ask for review, take it back, approve or return it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from courses.forms import ReturnForm
from courses.models import ActivityPage, CoursePage, ModulePage
from courses.models.previews import PAPER, PHONE
from courses.services.drafts import DraftConflict, newest
from courses.services.plain_changes import changes_of
from courses.services.plain_reviews import APPROVE, RETURN, decide_page, submit_page, withdraw_page
from courses.services.prerequisites import CircleOfCourses
from courses.views.writing import course_of, own_page, render_screen, writing_screen


@require_safe
@writing_screen
def preview_page(request, pk):
    """The newest text as a member sees it; `cara` frames it as a phone, leaves pictures out or shows it on paper."""
    page, way = newest(draft_page(request, pk)), request.GET.get("cara", "")
    modes = dict(page.preview_modes)
    if not modes or way not in {*modes, PHONE}:
        raise Http404
    if way == PHONE:
        ways = [(name, label) for name, label in page.preview_modes if name != PAPER]
        return render_screen(request, "preview_phone", page.title, page=page, ways=ways)
    response = page.make_preview_request(request, way)
    response["X-Frame-Options"] = "SAMEORIGIN"  # for the frame of the phone
    return response


@require_safe
@writing_screen
def show_changes(request, pk):
    """What the draft changes in the page members read now."""
    page = draft_page(request, pk)
    changes = changes_of(page=page, user=request.user) if page.live else []
    return render_screen(request, "changes", newest(page).title, page=page, changes=changes)


@require_POST
@writing_screen
def submit(request, pk):
    page = draft_page(request, pk)
    submit_page(page=page, by=request.user)
    messages.success(
        request, _("“%(title)s” diajukan. Admin atau petugas kantor akan meninjaunya.") % {"title": page.draft_title}
    )
    return back(request, page)


@require_POST
@writing_screen
def withdraw(request, pk):
    page = draft_page(request, pk)
    withdraw_page(page=page, by=request.user)
    messages.success(request, _("“%(title)s” ditarik kembali dan bisa diubah.") % {"title": page.draft_title})
    return back(request, page)


@writing_screen
def review_page(request, pk):
    """What a reviewer decides about: read it, then approve or return it."""
    page = draft_page(request, pk)
    form = ReturnForm(request.POST if RETURN in request.POST else None, initial={"revision": page.latest_revision_id})
    if APPROVE in request.POST and decide(request, page, APPROVE, "", request.POST.get("revision", "")):
        return redirect("writing")
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        if decide(request, page, RETURN, values["comment"], values["revision"]):
            return redirect("writing")
    return render_screen(request, "review", newest(page).title, page=page, form=form)


def decide(request, page, action, comment, seen):
    """Whether it is done; a text that changed meanwhile is shown again first."""
    number = int(seen) if str(seen or "").isdecimal() else 0
    try:
        decide_page(page=page, action=action, comment=comment, seen=number, by=request.user)
    except DraftConflict:
        messages.error(request, _("Naskah ini berubah sejak Anda membukanya. Baca lagi, lalu putuskan."))
        return False
    except CircleOfCourses as circle:
        text = _("“%(title)s” sendiri memerlukan kursus ini. Kembalikan dengan catatan supaya prasyaratnya diganti.")
        messages.error(request, text % {"title": circle.args[0]})
        return False
    done = _("“%(title)s” terbit.") if action == APPROVE else _("“%(title)s” dikembalikan dengan catatan Anda.")
    messages.success(request, done % {"title": page.draft_title})
    return True


def draft_page(request, pk):
    page = own_page(request, pk, Page)
    if not isinstance(page, CoursePage | ModulePage | ActivityPage):
        raise Http404
    return page


def back(request, page):
    if "daftar" in request.POST or isinstance(page, CoursePage | ModulePage):
        return redirect("writing_course", course_of(page).pk)
    return redirect("writing_page", page.pk)
