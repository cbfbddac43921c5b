"""Buttons about one draft: see it, ask for review, take it back, approve or return it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from courses.forms import ReturnForm
from courses.models import ActivityPage, CoursePage, ModulePage
from courses.services.drafts import DraftConflict, newest
from courses.services.plain_reviews import APPROVE, RETURN, decide_page, submit_page, withdraw_page
from courses.views.writing import course_of, own_page, render_screen, writing_screen


@require_safe
@writing_screen
def preview_page(request, pk):
    """The newest text as a member sees it."""
    page = newest(draft_page(request, pk))
    if not page.preview_modes:
        raise Http404
    return page.make_preview_request(request, page.default_preview_mode)


@require_POST
@writing_screen
def submit(request, pk):
    page = draft_page(request, pk)
    submit_page(page=page, by=request.user)
    messages.success(request, _("“%(title)s” diajukan. Admin akan meninjaunya.") % {"title": page.draft_title})
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
