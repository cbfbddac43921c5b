from datetime import UTC, datetime
from uuid import uuid4

import factory
import wagtail_factories
from factory.django import DjangoModelFactory
from wagtail.models import Page, Site

from courses import models
from courses.services.offices import settle_office
from lms.models import HomePage
from tests.factories.members import MemberFactory, UserFactory


def home_page():
    """The home page under the root of the default site, made once."""
    home = HomePage.objects.first()
    if home is None:
        root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
        home = root.add_child(instance=HomePage(title="Belajar KIM", slug="beranda"))
        Site.objects.update_or_create(
            is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home}
        )
        Site.clear_site_root_paths_cache()
    return home


def catalog_page():
    catalog = models.CatalogPage.objects.first()
    return catalog or home_page().add_child(instance=models.CatalogPage(title="Kursus", slug="kursus"))


class CourseFactory(wagtail_factories.PageFactory):
    class Meta:
        model = models.CoursePage

    title = factory.Sequence(lambda n: f"Kursus {n}")
    slug = factory.Sequence(lambda n: f"kursus-{n}")
    summary = "Ringkasan kursus."
    parent = factory.LazyFunction(catalog_page)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        course = super()._create(model_class, *args, **kwargs)
        settle_office(course=course)
        return course


class ModuleFactory(wagtail_factories.PageFactory):
    class Meta:
        model = models.ModulePage

    title = factory.Sequence(lambda n: f"Modul {n}")
    slug = factory.Sequence(lambda n: f"modul-{n}")
    parent = factory.SubFactory(CourseFactory)


class LessonFactory(wagtail_factories.PageFactory):
    class Meta:
        model = models.LessonPage

    title = factory.Sequence(lambda n: f"Pelajaran {n}")
    slug = factory.Sequence(lambda n: f"pelajaran-{n}")
    body = [("text", "<p>Isi pelajaran.</p>")]
    parent = factory.SubFactory(ModuleFactory)


class EnrollmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Enrollment

    member = factory.SubFactory(MemberFactory)
    course = factory.SubFactory(CourseFactory)
    enrolled_at = datetime(2024, 7, 1, tzinfo=UTC)
    required_activity_ids = factory.LazyAttribute(
        lambda row: list(models.ActivityPage.objects.in_course(row.course).required().values_list("pk", flat=True))
    )


class AdmissionFactory(DjangoModelFactory):
    """A request that waits."""

    class Meta:
        model = models.Admission

    member = factory.SubFactory(MemberFactory)
    course = factory.SubFactory(CourseFactory, enrollment_policy="approval")
    status = "asked"
    asked_at = datetime(2024, 7, 1, tzinfo=UTC)
    decided_at = factory.LazyAttribute(lambda row: None if row.status == "asked" else row.asked_at)


class ActivityProgressFactory(DjangoModelFactory):
    class Meta:
        model = models.ActivityProgress

    enrollment = factory.SubFactory(EnrollmentFactory)
    opened_at = datetime(2024, 7, 2, tzinfo=UTC)
    seen_at = factory.SelfAttribute("opened_at")


class ProgressEventFactory(DjangoModelFactory):
    class Meta:
        model = models.ProgressEvent

    id = factory.LazyFunction(uuid4)
    enrollment = factory.SubFactory(EnrollmentFactory)
    kind = "read"
    happened_at = datetime(2024, 7, 2, tzinfo=UTC)
    received_at = factory.SelfAttribute("happened_at")


class ReminderFactory(DjangoModelFactory):
    class Meta:
        model = models.Reminder

    enrollment = factory.SubFactory(EnrollmentFactory)
    channel = "whatsapp"
    handed_at = datetime(2024, 7, 5, tzinfo=UTC)
    handed_by = factory.SubFactory(UserFactory)
