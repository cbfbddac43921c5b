"""`/cms/kim/`: the register of groups; same rules as for people."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.choices import KimOffice
from members.forms.kims import JoinForm, KimForm
from members.forms.people import SearchForm
from members.models import Kim, KimMembership, Member
from members.permissions import can_write_office, office_required, office_write_required
from members.services.kims import AlreadyMember, KimExists, join_kim, leave_kim, save_kim
from members.services.regions import districts_of
from members.views.office_members import page_or_404

CANDIDATES = 20


@office_required
def list_kims(request):
    kims = Kim.objects.visible_to(request.user)
    form = SearchForm(request.GET or None, districts=districts_of(kims))
    form.fields["q"].label = _("Nama KIM atau kelurahan")
    if form.is_bound and form.is_valid():
        kims = kims.named_like(form.cleaned_data["q"]).located_in(form.cleaned_data["district"])
    context = {
        "form": form,
        "page": page_or_404(kims.with_place().with_people(timezone.localdate()), request.GET.get("page", 1)),
        "can_write": can_write_office(request.user),
        "office_section": "members",
    }
    return render(request, "members/office_kims.html", context, status=400 if form.errors else 200)


@office_write_required
def add_kim(request):
    form = KimForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            kim = save_kim(kim=form.instance)
            return redirect("office_kim", pk=kim.pk)
        except KimExists:
            form.add_error("name", _("KIM dengan nama ini sudah ada di wilayah itu."))
    return render(request, "members/office_kim.html", {"form": form, "office_section": "members"})


@office_required
def edit_kim(request, pk):
    """One group with its people."""
    kim = get_object_or_404(Kim.objects.visible_to(request.user).with_place(), pk=pk)
    can_write = Kim.objects.editable_by(request.user).filter(pk=pk).exists()
    if request.method == "POST" and not can_write:
        raise Http404
    form = KimForm(request.POST or None, instance=kim, user=request.user) if can_write else None
    if form and form.is_valid():
        try:
            save_kim(kim=form.instance)
            messages.success(request, _("Perubahan tersimpan."))
            return redirect("office_kim", pk=pk)
        except KimExists:
            form.add_error("name", _("KIM dengan nama ini sudah ada di wilayah itu."))
    return render(request, "members/office_kim.html", kim_context(request, kim, form))


@office_write_required
@require_POST
def search_people(request, pk):
    """The group's page with people to add; by POST, so that names stay out of addresses and server logs."""
    kim = get_object_or_404(Kim.objects.editable_by(request.user).with_place(), pk=pk)
    form = KimForm(instance=kim, user=request.user)
    return render(request, "members/office_kim.html", kim_context(request, kim, form))


def kim_context(request, kim, form):
    search = request.POST.get("cari", "").replace("\0", "")[:100].strip()
    people = (
        Member.objects.editable_by(request.user).named_like(search).with_place() if search else Member.objects.none()
    )
    return {
        "kim": kim,
        "form": form,
        "memberships": kim.memberships.active_on(timezone.localdate()).with_people(),
        "search": search,
        "candidates": people.outside_of(kim)[:CANDIDATES] if form and search else [],
        "offices": KimOffice.choices,
        "office_section": "members",
    }


@office_write_required
@require_POST
def join(request, pk):
    kim = get_object_or_404(Kim.objects.editable_by(request.user), pk=pk)
    form = JoinForm(request.POST, people=Member.objects.editable_by(request.user))
    if not form.is_valid():
        raise Http404
    member = form.cleaned_data["member"]
    try:
        join_kim(kim=kim, member=member, office=form.cleaned_data["office"], now=timezone.now())
        messages.success(request, _("%(name)s masuk dalam daftar KIM ini.") % {"name": member.full_name})
    except AlreadyMember:
        messages.info(request, _("%(name)s sudah ada dalam daftar KIM ini.") % {"name": member.full_name})
    return redirect("office_kim", pk=pk)


@office_write_required
@require_POST
def leave(request, pk):
    membership = get_object_or_404(KimMembership.objects.editable_by(request.user), pk=pk)
    leave_kim(membership=membership, now=timezone.now())
    messages.success(request, _("Keanggotaan diakhiri hari ini. Riwayatnya tetap tersimpan."))
    return redirect("office_kim", pk=membership.kim_id)
