from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from members.forms.signup import SignUpForm
from members.permissions import private
from members.services.accounts import AlreadyKnown, WrongClassCode, sign_up
from members.services.login_limits import TooOften, take_turn
from members.views.codes import TOO_OFTEN, enter

ALREADY_KNOWN = gettext_lazy(
    "Belum bisa mendaftar dengan data ini. Mungkin petugas sudah mencatat Anda: minta kartu masuk kepada petugas, "
    "supaya riwayat Anda tidak terpisah. Kalau Anda menulis nama pengguna, coba nama lain."
)


@private
@sensitive_post_parameters("password1", "password2")
def sign_up_with_code(request):
    """`/daftar/`: a new member of a group, with the code that the group was given."""
    if request.user.is_authenticated:
        return redirect("learning")
    form = SignUpForm(request.POST or None, initial={"class_code": request.GET.get("kode", "")[:20]})
    if form.is_valid():
        user = try_to_sign_up(request, form)
        if user:
            text = _("Selamat datang. Nama pengguna Anda: %(username)s. Catat, untuk masuk lain kali.")
            messages.info(request, text % {"username": user.username})
            return enter(request, user, "signup")
    return render(request, "members/signup.html", {"form": form})


def try_to_sign_up(request, form):
    """The new account, or None with the reason on the form; of an unknown class nothing more is told."""
    try:
        take_turn(request, "signup")
        turn = take_turn(request, "class_code")
        user = sign_up(**form.values(), now=timezone.now())
    except TooOften:
        form.add_error(None, TOO_OFTEN)
    except WrongClassCode:
        form.add_error("class_code", _("Kode kelas ini tidak ada atau sudah diganti. Tanyakan kepada ketua KIM Anda."))
    except AlreadyKnown:
        turn.give_back()
        form.add_error(None, ALREADY_KNOWN)
    else:
        turn.give_back()
        return user
    return None
