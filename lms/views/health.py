"""For machines: is the site well, and how busy is it."""

from django.conf import settings
from django.http import Http404, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django_prometheus.exports import ExportToDjangoView

from lms.services.health import read_health


@never_cache
def check_health(request):
    """`/healthz`: 200 when the database answers and is migrated, else 503; the worker is told but not judged."""
    health = read_health(now=timezone.now())
    return JsonResponse(health.as_dict(), status=200 if health.is_well else 503)


@never_cache
def show_metrics(request):
    """`/metrics` for Prometheus: with the token of METRICS_TOKEN, or as superuser; absent for everybody else."""
    if not (_has_token(request) or request.user.is_superuser):
        raise Http404
    return ExportToDjangoView(request)


def _has_token(request):
    expected = settings.METRICS_TOKEN
    return bool(expected) and constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {expected}")
