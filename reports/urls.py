"""Addresses of this app."""

from django.urls import path

from reports import views

urlpatterns = [
    path("cms/ketuntasan/", views.show_completion, name="office_completion"),
    path("cms/ketuntasan/unduh/", views.download_completion, name="office_completion_download"),
    path("cms/kegiatan/<int:pk>/unduh/", views.export_event, name="office_event_export"),
]
