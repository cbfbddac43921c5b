from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LmsConfig(AppConfig):
    name = "lms"
    verbose_name = _("rangka situs")

    def ready(self):
        from lms import checks, receivers  # noqa: F401, PLC0415 -- app ready

        post_migrate.connect(receivers.grant_job_care, sender=apps.get_app_config("auth"), dispatch_uid="lms_job_care")
