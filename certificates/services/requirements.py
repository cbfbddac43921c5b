"""Who qualifies: the only place that decides, and the same list for the officer and the learner."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from bimtek.choices import EventStatus
from bimtek.models import Registration, Speaker, TrainingEvent
from bimtek.services.results import ParticipantResult, participant_results
from certificates.models import Certificate, RequirementWaiver
from certificates.services.sources import Source, certificates_of, is_held
from certificates.services.wording import clean_text
from courses.models import ActivityPage, AssignmentPage, Enrollment
from courses.services.progress import missing_activities
from courses.services.rules import mark_of
from lms.fonts import unprintable_letters
from members.models import Member
from quizzes.models import QuizPage

TEST = "post_test"
QUIZ = "quiz-"
NEVER_WAIVED = ("name", "seat", "enrollment", "held")
"""Without these there is nobody to issue to, or nothing to print."""


@dataclass(frozen=True)
class Requirement:
    """One condition; `detail` is what the person reached or still needs, in words. A waived one stays unmet."""

    key: str
    label: str
    is_met: bool
    detail: str = ""
    waiver: RequirementWaiver | None = None

    @property
    def is_missing(self) -> bool:
        """Keeps the certificate back."""
        return not self.is_met and self.waiver is None

    @property
    def can_be_waived(self) -> bool:
        return self.is_missing and self.key not in NEVER_WAIVED

    @property
    def is_test(self) -> bool:
        """Part of the rule that lets the certificate say LULUS."""
        return self.key == TEST or self.key.startswith(QUIZ)


@dataclass(frozen=True)
class Check:
    """One person with everything asked of them; `certificate` is the last one issued, whatever became of it."""

    source: Source
    requirements: list[Requirement]
    certificate: Certificate | None = None

    @property
    def missing(self) -> list[Requirement]:
        return [requirement for requirement in self.requirements if requirement.is_missing]

    @property
    def waived(self) -> list[Requirement]:
        return [requirement for requirement in self.requirements if requirement.waiver and not requirement.is_met]

    @property
    def is_ready(self) -> bool:
        """Would get a certificate now."""
        return self.certificate is None and not self.missing

    @property
    def failed_test(self) -> bool:
        """A test was let pass, not passed: the certificate must not say LULUS."""
        return any(requirement.is_test for requirement in self.waived)


@dataclass(frozen=True)
class ParticipantCheck(Check):
    """One participant of an event, with the results the requirements speak about."""

    source: Registration
    result: ParticipantResult = field(kw_only=True)

    @property
    def registration(self) -> Registration:
        return self.source


def list_requirements(*, source: Registration | Enrollment) -> list[Requirement]:
    """Every requirement of one registration or enrollment, met or not."""
    if isinstance(source, Registration):
        return check_registration(registration=source).requirements
    rows = [_name_requirement(source.member), *_course_requirements(source)]
    return _with_waivers(rows, RequirementWaiver.objects.filter(enrollment=source).select_related("waived_by"))


def missing_requirements(*, source: Registration | Enrollment) -> list[Requirement]:
    """What is still missing; an empty list means the certificate may be issued."""
    return _check_person(source).missing


def check(*, source: Source, now: datetime) -> Check:
    """One person against every requirement; only parts in an event ask what time it is."""
    if isinstance(source, Speaker):
        return check_part(part=source, certificate=certificates_of(source).first(), now=now)
    return _check_person(source)


def _check_person(source: Registration | Enrollment) -> Check:
    if isinstance(source, Registration):
        return check_registration(registration=source)
    return Check(source, list_requirements(source=source), certificates_of(source).first())


def requirements_of_event(*, event: TrainingEvent) -> list[ParticipantCheck]:
    """Every seated participant against every requirement; at most seven queries for any hall."""
    issued = _last_by_source(event, "registration")
    waivers: dict[int | None, list[RequirementWaiver]] = {}
    for row in RequirementWaiver.objects.filter(registration__event=event).select_related("waived_by"):
        waivers.setdefault(row.registration_id, []).append(row)
    return [
        _check(event, result, waivers.get(result.registration.pk, []), issued.get(result.registration.pk))
        for result in participant_results(event=event)
    ]


def parts_of_event(*, event: TrainingEvent, now: datetime) -> list[Check]:
    """Everybody with a part in the event, committee included. Two queries."""
    issued = _last_by_source(event, "speaker")
    parts = event.speakers.select_related("member__region__parent", "event__organization")
    return [check_part(part=part, certificate=issued.get(part.pk), now=now) for part in parts]


def check_registration(*, registration: Registration) -> ParticipantCheck:
    """The same for one participant, who may have cancelled."""
    event = registration.event
    (result,) = participant_results(event=event, registrations=[registration])
    waivers = list(RequirementWaiver.objects.filter(registration=registration).select_related("waived_by"))
    return _check(event, result, waivers, certificates_of(registration).first())


def check_part(*, part: Speaker, certificate: Certificate | None, now: datetime) -> Check:
    """Whoever had a part needs an event that was held and a name the fonts can print."""
    detail = _("sudah berlangsung") if is_held(part.event, now) else _why_not_held(part.event)
    held = Requirement("held", _("Kegiatan berlangsung"), is_held(part.event, now), detail)
    return Check(part, [_name_requirement(part.member), held], certificate)


def _why_not_held(event: TrainingEvent) -> str:
    if event.status == EventStatus.CANCELLED:
        return _("kegiatan dibatalkan")
    return _("kegiatan masih draf") if event.status == EventStatus.DRAFT else _("kegiatan belum berlangsung")


def _last_by_source(event: TrainingEvent, key: str) -> dict[int, Certificate]:
    """The newest certificate of each source; later rows replace earlier ones."""
    rows = Certificate.objects.of_event(event).filter(**{f"{key}__isnull": False}).defer("printed").order_by("pk")
    return {getattr(row, f"{key}_id"): row for row in rows}


def _check(
    event: TrainingEvent,
    result: ParticipantResult,
    waivers: Sequence[RequirementWaiver],
    certificate: Certificate | None,
) -> ParticipantCheck:
    rows = _with_waivers(_event_requirements(event, result), waivers)
    return ParticipantCheck(result.registration, rows, certificate, result=result)


def _with_waivers(rows: Iterable[Requirement], waivers: Iterable[RequirementWaiver]) -> list[Requirement]:
    known = {waiver.requirement: waiver for waiver in waivers}
    return [row if row.key in NEVER_WAIVED else replace(row, waiver=known.get(row.key)) for row in rows]


def _event_requirements(event: TrainingEvent, result: ParticipantResult) -> Iterable[Requirement]:
    if not result.registration.is_seated:
        yield Requirement("seat", _("Terdaftar sebagai peserta"), False, result.registration.get_status_display())
    yield _name_requirement(result.registration.member)
    yield Requirement(
        "attendance",
        _("Hadir ≥ %(percent)s%%") % {"percent": event.min_attendance},
        result.meets_attendance,
        _("%(jp)s JP, %(percent)s%%") % {"jp": result.jp, "percent": result.attendance_percent},
    )
    if event.has_post_test:
        yield Requirement(
            TEST,
            _("Tes akhir ≥ %(mark)s") % {"mark": event.pass_mark},
            result.meets_post_test,
            _("belum ada nilai") if result.post_score is None else score_text(result.post_score),
        )


def _name_requirement(member: Member) -> Requirement:
    if member.erased_at:
        return Requirement("name", _("Ejaan nama"), False, _("data orang ini sudah dihapus"))
    cleaned = clean_text(member.full_name)
    strange = unprintable_letters(cleaned)
    detail = _("tidak bisa dicetak: %(letters)s") % {"letters": " ".join(strange)} if strange else _("bisa dicetak")
    return Requirement("name", _("Ejaan nama"), bool(cleaned) and not strange, detail)


def _course_requirements(enrollment: Enrollment) -> Iterable[Requirement]:
    if enrollment.withdrawn_at is not None:
        yield Requirement("enrollment", _("Mengikuti kursus"), False, _("Anda sudah berhenti dari kursus ini"))
    missing = missing_activities(enrollment)
    pks = [activity.pk for activity in missing]
    quizzes = {quiz.pk: quiz for quiz in QuizPage.objects.filter(pk__in=pks)}
    assignments = set(AssignmentPage.objects.filter(pk__in=pks).values_list("pk", flat=True))
    lesson_count = len(missing) - len(quizzes) - len(assignments)
    detail = _("%(count)s pelajaran lagi") % {"count": lesson_count} if lesson_count else _("selesai")
    has_begun = enrollment.is_completed or not missing or enrollment.completions.exists()
    yield Requirement("lessons", _("Semua pelajaran wajib"), lesson_count == 0 and has_begun, detail)
    yield from (_quiz_requirement(enrollment, quizzes[page.pk]) for page in missing if page.pk in quizzes)
    yield from (_assignment_requirement(activity) for activity in missing if activity.pk in assignments)


def _quiz_requirement(enrollment: Enrollment, quiz: QuizPage) -> Requirement:
    detail = _("nilai paling rendah %(mark)s") % {"mark": mark_of(enrollment=enrollment, activity=quiz)}
    return Requirement(f"{QUIZ}{quiz.pk}", quiz.title, False, detail)


def _assignment_requirement(activity: ActivityPage) -> Requirement:
    return Requirement(f"assignment-{activity.pk}", activity.title, False, _("tugas belum diterima"))


def score_text(score: Decimal) -> str:
    """`80` or `82,5`."""
    return f"{score.normalize():f}".replace(".", ",")
