"""A course nobody publishes: every block of lessons once, for trainers to copy from and for docs/screens."""

from datetime import datetime

from courses.models import CatalogPage, CoursePage
from courses.services.package_import import import_course
from courses.services.trainers import assign_trainer
from demo.people import DATA, Staff
from members.models import Organization


def load_blocks(organization: Organization, staff: Staff, now: datetime) -> CoursePage:
    """As drafts of the demo trainer."""
    catalog = CatalogPage.objects.get()
    result = import_course(folder=DATA / "blocks", catalog=catalog, organization=organization, publish=False, now=now)
    assign_trainer(course=result.course, user=staff.trainer)
    return result.course
