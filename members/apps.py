from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("anggota")

    def ready(self):
        from members.services.merge_kinds import register_member_rules
        from members.services.subject_data_register import register_people_data

        register_member_rules()
        register_people_data()
