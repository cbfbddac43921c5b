import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from quizzes.services.attempts import save_answer, submit_attempt
from quizzes.services.bank import save_question
from quizzes.services.screens import read_result, read_state
from tests.factories.courses import LessonFactory, ModuleFactory
from tests.factories.members import MemberFactory, UserFactory
from tests.factories.quizzes import (
    QuestionFactory,
    QuizFactory,
    course_of,
    draft,
    make_attempt,
    multiple_draft,
    right_choices,
    wrong_choice,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz():
    """Two questions of the module "dasar", one of a topic that is no module, one without topic."""
    quiz = QuizFactory(title="Tes akhir")
    module = ModuleFactory(parent=course_of(quiz), slug="dasar", title="Dasar desain")
    LessonFactory(parent=module, title="Pelajaran warna")
    for text, topic in [("Satu?", "dasar"), ("Dua?", "dasar"), ("Tiga?", "hal-lain"), ("Empat?", "")]:
        QuestionFactory(bank=quiz.bank, draft=draft(text=text, topic=topic, title=f"Judul {text}"))
    return quiz


def submit(quiz, member, now, wrong=()):
    attempt = make_attempt(quiz=quiz, member=member, now=now)
    for item in attempt.items.select_related("version"):
        choices = wrong_choice(item) if item.version.text in wrong else right_choices(item)
        save_answer(attempt=attempt, position=item.position, answer=choices, is_marked=False, now=now)
    return submit_attempt(attempt=attempt, now=now)


def test_result_counts_per_module_in_order_of_the_course(quiz, member, now):
    result = read_result(attempt=submit(quiz, member, now, wrong=["Dua?"]))

    lines = [(line.title, line.right_count, line.total_count) for line in result.topics]
    assert lines == [("Dasar desain", 1, 2), ("Hal lain", 1, 1), ("Lainnya", 1, 1)]
    assert (result.right_count, result.total_count) == (3, 4)
    assert [(wrong.item.version.text, wrong.chosen[0]["text"], wrong.right[0]["text"]) for wrong in result.wrong] == [
        ("Dua?", "Ende", "Kupang")
    ]


def test_result_page_shows_verdict_own_answer_right_answer_and_explanation(member_client, member, quiz, now):
    attempt = submit(quiz, member, now, wrong=["Dua?"])

    response = member_client.get(attempt.get_result_url())

    for words in ["Lulus", "75", "3 dari 4 soal benar. Nilai lulus 70.", "1 soal yang belum tepat", "Judul Dua?"]:
        assertContains(response, words)
    for words in [
        "Jawaban Anda: Ende",
        "Bukan Ende",
        "Yang tepat: Kupang",
        "Penjelasan Dua?",
        "Baca lagi: Dasar desain",
    ]:
        assertContains(response, words)
    assertNotContains(response, "Judul Satu?")
    assertNotContains(response, "Coba lagi")
    assertContains(response, "Pelajaran warna")
    assert response["Cache-Control"] == "private, no-store"


def test_result_page_offers_another_try(member_client, member, quiz, now):
    attempt = submit(quiz, member, now, wrong=["Satu?", "Dua?"])

    response = member_client.get(attempt.get_result_url())

    assertContains(response, "Belum lulus")
    assertContains(response, "Anda masih boleh mencoba 2 kali.")
    assertContains(response, "Coba lagi")


def test_result_page_after_the_last_try_offers_none(member_client, member, quiz, now):
    quiz.attempt_limit = 1
    quiz.save()
    attempt = submit(quiz, member, now, wrong=["Satu?", "Dua?"])

    response = member_client.get(attempt.get_result_url())

    assertContains(response, "Semua percobaan sudah dipakai.")
    assertNotContains(response, "Coba lagi")


def test_result_page_of_an_open_attempt_leads_to_the_paper(member_client, member, quiz, now, time_machine):
    time_machine.move_to(now, tick=False)
    attempt = make_attempt(quiz=quiz, member=member, now=now)

    assertRedirects(member_client.get(attempt.get_result_url()), attempt.get_absolute_url())


def test_result_keeps_the_words_that_were_answered(member_client, member, quiz, now):
    attempt = submit(quiz, member, now, wrong=["Dua?"])
    question = quiz.bank.questions.get(current_version__text="Dua?")
    save_question(bank=quiz.bank, external_id=question.external_id, draft=draft(text="Diubah?"), now=now)

    response = member_client.get(attempt.get_result_url())

    assertContains(response, "Dua?")
    assertNotContains(response, "Diubah?")


@pytest.mark.parametrize("count", [1, 3])
def test_result_page_query_count_does_not_grow(member_client, member, now, count, django_assert_max_num_queries):
    attempt = make_attempt(quiz=QuizFactory(questions=count), member=member, now=now)
    submit_attempt(attempt=attempt, now=now)
    member_client.get(attempt.get_result_url())

    with django_assert_max_num_queries(8):
        member_client.get(attempt.get_result_url())


@pytest.mark.parametrize("count", [1, 3])
def test_quiz_page_query_count_does_not_grow(member_client, member, now, count, django_assert_max_num_queries):
    quiz = QuizFactory(questions=3, attempt_limit=0)
    for _ in range(count):
        attempt = make_attempt_again(quiz, member, now)
        submit_attempt(attempt=attempt, now=now)
    member_client.get(quiz.url)

    with django_assert_max_num_queries(12):
        member_client.get(quiz.url)


def make_attempt_again(quiz, member, now):
    from courses.services.enrollments import enroll
    from quizzes.services.attempts import start_attempt

    return start_attempt(quiz=quiz, enrollment=enroll(member=member, course=course_of(quiz), now=now), now=now)


def test_state_knows_best_and_open_tries(member, now):
    quiz = QuizFactory(questions=2, question_count=5)
    attempt = make_attempt(quiz=quiz, member=member, now=now)

    state = read_state(quiz=quiz, user=member.user)

    assert (state.question_count, state.attempts_left, state.open_attempt, state.best) == (2, 2, attempt, None)
    submit_attempt(attempt=attempt, now=now)
    assert read_state(quiz=quiz, user=member.user).best == attempt
    assert read_state(quiz=quiz, user=UserFactory()).attempts_left == 3
    assert read_state(quiz=quiz, user=None).submitted == []


def test_half_a_point_counts_in_the_score_but_not_as_right(member, now):
    quiz = QuizFactory()
    ModuleFactory(parent=course_of(quiz), slug="kota", title="Kota-kota")
    QuestionFactory(bank=quiz.bank, draft=multiple_draft(topic="kota"))
    QuestionFactory(bank=quiz.bank, draft=draft(text="Satu?", topic="kota"))
    attempt = make_attempt(quiz=quiz, member=member, now=now)
    for item in attempt.items.select_related("version"):
        save_answer(attempt=attempt, position=item.position, answer=right_choices(item)[:1], is_marked=False, now=now)

    result = read_result(attempt=submit_attempt(attempt=attempt, now=now))

    assert result.attempt.score == 75
    assert [(line.title, line.right_count, line.total_count) for line in result.topics] == [("Kota-kota", 1, 2)]
    assert [sorted(choice["text"] for choice in row.right) for row in result.wrong] == [["Ende", "Kupang"]]


def test_modules_stand_in_the_order_of_the_course_whatever_was_drawn(member, now):
    quiz = QuizFactory(question_count=6)
    for slug in ("zebra", "apel", "mangga"):
        ModuleFactory(parent=course_of(quiz), slug=slug, title=slug.capitalize())
    for topic in ("apel", "mangga", "zebra", "apel"):
        QuestionFactory(bank=quiz.bank, draft=draft(text=f"{topic} {quiz.bank.questions.count()}?", topic=topic))

    result = read_result(attempt=submit(quiz, member, now))

    lines = [(line.title, line.right_count, line.total_count) for line in result.topics]
    assert lines == [("Zebra", 1, 1), ("Apel", 2, 2), ("Mangga", 1, 1)]


def test_a_module_that_was_closed_since_is_named_without_a_link(member_client, member, quiz, now):
    attempt = submit(quiz, member, now, wrong=["Satu?"])
    course_of(quiz).get_children().get(slug="dasar").unpublish()

    result = read_result(attempt=attempt)

    assert {line.title: bool(line.url) for line in result.topics} == {
        "Dasar": False,
        "Hal lain": False,
        "Lainnya": False,
    }
    assert member_client.get(attempt.get_result_url()).status_code == 200


def test_an_empty_paper_sent_in_lists_every_question_as_wrong(member_client, member, quiz, now):
    attempt = submit_attempt(attempt=make_attempt(quiz=quiz, member=member, now=now), now=now)

    result = read_result(attempt=attempt)

    assert (attempt.score, result.right_count, len(result.wrong)) == (0, 0, 4)
    assert [row.chosen for row in result.wrong] == [[]] * 4
    assertContains(member_client.get(attempt.get_result_url()), "Belum lulus")


def test_a_result_is_for_its_owner_only(client, member, quiz, now):
    attempt = submit(quiz, member, now)
    client.force_login(MemberFactory(user=UserFactory()).user)

    assert client.get(attempt.get_result_url()).status_code == 404
    client.logout()
    assertRedirects(client.get(attempt.get_result_url()), f"/masuk/?next={attempt.get_result_url()}")
