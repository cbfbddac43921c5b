from courses.models.admissions import Admission
from courses.models.assignments import AssignmentPage, RubricCriterion, Submission, Upload
from courses.models.booklets import Booklet
from courses.models.pages import ActivityPage, CatalogPage, CoursePage, LessonPage, ModulePage
from courses.models.progress import ActivityProgress, ProgressEvent
from courses.models.records import ActivityCompletion, ActivityScore, Enrollment
from courses.models.references import Reference
from courses.models.reminders import Reminder
from courses.models.review import OfficeReview
from courses.models.search import SameWords, SearchEntry

__all__ = [
    "ActivityCompletion",
    "ActivityPage",
    "ActivityProgress",
    "ActivityScore",
    "Admission",
    "AssignmentPage",
    "Booklet",
    "CatalogPage",
    "CoursePage",
    "Enrollment",
    "LessonPage",
    "ModulePage",
    "OfficeReview",
    "ProgressEvent",
    "Reference",
    "Reminder",
    "RubricCriterion",
    "SameWords",
    "SearchEntry",
    "Submission",
    "Upload",
]
