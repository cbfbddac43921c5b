"""This app in the Wagtail admin."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter
from wagtail.permissions import register_permission_policy

from members.choices import AccountEventKind, Role
from members.models import ConsentText, Organization, RetentionRule, WalkOfLife
from members.permissions import AdministratorPolicy, can_open_office, is_administrator
from members.services.events import record_event
from members.services.roles import GRANTED, REVOKED
from members.services.staff import LOCKED, SECOND_FACTOR_RESET, UNLOCKED
from members.viewsets import PeopleViewSetGroup

register_permission_policy(Organization, AdministratorPolicy(Organization, {"view", "change"}, {"add"}))
register_permission_policy(WalkOfLife, AdministratorPolicy(WalkOfLife, {"view", "add", "change", "delete"}))
register_permission_policy(ConsentText, AdministratorPolicy(ConsentText, {"view"}, {"change"}))
register_permission_policy(RetentionRule, AdministratorPolicy(RetentionRule, {"view"}, {"change"}))


@hooks.register("register_admin_viewset")
def register_people():
    return PeopleViewSetGroup()


class OfficeMenuItem(MenuItem):
    def is_shown(self, request):
        return can_open_office(request.user)


class StaffMenuItem(MenuItem):
    def is_shown(self, request):
        return is_administrator(request.user)


@hooks.register("register_admin_menu_item")
def add_members_menu():
    return OfficeMenuItem(_("Anggota dan KIM"), reverse("office_members"), icon_name="group", order=210)


@hooks.register("register_admin_menu_item")
def add_staff_menu():
    return StaffMenuItem(_("Staf dan peran"), reverse("office_staff"), icon_name="key", order=215)


class RoleFormatter(LogFormatter):
    """One sentence for Wagtail's history and for ours."""

    sentence = ""

    def format_message(self, log_entry):
        data = log_entry.data
        known = {"role": Role(data["role"]).label if "role" in data else "", "place": data.get("place", "")}
        return " ".join(filter(None, [gettext(self.sentence) % known, self.format_comment(log_entry)]))

    def format_comment(self, log_entry):
        reason = log_entry.data.get("reason", "")
        return gettext("Alasan: %(reason)s") % {"reason": reason} if reason else ""


SENTENCES = {
    GRANTED: (_("Beri peran"), _("Peran %(role)s untuk %(place)s diberikan.")),
    REVOKED: (_("Cabut peran"), _("Peran %(role)s untuk %(place)s dicabut.")),
    LOCKED: (_("Kunci akun"), _("Akun dikunci.")),
    UNLOCKED: (_("Buka kunci akun"), _("Kunci akun dibuka.")),
    SECOND_FACTOR_RESET: (_("Matikan langkah kedua"), _("Langkah kedua dimatikan.")),
}


@hooks.register("register_log_actions")
def register_role_changes(actions):
    for action, (label, sentence) in SENTENCES.items():
        formatter = type("Formatter", (RoleFormatter,), {"label": label, "sentence": sentence})
        actions.register_action(action)(formatter)


@hooks.register("register_log_actions")
def name_merge_actions(actions):
    actions.register_action("members.merge", _("Menggabungkan dua entri"), _("Dua entri satu orang digabung"))
    actions.register_action("members.unmerge", _("Membatalkan penggabungan"), _("Penggabungan dua entri dibatalkan"))


@hooks.register("after_edit_user")
def note_password_by_superuser(request, user):
    """Wagtail's own form sets passwords too; the owner reads who did."""
    if request.POST.get("password1"):
        record_event(user=user, kind=AccountEventKind.PASSWORD_CHANGED, actor=request.user, now=timezone.now())
