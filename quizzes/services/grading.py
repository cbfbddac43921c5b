"""From answers to points and percent. Pure functions, exact decimals."""

from collections.abc import Collection, Iterable
from decimal import ROUND_HALF_UP, Decimal

from quizzes.choices import QuestionKind
from quizzes.models import QuestionVersion

POINT = Decimal("0.0001")
PERCENT = Decimal("0.01")


def grade_answer(*, version: QuestionVersion, answer: Collection[str]) -> Decimal:
    """Share of the point, 0 to 1: the weights of the ticked choices added up, never below 0 or above 1.

    Where several choices are right their weights count as a whole, so that three times 33.33 is everything.
    """
    weights = {choice["id"]: Decimal(str(choice["weight"])) for choice in version.choices}
    full = Decimal(100)
    if version.kind == QuestionKind.MULTIPLE:
        full = sum((weight for weight in weights.values() if weight > 0), Decimal(0)) or full
    share = sum((weights.get(choice, Decimal(0)) for choice in answer), Decimal(0)) / full
    return min(max(share, Decimal(0)), Decimal(1)).quantize(POINT, ROUND_HALF_UP)


def score_percent(points: Iterable[Decimal]) -> Decimal:
    """Mean of the points in percent with two decimals; every question of a paper counts the same."""
    earned = list(points)
    if not earned:
        return Decimal(0).quantize(PERCENT)
    return (sum(earned, Decimal(0)) * 100 / len(earned)).quantize(PERCENT, ROUND_HALF_UP)


def is_acceptable(*, version: QuestionVersion, answer: Collection[str]) -> bool:
    """Whether these are choices of the question, each once, and only one where only one may be picked."""
    known = {choice["id"] for choice in version.choices}
    is_known = set(answer) <= known and len(set(answer)) == len(answer)
    return is_known and (version.kind == QuestionKind.MULTIPLE or len(answer) <= 1)
