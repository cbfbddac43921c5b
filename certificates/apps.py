from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = _("sertifikat")

    def ready(self):
        from django.core.checks import register

        from certificates import receivers  # noqa: F401 -- connects itself
        from certificates.services.key_checks import check_keys
        from certificates.services.register_heads import register_heads
        from certificates.services.subject_data import register_people_data
        from lms.services import job_groups, jobs, routines

        jobs.register(
            "certificates.draw",
            "certificates.services.drawing.store_file",
            prepare="certificates.services.drawing.prepare_file",
        )
        job_groups.register(
            "certificates.draw",
            prepare="certificates.services.drawing.prepare_files",
            store="certificates.services.drawing.store_files",
            size=25,
        )
        jobs.register("certificates.issue_for_enrollment", "certificates.services.issuing.issue_for_enrollment")
        jobs.register(
            "certificates.print_set",
            "certificates.services.print_sets.store_set",
            prepare="certificates.services.print_sets.prepare_set",
        )
        jobs.register("certificates.sweep_prints", "certificates.services.print_sets.sweep_sets")
        routines.register("certificates.services.print_sets.look_for_old_sets")
        register_heads()
        register_people_data()
        register(check_keys, deploy=True)
