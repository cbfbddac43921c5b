"""A course nobody publishes: every block of lessons once, for trainers to copy from and for docs/screens."""

from datetime import datetime

from courses.models import AssignmentPage, CatalogPage, CoursePage, LessonPage, ModulePage
from courses.services.package_import import import_course
from courses.services.trainers import assign_trainer
from demo.people import DATA, Staff
from members.models import Organization


def load_blocks(organization: Organization, staff: Staff, now: datetime) -> CoursePage:
    """As drafts of the demo trainer."""
    catalog = CatalogPage.objects.get()
    course = import_course(
        folder=DATA / "blocks", catalog=catalog, organization=organization, publish=False, now=now
    ).course
    assign_trainer(course=course, user=staff.trainer)
    module = ModulePage.objects.child_of(course).get()
    task = [("text", "<p>Foto papan pengumuman RT Anda, lalu kirim.</p>")]
    page = module.add_child(
        instance=AssignmentPage(title="Papan pengumuman RT", slug="papan-rt", body=task, live=False)
    )
    page.save_revision()
    lesson = LessonPage.objects.child_of(module).get().get_latest_revision_as_object()
    lesson.body.append(("hand_in", {"text": "<p>Foto papan pengumuman RT Anda.</p>", "page": page}))
    lesson.save_revision(clean=False)
    return course
