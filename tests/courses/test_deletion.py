"""Hazards 2 and 3 of the design: history keeps its page, the admin says so, and child counts stay right."""

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.urls import reverse
from wagtail.models import Page

from courses.services.enrollments import enroll
from courses.services.history import records_about
from courses.services.progress import complete_activity
from tests.factories.courses import LessonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def done(member, own_course, own_lesson, now):
    """A second lesson waits, the first is done."""
    LessonFactory(parent=own_lesson.get_parent().specific, title="Kedua", slug="kedua")
    enrollment = enroll(member=member, course=own_course, now=now)
    complete_activity(enrollment=enrollment, activity=own_lesson, now=now)
    return enrollment


def numbers():
    return list(Page.objects.order_by("path").values_list("path", "numchild", "live"))


def test_records_about_names_what_keeps_the_page(done, own_course, own_lesson):
    other = LessonFactory()

    assert records_about(own_lesson) == ["kegiatan selesai"]
    assert "pendaftaran kursus" in records_about(own_course)
    assert records_about(other) == []


@pytest.mark.parametrize("level", ["lesson", "module", "course"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_delete_is_refused_with_an_explanation(admin_client, done, own_lesson, level, method):
    page = {"lesson": own_lesson, "module": own_lesson.get_parent(), "course": own_lesson.get_parent().get_parent()}[
        level
    ]
    before = numbers()

    response = getattr(admin_client, method)(reverse("wagtailadmin_pages:delete", args=[page.pk]))

    assert response.status_code == 409
    assert "Tidak ada yang dihapus" in response.content.decode()
    assert reverse("wagtailadmin_pages:unpublish", args=[page.pk]) in response.content.decode()
    assert numbers() == before


def test_bulk_delete_is_refused_as_a_whole(admin_client, done, own_lesson):
    second = own_lesson.get_siblings(inclusive=False).get()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    before = numbers()

    response = admin_client.post(f"{address}?id={own_lesson.pk}&id={second.pk}&next=/cms/")

    assert response.status_code == 409
    assert "Pelajaran Sendiri" in response.content.decode()
    assert numbers() == before


def test_page_without_history_can_be_deleted(admin_client, done, own_lesson):
    second = own_lesson.get_siblings(inclusive=False).get()

    response = admin_client.post(reverse("wagtailadmin_pages:delete", args=[second.pk]))

    assert response.status_code == 302
    assert not Page.objects.filter(pk=second.pk).exists()


def test_bulk_delete_of_pages_without_history_works(admin_client, own_module):
    lessons = [LessonFactory(parent=own_module) for _ in range(2)]
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    admin_client.post(f"{address}?id={lessons[0].pk}&id={lessons[1].pk}&next=/cms/")

    assert Page.objects.get(pk=own_module.pk).numchild == 0


def test_refused_delete_inside_atomic_leaves_the_child_count(done, own_lesson):
    before = numbers()

    with pytest.raises(ProtectedError), transaction.atomic():
        Page.objects.get(pk=own_lesson.pk).delete()

    assert numbers() == before


def test_unpublishing_works_and_finishes_who_only_waited_for_that_lesson(admin_client, done, own_lesson, client):
    second = own_lesson.get_siblings(inclusive=False).get()

    response = admin_client.post(reverse("wagtailadmin_pages:unpublish", args=[second.pk]))

    done.refresh_from_db()
    assert response.status_code == 302
    assert done.is_completed
    assert client.get(second.url).status_code == 404


def test_bulk_unpublishing_finishes_too(admin_client, done, own_lesson):
    second = own_lesson.get_siblings(inclusive=False).get()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])

    admin_client.post(f"{address}?id={second.pk}&next=/cms/")

    done.refresh_from_db()
    assert done.is_completed


def test_trainer_is_told_to_ask_the_admin(client, trainer, done, own_lesson):
    own_lesson.unpublish()
    client.force_login(trainer)

    response = client.get(reverse("wagtailadmin_pages:delete", args=[own_lesson.pk]))

    assert response.status_code == 409
    assert "Halaman ini memang sudah tidak terbit." in response.content.decode()
