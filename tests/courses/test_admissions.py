"""Asking, answering, inviting: services, screens of office and trainers, races."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import Admission, Enrollment
from courses.services.admissions import AlreadyDecided, CannotAsk, ReasonMissing, ask, decide, invite, take_back
from courses.services.enrollments import EntryRefused, enroll
from members.choices import Role
from tests.factories.courses import AdmissionFactory, CourseFactory, EnrollmentFactory
from tests.factories.members import (
    KimFactory,
    KimMembershipFactory,
    MemberFactory,
    OrganizationFactory,
    RegionFactory,
    UserFactory,
    assign_role,
)
from tests.races import run_at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(organization):
    return CourseFactory(title="Kursus Khusus", enrollment_policy="approval", organization=organization)


@pytest.fixture
def request_row(course, organization):
    return AdmissionFactory(course=course, member__organization=organization, member__full_name="Maria Nahak")


def test_asking_twice_is_asking_once(course, member, now):
    first = ask(member=member, course=course, now=now)
    second = ask(member=member, course=course, now=now + timedelta(days=1))

    assert (first, second.asked_at, Admission.objects.count()) == (second, now, 1)


@pytest.mark.parametrize("values", [{}, {"enrollment_policy": "invitation"}, {"live": False}])
def test_only_courses_by_approval_take_requests(member, values, now):
    with pytest.raises(CannotAsk):
        ask(member=member, course=CourseFactory(**values), now=now)

    assert Admission.objects.count() == 0


def test_approval_lets_in(request_row, course, officer, now):
    decide(admission=request_row, is_approved=True, by=officer, now=now)

    enrollment = enroll(member=request_row.member, course=course, now=now)
    request_row.refresh_from_db()

    assert (request_row.status, request_row.decided_by, enrollment.course_id) == ("approved", officer, course.pk)


def test_a_refusal_needs_words(request_row, officer, now):
    with pytest.raises(ReasonMissing):
        decide(admission=request_row, is_approved=False, reason="  ", by=officer, now=now)


def test_the_same_answer_twice_is_one_another_answer_is_refused(request_row, officer, now):
    decide(admission=request_row, is_approved=True, by=officer, now=now)
    again = decide(admission=request_row, is_approved=True, by=UserFactory(), now=now + timedelta(days=1))

    with pytest.raises(AlreadyDecided):
        decide(admission=request_row, is_approved=False, reason="Penuh", by=officer, now=now)

    assert (again.decided_by, again.decided_at) == (officer, now)


def test_an_invitation_answers_a_request_and_takes_a_refusal_back(course, organization, officer, now):
    new, asked, refused = (MemberFactory(organization=organization) for _number in range(3))
    AdmissionFactory(course=course, member=asked)
    AdmissionFactory(course=course, member=refused, status="refused", asked_at=None, decided_at=now, reason="Penuh")

    rows = [invite(member=person, course=course, by=officer, now=now) for person in (new, asked, refused)]

    assert [(row.status, row.reason) for row in rows] == [("invited", ""), ("approved", ""), ("invited", "")]


def test_taking_back_keeps_learners(course, member, officer, now):
    row = invite(member=member, course=course, by=officer, now=now)
    enrollment = enroll(member=member, course=course, now=now)
    take_back(admission=row, reason="Salah orang", by=officer, now=now)

    assert enroll(member=member, course=course, now=now) == enrollment
    assert Admission.objects.get().status == "refused"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_leave_one(request_row, officer, now):
    other = UserFactory()

    results = run_at_once(
        [
            lambda: decide(admission=request_row, is_approved=True, by=officer, now=now),
            lambda: decide(admission=request_row, is_approved=False, reason="Penuh", by=other, now=now),
        ]
    )

    request_row.refresh_from_db()
    assert sum(isinstance(result, AlreadyDecided) for result in results) == 1
    assert request_row.decided_by == (officer if request_row.status == "approved" else other)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_asking_at_once_makes_one_row(course, member, now):
    run_at_once([lambda: ask(member=member, course=course, now=now)] * 4)

    assert Admission.objects.count() == 1


def close(course, now):
    course = type(course).objects.get(pk=course.pk)
    course.closes_on = now.date() - timedelta(days=2)
    course.save()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_joins_while_it_closes_is_in_or_out_never_half(organization, now):
    """Whoever got in did so before the closing; afterwards nobody does."""
    course = CourseFactory(organization=organization)
    people = [MemberFactory(organization=organization) for _number in range(4)]

    doors = [lambda person=person: enroll(member=person, course=course, now=now) for person in people]
    results = run_at_once([*doors[:2], lambda: close(course, now), *doors[2:]])

    joined = [result for result in results if isinstance(result, Enrollment)]
    assert Enrollment.objects.count() == len(joined)
    with pytest.raises(EntryRefused):
        enroll(member=MemberFactory(organization=organization), course=course, now=now)


# screens


def answer(client, row, **data):
    return client.post(reverse("admission_answer", args=[row.pk]), data, follow=True)


def test_an_officer_reads_and_answers(officer_client, request_row, course):
    before = officer_client.get(reverse("admissions")).content.decode()
    after = answer(officer_client, request_row, jawab="setujui").content.decode()

    assert ("Maria Nahak" in before, "Maria Nahak boleh ikut." in after) == (True, True)
    assert Admission.objects.get().lets_in


def test_a_refusal_without_words_says_so(officer_client, request_row):
    html = answer(officer_client, request_row, jawab="tolak").content.decode()

    assert "Tulis alasannya dulu; Maria Nahak membacanya." in html
    assert Admission.objects.get().is_waiting


def test_answering_what_somebody_answered_otherwise_says_so(officer_client, request_row, now):
    Admission.objects.update(status="refused", reason="Penuh", decided_at=now)

    html = answer(officer_client, request_row, jawab="setujui").content.decode()

    assert "Sudah dijawab orang lain: ditolak. Tidak ada yang diubah." in html


def test_a_trainer_of_the_course_answers_but_invites_nobody(client, trainer, own_course):
    own_course.enrollment_policy = "approval"
    own_course.save()
    row = AdmissionFactory(course=own_course)
    client.force_login(trainer)

    html = client.get(reverse("course_admissions", args=[own_course.pk])).content.decode()
    answer(client, row, jawab="setujui")

    assert "minta petugas kantor penyelenggara" in html
    assert Admission.objects.get().lets_in
    assert client.get(reverse("course_invite", args=[own_course.pk])).status_code == 404


def test_another_office_finds_nothing(client, request_row, course):
    elsewhere = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))
    client.force_login(assign_role(UserFactory(), Role.OFFICER, elsewhere))

    html = client.get(reverse("admissions")).content.decode()
    codes = [
        client.get(reverse("course_admissions", args=[course.pk])).status_code,
        client.get(reverse("course_invite", args=[course.pk])).status_code,
        answer(client, request_row, jawab="setujui").status_code,
    ]

    assert ("Maria" in html, codes) == (False, [404, 404, 404])


def test_a_viewer_reads_without_buttons(client, request_row, course, organization):
    client.force_login(assign_role(UserFactory(), Role.VIEWER, organization))

    html = client.get(reverse("course_admissions", args=[course.pk]), follow=True).content.decode()

    assert ("Maria Nahak" in html, "Setujui" in html) == (True, False)
    assert answer(client, request_row, jawab="setujui").status_code == 404


@pytest.fixture
def people(organization):
    maria = MemberFactory(full_name="Maria Nahak", organization=organization)
    yosef = MemberFactory(full_name="Yosef Tefa", organization=organization)
    kim = KimFactory(name="KIM Cahaya", region=RegionFactory(code="53.71.01.1001"))
    KimMembershipFactory(kim=kim, member=yosef)
    return maria, yosef


@pytest.mark.parametrize(("text", "names"), [("maria", ["Maria Nahak"]), ("cahaya", ["Yosef Tefa"]), ("zzz", [])])
def test_people_are_found_by_name_and_group(officer_client, course, people, text, names):
    far = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))
    MemberFactory(full_name="Maria Jauh", organization=far, region=RegionFactory(code="36.73.01.1001"))

    response = officer_client.post(reverse("course_invite", args=[course.pk]), {"q": text})

    assert [person.full_name for person in response.context["found"]] == names


def test_inviting_the_ticked(officer_client, course, people):
    far = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))
    stranger = MemberFactory(organization=far, region=RegionFactory(code="36.73.01.1001"))

    officer_client.post(
        reverse("course_invite", args=[course.pk]), {"member": [people[0].pk, people[1].pk, stranger.pk, "x"]}
    )

    assert set(Admission.objects.values_list("member_id", "status")) == {(row.pk, "invited") for row in people}


def test_who_is_in_cannot_be_ticked_again(officer_client, course, people):
    EnrollmentFactory(member=people[0], course=course)

    response = officer_client.post(reverse("course_invite", args=[course.pk]), {"q": "maria"})

    assert [person.is_in for person in response.context["found"]] == [True]


def count_queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ["admissions", "course_admissions"])
def test_lists_take_as_many_statements_for_three_as_for_one(officer_client, course, organization, name):
    address = reverse(name, args=[] if name == "admissions" else [course.pk])
    AdmissionFactory(course=course, member__organization=organization)
    officer_client.get(address)
    one = count_queries(officer_client, address)
    for _number in range(2):
        AdmissionFactory(course=course, member__organization=organization)

    assert count_queries(officer_client, address) == one


def test_the_back_office_says_how_many_wait(officer_client, request_row):
    assert "Izin ikut kursus (1)" in officer_client.get(reverse("wagtailadmin_home")).content.decode()


def test_pages_of_learners_ask_nothing_about_requests(member_client, member, organization):
    course = CourseFactory(organization=organization)
    EnrollmentFactory(member=member, course=course)

    with CaptureQueriesContext(connection) as queries:
        member_client.get(course.url)

    assert [row for row in queries.captured_queries if "courses_admission" in row["sql"]] == []
