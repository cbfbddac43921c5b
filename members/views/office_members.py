"""`/cms/anggota/`: the people of the own scope; a viewer reads, an officer writes, foreign people do not exist."""

from django.contrib import messages
from django.core.paginator import InvalidPage, Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from members.forms.logins import NewLoginForm
from members.forms.people import MemberForm, PeopleSearchForm
from members.models import Member, open_memberships
from members.permissions import can_write_office, office_required, office_write_required
from members.services.accounts import suggest_username
from members.services.people import PhoneTaken, create_member, update_member
from members.services.regions import districts_of

PAGE_SIZE = 25
IN_ADDRESS = ("district", "walk")
SEARCH_KEY = "office_member_search"


@office_required
def list_members(request):
    """Filtered by a word kept in the session: names and numbers do not belong into addresses and server logs."""
    members = Member.objects.visible_to(request.user).current()
    search = {name: request.GET.get(name, "") for name in IN_ADDRESS} | {"q": request.session.get(SEARCH_KEY, "")}
    form = PeopleSearchForm(request.POST or search, districts=districts_of(members))
    if form.is_valid():
        if request.method == "POST":
            return remember_search(request, form.cleaned_data)
        members = members.named_like(form.cleaned_data["q"]).living_in(form.cleaned_data["district"])
        members = members.speaking_for(form.cleaned_data["walk"])
    context = {
        "form": form,
        "page": page_or_404(
            members.with_place().prefetch_related(open_memberships(timezone.localdate()), "walks_of_life"),
            request.GET.get("page", 1),
        ),
        "is_filtered": any(form.data.get(name) for name in ("q", *IN_ADDRESS)),
        "can_write": can_write_office(request.user),
        "office_section": "members",
    }
    return render(request, "members/office_members.html", context, status=400 if form.errors else 200)


def remember_search(request, search):
    if "reset" in request.POST:
        request.session.pop(SEARCH_KEY, None)
        return redirect("office_members")
    request.session[SEARCH_KEY] = search["q"]
    walk = search["walk"]
    chosen = {"district": search["district"], "walk": walk.pk if walk else ""}
    query = urlencode({name: value for name, value in chosen.items() if value})
    return redirect(f"{reverse('office_members')}{query and '?'}{query}")


def page_or_404(rows, number):
    try:
        return Paginator(rows, PAGE_SIZE).page(number)
    except InvalidPage as error:
        raise Http404 from error


@office_write_required
def add_member(request):
    form = MemberForm(request.POST or None, user=request.user)
    if form.is_valid():
        member = create_member(**form.values(), now=timezone.now())
        messages.success(request, _("%(name)s sudah tercatat.") % {"name": member.full_name})
        return redirect("office_member", pk=member.pk)
    return render(request, "members/office_member_form.html", {"form": form, "office_section": "members"})


@office_required
def edit_member(request, pk):
    """Shows the person to whoever may see them, and the form to whoever may change them; the erased are nobody."""
    people = Member.objects.visible_to(request.user).filter(erased_at__isnull=True)
    member = get_object_or_404(people.with_place(), pk=pk)
    if member.merged_into_id:
        messages.info(request, _("Entri “%(name)s” sudah digabung ke sini.") % {"name": member.full_name})
        return redirect("office_member", pk=member.merged_into_id)
    if not Member.objects.editable_by(request.user).filter(pk=pk).exists():
        return show_member(request, member)
    form = MemberForm(request.POST or None, instance=member, user=request.user)
    if form.is_valid():
        try:
            update_member(member=member, **form.values(), now=timezone.now())
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("office_member", pk=pk)
        except PhoneTaken:
            form.add_error("phone", _("Nomor ini sudah dipakai akun lain. Periksa nomornya, atau kosongkan."))
    return render(request, "members/office_member_form.html", member_context(member, form))


def show_member(request, member):
    if request.method == "POST":
        raise Http404
    return render(request, "members/office_member.html", member_context(member))


def member_context(member, form=None, **more):
    today = timezone.localdate()
    return {
        "form": form,
        "member": member,
        "memberships": member.memberships.active_on(today).select_related("kim__region__parent"),
        "login_form": None if member.user_id else NewLoginForm(initial={"username": suggest_username(member)}),
        "office_section": "members",
        **more,
    }
