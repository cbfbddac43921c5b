from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from lms.models import Job, WorkerBeat
from lms.services import health, jobs
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


def test_healthz_is_well_with_database_and_migrations(client):
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "database": True,
        "migrations": True,
        "worker_seen_seconds_ago": None,
        "late_jobs": 0,
        "failed_jobs": 0,
    }


def test_healthz_tells_about_worker_and_jobs(now):
    WorkerBeat.objects.create(name="satu", seen_at=now - timedelta(seconds=90))
    WorkerBeat.objects.create(name="dua", seen_at=now - timedelta(seconds=12))
    jobs.enqueue(kind="tests.any", key="1", now=now - timedelta(minutes=5))
    jobs.enqueue(kind="tests.any", key="2", now=now)
    Job.objects.filter(key="2").update(state=Job.State.FAILED)

    seen = health.read_health(now=now)

    assert (seen.worker_seconds, seen.late_job_count, seen.failed_job_count) == (12, 1, 1)


def test_healthz_is_unwell_before_the_migrations(client, monkeypatch):
    monkeypatch.setattr(health, "has_all_migrations", lambda: False)

    response = client.get("/healthz")

    assert (response.status_code, response.json()["status"]) == (503, "unwell")


def test_healthz_is_unwell_without_the_database(client, monkeypatch):
    def break_down():
        raise DatabaseError

    monkeypatch.setattr(health, "has_all_migrations", break_down)

    assert client.get("/healthz").json()["database"] is False


def test_healthz_asks_three_questions_at_most(django_assert_num_queries):
    health.has_all_migrations()

    with django_assert_num_queries(3):
        health.read_health(now=timezone.now())


def test_metrics_are_absent_for_others(client, settings):
    settings.METRICS_TOKEN = "kunci"

    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer salah"}).status_code == 404


def test_metrics_open_with_the_token(client, settings):
    settings.METRICS_TOKEN = "kunci"

    response = client.get("/metrics", headers={"Authorization": "Bearer kunci"})

    assert response.status_code == 200
    assert "django_http_requests_total" in response.content.decode()


def test_metrics_without_a_token_are_for_superusers(client, settings):
    settings.METRICS_TOKEN = ""
    before = client.get("/metrics", headers={"Authorization": "Bearer "}).status_code
    client.force_login(UserFactory(is_superuser=True))

    assert (before, client.get("/metrics").status_code) == (404, 200)


def test_a_watchdog_whose_clock_runs_ahead_was_seen_just_now(now):
    WorkerBeat.objects.create(name="satu", seen_at=now + timedelta(minutes=5))

    assert health.read_health(now=now).worker_seconds == 0


def test_a_job_for_later_is_not_late(now):
    jobs.enqueue(kind="tests.any", key="1", now=now, due_at=now + timedelta(days=1))

    assert health.read_health(now=now).late_job_count == 0


def test_failed_jobs_and_a_missing_worker_do_not_make_the_site_unwell(client, now):
    Job.objects.create(kind="tests.any", key="1", state=Job.State.FAILED, created_at=now, due_at=now)

    response = client.get("/healthz")

    assert (response.status_code, response.json()["failed_jobs"]) == (200, 1)


def test_healthz_is_kept_by_nobody(client):
    assert "no-store" in client.get("/healthz")["Cache-Control"]


@pytest.mark.parametrize("header", ["Bearer ", "Bearer salah", "rahasia", "bearer rahasia"])
def test_metrics_open_with_no_other_words(client, settings, header):
    settings.METRICS_TOKEN = "rahasia"

    assert client.get("/metrics", headers={"Authorization": header}).status_code == 404


def test_an_empty_token_opens_nothing(client, settings):
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
