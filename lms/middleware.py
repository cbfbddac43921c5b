"""What a request asks for besides an address: language, less data; and two content policies, one for the admin."""

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import Http404
from django.utils import translation
from django.utils.cache import has_vary_header, patch_vary_headers

from lms.services.devices import account_key

OFFICE = ("office_", "writing")
"""Addresses of our own screens under /cms/ have names that begin with one of these words."""


class ContentPolicyMiddleware(CSPMiddleware):
    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if is_wagtail_admin(request) and not report_only:
            parts.config = settings.WAGTAIL_ADMIN_POLICY
        elif getattr(request, "is_preview", False) and not report_only:
            parts.config = {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "frame-ancestors": ["'self'"]}
        return parts


def is_wagtail_admin(request):
    """Whether Wagtail's admin answers, rather than an office screen of ours or an error page."""
    match = getattr(request, "resolver_match", None)
    return request.path_info.startswith("/cms/") and match is not None and not (match.url_name or "").startswith(OFFICE)


class ChosenLanguageMiddleware:
    """Indonesian until somebody chooses English; what the phone prefers is often only how it was sold."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        known = dict(settings.LANGUAGES)
        request.LANGUAGE_CODE = chosen if chosen in known else settings.LANGUAGE_CODE
        with translation.override(request.LANGUAGE_CODE):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


class DataSaverMiddleware:
    """`request.saves_data`: "Hemat data", as chosen on this device, else as the browser asks by `Save-Data: on`."""

    COOKIE = "hemat"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        asked = request.headers.get("Save-Data", "").lower() == "on"
        request.saves_data = {"1": True, "0": False}.get(request.COOKIES.get(self.COOKIE), asked)
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie", "Save-Data"])
        return response


class PersonalPagesMiddleware:
    """Every page greets the reader in its header, so what read the session is for one browser, unless the view decided.

    Stands outside SessionMiddleware, which marks such answers with `Vary: Cookie`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if has_vary_header(response, "Cookie"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class AccountKeyMiddleware:
    """Tells the service worker whose page this is, so that copies of one account do not outlive another's login."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        user = getattr(request, "_cached_user", None)  # only when the view asked who it is: no query of our own
        if user is not None and user.is_authenticated:
            response.headers["Account-Key"] = account_key(user)
        return response


class HugeNumberMiddleware:
    """SQLite raises where PostgreSQL just finds nothing: when somebody posts a choice of thirty digits."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, OverflowError) and "SQLite INTEGER" in str(exception):
            raise Http404 from exception
