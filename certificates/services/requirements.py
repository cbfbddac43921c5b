"""Who qualifies: the only place that decides, and the same list for the officer and the learner."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from bimtek.models import Registration, TrainingEvent
from bimtek.services.results import ParticipantResult, participant_results
from certificates.models import Certificate
from certificates.services.sources import Source
from certificates.services.wording import clean_text
from courses.models import ActivityPage, AssignmentPage, Enrollment
from courses.services.progress import missing_activities
from courses.services.rules import mark_of
from lms.fonts import unprintable_letters
from members.models import Member
from quizzes.models import QuizPage


@dataclass(frozen=True)
class Requirement:
    """One condition; `detail` is what the person reached or still needs, in words."""

    key: str
    label: str
    is_met: bool
    detail: str = ""


@dataclass(frozen=True)
class ParticipantCheck:
    """One participant against every requirement; `certificate` is the one already issued, revoked or not."""

    registration: Registration
    result: ParticipantResult
    requirements: list[Requirement]
    certificate: Certificate | None = None

    @property
    def missing(self) -> list[Requirement]:
        return [requirement for requirement in self.requirements if not requirement.is_met]

    @property
    def is_ready(self) -> bool:
        """Would get a certificate now."""
        return self.certificate is None and not self.missing


def list_requirements(*, source: Source) -> list[Requirement]:
    """Every requirement of one registration or enrollment, met or not."""
    if isinstance(source, Enrollment):
        return [_name_requirement(source.member), *_course_requirements(source)]
    return check_registration(registration=source).requirements


def missing_requirements(*, source: Source) -> list[Requirement]:
    """What is still missing; an empty list means the certificate may be issued."""
    return [requirement for requirement in list_requirements(source=source) if not requirement.is_met]


def requirements_of_event(*, event: TrainingEvent) -> list[ParticipantCheck]:
    """Every seated participant against every requirement; at most six queries for any hall."""
    certificates = Certificate.objects.of_event(event).defer("printed")
    issued = {certificate.registration_id: certificate for certificate in certificates}
    return [_check(event, result, issued.get(result.registration.pk)) for result in participant_results(event=event)]


def check_registration(*, registration: Registration) -> ParticipantCheck:
    """The same for one participant, who may have cancelled."""
    event = registration.event
    (result,) = participant_results(event=event, registrations=[registration])
    return _check(event, result, Certificate.objects.filter(registration=registration).first())


def _check(event: TrainingEvent, result: ParticipantResult, certificate: Certificate | None) -> ParticipantCheck:
    return ParticipantCheck(result.registration, result, list(_event_requirements(event, result)), certificate)


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
            "post_test",
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
    return Requirement(f"quiz-{quiz.pk}", quiz.title, False, detail)


def _assignment_requirement(activity: ActivityPage) -> Requirement:
    return Requirement(f"assignment-{activity.pk}", activity.title, False, _("tugas belum diterima"))


def score_text(score: Decimal) -> str:
    """`80` or `82,5`."""
    return f"{score.normalize():f}".replace(".", ",")
