from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("kursus")

    def ready(self):
        from courses import receivers  # noqa: F401 -- connects itself
        from courses.forms.rules import CoursePageForm
        from courses.models import CoursePage
        from courses.services.booklets import register_booklets
        from courses.services.leftovers import register_leftovers
        from courses.services.merging import register_course_rules
        from courses.services.package_assignments import AssignmentReader
        from courses.services.package_lessons import LessonReader
        from courses.services.packages import register_activity_reader
        from courses.services.pictures import register_picture_job
        from courses.services.schedules import register_schedules
        from courses.services.subject_data import register_people_data
        from courses.services.subject_data_assignments import register_assignment_data

        register_activity_reader("lesson", LessonReader())
        register_activity_reader("assignment", AssignmentReader())
        CoursePage.base_form_class = CoursePageForm  # models know no forms
        register_picture_job()
        register_people_data()
        register_assignment_data()
        register_course_rules()
        register_booklets()
        register_schedules()
        register_leftovers()
