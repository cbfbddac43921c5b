"""Two offices that must not see each other: Kota Kupang ("here") and Kota Serang ("there"), with one of everything."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime

from django.core.files.base import ContentFile
from django.utils import timezone

from courses.services.site import ensure_site
from courses.services.trainers import assign_trainer
from lms.models import Job
from members.choices import CodePurpose, RequestKind, Role
from members.models import ConsentText, RetentionRule, User, WalkOfLife
from members.services.codes import issue_code
from members.services.consents import record_paper
from members.services.data_requests import open_request
from members.services.merges import merge_members
from members.services.roles import grant_role
from quizzes.models import QuizPage
from quizzes.services.attempts import start_attempt, submit_attempt
from tests.factories.assignments import AssignmentFactory, SubmissionFactory, UploadFactory
from tests.factories.bimtek import RegistrationFactory, SlotFactory, SpeakerFactory
from tests.factories.certificates import (
    BlockFactory,
    CertificateFactory,
    CourseOfferFactory,
    DesignFactory,
    FileFactory,
    PrintSetFactory,
    SeriesFactory,
    SignatoryFactory,
    held_event,
)
from tests.factories.courses import AdmissionFactory, CourseFactory, EnrollmentFactory, LessonFactory, ModuleFactory
from tests.factories.members import (
    KimFactory,
    KimMembershipFactory,
    MemberFactory,
    OrganizationFactory,
    RegionFactory,
    UserFactory,
)
from tests.factories.quizzes import QuizFactory
from tests.factories.sheets import checked_sheet

NOW = datetime(2024, 7, 11, 2, 0, tzinfo=UTC)
ABSENT = 987654


@dataclass
class Office:
    """Rows of one office, one course and one learner; names are those the matrix of addresses uses."""

    organization: object
    learner: object
    member: object
    twin: object
    merge: object
    kim: object
    membership: object
    event: object
    slot: object
    speaker: object
    registration: object
    course: object
    admission: object
    module: object
    lesson: object
    quiz: QuizPage
    bank: object
    question: object
    attempt: object
    enrollment: object
    result: object
    task: object
    submission: object
    upload: object
    design: object
    signatory: object
    series: object
    offer: object
    certificate: object
    block: object
    print_set: object
    assignment: object
    colleague: object
    walk: object
    job: object
    consent: object
    data_request: object
    wording: object
    rule: object
    card: object
    sheet: object

    def pks(self):
        return {field.name: getattr(self, field.name).pk for field in fields(self)}


def open_office(name, region):
    """An office with its people, its event, its course and a learner who has done a bit of everything."""
    village = RegionFactory(code=f"{region}.01.1001")
    organization = OrganizationFactory(name=f"Dinas {name}", region=RegionFactory(code=region))
    learner = UserFactory(username=f"anggota-{name}", first_name=f"Anggota {name}")
    member = MemberFactory(full_name=f"Anggota {name}", user=learner, organization=organization, region=village)
    kim = KimFactory(name=f"KIM {name}", region=village, contact_phone="+6281234567890", decree_number="1")
    kim.decree_file.save("sk.pdf", ContentFile(b"%PDF-1.4"))
    course = CourseFactory(title=f"Kursus {name}", slug=f"kursus-{name}", organization=organization)
    officer = _officer(name, organization)
    return Office(
        organization=organization,
        learner=learner,
        member=member,
        **_twins(name, organization, village),
        kim=kim,
        membership=KimMembershipFactory(kim=kim, member=member),
        assignment=officer.role_assignments.get(),
        card=_card(member, officer),
        colleague=officer,
        job=Job.objects.create(kind="contoh", key=region, state="failed", attempts=5, created_at=NOW, due_at=NOW),
        walk=WalkOfLife.objects.create(name=f"Unsur {name}"),
        **_privacy(member),
        sheet=checked_sheet(organization=organization, by=officer, now=NOW),
        course=course,
        admission=AdmissionFactory(course=course, member=MemberFactory(organization=organization, region=village)),
        **_event(name, organization, member),
        **_lessons(name, course, member),
        **_certificate(course, organization, member),
    )


def _privacy(member):
    """A signed sheet, a request, and two rows that all offices share."""
    sheet = ContentFile(b"%PDF-1.4", "lembar.pdf")
    options = {"by": member.user, "is_minor": False, "purposes": ["photo"], "scan": sheet, "now": NOW}
    return {
        "consent": record_paper(member=member, **options)[0],
        "data_request": open_request(member=member, kind=RequestKind.ACCESS, now=NOW),
        "wording": ConsentText.objects.newest().get(purpose="photo"),
        "rule": RetentionRule.objects.get(subject="login_codes"),
    }


def _officer(name, organization):
    return staff(f"petugas-{name}", Role.OFFICER, organization)


def _twins(name, organization, village):
    """Somebody recorded twice, and a third entry that was merged into the second."""
    twin, old = (
        MemberFactory(full_name=full_name, organization=organization, region=village)
        for full_name in (f"Kembaran {name}", f"Entri Lama {name}")
    )
    root = UserFactory(username=f"penggabung-{name}", is_superuser=True)
    return {"twin": twin, "merge": merge_members(kept=twin, merged=old, by=root, now=timezone.now())}


def _card(member, officer):
    """An open login card; `text` is its code, which no column holds."""
    issued = issue_code(member=member, purpose=CodePurpose.CARD, by=officer, now=timezone.now())
    issued.row.text = issued.text.replace("-", "")
    return issued.row


def _event(name, organization, member):
    event = held_event(title=f"Bimtek {name}", slug=f"bimtek-{name}", organization=organization)
    return {
        "event": event,
        "slot": SlotFactory(event=event, title=f"Materi {name}"),
        "speaker": SpeakerFactory(event=event, member=member),
        "registration": RegistrationFactory(event=event, member=member),
    }


def _lessons(name, course, member):
    module = ModuleFactory(parent=course, slug="modul", title=f"Modul {name}")
    lesson = LessonFactory(parent=module, slug="pelajaran", title=f"Pelajaran {name}")
    quiz = QuizFactory(parent=module, slug="kuis", title=f"Kuis {name}", questions=2, time_limit_minutes=0)
    enrollment = EnrollmentFactory(member=member, course=course)
    result = submit_attempt(attempt=start_attempt(quiz=quiz, enrollment=enrollment, now=NOW), now=NOW)
    return {
        "module": module,
        "lesson": lesson,
        "quiz": quiz,
        "bank": quiz.bank,
        "question": quiz.bank.questions.first(),
        "result": result,
        **_task(module, enrollment),
        "enrollment": enrollment,
        "attempt": start_attempt(quiz=quiz, enrollment=enrollment, now=NOW),
    }


def _task(module, enrollment):
    """Handed in and waiting, with a file."""
    task = AssignmentFactory(parent=module, slug="tugas", title=f"Tugas {module.title}")
    submission = SubmissionFactory(enrollment=enrollment, assignment=task)
    upload = UploadFactory(member=enrollment.member, assignment=task, submission=submission)
    return {"task": task, "submission": submission, "upload": upload}


def _certificate(course, organization, member):
    parts = {
        "design": DesignFactory(organization=organization),
        "signatory": SignatoryFactory(organization=organization),
        "series": SeriesFactory(organization=organization),
    }
    registration = member.registrations.get()
    certificate = CertificateFactory(registration=registration, design=parts["design"], series=parts["series"])
    FileFactory(certificate=certificate)
    return {
        **parts,
        "offer": CourseOfferFactory(course=course, **parts),
        "certificate": certificate,
        "block": BlockFactory(series=parts["series"]),
        "print_set": PrintSetFactory(event=registration.event),
    }


def staff(username, role, organization=None, region=None):
    user = UserFactory(username=username)
    grant_role(user=user, role=role, organization=organization, region=region, now=NOW)
    return user


@dataclass
class World:
    here: Office
    there: Office
    users: dict[str, User]
    """Role letter of matrix.py → login; the visitor has none. D and d are admins here and there (test_admins.py),
    P a viewer of the province here and C an officer of the city here (test_regions.py).
    """


def build_world():
    ensure_site()
    here, there = open_office("kupang", "53.71"), open_office("serang", "36.73")
    trainers = [staff(f"pelatih-{office.learner}", Role.TRAINER, office.organization) for office in (here, there)]
    for office, trainer in zip((here, there), trainers, strict=True):
        assign_trainer(course=office.course, user=trainer)
    viewer = staff("pemantau", Role.VIEWER, here.organization)
    admins = [staff(f"admin-{office.learner}", Role.ADMIN, office.organization) for office in (here, there)]
    province = staff("pemantau-provinsi", Role.VIEWER, region=RegionFactory(code="53"))
    city = staff("petugas-kota", Role.OFFICER, region=RegionFactory(code="53.71"))
    root = UserFactory(username="pengelola", is_superuser=True, is_staff=True)
    people = [here.learner, there.learner, *trainers, here.colleague, there.colleague, viewer, root]
    people += [*admins, province, city]
    return World(here, there, dict(zip("ABTtOoVSDdPC", people, strict=True)))
