"""`/cms/kim/`: the register of groups; same rules as for people."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.forms.kims import JoinForm, KimForm, KimSearchForm, make_link_rows
from members.models import Kim, Member, Region
from members.permissions import can_write_office, office_required, office_write_required
from members.services import decrees
from members.services.kim_hints import hints_for
from members.services.kims import AlreadyMember, KimExists, join_kim, save_kim, show_contact
from members.services.papers import content_type_of
from members.services.regions import districts_of
from members.views.office_members import page_or_404

CANDIDATES = 20


@office_required
def list_kims(request):
    kims = Kim.objects.visible_to(request.user)
    form = KimSearchForm(request.GET or None, districts=districts_of(kims))
    today = timezone.localdate()
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        kims = kims.named_like(chosen["q"]).located_in(chosen["district"])
        kims = kims.with_status(chosen["status"]).with_decree(chosen["decree"], today)
    context = {
        "form": form,
        "page": page_or_404(kims.with_place().with_people(today), request.GET.get("page", 1)),
        "today": today,
        "can_write": can_write_office(request.user),
        "office_section": "members",
    }
    return render(request, "members/office_kims.html", context, status=400 if form.errors else 200)


@office_write_required
def add_kim(request):
    """A new group; `?wilayah=53.71.01.1001` from the coverage fills in where."""
    form = KimForm(request.POST or None, request.FILES or None, user=request.user, initial=place_asked_for(request))
    return answer_form(request, form, make_link_rows(request.POST or None))


def place_asked_for(request):
    code = request.GET.get("wilayah", "").replace("\0", "")[:13]
    region = Region.objects.editable_by(request.user).active().with_parents().filter(code=code).first()
    return {"region": region} if region and region.level >= KimForm.LEVELS[0] else {}


@office_write_required
def edit_kim(request, pk):
    kim = get_object_or_404(Kim.objects.editable_by(request.user).with_place(), pk=pk)
    form = KimForm(request.POST or None, request.FILES or None, instance=kim, user=request.user)
    return answer_form(request, form, make_link_rows(request.POST or None, kim))


def answer_form(request, form, link_rows):
    """The group's page after saving, else the form with what is wrong."""
    if form.is_bound and form.is_valid() and (link_rows.is_valid() or not link_rows.is_bound):
        try:
            kim = save_kim(kim=form.instance, **form.files_and_links(link_rows))
            messages.success(request, _("Data KIM tersimpan."))
            return redirect("office_kim", pk=kim.pk)
        except KimExists:
            form.add_error("name", _("KIM dengan nama ini sudah ada di wilayah itu."))
    context = {"form": form, "link_rows": link_rows, "kim": form.instance, "office_section": "members"}
    return render(request, "members/office_kim_form.html", context)


@office_required
@require_safe
def show_kim(request, pk):
    """One group with its people."""
    kim = get_object_or_404(Kim.objects.visible_to(request.user).with_place(), pk=pk)
    return render(request, "members/office_kim.html", kim_context(request, kim))


@office_write_required
@require_POST
def search_people(request, pk):
    """The group's page with people to add; by POST, so that names stay out of addresses and server logs."""
    kim = get_object_or_404(Kim.objects.editable_by(request.user).with_place(), pk=pk)
    search = request.POST.get("cari", "").replace("\0", "")[:100].strip()
    people = Member.objects.editable_by(request.user).current()
    found = people.named_like(search).with_place().outside_of(kim)[:CANDIDATES] if search else []
    return render(request, "members/office_kim.html", kim_context(request, kim, search=search, candidates=found))


def kim_context(request, kim, **more):
    today = timezone.localdate()
    memberships = kim.memberships.of_current_people().with_people()
    active = list(memberships.active_on(today).prefetch_related("member__walks_of_life"))
    return {
        "kim": kim,
        "can_write": Kim.objects.editable_by(request.user).filter(pk=kim.pk).exists(),
        "decree_state": decrees.decree_state(kim=kim, today=today),
        "hints": hints_for(kim=kim, memberships=active, today=today),
        "memberships": active,
        "ended_memberships": memberships.ended_before(today).order_by("-ends_on", "member__full_name"),
        "join_form": JoinForm(people=Member.objects.none(), initial={"starts_on": today}),
        "today": today,
        "office_section": "members",
        **more,
    }


@office_write_required
@require_POST
def join(request, pk):
    kim = get_object_or_404(Kim.objects.editable_by(request.user).with_place(), pk=pk)
    people = Member.objects.editable_by(request.user).current().with_place()
    form = JoinForm(request.POST, people=people)
    if form.is_valid():
        member = form.cleaned_data["member"]
        try:
            join_kim(kim=kim, **form.cleaned_data, now=timezone.now())
            messages.success(request, _("%(name)s masuk dalam daftar KIM ini.") % {"name": member.full_name})
        except AlreadyMember:
            messages.info(request, _("%(name)s sudah ada dalam daftar KIM ini.") % {"name": member.full_name})
        return redirect("office_kim", pk=pk)
    if {"member", "office"} & set(form.errors):
        raise Http404
    found = [form.cleaned_data["member"]]
    return render(request, "members/office_kim.html", kim_context(request, kim, candidates=found, join_form=form))


@office_write_required
@require_POST
def reveal_contact(request, pk):
    """The group's page with the whole number, after noting who looked."""
    kim = get_object_or_404(Kim.objects.editable_by(request.user).exclude(contact_phone="").with_place(), pk=pk)
    number = show_contact(kim=kim, by=request.user, now=timezone.now())
    return render(request, "members/office_kim.html", kim_context(request, kim, contact_number=number))


@office_required
@require_POST
def open_decree(request, pk):
    """The private file, always as a download; by POST, because opening it is noted."""
    kim = get_object_or_404(Kim.objects.visible_to(request.user).exclude(decree_file=""), pk=pk)
    try:
        file = decrees.open_decree(kim=kim, by=request.user, now=timezone.now())
    except FileNotFoundError as error:
        raise Http404 from error
    name, content_type = decrees.decree_file_name(kim), content_type_of(kim.decree_file.name)
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response
