from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("kursus")

    def ready(self):
        from courses.services.package_lessons import LessonReader  # noqa: PLC0415 -- app ready first
        from courses.services.packages import register_activity_reader  # noqa: PLC0415 -- app ready first

        register_activity_reader("lesson", LessonReader())
