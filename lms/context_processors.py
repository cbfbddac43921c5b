from django.conf import settings

from lms.services.devices import account_key


def site(request):
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "base_url": settings.BASE_URL,
        "saves_data": getattr(request, "saves_data", False),
        "account_key": lambda: account_key(request.user) if request.user.is_authenticated else "",
    }
