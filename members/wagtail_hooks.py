"""This app in the Wagtail admin."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from members.models import Organization, RoleAssignment, WalkOfLife
from members.permissions import AdministratorPolicy, can_open_office
from members.viewsets import PeopleViewSetGroup

register_permission_policy(Organization, AdministratorPolicy(Organization, {"view", "change"}, {"add"}))
register_permission_policy(WalkOfLife, AdministratorPolicy(WalkOfLife, {"view", "add", "change", "delete"}))
register_permission_policy(RoleAssignment, AdministratorPolicy(RoleAssignment, {"view", "add", "delete"}))


@hooks.register("register_admin_viewset")
def register_people():
    return PeopleViewSetGroup()


class OfficeMenuItem(MenuItem):
    def is_shown(self, request):
        return can_open_office(request.user)


@hooks.register("register_admin_menu_item")
def add_members_menu():
    return OfficeMenuItem(_("Anggota dan KIM"), reverse("office_members"), icon_name="group", order=210)


@hooks.register("register_log_actions")
def name_merge_actions(actions):
    actions.register_action("members.merge", _("Menggabungkan dua entri"), _("Dua entri satu orang digabung"))
    actions.register_action("members.unmerge", _("Membatalkan penggabungan"), _("Penggabungan dua entri dibatalkan"))
