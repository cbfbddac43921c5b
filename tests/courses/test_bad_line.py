"""1,000 events through the worst of lines: none lost, none doubled; and proof that the count would notice."""

import json
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from random import Random
from threading import Thread
from uuid import uuid4

import pytest
from django.utils import timezone

from courses.models import ActivityCompletion, ActivityProgress, ProgressEvent
from courses.services.enrollments import enroll
from tests.courses.bad_line import MISHAPS, bad_line
from tests.factories.courses import LessonFactory, ModuleFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
EVENTS, BATCH, STRETCH = 1000, 40, 5
DOOR = "/belajar/kemajuan/"


class Phone:
    """Sends its queue in batches, in no good order, and again whatever it got no answer about."""

    def __init__(self, line, session, events, seed):
        self.address, self.session, self.random = line.server_address, session, Random(seed)
        self.queue = {event["id"]: event for event in events}
        self.token = ""

    def sync(self):
        while self.queue:
            self.send_once()

    def send_once(self):
        names = self.random.sample(sorted(self.queue), min(BATCH, len(self.queue)))
        answer = self.ask([self.queue[name] for name in names])
        for name in answer.get("received", []) if answer else []:
            self.queue.pop(name, None)

    def ask(self, events):
        connection = HTTPConnection(*self.address, timeout=30)
        try:
            connection.request("POST", DOOR, json.dumps({"events": events}), self.headers())
            response = connection.getresponse()
            return json.load(response) if response.status == 200 else None
        except (HTTPException, OSError, ValueError):
            return None
        finally:
            connection.close()

    def headers(self):
        kept = {"Cookie": self.session, "X-CSRFToken": self.token}
        return {"Content-Type": "application/json", "Connection": "close", **kept}


class NewKeyPhone(Phone):
    """Makes a new key for every attempt, as a client without idempotence would."""

    def ask(self, events):
        answer = super().ask([{**event, "id": str(uuid4())} for event in events])
        return answer and {"received": [event["id"] for event in events]}


class TrustingPhone(Phone):
    """Believes that what was sent has arrived."""

    def ask(self, events):
        super().ask(events)
        return {"received": [event["id"] for event in events]}


@pytest.fixture
def lessons():
    module = ModuleFactory()
    return [LessonFactory(parent=module) for _ in range(5)]


@pytest.fixture
def run(live_server, client, member, lessons):
    """Two phones of one member report at once through a bad line; the mishaps that happened."""
    began = timezone.now() - timedelta(hours=3)
    enroll(member=member, course=lessons[0].get_parent().get_parent().specific, now=began)
    client.force_login(member.user)
    token = client.get(DOOR).json()["csrf"]
    session = "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())

    def run(phone_class, count=EVENTS):
        events = make_events(lessons, began, count)
        with bad_line(live_server.url, seed=4) as line:
            phones = [phone_class(line, session, events[number::2], seed=number) for number in range(2)]
            threads = [Thread(target=phone.sync) for phone in phones]
            for phone, thread in zip(phones, threads, strict=True):
                phone.token = token
                thread.start()
            for thread in threads:
                thread.join()
        return events, line.happened

    return run


def make_events(lessons, began, count):
    """Stretches side by side, so that every second counts exactly once; each lesson is finished now and then."""
    return [
        {
            "id": str(uuid4()),
            "activity": lessons[number % len(lessons)].pk,
            "kind": "finished" if number % 97 < len(lessons) else "read",
            "position": f"b-{number:08}",
            "seconds": STRETCH,
            "at": (began + timedelta(seconds=STRETCH * (number + 1))).isoformat(),
        }
        for number in range(count)
    ]


def test_a_thousand_events_through_the_worst_of_lines(run, lessons, member):
    events, happened = run(Phone)

    assert set(happened) == set(MISHAPS)
    assert {str(pk) for pk in ProgressEvent.objects.values_list("pk", flat=True)} == {event["id"] for event in events}
    places = ActivityProgress.objects.order_by("activity_id")
    assert [place.seconds for place in places] == [EVENTS // len(lessons) * STRETCH] * len(lessons)
    assert [place.position for place in places] == [f"b-{number:08}" for number in range(EVENTS - 5, EVENTS)]
    assert ActivityCompletion.objects.count() == len(lessons)
    assert member.enrollments.get().is_completed


def test_control_a_new_key_for_every_attempt_doubles(run):
    run(NewKeyPhone, count=200)

    assert ProgressEvent.objects.count() > 200


def test_control_without_sending_again_events_are_lost(run):
    run(TrustingPhone, count=400)

    assert ProgressEvent.objects.count() < 400
