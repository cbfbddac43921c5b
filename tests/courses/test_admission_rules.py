"""What an admission means to the rules about people: merging, "Data saya", erasing, scope."""

import pytest

from courses.models import Admission
from members.choices import Role
from members.services.erasure import erase_member, preview_erasure
from members.services.merge_undo import undo_merge
from members.services.merges import merge_members
from members.services.subject_data import collect, subject_of
from tests.factories.courses import AdmissionFactory, CourseFactory
from tests.factories.members import MemberFactory, OrganizationFactory, RegionFactory, UserFactory, assign_role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("mine", "theirs", "after"),
    [
        ("refused", "approved", "approved"),
        ("invited", "refused", "invited"),
        ("asked", "invited", "invited"),
        ("refused", "asked", "asked"),
        ("asked", "refused", "asked"),
    ],
)
def test_of_two_answers_the_kinder_one_counts_and_comes_apart_again(mine, theirs, after, organization, officer, now):
    course = CourseFactory(organization=organization)
    kept, merged = MemberFactory(organization=organization), MemberFactory(organization=organization)
    AdmissionFactory(member=kept, course=course, status=mine)
    AdmissionFactory(member=merged, course=course, status=theirs)

    done = merge_members(kept=kept, merged=merged, by=officer, now=now)
    together = Admission.objects.get(member=kept).status
    undo_merge(merge=done, by=officer, now=now)

    assert together == after
    assert dict(Admission.objects.values_list("member_id", "status")) == {kept.pk: mine, merged.pk: theirs}


def test_people_read_what_was_answered(member):
    AdmissionFactory(member=member, course__title="Kursus Khusus", status="refused", reason="Khusus pengurus.")

    [section] = [part for part in collect(subject=subject_of(member=member)) if part.key == "admissions"]

    assert [(entry.title, entry.facts[1].value) for entry in section.entries] == [("Kursus Khusus", "Khusus pengurus.")]


def test_erasing_a_person_removes_requests(member, officer, now):
    AdmissionFactory(member=member)
    AdmissionFactory()

    announced = {row.label: row.gone for row in preview_erasure(member=member, now=now)}
    erase_member(member=member, by=officer, now=now)

    assert (announced["Permintaan dan undangan ikut kursus"], Admission.objects.count()) == (1, 1)


def labels(rows):
    return sorted(row.course.title for row in rows)


def test_requests_are_read_from_above_and_decided_by_the_own_office(organization, now):
    """Organization lies in 53.71; a province's viewer reads, a neighbor sees nothing."""
    AdmissionFactory(course=CourseFactory(title="sini", organization=organization))
    elsewhere = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))
    AdmissionFactory(course=CourseFactory(title="sana", organization=elsewhere))
    officer = assign_role(UserFactory(), Role.OFFICER, organization)
    above = assign_role(UserFactory(), Role.VIEWER, region=RegionFactory(code="53"))
    stranger = UserFactory()

    reads = {user: labels(Admission.objects.visible_to(user)) for user in (officer, above, stranger)}
    decides = {user: labels(Admission.objects.editable_by(user)) for user in (officer, above, stranger)}

    assert reads == {officer: ["sini"], above: ["sini"], stranger: []}
    assert decides == {officer: ["sini"], above: [], stranger: []}
