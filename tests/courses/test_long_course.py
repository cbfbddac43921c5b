"""A course of 100 lessons: its pages take at most ten statements, whoever reads. One test: it takes long to make."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import LessonPage
from courses.services.enrollments import enroll
from tests.factories.courses import CourseFactory, ModuleFactory
from tests.factories.quizzes import QuizFactory

pytestmark = pytest.mark.django_db
LIMIT = 10


@pytest.fixture
def long_course(organization):
    course = CourseFactory(organization=organization, is_sequential=True)
    for module_number in range(10):
        module = ModuleFactory(parent=course)
        for number in range(10):
            slug, title = f"pelajaran-{number}", f"Pelajaran {module_number}.{number}"
            module.add_child(instance=LessonPage(title=title, slug=slug, body=[]))
    QuizFactory(parent=module, slug="kuis", questions=1)
    return course


def read(client, address):
    """Statements, and the knots in the page."""
    client.get(address)  # site roots and content types are remembered from here on
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert len(queries) <= LIMIT, "\n".join(row["sql"][:160] for row in queries)
    return response.content.decode().count('<span class="knot')


def test_a_course_of_100_lessons_in_ten_statements(client, member, long_course, now):
    lessons = LessonPage.objects.descendant_of(long_course).order_by("path")
    visitor = Client()
    client.force_login(member.user)

    before = [read(visitor, long_course.url), read(visitor, lessons[0].url), read(client, long_course.url)]
    enroll(member=member, course=long_course, now=now)
    after = [read(client, page.url) for page in (long_course, lessons.first(), lessons.last())]

    assert before == [101, 10, 101]
    assert after == [101, 10, 11]
