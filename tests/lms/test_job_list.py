import re

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.test import Client

from lms.models import MAX_ATTEMPTS, Job
from lms.receivers import grant_job_care
from tests.factories.members import OrganizationFactory, UserFactory, assign_role

pytestmark = pytest.mark.django_db
LIST = "/cms/pekerjaan/"


@pytest.fixture
def failed_job(now):
    return Job.objects.create(
        kind="tests.any",
        key="7",
        state=Job.State.FAILED,
        attempts=MAX_ATTEMPTS,
        last_error="ValueError: no room",
        created_at=now,
        due_at=now,
    )


@pytest.fixture
def admin(client):
    Group.objects.get_or_create(name="Admin")
    grant_job_care()
    client.force_login(assign_role(UserFactory(), "admin", OrganizationFactory()))
    return client


def test_an_admin_sees_failed_jobs_only(admin, failed_job, now):
    Job.objects.create(kind="tests.fine", key="8", created_at=now, due_at=now)

    page = admin.get(LIST).content.decode()

    assert [text in page for text in ("tests.any", "ValueError: no room", "Coba lagi", "tests.fine")] == [
        True,
        True,
        True,
        False,
    ]


def test_the_menu_leads_there(admin):
    assert LIST in admin.get("/cms/").content.decode()


@pytest.mark.parametrize("row_count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(admin, now, row_count, django_assert_max_num_queries):
    for key in range(row_count):
        Job.objects.create(kind="k", key=str(key), state=Job.State.FAILED, created_at=now, due_at=now)
    admin.get(LIST)

    with django_assert_max_num_queries(12):
        admin.get(LIST)


def test_try_again_queues_the_job(admin, failed_job, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        response = admin.post(f"{LIST}{failed_job.pk}/coba-lagi/")

    failed_job.refresh_from_db()
    assert (response.status_code, response.url) == (302, LIST)
    assert (failed_job.state, failed_job.attempts, len(callbacks)) == (Job.State.WAITING, 0, 1)


def test_the_button_carries_the_form_token(failed_job, admin):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = admin.cookies

    page = browser.get(LIST).content.decode()
    cell = page[page.index("coba-lagi/") :]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', cell)[1]

    assert browser.post(f"{LIST}{failed_job.pk}/coba-lagi/").status_code == 403
    response = browser.post(f"{LIST}{failed_job.pk}/coba-lagi/", {"csrfmiddlewaretoken": token})
    assert response.status_code == 302


def test_try_again_by_link_is_refused(admin, failed_job):
    assert admin.get(f"{LIST}{failed_job.pk}/coba-lagi/").status_code == 405


def test_try_again_of_a_job_that_is_well_is_absent(admin, failed_job):
    Job.objects.update(state=Job.State.WAITING)

    assert admin.post(f"{LIST}{failed_job.pk}/coba-lagi/").status_code == 404


@pytest.mark.parametrize("role", ["officer", "trainer", "viewer"])
def test_other_roles_neither_see_nor_mend(client, failed_job, role):
    client.force_login(assign_role(UserFactory(), role, OrganizationFactory()))

    assert client.get(LIST).status_code == 302
    assert client.post(f"{LIST}{failed_job.pk}/coba-lagi/").status_code == 302
    assert client.get("/cms/").content.decode().count(LIST) == 0
    failed_job.refresh_from_db()
    assert failed_job.state == Job.State.FAILED


def test_anonymous_is_sent_to_the_login(client, failed_job):
    assert client.get(LIST).url.startswith("/cms/login/")


def test_every_migration_gives_the_group_its_permission():
    Group.objects.get_or_create(name="Admin")

    apps.get_app_config("lms")
    grant_job_care()

    assert set(Group.objects.get(name="Admin").permissions.values_list("codename", flat=True)) >= {"change_job"}
