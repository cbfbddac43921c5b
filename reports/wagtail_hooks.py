"""This app in the Wagtail admin."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from members.permissions import can_open_office


class OfficeMenuItem(MenuItem):
    def is_shown(self, request):
        return can_open_office(request.user)


@hooks.register("register_admin_menu_item")
def add_completion_menu():
    return OfficeMenuItem(_("Ketuntasan"), reverse("office_completion"), icon_name="table", order=220)
