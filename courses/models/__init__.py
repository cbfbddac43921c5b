from courses.models.pages import ActivityPage, CatalogPage, CoursePage, LessonPage, ModulePage
from courses.models.records import ActivityCompletion, ActivityScore, Enrollment
from courses.models.review import OfficeReview

__all__ = [
    "ActivityCompletion",
    "ActivityPage",
    "ActivityScore",
    "CatalogPage",
    "CoursePage",
    "Enrollment",
    "LessonPage",
    "ModulePage",
    "OfficeReview",
]
