from decimal import Decimal
from random import Random

import pytest

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
