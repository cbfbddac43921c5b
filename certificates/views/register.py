"""`/verifikasi/register/`: the daily heads, for everybody."""

from datetime import date

from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from certificates.services.register_heads import published_heads

ON_A_PAGE, IN_A_FILE = 31, 400


@require_safe
@cache_control(public=True, max_age=300)
def show_register(request):
    """A month on a page; `?sebelum=2026-07-01` shows older ones."""
    heads = list(published_heads(before=_before(request), count=ON_A_PAGE))
    context = {"heads": heads, "older_than": heads[-1].day if len(heads) == ON_A_PAGE else None}
    return render(request, "certificates/verify/register.html", context)


@require_safe
@cache_control(public=True, max_age=300)
def report_register(request):
    """`/verifikasi/register.json`: the same for machines, a year at once."""
    heads = published_heads(before=_before(request), count=IN_A_FILE)
    rows = [
        {"day": row.day.isoformat(), "position": row.position, "hash": row.hash, "published_at": row.published_at}
        for row in heads
    ]
    response = JsonResponse({"heads": rows}, json_dumps_params={"indent": 1})
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _before(request):
    text = request.GET.get("sebelum", "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Http404 from error
