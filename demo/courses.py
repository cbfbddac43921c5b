"""The three required courses, their certificate and a few people who already learn."""

from datetime import datetime, timedelta
from uuid import uuid4

from certificates.choices import DesignAccent, DesignLayout
from certificates.models import CertificateDesign, CertificateOffer, NumberSeries
from courses.models import ActivityPage, CatalogPage, CoursePage, Enrollment, LessonPage
from courses.services.enrollments import enroll
from courses.services.package_import import import_course
from courses.services.progress import complete_activity, missing_activities
from courses.services.progress_events import record_events
from courses.services.resuming import anchor_of
from courses.services.trainers import assign_trainer
from demo.people import Staff
from lms.env import PROJECT
from members.models import Member, Organization
from quizzes.models import Attempt, QuizPage
from quizzes.services.attempts import Answer, save_answers, start_attempt, submit_attempt

COURSES = ["desain-konten", "literasi-digital", "menangkal-radikalisme"]
LESSONS_DONE = {5: 5, 0: 12, 9: 3}
"""Which chair has finished how many lessons of the first course."""
DAYS_SILENT = {0: 20, 9: 45}
"""Which of them stopped learning, and for how long."""
GRADUATES = [1, 4, 8, 13, 17, 21, 24, 29, 36, 42, 47]
"""Which chairs have finished the last course, final test included."""


def load_courses(organization: Organization, staff: Staff, now: datetime) -> dict[str, CoursePage]:
    """Import the packages and publish them; the demo trainer teaches the first one."""
    catalog = CatalogPage.objects.get()
    courses = {}
    for slug in COURSES:
        result = import_course(
            folder=PROJECT / "curriculum" / slug, catalog=catalog, organization=organization, publish=True, now=now
        )
        courses[slug] = result.course
    assign_trainer(course=courses[COURSES[0]], user=staff.trainer)
    return courses


def load_learning(courses: dict[str, CoursePage], offer: CertificateOffer, chairs: list[Member], now: datetime) -> None:
    series = NumberSeries.objects.get(organization=offer.series.organization, year=now.year)
    design = load_course_design(offer.series.organization)
    for course in courses.values():
        CertificateOffer.objects.create(course=course, design=design, signatory=offer.signatory, series=series)
    course = courses[COURSES[0]]
    lessons = list(ActivityPage.objects.in_course(course).required())
    for number, lesson_count in LESSONS_DONE.items():
        stopped_at = now - timedelta(days=DAYS_SILENT.get(number, 0))
        began_at = stopped_at - timedelta(hours=1)
        enrollment = enroll(member=chairs[number], course=course, now=began_at)
        for lesson in lessons[:lesson_count]:
            complete_activity(enrollment=enrollment, activity=lesson, now=began_at)
        stop_reading(enrollment, lessons[lesson_count], stopped_at)
    for number in GRADUATES:
        finish_course(enroll(member=chairs[number], course=courses[COURSES[-1]], now=now), now)


def load_course_design(organization: Organization) -> CertificateDesign:
    """Another look for what is learned online."""
    return CertificateDesign.objects.create(
        organization=organization, name="Pita daring", layout=DesignLayout.BAND, accent=DesignAccent.TEAL
    )


def stop_reading(enrollment: Enrollment, activity: ActivityPage, now: datetime) -> None:
    """In the middle of the next lesson, as a phone of those with a login reports it."""
    lesson = LessonPage.objects.filter(pk=activity.pk).first()
    if lesson is None or enrollment.member.user is None:
        return
    blocks = lesson.body.raw_data
    place = anchor_of(blocks[len(blocks) // 2]["id"])
    event = {"id": str(uuid4()), "activity": lesson.pk, "kind": "read", "position": place, "seconds": 150}
    record_events(user=enrollment.member.user, events=[event | {"at": now.isoformat()}], now=now)


def finish_course(enrollment: Enrollment, now: datetime) -> None:
    """Read everything and answer every question rightly, through the same doors as a member."""
    for activity in missing_activities(enrollment):
        quiz = QuizPage.objects.filter(pk=activity.pk).first()
        if quiz is None:
            complete_activity(enrollment=enrollment, activity=activity, now=now)
        else:
            attempt = start_attempt(quiz=quiz, enrollment=enrollment, now=now)
            save_answers(attempt=attempt, answers=right_answers(attempt), now=now)
            submit_attempt(attempt=attempt, now=now)


def right_answers(attempt: Attempt) -> dict[int, Answer]:
    return {
        item.position: Answer(choices=tuple(choice["id"] for choice in item.version.choices if choice["weight"] > 0))
        for item in attempt.items.select_related("version")
    }
