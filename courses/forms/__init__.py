from courses.forms.catalog import CatalogSearch
from courses.forms.courses import CourseForm, TrainersForm
from courses.forms.uploads import AttachmentForm, PackageForm, PictureForm
from courses.forms.writing import CourseTextForm, LessonTextForm, ModuleTextForm, PageTextForm, ReturnForm

__all__ = [
    "AttachmentForm",
    "CatalogSearch",
    "CourseForm",
    "CourseTextForm",
    "LessonTextForm",
    "ModuleTextForm",
    "PackageForm",
    "PageTextForm",
    "PictureForm",
    "ReturnForm",
    "TrainersForm",
]
