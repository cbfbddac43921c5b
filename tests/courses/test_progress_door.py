"""`/belajar/kemajuan/`: who may, what it answers, and what an attacker gets out of it."""

import json
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import ActivityCompletion, ActivityProgress, ProgressEvent
from courses.services.enrollments import enroll
from lms.services.devices import account_key
from tests.factories.courses import LessonFactory, ModuleFactory

pytestmark = pytest.mark.django_db
URL = "/belajar/kemajuan/"


@pytest.fixture
def lesson():
    return LessonFactory(parent=ModuleFactory())


@pytest.fixture
def enrollment(member, lesson):
    return enroll(member=member, course=lesson.get_parent().get_parent().specific, now=timezone.now())


def event(lesson, **fields):
    at = timezone.now().isoformat()
    return {"id": str(uuid4()), "activity": lesson.pk, "kind": "finished", "seconds": 0, "at": at, **fields}


def post(client, body, **options):
    text = body if isinstance(body, str | bytes) else json.dumps({"events": body})
    return client.post(URL, text, content_type="application/json", **options)


def test_a_batch_is_received(member_client, enrollment, lesson):
    told = event(lesson)

    answer = post(member_client, [told, {"id": "bukan-kunci"}])

    assert (reverse("progress_events"), answer.status_code) == (URL, 200)
    assert answer.json() == {
        "received": [told["id"]],
        "refused": [
            {"id": "bukan-kunci", "why": "Laporan ini tidak dapat dipakai. Muat ulang halaman, lalu coba lagi."}
        ],
    }
    assert answer["Cache-Control"] == "private, no-store"
    assert enrollment.completions.count() == 1


def test_a_phone_is_told_where_the_learner_stands(member_client, enrollment, lesson, member):
    post(member_client, [event(lesson, position="b-12345678")])

    answer = member_client.get(URL)

    told = answer.json()
    assert (told["done"], told["user"]) == ([lesson.pk], account_key(member.user))
    assert told["positions"][str(lesson.pk)]["position"] == "b-12345678"
    assert answer["Cache-Control"] == "private, no-store"
    assert member_client.get(URL, {"kursus": "987654"}).json()["done"] == []


def test_the_token_told_opens_the_door(member, enrollment, lesson):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(member.user)

    assert post(browser, [event(lesson)]).status_code == 403
    token = browser.get(URL).json()["csrf"]
    assert post(browser, [event(lesson)], headers={"X-CSRFToken": token}).status_code == 200


def test_a_late_answer_does_not_bring_back_the_token_of_before_a_login(member):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(member.user)

    first, second = browser.get(URL), browser.get(URL)

    assert (list(first.cookies), list(second.cookies)) == (["csrftoken"], [])
    assert post(browser, [], headers={"X-CSRFToken": second.json()["csrf"]}).status_code != 403


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_visitor_is_asked_to_log_in_without_a_redirect(client, method):
    answer = getattr(client, method)(URL)

    assert (answer.status_code, list(answer.json())) == (401, ["message"])


def test_half_a_body_changes_nothing(member_client, enrollment, lesson):
    whole = json.dumps({"events": [event(lesson), event(lesson)]})

    statuses = {post(member_client, whole[:length]).status_code for length in range(0, len(whole), 7)}

    assert statuses == {400}
    assert ProgressEvent.objects.count() == 0


def test_a_length_that_is_not_that_of_the_body_changes_nothing(member_client, enrollment, lesson):
    body = json.dumps({"events": [event(lesson)]})

    assert post(member_client, body, CONTENT_LENGTH=len(body) - 1).status_code == 400
    assert ProgressEvent.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        "", "null", "[]", "1", '"a"', "{}", '{"events": null}', '{"events": {}}', '{"events": "a"}',
        "[" * 20_000, '{"events":' + "[" * 20_000, '{"events": [1e999, NaN]}', '{"events": [' + "9" * 5000 + "]}",
        b"\xff\xfe", '{"events": [' + "0," * 100 + "0]}", '{"events": []}' + " " * 65_536,
    ],
    ids=range(16),
)  # fmt: skip
def test_what_is_no_batch_is_refused_whole(member_client, body):
    assert post(member_client, body).status_code == 400


