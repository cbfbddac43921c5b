from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.choices import QuestionKind
from quizzes.models import QuestionVersion
from quizzes.services.drafts import ChoiceDraft, QuestionDraft, version_fields
from quizzes.services.drawing import draw_paper
from quizzes.services.grading import grade_answer, is_acceptable, score_percent
from tests.factories.quizzes import draft, multiple_draft


def version(question):
    return QuestionVersion(**version_fields(question))


def three_right():
    rows = (*(ChoiceDraft(str(n), 33.33) for n in range(3)), ChoiceDraft("x", -33.33), ChoiceDraft("y", -33.33))
    return QuestionDraft(text="?", choices=rows, kind=QuestionKind.MULTIPLE)


@pytest.mark.parametrize(
    ("question", "answer", "points"),
    [
        (draft(), "a", "1.0000"),
        (draft(), "b", "0.0000"),
        (draft(), "", "0.0000"),
        (multiple_draft(), "ab", "1.0000"),
        (multiple_draft(), "a", "0.5000"),
        (multiple_draft(), "abc", "0.5000"),
        (multiple_draft(), "c", "0.0000"),
        (three_right(), "abc", "1.0000"),
        (three_right(), "ab", "0.6667"),
        (three_right(), "abd", "0.3333"),
        (three_right(), "de", "0.0000"),
    ],
)
def test_weights_become_points(question, answer, points):
    assert grade_answer(version=version(question), answer=list(answer)) == Decimal(points)


def test_unknown_choice_earns_nothing():
    assert grade_answer(version=version(draft()), answer=["z"]) == 0


@pytest.mark.parametrize(
    ("points", "percent"),
    [([], "0.00"), (["1"], "100.00"), (["1", "0", "0"], "33.33"), (["1", "1", "0"], "66.67"), (["0.5", "1"], "75.00")],
)
def test_score_is_the_mean_in_percent(points, percent):
    assert score_percent([Decimal(point) for point in points]) == Decimal(percent)


@pytest.mark.parametrize(
    ("question", "answer", "is_fine"),
    [
        (draft(), ["a"], True),
        (draft(), [], True),
        (draft(), ["a", "b"], False),
        (draft(), ["z"], False),
        (multiple_draft(), ["a", "b"], True),
        (multiple_draft(), ["a", "a"], False),
    ],
)
def test_acceptable_answers(question, answer, is_fine):
    assert is_acceptable(version=version(question), answer=answer) is is_fine


def bank(**topics):
    return [version(draft(text=f"{topic}-{n}", topic=topic)) for topic, count in topics.items() for n in range(count)]


def test_draw_hears_every_topic_evenly():
    for seed in range(20):
        drawn = draw_paper(versions=bank(a=8, b=2, c=2), count=6, rng=Random(seed))

        assert sorted(item.version.topic for item in drawn) == ["a", "a", "b", "b", "c", "c"]


def test_draw_takes_what_there_is():
    drawn = draw_paper(versions=bank(a=2, b=1), count=10, rng=Random(1))

    assert sorted(item.version.text for item in drawn) == ["a-0", "a-1", "b-0"]


def test_draw_of_nothing_is_empty():
    assert draw_paper(versions=[], count=3, rng=Random(1)) == []


def test_draw_shuffles_questions_and_choices():
    papers = [draw_paper(versions=bank(a=6), count=6, rng=Random(seed)) for seed in range(30)]

    assert len({tuple(item.version.text for item in paper) for paper in papers}) > 20
    assert {item.choice_order[0] for paper in papers for item in paper} == {"a", "b", "c"}


def test_true_and_false_keep_their_order():
    rows = (ChoiceDraft("Benar", 100), ChoiceDraft("Salah"))
    truth = version(QuestionDraft(text="?", choices=rows, kind=QuestionKind.TRUE_FALSE))

    assert {tuple(draw_paper(versions=[truth], count=1, rng=Random(n))[0].choice_order) for n in range(20)} == {
        ("a", "b")
    }


@pytest.mark.parametrize(
    ("weights", "ticked", "points"),
    [
        ([50, 50, 0], [0, 1], "1.0000"),
        ([50, 50, 0], [0, 2], "0.5000"),
        ([50, 50, -100], [0, 1, 2], "0.0000"),
        ([50, 50, -25], [0, 1, 2], "0.7500"),
        ([100, -100], [0, 1], "0.0000"),
        ([60, 40, -40], [0, 2], "0.2000"),
        ([25, 25, 25, 25], [0, 1, 2], "0.7500"),
        ([33.33333, 33.33333, 33.33333], [0, 1, 2], "1.0000"),
        ([33.33333, 33.33333, 33.33333], [2], "0.3333"),
        ([16.66667] * 6, [0, 1, 2, 3, 4, 5], "1.0000"),
        ([50, 50, -50, -50], [2, 3], "0.0000"),
        ([50, 50, -50], [], "0.0000"),
    ],
)
def test_weights_of_several_right_answers(weights, ticked, points):
    rows = tuple(ChoiceDraft(f"pilihan {number}", weight) for number, weight in enumerate(weights))
    question = version(QuestionDraft(text="?", choices=rows, kind=QuestionKind.MULTIPLE))

    answer = [question.choices[number]["id"] for number in ticked]

    assert grade_answer(version=question, answer=answer) == Decimal(points)


