import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from courses.services.enrollments import enroll
from quizzes.models import Attempt
from quizzes.services.attempts import GRACE, save_answer, submit_attempt
from quizzes.services.drafts import ChoiceDraft, QuestionDraft
from tests.factories.courses import EnrollmentFactory
from tests.factories.members import MemberFactory, UserFactory
from tests.factories.quizzes import (
    QuestionFactory,
    QuizFactory,
    course_of,
    make_attempt,
    multiple_draft,
    right_choices,
)

pytestmark = pytest.mark.django_db
CANARY = "KENARI"


@pytest.fixture(autouse=True)
def _clock(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def quiz():
    return QuizFactory(questions=10, question_count=10, title="Tes akhir")


@pytest.fixture
def attempt(quiz, member, now):
    return make_attempt(quiz=quiz, member=member, now=now)


def shown(item, choices):
    """The numbers under which the page shows these choice ids."""
    return [item.choice_order.index(choice) + 1 for choice in choices]


def form_of(attempt, right=True):
    """The whole form as a browser sends it."""
    data = {}
    for item in attempt.items.all():
        data[f"awal-{item.position}"] = item.fingerprint
        if right:
            data[f"jawab-{item.position}"] = shown(item, right_choices(item))
    return data


def post_json(client, attempt, answers, **more):
    url = reverse("quiz_answers", args=[attempt.pk])
    return client.post(url, json.dumps({"answers": answers, **more}), content_type="application/json")


def saved(attempt):
    return list(attempt.items.values_list("answer", flat=True))


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


# The page of the quiz


def test_quiz_page_says_what_awaits(member_client, member, quiz, now):
    enroll(member=member, course=course_of(quiz), now=now)

    response = member_client.get(quiz.url)

    assertContains(response, "10 soal")
    assertContains(response, "20 menit")
    assertContains(response, "3 dari 3 percobaan tersisa")
    assertContains(response, "Mulai kuis")
    assert response["Cache-Control"] == "private, no-cache"


def test_quiz_page_for_a_visitor_asks_to_log_in(client, quiz):
    response = client.get(quiz.url)

    assertContains(response, f"/masuk/?next={quiz.url}")
    assertNotContains(response, "Mulai kuis")


def test_quiz_page_asks_to_join_the_course_first(member_client, quiz):
    response = member_client.get(quiz.url)

    assertContains(response, "Ikuti kursus")
    assertNotContains(response, "Mulai kuis")


def test_quiz_page_offers_to_go_on(member_client, attempt):
    assertContains(member_client.get(attempt.quiz.url), "Lanjutkan kuis")


def test_quiz_page_lists_results_and_says_when_tries_are_used(member_client, attempt, now):
    attempt.quiz.attempt_limit = 1
    attempt.quiz.save()
    submit_attempt(attempt=attempt, now=now)

    response = member_client.get(attempt.quiz.url)

    assertContains(response, "Percobaan 1: nilai 0")
    assertContains(response, "Semua percobaan sudah dipakai.")
    assertNotContains(response, "Mulai kuis")


def test_quiz_page_without_questions_says_so(member_client, member, now):
    quiz = QuizFactory()
    enroll(member=member, course=course_of(quiz), now=now)

    assertContains(member_client.get(quiz.url), "Kuis ini belum memuat soal.")


# Start


def test_start_leads_to_the_paper(member_client, member, quiz, now):
    enroll(member=member, course=course_of(quiz), now=now)

    response = member_client.post(reverse("quiz_start", args=[quiz.pk]))

    assertRedirects(response, Attempt.objects.get().get_absolute_url())


@pytest.mark.parametrize(
    ("fields", "is_used", "words"),
    [({"attempt_limit": 1}, True, "Semua percobaan kuis ini sudah dipakai."), ({}, False, "belum memuat soal")],
)
def test_start_that_cannot_be_says_why(member_client, member, now, fields, is_used, words):
    quiz = QuizFactory(questions=1 if is_used else 0, **fields)
    if is_used:
        submit_attempt(attempt=make_attempt(quiz=quiz, member=member, now=now), now=now)
    else:
        enroll(member=member, course=course_of(quiz), now=now)

    response = member_client.post(reverse("quiz_start", args=[quiz.pk]), follow=True)

    assert words in messages_of(response)[0]
    assert Attempt.objects.count() == is_used


def test_start_without_enrollment_or_login_makes_nothing(client, member, quiz):
    url = reverse("quiz_start", args=[quiz.pk])

    assertRedirects(client.post(url), f"/masuk/?next={quiz.url}", fetch_redirect_response=False)
    client.force_login(member.user)
    assert "Ikuti kursus ini dulu" in messages_of(client.post(url, follow=True))[0]
    assert client.get(url).status_code == 405
    assert Attempt.objects.count() == 0


def test_start_of_a_draft_quiz_is_absent(member_client, member, quiz, now):
    enroll(member=member, course=course_of(quiz), now=now)
    quiz.unpublish()

    assert member_client.post(reverse("quiz_start", args=[quiz.pk])).status_code == 404


# The paper


def test_paper_is_one_document_with_every_question(member_client, attempt):
    response = member_client.get(attempt.get_absolute_url())

    for item in attempt.items.all():
        assertContains(response, f'id="soal-{item.position}"', count=1)
    assertContains(response, "<fieldset", count=10)
    assertContains(response, 'data-seconds-left="1200"')
    assert response["Cache-Control"] == "private, no-store"


def test_paper_needs_few_queries(member_client, attempt, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        member_client.get(attempt.get_absolute_url())


def canary_draft(**fields):
    rows = (ChoiceDraft("satu", 100, CANARY), ChoiceDraft("dua", 0, CANARY), ChoiceDraft("tiga", 0, CANARY))
    return QuestionDraft(text="Soal?", choices=rows, title=CANARY, explanation=CANARY, topic="kenari", **fields)


def test_no_key_feedback_or_explanation_before_submitting(member_client, member, now):
    """Canaries in title, feedback, explanation and topic; and the page may not name choices by their stored ids."""
    quiz = QuizFactory(question_count=1)
    QuestionFactory(bank=quiz.bank, draft=canary_draft(), external_id=CANARY)
    attempt = make_attempt(quiz=quiz, member=member, now=now)
    item = attempt.items.get()

    pages = [
        member_client.get(quiz.url),
        member_client.get(attempt.get_absolute_url()),
        member_client.post(attempt.get_absolute_url(), form_of(attempt), follow=True),
        post_json(member_client, attempt, [{"position": 1, "shown": [1], "is_marked": True}]),
        member_client.get(reverse("quiz_result", args=[attempt.pk]), follow=True),
    ]

    for page in pages:
        body = page.content.decode()
        assert CANARY.lower() not in body.lower()
        assert "weight" not in body
        assert 'value="a"' not in body
    order = [choice["text"] for choice in item.shown_choices]
    body = pages[1].content.decode()
    assert sorted(order, key=body.index) == order


def test_right_answers_stand_in_every_place(now):
    """The place on the page tells nothing: over many papers the right choice stands everywhere."""
    quiz = QuizFactory(questions=30, question_count=30)
    items = make_attempt(quiz=quiz, now=now).items.all()

    assert {tuple(shown(item, right_choices(item))) for item in items} == {(1,), (2,), (3,)}


def test_form_saves_every_answer_in_it(member_client, attempt):
    response = member_client.post(attempt.get_absolute_url(), {**form_of(attempt), "ragu-2": "on", "simpan": "3"})

    assertRedirects(response, f"{attempt.get_absolute_url()}#soal-3", fetch_redirect_response=False)
    assert saved(attempt) == [["a"]] * 10
    assert list(attempt.items.filter(is_marked=True).values_list("position", flat=True)) == [2]
    assert not Attempt.objects.get().is_submitted


def test_left_out_parameters_lose_nothing(member_client, attempt, now):
    save_answer(attempt=attempt, position=1, answer=("b",), is_marked=True, now=now)

    member_client.post(attempt.get_absolute_url(), {"simpan": "1"})

    item = attempt.items.get(position=1)
    assert (item.answer, item.is_marked) == (["b"], True)


def test_a_stale_tab_does_not_overwrite_a_newer_answer(member_client, attempt, now):
    save_answer(attempt=attempt, position=1, answer=("b",), is_marked=False, now=now)
    item = attempt.items.get(position=1)
    old_tab = {"awal-1": item.fingerprint, "jawab-1": shown(item, "b"), "awal-2": "", "jawab-2": "1"}
    save_answer(attempt=attempt, position=1, answer=("c",), is_marked=False, now=now)

    member_client.post(attempt.get_absolute_url(), old_tab)

    assert saved(attempt)[0] == ["c"]
    assert len(saved(attempt)[1]) == 1


def test_ticks_of_a_multiple_question_can_be_taken_away(member_client, member, now):
    quiz = QuizFactory()
    QuestionFactory(bank=quiz.bank, draft=multiple_draft())
    attempt = make_attempt(quiz=quiz, member=member, now=now)
    save_answer(attempt=attempt, position=1, answer=("a", "b"), is_marked=False, now=now)

    member_client.post(attempt.get_absolute_url(), {"awal-1": attempt.items.get().fingerprint})

    assert saved(attempt) == [[]]


@pytest.mark.parametrize("value", ["0", "4", "-1", "a", "1e3", "9" * 50])
def test_form_with_unknown_choices_changes_nothing_and_says_so(member_client, attempt, value):
    data = {"awal-1": "", "jawab-1": value, "awal-2": "", "jawab-2": "1"}

    response = member_client.post(attempt.get_absolute_url(), data, follow=True)

    assert "belum ada yang disimpan" in messages_of(response)[0]
    assert saved(attempt) == [[]] * 10


def test_form_submits_everything(member_client, attempt):
    response = member_client.post(attempt.get_absolute_url(), {**form_of(attempt), "kirim": "ya"})

    assertRedirects(response, attempt.get_result_url())
    assert Attempt.objects.get().score == 100


def test_submitting_twice_shows_the_result_without_a_second_effect(member_client, attempt):
    member_client.post(attempt.get_absolute_url(), {**form_of(attempt), "kirim": "ya"})

    response = member_client.post(
        attempt.get_absolute_url(), {"awal-1": "x", "jawab-1": "2", "kirim": "ya"}, follow=True
    )

    assert response.redirect_chain == [(attempt.get_result_url(), 302)]
    assert messages_of(response) == ["Kuis ini sudah dikirim sebelumnya, jadi tidak ada yang berubah. Ini hasilnya."]
    assert Attempt.objects.get().score == 100


def test_form_after_the_deadline_keeps_the_earlier_answers(member_client, attempt, time_machine, now):
    item = attempt.items.get(position=1)
    save_answer(attempt=attempt, position=1, answer=right_choices(item), is_marked=False, now=now)
    time_machine.move_to(attempt.deadline_at + GRACE + timedelta(seconds=1), tick=False)

    response = member_client.post(attempt.get_absolute_url(), {**form_of(attempt), "kirim": "ya"}, follow=True)

    assert messages_of(response)[0].startswith("Waktu sudah habis.")
    assertContains(response, "Waktu habis pukul 10.20 WITA.")
    assertContains(response, "1 dari 10 soal benar")


def test_opening_the_paper_after_the_deadline_leads_to_the_result(member_client, attempt, time_machine):
    time_machine.move_to(attempt.deadline_at + GRACE + timedelta(seconds=1), tick=False)

    assertRedirects(member_client.get(attempt.get_absolute_url()), attempt.get_result_url())


# Small saves


def test_json_saves_and_tells_when(member_client, attempt, time_machine, now):
    time_machine.move_to(now + timedelta(minutes=5), tick=False)

    response = post_json(member_client, attempt, [{"position": 2, "shown": [3], "is_marked": True}])

    assert response.json() == {"saved": "10.05", "seconds_left": 900}
    item = attempt.items.get(position=2)
    assert (item.answer, item.is_marked) == ([item.choice_order[2]], True)


def test_json_submits(member_client, attempt):
    rows = [
        {"position": item.position, "shown": shown(item, right_choices(item)), "is_marked": False}
        for item in attempt.items.all()
    ]

    response = post_json(member_client, attempt, rows, submit=True)

    assert response.json() == {"url": attempt.get_result_url()}
    assert Attempt.objects.get().score == 100


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        '{"answers": 3}',
        '{"answers": [{"position": 1}]}',
        '{"answers": [{"position": 99, "shown": [1], "is_marked": false}]}',
        '{"answers": [{"position": 1, "shown": [9], "is_marked": false}]}',
        '{"answers": [{"position": 1, "shown": [1, 2], "is_marked": false}]}',
        '{"answers": [{"position": 1, "shown": [[]], "is_marked": false}]}',
        '{"answers": [{"position": "x", "shown": [1], "is_marked": false}]}',
        '{"answers": [' + "[" * 5000,
        '{"answers": [], "x": "' + "y" * 30_000 + '"}',
    ],
)
def test_json_that_is_no_answer_is_refused(member_client, attempt, body):
    url = reverse("quiz_answers", args=[attempt.pk])

    response = member_client.post(url, body, content_type="application/json")

    assert response.status_code == 400
    assert response.json() == {"message": "Jawaban ini tidak dikenal. Muat ulang halaman, lalu pilih lagi."}
    assert saved(attempt) == [[]] * 10


