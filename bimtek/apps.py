from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BimtekConfig(AppConfig):
    name = "bimtek"
    verbose_name = _("kegiatan")

    def ready(self):
        from members.services.sheets import register_kind

        register_kind("registrations", "bimtek.services.registration_sheet.RegistrationSheet")
        from bimtek.services.merging import register_event_rules
        from bimtek.services.subject_data import register_people_data

        register_event_rules()
        register_people_data()
