"""`/masuk/kartu/`: from a card or a code to a password of one's own. Looking at a code never uses it up."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from members.forms.passwords import OneTimeCodeForm, PasswordTwiceForm
from members.permissions import private
from members.services.codes import CodeDead, find_code, open_code, use_code
from members.services.login_limits import TooOften, take_turn

SHOWN_CODE = "members_shown_code"
PATIENCE_SECONDS = 30 * 60
"""How long a shown code waits in the browser for a password: phones are shared."""

DEAD = _(
    "Kode ini tidak berlaku: mungkin salah ketik, sudah dipakai, sudah diganti, atau sudah lewat waktunya. "
    "Periksa lagi, atau minta kode baru kepada ketua KIM atau petugas."
)
TOO_OFTEN = _("Sudah terlalu sering mencoba dari sambungan ini. Tunggu 15 menit lalu coba lagi.")


@private
def enter_code(request):
    """A code is typed."""
    form = OneTimeCodeForm(request.POST or None)
    if form.is_valid():
        try:
            if show_code(request, form.cleaned_data["code"]):
                return redirect("card_password")
            form.add_error("code", DEAD)
        except TooOften:
            form.add_error(None, TOO_OFTEN)
    return render(request, "members/code_form.html", {"form": form})


@private
def open_card(request, code):
    """A code is scanned; it leaves the address at once, so that it stays out of the history and of other sites."""
    form = OneTimeCodeForm({"code": code})
    form.full_clean()
    try:
        if show_code(request, code):
            return redirect("card_password")
        form.add_error("code", DEAD)
    except TooOften:
        form.add_error(None, TOO_OFTEN)
    return render(request, "members/code_form.html", {"form": form}, status=404)


def show_code(request, text):
    """Whether the code is open; then it waits in the session by its key. A wrong one counts against the address."""
    turn = take_turn(request, "login_code")
    row = find_code(text=text, now=timezone.now())
    if row is None:
        return False
    turn.give_back()
    request.session[SHOWN_CODE] = {"pk": row.pk, "at": timezone.now().timestamp()}
    return True


@private
@sensitive_post_parameters("password1", "password2")
def set_password(request):
    """The page behind a good code: whose account it is, and a password; then one is inside."""
    shown = request.session.get(SHOWN_CODE, {})
    is_fresh = timezone.now().timestamp() - shown.get("at", 0) < PATIENCE_SECONDS
    row = open_code(pk=shown["pk"], now=timezone.now()) if is_fresh else None
    if row is None:
        request.session.pop(SHOWN_CODE, None)
        return redirect("card_login")
    form = PasswordTwiceForm(request.POST or None, user=row.member.user)
    if form.is_valid():
        try:
            user = use_code(code=row, password=form.cleaned_data["password1"], now=timezone.now())
        except CodeDead:
            return redirect("card_login")
        return enter(request, user, "login_code")
    return render(request, "members/code_password.html", {"form": form, "member": row.member})


def enter(request, user, method):
    """Log somebody in who has just proved to be the owner; a second factor is still asked for."""
    request.session.pop(SHOWN_CODE, None)
    record_authentication(request, user, method=method)
    return perform_login(request, Login(user=user))
