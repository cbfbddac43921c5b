from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = _("sertifikat")

    def ready(self):
        from django.core.checks import register

        from certificates import receivers  # noqa: F401 -- connects itself
        from certificates.services.key_checks import check_keys
        from certificates.services.subject_data import register_people_data
        from lms.services import jobs

        jobs.register(
            "certificates.draw",
            "certificates.services.drawing.store_file",
            prepare="certificates.services.drawing.prepare_file",
        )
        jobs.register("certificates.issue_for_enrollment", "certificates.services.issuing.issue_for_enrollment")
        register_people_data()
        register(check_keys, deploy=True)
