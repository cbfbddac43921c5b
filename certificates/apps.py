from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = _("sertifikat")

    def ready(self):
        from certificates import receivers  # noqa: F401, PLC0415 -- app ready
        from lms.services import jobs  # noqa: PLC0415 -- app ready

        jobs.register(
            "certificates.draw",
            "certificates.services.drawing.store_file",
            prepare="certificates.services.drawing.prepare_file",
        )
        jobs.register("certificates.issue_for_enrollment", "certificates.services.issuing.issue_for_enrollment")
