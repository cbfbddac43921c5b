"""Two content policies: a strict one for our own pages, one for Wagtail's admin and its inline code."""

from csp.middleware import CSPMiddleware
from django.conf import settings

OFFICE = "office_"
"""Addresses of our own screens under /cms/ have names that begin with this word."""


class ContentPolicyMiddleware(CSPMiddleware):
    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if is_wagtail_admin(request) and not report_only:
            parts.config = settings.WAGTAIL_ADMIN_POLICY
        return parts


def is_wagtail_admin(request):
    """Whether Wagtail's admin answers, rather than an office screen of ours or an error page."""
    match = getattr(request, "resolver_match", None)
    return request.path_info.startswith("/cms/") and match is not None and not (match.url_name or "").startswith(OFFICE)
