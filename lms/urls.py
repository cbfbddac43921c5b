"""Every address; apps are included by string, so the shell stays at the bottom."""

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from lms.views import device, health, pages

urlpatterns = [
    path("bahasa/", include("django.conf.urls.i18n")),
    path("sw.js", device.show_worker, name="service_worker"),
    path("manifest.webmanifest", device.show_manifest, name="manifest"),
    path("luring/", device.show_offline, name="offline"),
    path("hemat-data/", device.choose_data_saver, name="data_saver"),
    path("bantuan/", pages.show_help, name="help"),
    path("robots.txt", pages.show_robots, name="robots"),
    path("healthz", health.check_health, name="health"),
    path("metrics", health.show_metrics, name="metrics"),
    path("", include("members.urls")),
    path("", include("certificates.urls")),
    path("", include("bimtek.urls")),
    path("", include("quizzes.urls")),
    path("", include("courses.urls")),
    path("", include("reports.urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("dokumen/", include(wagtaildocs_urls)),
    path("media/images/<path:name>", pages.show_picture, name="picture"),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),  # one way in only
    path("", include(wagtail_urls)),
]
