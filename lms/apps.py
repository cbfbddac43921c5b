from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LmsConfig(AppConfig):
    name = "lms"
    verbose_name = _("rangka situs")

    def ready(self):
        from django.core import checks as registry

        from lms import checks, receivers

        for check in (checks.check_sqlite_options, checks.check_queue_patience):
            registry.register(check, registry.Tags.security)
        registry.register(checks.check_sqlite_pragmas, registry.Tags.database)
        post_migrate.connect(receivers.grant_job_care, sender=apps.get_app_config("auth"), dispatch_uid="lms_job_care")