def test_json_after_submitting_names_the_result(member_client, attempt, now):
    submit_attempt(attempt=attempt, now=now)

    response = post_json(member_client, attempt, [{"position": 1, "shown": [1], "is_marked": False}])

    assert response.status_code == 409
    assert response.json()["url"] == attempt.get_result_url()


def test_json_after_the_deadline_says_so(member_client, attempt, time_machine):
    time_machine.move_to(attempt.deadline_at + GRACE + timedelta(seconds=1), tick=False)

    response = post_json(member_client, attempt, [{"position": 1, "shown": [1], "is_marked": False}])

    assert response.status_code == 409
    assert response.json()["message"].startswith("Waktu sudah habis.")


def test_json_without_login_keeps_the_answers_on_the_phone(client, attempt):
    response = post_json(client, attempt, [])

    assert response.status_code == 401
    assert "Masuk lagi" in response.json()["message"]


# Somebody else


def test_a_foreign_attempt_looks_absent(client, attempt):
    client.force_login(MemberFactory(user=UserFactory()).user)

    assert client.get(attempt.get_absolute_url()).status_code == 404
    assert client.post(attempt.get_absolute_url(), form_of(attempt)).status_code == 404
    assert post_json(client, attempt, []).status_code == 404
    assert client.get(attempt.get_result_url()).status_code == 404
    assert client.get(reverse("quiz_attempt", args=[0])).status_code == 404
    assert saved(attempt) == [[]] * 10


