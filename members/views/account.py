from allauth.account.views import LogoutView
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from members.permissions import can_open_cms, can_open_office, private
from members.services.people import member_of


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
        },
    )


@never_cache
def enter_cms(request):
    """`/cms/login/`: visitors to the one login; members who strayed here go back to learning instead of in circles."""
    if request.user.is_authenticated:
        return redirect("wagtailadmin_home" if can_open_cms(request.user) else "learning")
    target = request.GET.get("next", "")
    query = f"?{urlencode({'next': target})}" if target else ""
    return HttpResponseRedirect(f"/masuk/{query}")


leave = private(LogoutView.as_view())
