"""Which questions a paper holds and in which order: chance, with every topic heard."""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from quizzes.choices import QuestionKind
from quizzes.models import QuestionVersion


@dataclass(frozen=True)
class DrawnItem:
    """`choice_order` holds choice ids in the order shown."""

    version: QuestionVersion
    choice_order: list[str]


def draw_paper(*, versions: Iterable[QuestionVersion], count: int, rng: Random) -> list[DrawnItem]:
    """At most `count` questions in random order, drawn topic by topic in turn so that topics are evenly heard.

    Choices are shuffled too, except Benar and Salah.
    """
    drawn = _draw_by_topic(versions, count, rng)
    rng.shuffle(drawn)
    return [DrawnItem(version, _order_choices(version, rng)) for version in drawn]


def _draw_by_topic(versions: Iterable[QuestionVersion], count: int, rng: Random) -> list[QuestionVersion]:
    by_topic: dict[str, list[QuestionVersion]] = {}
    for version in versions:
        by_topic.setdefault(version.topic, []).append(version)
    piles = list(by_topic.values())
    for pile in piles:
        rng.shuffle(pile)
    drawn: list[QuestionVersion] = []
    while len(drawn) < count and any(piles):
        waiting = [pile for pile in piles if pile]
        rng.shuffle(waiting)
        drawn += [pile.pop() for pile in waiting[: count - len(drawn)]]
    return drawn


def _order_choices(version: QuestionVersion, rng: Random) -> list[str]:
    ids = [choice["id"] for choice in version.choices]
    if version.kind != QuestionKind.TRUE_FALSE:
        rng.shuffle(ids)
    return ids
