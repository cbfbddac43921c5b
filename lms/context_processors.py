from django.conf import settings


def site(request):
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "base_url": settings.BASE_URL,
        "saves_data": getattr(request, "saves_data", False),
    }
