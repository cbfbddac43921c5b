from functools import wraps

from allauth.account import views as allauth_views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST
from django.views.generic import TemplateView

from members.permissions import can_open_cms, can_open_office, private
from members.services.codes import LoginIsStaff, NoLogin
from members.services.codes_by_chair import NotTheirs, chaired_kims, hand_out_code, people_of
from members.services.events import recent_events
from members.services.people import member_of
from members.services.second_factor import has_second_factor
from members.services.sessions import log_out_everywhere


@private
@login_required
def show_account(request):
    """`/akun/`: who am I here, what may I do, how do I leave."""
    return render(
        request,
        "members/account.html",
        {
            "member": member_of(request.user),
            "assignments": request.user.roles,
            "can_open_office": can_open_office(request.user),
            "can_open_cms": can_open_cms(request.user),
            "events": recent_events(user=request.user),
            "leads_a_group": bool(chaired_kims(member=member_of(request.user), today=timezone.localdate())),
            "has_second_factor": has_second_factor(request.user),
        },
    )


def wipes_device(view):
    """After leaving, the browser drops what it kept of this site; leave.js does it where this header is unknown."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return guarded


@wipes_device
@private
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave_everywhere(request):
    """A link or a reloaded address shows the button; only the button does it."""
    if request.method != "POST":
        return render(request, "members/leave_everywhere.html")
    log_out_everywhere(user=request.user, now=timezone.now())
    logout(request)
    messages.success(request, _("Anda sudah keluar di semua perangkat."))
    return redirect(settings.LOGOUT_REDIRECT_URL)


@private
@login_required
def show_kims(request):
    """`/akun/kim/`: the people of the group that the reader leads; for everybody else there is no such page."""
    chair, today = member_of(request.user), timezone.localdate()
    kims = chaired_kims(member=chair, today=today)
    if not kims:
        raise Http404
    groups = [(kim, people_of(chair=chair, kim=kim, today=today)) for kim in kims]
    return render(request, "members/account_kim.html", {"groups": groups})


@private
@login_required
@require_POST
@sensitive_variables("issued")
def hand_out(request, pk):
    """A ketua makes a reset code for one of the own people; it is in this answer and nowhere else."""
    try:
        issued = hand_out_code(chair=chair_or_404(request.user), membership_pk=pk, now=timezone.now())
    except NotTheirs as error:
        raise Http404 from error
    except (NoLogin, LoginIsStaff):
        messages.error(request, _("Untuk orang ini kodenya dari petugas. Hubungi Dinas Kominfo."))
        return redirect("account_kim")
    return render(request, "members/account_code.html", {"issued": issued, "member": issued.row.member})


def chair_or_404(user):
    member = member_of(user)
    if member is None:
        raise Http404
    return member


@never_cache
def enter_cms(request):
    """`/cms/login/`: visitors to the one login; members who strayed here go back to learning instead of in circles."""
    if request.user.is_authenticated:
        return redirect("wagtailadmin_home" if can_open_cms(request.user) else "learning")
    target = request.GET.get("next", "")
    query = f"?{urlencode({'next': target})}" if target else ""
    return HttpResponseRedirect(f"/masuk/{query}")


leave = wipes_device(private(allauth_views.LogoutView.as_view()))
show_ways = private(TemplateView.as_view(template_name="members/account_forgotten.html"))
reset_from_mail = private(allauth_views.password_reset_from_key)
show_reset_done = private(allauth_views.password_reset_from_key_done)
