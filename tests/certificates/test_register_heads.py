"""Every day the end of the chain is published, cheaply, and never changed afterwards."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from certificates.choices import RegisterAction
from certificates.models import RegisterEntry, RegisterHead
from certificates.services.register import record
from certificates.services.register_heads import promise_head, publish_head
from lms.models import Job
from lms.services import jobs, routines
from tests.factories.certificates import NOW, CertificateFactory

MIDNIGHT = datetime(2024, 7, 11, 16, 0, tzinfo=UTC)
"""In Kupang; the day of NOW is over."""


@pytest.fixture
def lines(db):
    """Two lines of 11 July, one of the first minute of the 12th."""
    moments = [NOW, MIDNIGHT - timedelta(seconds=1), MIDNIGHT]
    return [record(certificate=CertificateFactory(), action=RegisterAction.ISSUED, now=moment) for moment in moments]


def heads(count):
    RegisterHead.objects.bulk_create(
        RegisterHead(day=date(2024, 1, 1) + timedelta(days=day), position=day + 1, hash=f"{day:064x}", published_at=NOW)
        for day in range(count)
    )


@pytest.mark.django_db(transaction=True)
def test_the_routine_of_the_next_day_publishes_the_last_line(lines):
    routines.look_for_work(now=MIDNIGHT + timedelta(minutes=1))
    jobs.run_due(now=MIDNIGHT + timedelta(minutes=1))

    head = RegisterHead.objects.get()
    assert (head.day, head.position, head.hash) == (date(2024, 7, 11), 2, lines[1].hash)


def test_nothing_is_promised_before_midnight_or_without_a_line(lines):
    promise_head(now=MIDNIGHT - timedelta(minutes=1))
    RegisterEntry.objects.all().delete()
    promise_head(now=MIDNIGHT)

    assert Job.objects.count() == 0


def test_looking_again_costs_one_query_and_promises_nothing_new(lines, django_assert_num_queries):
    promise_head(now=MIDNIGHT)
    publish_head(key="2024-07-11", now=MIDNIGHT)

    with django_assert_num_queries(1):
        promise_head(now=MIDNIGHT + timedelta(hours=5))

    assert Job.objects.filter(kind="certificates.publish_head").count() == 1


def test_a_published_head_stays_as_it_is(lines):
    publish_head(key="2024-07-11", now=MIDNIGHT)
    record(certificate=CertificateFactory(), action=RegisterAction.ISSUED, now=NOW)

    publish_head(key="2024-07-11", now=MIDNIGHT + timedelta(hours=1))

    head = RegisterHead.objects.get()
    assert (head.position, head.published_at) == (2, MIDNIGHT)


def test_a_day_without_news_is_published_too(lines):
    publish_head(key="2024-07-12", now=MIDNIGHT + timedelta(days=1))
    publish_head(key="2024-07-13", now=MIDNIGHT + timedelta(days=2))

    assert list(RegisterHead.objects.values_list("position", flat=True)) == [3, 3]


def test_everybody_sees_the_heads(client, lines, django_assert_num_queries):
    publish_head(key="2024-07-11", now=MIDNIGHT)

    with django_assert_num_queries(1):
        response = client.get(reverse("verify_register"))
        html = response.content.decode()
    with django_assert_num_queries(1):
        listed = client.get(reverse("verify_register_json"))

    assert lines[1].hash in html
    assert "Kamis, 11 Juli 2024" in html
    assert response["Cache-Control"] == "public, max-age=300"
    assert listed.json() == {
        "heads": [{"day": "2024-07-11", "position": 2, "hash": lines[1].hash, "published_at": "2024-07-11T16:00:00Z"}]
    }


@pytest.mark.django_db
def test_pages_turn_by_a_month(client, django_assert_num_queries):
    heads(40)

    with django_assert_num_queries(1):
        newest = client.get(reverse("verify_register")).content.decode()
    older = client.get(reverse("verify_register"), {"sebelum": "2024-01-10"}).content.decode()

    assert newest.count("<tr>") == 32
    assert 'href="?sebelum=2024-01-10"' in newest
    assert older.count("<tr>") == 10
    assert "?sebelum" not in older
    assert len(client.get(reverse("verify_register_json")).json()["heads"]) == 40


@pytest.mark.django_db
def test_an_empty_register_says_when_there_will_be_something(client):
    assert "Belum ada sidik yang diumumkan." in client.get(reverse("verify_register")).content.decode()
    assert client.get(reverse("verify_register_json")).json() == {"heads": []}


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["kemarin", "2024-13-01", "9" * 400])
def test_a_strange_day_is_not_found(client, text):
    assert client.get(reverse("verify_register"), {"sebelum": text}).status_code == 404
