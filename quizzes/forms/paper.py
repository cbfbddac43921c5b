"""Answers as they come in: from the whole form, or from the small saves of static/js/quiz.js.

The page never names choices by their ids, which may tell the key; it counts them as shown on this paper, from 1.
Beside each question it sends back the `fingerprint` it was rendered with, so that a stale tab overwrites nothing.
"""

import json
from collections.abc import Iterable

from quizzes.models import AttemptItem
from quizzes.services.attempts import Answer, InvalidAnswer

MAX_BODY = 20_000


def read_form(*, items: Iterable[AttemptItem], data) -> dict[int, Answer]:
    """The answers this form changed. An untouched radio group keeps what is saved. Raise InvalidAnswer."""
    changed = {}
    for item in items:
        numbers = _numbers(data.getlist(f"jawab-{item.position}"))
        base = data.get(f"awal-{item.position}")
        if base is None and not numbers:
            continue
        is_marked = f"ragu-{item.position}" in data
        if _describe(numbers, is_marked) != base:
            changed[item.position] = _answer(item, numbers, is_marked)
    return changed


def read_json(*, items: Iterable[AttemptItem], body: bytes) -> tuple[dict[int, Answer], bool]:
    """Answers by position, and whether the paper is to be submitted with them. Raise InvalidAnswer."""
    try:
        payload = json.loads(body[: MAX_BODY + 1])
        rows = [(int(row["position"]), list(row["shown"]), row["is_marked"] is True) for row in payload["answers"]]
        is_final = payload.get("submit") is True
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise InvalidAnswer("json") from None
    by_position = {item.position: item for item in items}
    if len(body) > MAX_BODY or any(position not in by_position for position, _shown, _mark in rows):
        raise InvalidAnswer("position")
    return {row[0]: _answer(by_position[row[0]], _numbers(row[1]), row[2]) for row in rows}, is_final


def _numbers(values) -> list[int]:
    try:
        return sorted(int(value) for value in values)
    except (ValueError, TypeError, OverflowError):  # JSON knows 1e999
        raise InvalidAnswer("number") from None


def _answer(item: AttemptItem, numbers: list[int], is_marked: bool) -> Answer:
    if not numbers and not item.version.is_multiple:
        return Answer(tuple(item.answer), is_marked)
    if any(not 1 <= number <= len(item.choice_order) for number in numbers):
        raise InvalidAnswer(item.position)
    return Answer(tuple(item.choice_order[number - 1] for number in numbers), is_marked)


def _describe(numbers: list[int], is_marked: bool) -> str:
    return ".".join(map(str, numbers)) + ("?" if is_marked else "")
