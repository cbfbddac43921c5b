from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("anggota")

    def ready(self):
        self.register_sheets()
        from members.services.merge_kinds import register_member_rules
        from members.services.subject_data_register import register_people_data

        register_member_rules()
        register_people_data()

    def register_sheets(self):
        from lms.services import jobs
        from members.services.sheets import register_kind

        register_kind("members", "members.services.sheet_members.MemberSheet")
        register_kind("kims", "members.services.sheet_kims.KimSheet")
        jobs.register(
            "members.check_sheet",
            "members.services.sheet_jobs.store_check",
            prepare="members.services.sheet_jobs.prepare_check",
        )
        jobs.register("members.write_sheet", "members.services.sheet_jobs.write_sheet")
