"""What a member sees of a quiz: before an attempt, while it is open, and after it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.models import ActivityPage, ModulePage
from courses.services.progress import missing_activities
from members.models import User
from quizzes.models import Attempt, AttemptItem, QuestionVersion, QuizPage
from quizzes.services.attempts import seconds_left


@dataclass
class QuizState:
    """`attempts_left` is None without a limit; `question_count` is what a new paper would really hold."""

    question_count: int
    attempts_left: int | None
    open_attempt: Attempt | None = None
    submitted: list[Attempt] = field(default_factory=list)

    @property
    def can_start(self) -> bool:
        return self.open_attempt is not None or (self.attempts_left != 0 and self.question_count > 0)

    @property
    def best(self) -> Attempt | None:
        return max(self.submitted, key=lambda attempt: attempt.score or Decimal(0), default=None)


def read_state(*, quiz: QuizPage, user: User | None) -> QuizState:
    """Two queries, or one for a visitor (None)."""
    available = QuestionVersion.objects.current_in(quiz.bank_id).count()
    attempts = list(Attempt.objects.filter(quiz=quiz).of_user(user)) if user else []
    return QuizState(
        question_count=min(quiz.question_count, available),
        attempts_left=attempts_left(quiz, len(attempts)),
        open_attempt=next((attempt for attempt in attempts if not attempt.is_submitted), None),
        submitted=[attempt for attempt in attempts if attempt.is_submitted],
    )


def attempts_left(quiz: QuizPage, used: int) -> int | None:
    return max(quiz.attempt_limit - used, 0) if quiz.attempt_limit else None


@dataclass
class Paper:
    """The questions of an open attempt; `seconds_left` is None without a time limit."""

    items: list[AttemptItem]
    seconds_left: int | None
    saved_at: datetime | None

    @property
    def minutes_left(self) -> int:
        return (self.seconds_left or 0) // 60

    @property
    def unanswered(self) -> list[int]:
        return [item.position for item in self.items if not item.answer]


def read_paper(*, attempt: Attempt, now: datetime) -> Paper:
    items = list(attempt.items.select_related("version"))
    saved_at = max((item.answered_at for item in items if item.answered_at), default=None)
    return Paper(items, seconds_left(attempt, now), saved_at)


@dataclass
class TopicLine:
    """One module in the result; `url` leads to its first activity, empty when the topic is no module."""

    title: str
    url: str = ""
    right_count: int = 0
    total_count: int = 0


@dataclass
class WrongItem:
    item: AttemptItem
    topic: TopicLine

    @property
    def chosen(self) -> list[dict]:
        return [choice for choice in self.item.shown_choices if choice["id"] in self.item.answer]

    @property
    def right(self) -> list[dict]:
        return [choice for choice in self.item.shown_choices if choice["weight"] > 0]


@dataclass
class Result:
    """A graded paper: how each module went and what was not right."""

    attempt: Attempt
    topics: list[TopicLine]
    wrong: list[WrongItem]
    missing: list[ActivityPage]
    attempts_left: int | None

    @property
    def total_count(self) -> int:
        return sum(line.total_count for line in self.topics)

    @property
    def right_count(self) -> int:
        return sum(line.right_count for line in self.topics)


def read_result(*, attempt: Attempt) -> Result:
    """Of a submitted attempt; needs it with its places (`Attempt.objects.with_places()`)."""
    items = list(attempt.items.select_related("version"))
    lines = _name_topics(attempt, {item.version.topic for item in items})
    for item in items:
        lines[item.version.topic].total_count += 1
        lines[item.version.topic].right_count += item.is_right
    used = Attempt.objects.filter(quiz=attempt.quiz).of_member(attempt.member).count()
    return Result(
        attempt=attempt,
        topics=list(lines.values()),
        wrong=[WrongItem(item, lines[item.version.topic]) for item in items if not item.is_right],
        missing=[page for page in missing_activities(attempt.enrollment) if page.pk != attempt.quiz_id],
        attempts_left=attempts_left(attempt.quiz, used),
    )


def _name_topics(attempt: Attempt, topics: Iterable[str]) -> dict[str, TopicLine]:
    """Modules in the order of the course, then topics that are no module."""
    course = attempt.enrollment.course
    modules = ModulePage.objects.live().child_of(course).filter(slug__in=topics).order_by("path")
    lines = {module.slug: TopicLine(module.title, f"{course.url}{module.slug}/") for module in modules}
    others = sorted(set(topics) - set(lines), key=lambda topic: (not topic, topic))
    return lines | {topic: TopicLine(topic.replace("-", " ").capitalize() or _("Lainnya")) for topic in others}