def test_ten_thousand_events_are_refused_before_they_are_read(
    member_client, enrollment, lesson, django_assert_num_queries
):
    with django_assert_num_queries(2):  # the session and the account
        answer = post(member_client, [event(lesson) for _ in range(10_000)])

    assert answer.status_code == 400
    assert ProgressEvent.objects.count() == 0


def test_a_form_is_no_batch(member_client):
    assert member_client.post(URL, {"events": "[]"}).status_code == 400


WRONG = {
    "id": [None, 1, "", "x" * 5000, "\x00", ["a"], "{12345678-1234-5678-1234-567812345678}", "٣" * 36],
    "activity": [None, "1", 0, -1, 1.5, True, 10**30, 2**63, [1], {"pk": 1}],
    "kind": [None, "", "completed", 1, ["read"], "finished\x00"],
    "seconds": [None, "1", 1.5, True, [1], {}],
    "at": [
        None,
        1,
        "",
        "kemarin",
        "2024-13-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        [],
    ],
}


@pytest.mark.parametrize("field", WRONG)
def test_wrong_types_are_refused_one_by_one_and_lose_no_other(member_client, enrollment, lesson, field):
    good = event(lesson)

    answer = post(member_client, [*[event(lesson, **{field: value}) for value in WRONG[field]], good])

    assert answer.json()["received"] == [good["id"]]
    assert len(answer.json()["refused"]) == len(WRONG[field])
    assert ProgressEvent.objects.count() == 1


@pytest.mark.parametrize("raw", [None, 1, "a", [], [[]], True])
def test_events_that_are_no_objects_are_refused(member_client, enrollment, lesson, raw):
    assert post(member_client, [raw, event(lesson)]).json()["refused"][0]["id"] == ""


@pytest.mark.parametrize("place", ["a b", "\x00", "<script>", "x" * 81, "javascript:1", "#a", 1, None, ["a"], "٣"])
def test_a_place_that_is_no_id_is_left_out(member_client, enrollment, lesson, place):
    answer = post(member_client, [event(lesson, position=place)])

    assert len(answer.json()["received"]) == 1
    assert ActivityProgress.objects.get().position == ""


@pytest.mark.parametrize("version", ["\x00", 1, None, [], "9999-12-31T23:59:59-14:00"])
def test_a_version_that_is_none_is_left_out(member_client, enrollment, lesson, version):
    assert len(post(member_client, [event(lesson, version=version)]).json()["received"]) == 1


def test_surrogates_and_strange_words_are_echoed_as_nothing(member_client, enrollment):
    answer = post(member_client, '{"events": [{"id": "\\ud800"}, {"id": "<b>\\u0000"}]}')

    assert [refusal["id"] for refusal in answer.json()["refused"]] == ["", ""]


def test_the_key_of_another_account_answers_like_a_broken_one(client, member_client, enrollment, lesson):
    told = event(lesson)
    post(member_client, [told])
    stranger = Client()
    stranger.force_login(type(enrollment.member.user).objects.create(username="orang-lain"))

    answers = [post(stranger, [one]).json() for one in (told, {**told, "kind": "rusak"})]

    assert answers[0] == answers[1]
    assert answers[0]["received"] == []
    assert ActivityCompletion.objects.count() == 1


@pytest.mark.parametrize("course", ["", "a", "-1", "9" * 30, "\x00", "1e3", "' OR 1=1"])
def test_a_course_that_is_none_is_refused(member_client, course):
    assert member_client.get(URL, {"kursus": course}).status_code == 400


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(member_client, method):
    assert getattr(member_client, method)(URL).status_code == 405


def test_nobody_sends_without_end(member_client, monkeypatch):
    cache.clear()
    monkeypatch.setattr(settings, "ACCOUNT_RATE_LIMITS", {"progress_events": "2/m/user"})

    answers = [post(member_client, []) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "60"
