from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuizzesConfig(AppConfig):
    name = "quizzes"
    verbose_name = _("kuis")

    def ready(self):
        from courses.services.packages import register_activity_reader
        from lms.services import jobs
        from quizzes.services.merging import register_quiz_rules
        from quizzes.services.packages import QuizReader
        from quizzes.services.subject_data import register_people_data

        register_activity_reader("quiz", QuizReader())
        register_quiz_rules()
        jobs.register("quizzes.close", "quizzes.services.attempts.run_close_job")
        register_people_data()
