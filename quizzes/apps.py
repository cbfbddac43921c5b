from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuizzesConfig(AppConfig):
    name = "quizzes"
    verbose_name = _("kuis")

    def ready(self):
        from courses.services.packages import register_activity_reader  # noqa: PLC0415 -- app ready
        from lms.services import jobs  # noqa: PLC0415 -- app ready
        from quizzes.services.packages import QuizReader  # noqa: PLC0415 -- app ready

        register_activity_reader("quiz", QuizReader())
        jobs.register("quizzes.close", "quizzes.services.attempts.run_close_job")