@pytest.mark.parametrize(("weight", "points"), [(100, 1), (50, "0.5"), (12.5, "0.125"), (0, 0), (-50, 0), (-100, 0)])
def test_one_choice_earns_its_own_weight(weight, points):
    rows = (ChoiceDraft("tepat", 100), ChoiceDraft("lain", weight))

    assert grade_answer(version=version(QuestionDraft(text="?", choices=rows)), answer=["b"]) == Decimal(points)


WEIGHTS = st.lists(st.integers(-100, 100), min_size=2, max_size=12)


@given(WEIGHTS, st.data())
def test_points_are_always_a_share(weights, data):
    rows = tuple(ChoiceDraft(str(number), weight) for number, weight in enumerate(weights))
    question = version(QuestionDraft(text="?", choices=rows, kind=QuestionKind.MULTIPLE))
    ids = [choice["id"] for choice in question.choices]
    answer = data.draw(st.lists(st.sampled_from(ids), unique=True))

    points = grade_answer(version=question, answer=answer)

    assert 0 <= points <= 1
    assert grade_answer(version=question, answer=answer[::-1]) == points
    assert is_acceptable(version=question, answer=answer)


@given(WEIGHTS, st.data())
def test_a_wrong_tick_never_helps(weights, data):
    rows = tuple(ChoiceDraft(str(number), weight) for number, weight in enumerate(weights))
    question = version(QuestionDraft(text="?", choices=rows, kind=QuestionKind.MULTIPLE))
    wrong = [choice["id"] for choice in question.choices if choice["weight"] <= 0]
    right = [choice["id"] for choice in question.choices if choice["weight"] > 0]
    answer = data.draw(st.lists(st.sampled_from(right), unique=True)) if right else []

    for tick in wrong:
        more = grade_answer(version=question, answer=[*answer, tick])
        assert more <= grade_answer(version=question, answer=answer)


@given(st.lists(st.decimals(0, 1, places=4), min_size=1, max_size=100))
def test_percent_lies_between_worst_and_best(points):
    percent = score_percent(points)

    assert min(points) * 100 <= percent <= max(points) * 100
    assert percent == percent.quantize(Decimal("0.01"))
    assert score_percent(points[::-1]) == percent


BANKS = st.dictionaries(
    st.sampled_from(["", "dasar", "foto", "video", "hukum", "etika"]), st.integers(1, 9), min_size=1
)


@given(BANKS, st.integers(1, 40), st.randoms(use_true_random=False))
def test_a_paper_holds_each_question_once_and_as_many_as_asked(counts, count, rng):
    versions = bank(**counts)

    drawn = draw_paper(versions=versions, count=count, rng=rng)

    texts = [item.version.text for item in drawn]
    assert len(texts) == len(set(texts)) == min(count, len(versions))
    assert set(texts) <= {row.text for row in versions}


@given(BANKS, st.integers(1, 40), st.randoms(use_true_random=False))
def test_a_paper_hears_topics_as_evenly_as_the_bank_allows(counts, count, rng):
    drawn = draw_paper(versions=bank(**counts), count=count, rng=rng)

    heard = {topic: sum(item.version.topic == topic for item in drawn) for topic in counts}
    assert sum(number > 0 for number in heard.values()) == min(count, len(counts))
    not_used_up = [number for topic, number in heard.items() if number < counts[topic]]
    assert max(heard.values()) - min(not_used_up, default=max(heard.values())) <= 1


@given(st.integers(2, 12), st.sampled_from([QuestionKind.SINGLE, QuestionKind.MULTIPLE]), st.randoms())
def test_the_order_of_choices_is_a_permutation(size, kind, rng):
    rows = tuple(ChoiceDraft(f"pilihan {number}", 100 if number == 0 else 0) for number in range(size))
    question = version(QuestionDraft(text="?", choices=rows, kind=kind))

    (item,) = draw_paper(versions=[question], count=1, rng=rng)

    assert sorted(item.choice_order) == [choice["id"] for choice in question.choices]


@given(BANKS, st.integers(1, 20), st.integers(0, 2**32))
def test_the_same_chance_draws_the_same_paper(counts, count, seed):
    first, second = (draw_paper(versions=bank(**counts), count=count, rng=Random(seed)) for _ in range(2))

    assert [(item.version.text, item.choice_order) for item in first] == [
        (item.version.text, item.choice_order) for item in second
    ]
