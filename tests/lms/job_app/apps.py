from django.apps import AppConfig


class JobAppConfig(AppConfig):
    name = "tests.lms.job_app"
    label = "tests_job_app"

    def ready(self):
        from lms.services import jobs

        jobs.register("tests.slow", "tests.lms.job_handlers.write_slowly")
