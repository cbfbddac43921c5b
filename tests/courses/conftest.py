import pytest
from django.utils import timezone

from courses.services.site import ensure_site
from courses.services.trainers import assign_trainer
from members.choices import Role
from members.services.roles import grant_role
from tests.factories.courses import CourseFactory, LessonFactory, ModuleFactory
from tests.factories.members import UserFactory


@pytest.fixture
def site(db):
    """The site as in production: home page, catalogue, review workflow."""
    return ensure_site()


@pytest.fixture
def own_course(site, organization):
    return CourseFactory(title="Kursus Sendiri", slug="sendiri", organization=organization)


@pytest.fixture
def own_module(own_course):
    return ModuleFactory(parent=own_course, title="Modul Sendiri", slug="modul")


@pytest.fixture
def own_lesson(own_module):
    return LessonFactory(parent=own_module, title="Pelajaran Sendiri", slug="pelajaran")


@pytest.fixture
def trainer(own_course, organization):
    """Writes `own_course` and nothing else."""
    user = UserFactory(username="pelatih")
    grant_role(user=user, role=Role.TRAINER, organization=organization, now=timezone.now())
    assign_trainer(course=own_course, user=user)
    return type(user).objects.get(pk=user.pk)


@pytest.fixture
def administrator(site, organization):
    user = UserFactory(username="admin")
    grant_role(user=user, role=Role.ADMIN, organization=organization, now=timezone.now())
    return type(user).objects.get(pk=user.pk)


@pytest.fixture
def foreign_lesson(site):
    """A draft lesson in a draft course of somebody else; the word RAHASIA must never reach our trainer."""
    course = CourseFactory(title="RAHASIA kursus", slug="rahasia", live=False)
    module = ModuleFactory(parent=course, title="RAHASIA modul", slug="rahasia", live=False)
    lesson = LessonFactory(parent=module, title="RAHASIA pelajaran", slug="rahasia", live=False)
    lesson.save_revision()
    return lesson
