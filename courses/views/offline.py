"""Reading without a line: what a phone fetches, and what it has."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.models import Enrollment
from courses.services.offline import read_offline
from members.permissions import private


@require_safe
@private
def show_course(request, pk):
    """`/belajar/kursus/<pk>/luring/`: what to store of an own course, as JSON; `?modul=<pk>` for one module."""
    if not request.user.is_authenticated:
        return JsonResponse({"message": _("Masuk dulu, lalu simpan lagi.")}, status=401)
    enrollment = get_object_or_404(Enrollment.objects.of_user(request.user).current().with_course(), course=pk)
    module = request.GET.get("modul", "")
    module_pk = int(module) if module.isdecimal() and len(module) < 19 else None
    if module and module_pk is None:
        raise Http404
    listing = read_offline(enrollment=enrollment, saves_data=request.saves_data, module_pk=module_pk)
    if listing is None:
        raise Http404
    return JsonResponse(listing)


@require_safe
@private
@login_required
def show_device(request):
    """`/belajar/luring/`: what is on this phone. The phone fills it in, and keeps a copy with its other pages."""
    return render(request, "offline.html", {"section": "learning"})
