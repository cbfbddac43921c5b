from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("anggota")

    def ready(self):
        self.watch_accounts()
        self.register_sheets()
        from members.services.merge_kinds import register_member_rules
        from members.services.subject_data_register import register_people_data

        register_member_rules()
        register_people_data()

    def watch_accounts(self):
        from allauth.account import signals as account_signals
        from allauth.mfa import signals as mfa_signals

        from lms.services import jobs
        from members import receivers

        account_signals.password_changed.connect(receivers.note_new_password)
        account_signals.password_set.connect(receivers.note_new_password)
        account_signals.password_reset.connect(receivers.note_reset)
        mfa_signals.authenticator_added.connect(receivers.note_factor_added)
        mfa_signals.authenticator_removed.connect(receivers.note_factor_removed)
        jobs.register(
            "members.reset_mail",
            "members.services.reset_mails.finish_reset_mail",
            prepare="members.services.reset_mails.send_reset_mail",
            once=True,
        )

    def register_sheets(self):
        from lms.services import jobs
        from members.services.sheets import register_kind

        register_kind("members", "members.services.sheets.members.MemberSheet")
        register_kind("kims", "members.services.sheets.kims.KimSheet")
        register_kind("kim_id", "members.services.kim_id.groups.KimIdSheet")
        register_kind("kim_id_people", "members.services.kim_id.people.KimIdPeopleSheet")
        jobs.register(
            "members.check_sheet",
            "members.services.sheets.jobs.store_check",
            prepare="members.services.sheets.jobs.prepare_check",
        )
        jobs.register("members.write_sheet", "members.services.sheets.jobs.write_sheet")
