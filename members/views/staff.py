"""`/cms/staf/`: who works here with which role. Admins see the places they administer; others see 404."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from members.forms.staff import GrantForm, ReasonForm, StaffForm
from members.models import RoleAssignment
from members.permissions import admin_required
from members.services.people import PhoneTaken
from members.services.roles import grant_role, leaves_no_admin, revoke_role
from members.services.second_factor import has_second_factor
from members.services.staff import (
    UsernameTaken,
    open_staff_account,
    renew_staff_password,
    role_log,
    set_account_locked,
    staff_kept_by,
    staff_seen_by,
    turn_off_second_factor,
)
from members.views.office_members import page_or_404

MAX_DIGITS = 15
"""Longer numbers are no keys of a row."""


@admin_required
@require_safe
def list_staff(request):
    people = staff_seen_by(request.user).prefetch_related(RoleAssignment.objects.administered_by(request.user).listed())
    context = {"page": page_or_404(people, request.GET.get("page", 1)), "office_section": "staff"}
    return render(request, "members/staff_list.html", context)


@admin_required
@require_safe
def show_person(request, pk):
    """One colleague: the roles and the history of the places the visitor administers."""
    person = get_object_or_404(staff_seen_by(request.user), pk=pk)
    context = {
        "person": person,
        "roles": RoleAssignment.objects.administered_by(request.user).filter(user=person).with_place(),
        "entries": role_log(request.user).filter(object_id=str(pk))[:20],
        "is_kept": staff_kept_by(request.user).filter(pk=pk).exists(),
        "has_second_factor": has_second_factor(person),
        "office_section": "staff",
    }
    return render(request, "members/staff_person.html", context)


@admin_required
@sensitive_variables("password")
def add_person(request):
    """A new account; its first password is in this answer and nowhere else."""
    form = StaffForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            person, password = open_staff_account(**form.values(), by=request.user, now=timezone.now())
            return show_password(request, person, password)
        except UsernameTaken:
            form.add_error("username", _("Nama pengguna ini sudah dipakai. Coba tambahkan angka."))
        except PhoneTaken:
            form.add_error("phone", _("Nomor ini sudah dipakai akun lain. Beri peran kepada akun itu, atau kosongkan."))
    return render(request, "members/staff_new.html", {"form": form, "office_section": "staff"})


@admin_required
def give_role(request):
    """A role for an account that exists."""
    form = GrantForm(request.POST or None, user=request.user, initial={"account": known_account(request)})
    if form.is_valid():
        assignment = grant_role(**form.values(), by=request.user, now=timezone.now())
        messages.success(request, _("Peran %(role)s diberikan.") % {"role": assignment.get_role_display()})
        return redirect("office_staff_person", pk=assignment.user_id)
    return render(request, "members/staff_grant.html", {"form": form, "office_section": "staff"})


def known_account(request):
    """The username of the colleague the link came from; the address holds only a number."""
    pk = request.GET.get("untuk", "")
    people = staff_seen_by(request.user).filter(pk=pk) if pk.isascii() and pk.isdigit() and len(pk) < MAX_DIGITS else ()
    return next((person.username for person in people), "")


@admin_required
def take_role(request, pk):
    assignment = get_object_or_404(RoleAssignment.objects.administered_by(request.user).with_place(), pk=pk)
    form = ReasonForm(request.POST or None, leaves_no_admin=leaves_no_admin(assignment))
    if form.is_valid():
        person, is_self = assignment.user, assignment.user_id == request.user.pk
        revoke_role(assignment=assignment, by=request.user, reason=form.cleaned_data["reason"], now=timezone.now())
        messages.success(request, _("Peran dicabut."))
        is_seen = not is_self and staff_seen_by(request.user).filter(pk=person.pk).exists()
        return redirect("office_staff_person", pk=person.pk) if is_seen else redirect("office_staff")
    context = {"assignment": assignment, "form": form, "office_section": "staff"}
    return render(request, "members/staff_revoke.html", context)


@admin_required
@require_POST
@sensitive_variables("password")
def renew_password(request, pk):
    person = get_object_or_404(staff_kept_by(request.user), pk=pk)
    return show_password(request, person, renew_staff_password(user=person, by=request.user, now=timezone.now()))


@admin_required
def lock_account(request, pk):
    """Closes an open account and opens a closed one."""
    person = get_object_or_404(staff_kept_by(request.user), pk=pk)
    is_last = person.is_active and any(leaves_no_admin(row) for row in person.roles)
    form = ReasonForm(request.POST or None, leaves_no_admin=is_last)
    if form.is_valid():
        set_account_locked(
            user=person,
            is_locked=person.is_active,
            by=request.user,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
        return redirect("office_staff_person", pk=pk)
    return render(request, "members/staff_lock.html", {"person": person, "form": form, "office_section": "staff"})


@admin_required
def reset_factor(request, pk):
    """For a colleague who lost phone and recovery codes."""
    person = get_object_or_404(staff_kept_by(request.user), pk=pk)
    form = ReasonForm(request.POST or None, leaves_no_admin=False)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if turn_off_second_factor(user=person, by=request.user, reason=reason, now=timezone.now()):
            messages.success(request, _("Langkah kedua dimatikan. Orangnya menyalakan yang baru setelah masuk lagi."))
        else:
            messages.info(request, _("Langkah kedua akun ini memang belum menyala."))
        return redirect("office_staff_person", pk=pk)
    return render(request, "members/staff_factor.html", {"person": person, "form": form, "office_section": "staff"})


@admin_required
@require_safe
def list_changes(request):
    """Every role given or taken in the places the visitor administers."""
    context = {"page": page_or_404(role_log(request.user), request.GET.get("page", 1)), "office_section": "staff"}
    return render(request, "members/staff_changes.html", context)


def show_password(request, person, password):
    context = {"person": person, "password": password, "office_section": "staff"}
    return render(request, "members/staff_password.html", context)
