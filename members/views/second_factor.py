"""`/akun/langkah-kedua/`: allauth's views under our addresses, and the guard in front of the back office."""

from allauth.account import views as account_views
from allauth.mfa.base import views as base_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as webauthn_views
from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.permissions import private
from members.services.second_factor import needs_second_factor, second_factor_deadline

GUARDED = "/cms/"
OPEN = ("/cms/login/", "/cms/logout/")
TOLD = "members_second_factor_told"

overview = private(base_views.index)
authenticate = private(base_views.authenticate)
confirm_code = private(base_views.reauthenticate)
confirm_password = private(account_views.reauthenticate)
activate_app = private(totp_views.activate_totp)
deactivate_app = private(totp_views.deactivate_totp)
show_recovery_codes = private(recovery_views.view_recovery_codes)
renew_recovery_codes = private(recovery_views.generate_recovery_codes)
download_recovery_codes = private(recovery_views.download_recovery_codes)
list_passkeys = private(webauthn_views.list_webauthn)
add_passkey = private(webauthn_views.add_webauthn)
remove_passkey = private(webauthn_views.remove_webauthn)
confirm_passkey = private(webauthn_views.reauthenticate_webauthn)


class SecondFactorMiddleware:
    """Everything under /cms/ needs a second factor: our own screens and Wagtail's alike, with one grace per person."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_guarded = request.path_info.startswith(GUARDED) and not request.path_info.startswith(OPEN)
        if is_guarded and request.user.is_authenticated and needs_second_factor(request.user):
            now = timezone.now()
            due_at = second_factor_deadline(user=request.user, now=now)
            if due_at <= now:
                return send_to_setup(request)
            tell_once(request, due_at)
        return self.get_response(request)


def send_to_setup(request):
    messages.warning(request, _("Ruang kerja petugas dan CMS perlu langkah kedua. Nyalakan dulu di sini."))
    return redirect("mfa_index")


def tell_once(request, due_at):
    """Once per session, on whichever page of the office comes first."""
    if request.session.get(TOLD):
        return
    request.session[TOLD] = True
    until = date_format(timezone.localtime(due_at), "j F Y, H.i")
    text = _("Akun dengan peran perlu langkah kedua. Nyalakan di Akun saya sebelum %(until)s.")
    messages.warning(request, text % {"until": until})
