"""What this app holds about a person, and what becomes of it when the person is erased or time is up."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from members.choices import RetentionSubject
from members.models import Member, Scope, User
from members.services.erasure import Effect, register_eraser
from members.services.retention import register_activity, register_keeper
from members.services.subject_data import Entry, Fact, Section, Subject, facts_of, register_section
from quizzes.models import Attempt, AttemptItem

HERE = "quizzes.services.subject_data"
MODELS = ("quizzes.Attempt", "quizzes.AttemptItem")


def register_people_data() -> None:
    register_section("quizzes", f"{HERE}.section", models=MODELS)
    register_eraser("quizzes", f"{HERE}.AnswersEraser")
    register_keeper(RetentionSubject.QUIZ_ANSWERS, f"{HERE}.AnswerKeeper")
    register_activity(f"{HERE}.active_since")


def section(*, subject: Subject) -> Section:
    why = _("Supaya kuis dinilai dengan benar dan Anda bisa melihat pembahasannya.")
    return Section(_("Hasil kuis"), why, [_entry(row) for row in _attempts(subject.member)] if subject.member else [])


def _attempts(member: Member) -> QuerySet[Attempt]:
    return Attempt.objects.of_member(member).select_related("quiz").prefetch_related("items__version")


def _entry(row: Attempt) -> Entry:
    title = _("%(quiz)s, percobaan ke-%(number)d") % {"quiz": row.quiz.title, "number": row.number}
    return Entry(title, facts_of(row, "state", "started_at", "submitted_at", "score"), list(_answers(row)))


def _answers(row: Attempt) -> Iterable[Fact]:
    """The question as it was asked and what was ticked; what was right stays on the result page."""
    for item in row.items.all():
        ticked = [choice["text"] for choice in item.shown_choices if choice["id"] in item.answer]
        yield Fact("answer", item.version.text, ticked or _("tidak dijawab"))


class AnswersEraser:
    def effects(self, *, member: Member, now: datetime) -> list[Effect]:
        papers = Attempt.objects.of_member(member)
        answers = AttemptItem.objects.filter(attempt__member=member).count()
        return [
            Effect(_("Jawaban kuis"), gone=answers + papers.open().count()),
            Effect(_("Nilai kuis"), kept=papers.submitted().count(), why=_("Rata-rata kursus; tanpa nama.")),
        ]

    def erase(self, *, member: Member, by: User | None, now: datetime) -> None:
        """Answers go, and unfinished papers with them; a submitted paper keeps its score and nothing else."""
        AttemptItem.objects.filter(attempt__member=member).delete()
        Attempt.objects.of_member(member).open().delete()


def active_since(*, moment: datetime) -> QuerySet:
    """Primary keys of people who opened a quiz since `moment`."""
    return Attempt.objects.filter(started_at__gte=moment).values("member_id")


class AnswerKeeper:
    """Answers of papers submitted before a moment; the scores stay."""

    def due(self, *, scope: Scope, before: datetime) -> QuerySet[AttemptItem]:
        people = Member.objects.in_scope(scope).values("pk")
        return AttemptItem.objects.filter(attempt__submitted_at__lt=before, attempt__member__in=people)

    def erase(self, *, rows: QuerySet[AttemptItem], by: User | None, now: datetime) -> int:
        return AttemptItem.objects.filter(pk__in=rows.values("pk")).delete()[0]
