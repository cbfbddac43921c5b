"""What an officer hands out: cards for a group, a card or a code for one person, the class code of a group."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from members.choices import CodePurpose
from members.forms.logins import NewLoginForm
from members.forms.people import MemberForm
from members.models import Kim, Member
from members.permissions import office_write_required
from members.services.accounts import AlreadyHasLogin, LoginTaken
from members.services.card_sheets import draw_sheet
from members.services.cards import MOST_AT_ONCE, CannotPrint, candidates, issue_cards
from members.services.class_codes import renew_class_code, switch_off_class_code
from members.services.codes import LoginIsStaff, NoLogin, issue_code, open_account
from members.views.office_members import member_context

IS_STAFF = gettext_lazy("Akun ini punya peran di kantor. Kata sandinya hanya diganti oleh admin.")
IS_LOCKED = gettext_lazy("Akun ini sedang dikunci. Hubungi admin.")
NOT_PRINTED = gettext_lazy(
    "Kartu belum dicetak, kartu lama tetap berlaku. Ada huruf yang tidak bisa dicetak di: %(texts)s. "
    "Betulkan tulisannya, lalu cetak lagi."
)


@office_write_required
@sensitive_variables("cards")
def print_kim_cards(request, pk):
    """`/cms/kim/<pk>/kartu/`: whom to print for, then the PDF itself, which is kept nowhere."""
    kim = get_object_or_404(Kim.objects.editable_by(request.user).with_place(), pk=pk)
    people = candidates(kim=kim, editor=request.user, now=timezone.now())
    if request.method == "POST":
        chosen = set(request.POST.getlist("member"))
        members = [row.member for row in people if row.can_have_card and str(row.member.pk) in chosen]
        if members:
            home = f"{kim.name} · {kim.region.full_name}"
            return print_cards(request, members[:MOST_AT_ONCE], home, back=redirect("office_kim_cards", pk=pk))
        messages.error(request, _("Centang dulu orang yang akan mendapat kartu."))
    context = {"kim": kim, "people": people, "office_section": "members"}
    return render(request, "members/card_people.html", context)


@office_write_required
@require_POST
def print_member_card(request, pk):
    member = get_object_or_404(Member.objects.editable_by(request.user).current().with_place(), pk=pk)
    return print_cards(request, [member], "", back=redirect("office_member", pk=pk))


@sensitive_variables("cards")
def print_cards(request, members, home, *, back):
    try:
        cards = issue_cards(members=members, home=home, by=request.user, now=timezone.now())
        content = draw_sheet(cards)
    except LoginIsStaff:
        messages.error(request, IS_STAFF)
        return back
    except NoLogin:
        messages.error(request, IS_LOCKED)
        return back
    except CannotPrint as refused:
        messages.error(request, NOT_PRINTED % {"texts": "; ".join(refused.texts)})
        return back
    headers = {"Content-Disposition": 'attachment; filename="kartu-masuk.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@office_write_required
@require_POST
def change_class_code(request, pk):
    kim = get_object_or_404(Kim.objects.editable_by(request.user), pk=pk)
    if "off" in request.POST:
        switch_off_class_code(kim=kim)
        messages.success(request, _("Kode kelas dimatikan. Tidak ada yang bisa mendaftar sendiri di KIM ini."))
    else:
        kim = renew_class_code(kim=kim)
        messages.success(
            request, _("Kode kelas baru: %(code)s. Yang lama tidak berlaku lagi.") % {"code": kim.class_code}
        )
    return redirect("office_kim", pk=pk)


@office_write_required
@require_POST
@sensitive_variables("issued")
def add_login(request, pk):
    """Make an account; the code that opens it is in this answer and nowhere else."""
    member = get_object_or_404(Member.objects.editable_by(request.user).current().with_place(), pk=pk)
    login_form = NewLoginForm(request.POST)
    if login_form.is_valid():
        try:
            issued = open_account(
                member=member, username=login_form.cleaned_data["username"], by=request.user, now=timezone.now()
            )
            return show_issued_code(request, issued)
        except LoginTaken:
            login_form.add_error("username", _("Nama pengguna ini sudah dipakai. Coba tambahkan angka."))
        except AlreadyHasLogin:
            messages.info(request, _("Orang ini sudah punya akun."))
            return redirect("office_member", pk=pk)
    form = MemberForm(instance=member, user=request.user)
    return render(request, "members/office_member_form.html", member_context(member, form, login_form=login_form))


@office_write_required
@require_POST
@sensitive_variables("issued")
def renew_login_password(request, pk):
    """A reset code for somebody who forgot the password; the old password works until the code is used."""
    member = get_object_or_404(Member.objects.editable_by(request.user).current().exclude(user=None), pk=pk)
    try:
        issued = issue_code(member=member, purpose=CodePurpose.RESET, by=request.user, now=timezone.now())
        return show_issued_code(request, issued)
    except LoginIsStaff:
        messages.error(request, IS_STAFF)
    except NoLogin:
        messages.error(request, IS_LOCKED)
    return redirect("office_member", pk=pk)


def show_issued_code(request, issued):
    context = {"issued": issued, "member": issued.row.member, "office_section": "members"}
    return render(request, "members/office_code.html", context)