def test_staff_without_member_and_visitors_see_no_attempt(client, attempt):
    assert client.get(attempt.get_absolute_url()).status_code == 302
    client.force_login(UserFactory(is_superuser=True))
    assert client.get(attempt.get_absolute_url()).status_code == 404


def test_every_post_needs_a_csrf_token(member, attempt):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member.user)

    assert client.post(attempt.get_absolute_url(), {"kirim": "ya"}).status_code == 403
    assert post_json(client, attempt, []).status_code == 403
    assert client.post(reverse("quiz_start", args=[attempt.quiz_id])).status_code == 403
    assert not Attempt.objects.get().is_submitted


def test_extra_form_fields_change_no_field_of_the_attempt(member_client, attempt):
    extra = {"score": "100", "state": "submitted", "deadline_at": "2099-01-01", "pass_mark": "0", "number": "0"}

    member_client.post(attempt.get_absolute_url(), {**extra, "simpan": "1"})

    stored = Attempt.objects.get()
    assert (stored.state, stored.score, stored.pass_mark, stored.number) == ("open", None, 70, 1)
    assert stored.deadline_at == attempt.deadline_at


def test_withdrawn_and_foreign_enrollments_cannot_start(member_client, member, quiz):
    EnrollmentFactory(member=member)

    member_client.post(reverse("quiz_start", args=[quiz.pk]))

    assert Attempt.objects.count() == 0
