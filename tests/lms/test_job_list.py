import csv
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.test import Client
from openpyxl import load_workbook

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


def read_export(response):
    return b"".join(response.streaming_content if response.streaming else [response.content])


def test_an_error_that_begins_like_a_formula_leaves_as_text_in_csv(admin, failed_job):
    Job.objects.update(last_error="=HYPERLINK(0)")

    rows = list(csv.DictReader(read_export(admin.get(f"{LIST}?export=csv")).decode().splitlines()))

    assert [(list(row.values())[:2], list(row.values())[3]) for row in rows] == [
        (["tests.any", "7"], "'=HYPERLINK(0)"),
    ]


def test_the_export_has_failed_jobs_only_and_a_name(admin, failed_job, now):
    Job.objects.create(kind="tests.fine", key="8", created_at=now, due_at=now)

    response = admin.get(f"{LIST}?export=csv")

    assert 'filename="perlu-perhatian.csv"' in response["Content-Disposition"]
    assert len(read_export(response).decode().splitlines()) == 2


def test_the_same_error_leaves_as_text_in_a_workbook(admin, failed_job):
    Job.objects.update(last_error="=HYPERLINK(0)")

    page = load_workbook(BytesIO(read_export(admin.get(f"{LIST}?export=xlsx")))).active

    assert (page["D2"].value, page["D2"].data_type) == ("=HYPERLINK(0)", "s")


def test_newest_failures_come_first(admin, now):
    for days in (0, 2, 1):
        Job.objects.create(
            kind=f"tests.day{days}",
            key="1",
            state=Job.State.FAILED,
            created_at=now + timedelta(days=days),
            due_at=now + timedelta(days=days),
        )

    page = admin.get(LIST).content.decode()

    assert page.index("tests.day2") < page.index("tests.day1") < page.index("tests.day0")


def test_an_error_of_letters_and_signs_is_only_text(admin, failed_job):
    Job.objects.update(last_error="<script>alert(1)</script>")

    page = admin.get(LIST).content.decode()

    assert ("<script>alert(1)" in page, "&lt;script&gt;alert(1)" in page) == (False, True)


def test_a_job_that_never_was_is_absent(admin):
    assert admin.post("/cms/pekerjaan/404/ulang/").status_code == 404
