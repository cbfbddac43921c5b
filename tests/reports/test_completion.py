from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.choices import KimStatus, Role
from reports.services.areas import Area
from reports.services.completion import NOBODY, Tally, report_completion
from reports.services.subjects import CourseSubject, EventSubject
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory
from tests.factories.members import (
    KimFactory,
    KimMembershipFactory,
    MemberFactory,
    RegionFactory,
    UserFactory,
    assign_role,
)
from tests.factories.reports import attend, begin, certify, finish, kim_member

NAMOSAIN, ALAK, OEBOBO = "53.71.01.1001", "53.71.01", "53.71.04"


@pytest.fixture
def report(officer, course, day):
    """A function that counts for the officer on the day, unless told otherwise."""

    def count(user=officer, day=day, area=None):
        subject = CourseSubject("course", course.title, (course,))
        return report_completion(user=user, subject=subject, day=day, area=area)

    return count


def test_tally_splits_people_into_three_groups():
    tally = Tally(member_count=10, begun_count=7, finished_count=4, certified_count=3)

    assert (tally.finished_count, tally.learning_count, tally.waiting_count) == (4, 3, 3)
    assert (tally.finished_percent, tally.learning_percent) == (40, 30)
    assert (tally.finished_width, tally.learning_width) == ("40.0", "30.0")


def test_tally_rounds_percent_down_so_that_100_means_everybody():
    assert Tally(member_count=1000, begun_count=999, finished_count=999).finished_percent == 99
    assert Tally(member_count=3, begun_count=3, finished_count=3).finished_percent == 100


def test_tally_of_nobody_has_no_percent():
    assert NOBODY.finished_percent is None
    assert NOBODY.learning_percent is None
    assert NOBODY.finished_share is None


def test_report_counts_members_who_never_enrolled(report, course):
    finish(kim_member(), course)
    begin(kim_member(), course)
    kim_member()

    assert report().total == Tally(member_count=3, begun_count=2, finished_count=1, certified_count=0)


def test_report_counts_certificates(report, course):
    certify(enrollment=finish(kim_member(), course))

    assert report().total == Tally(1, 1, 1, 1)


def test_membership_that_ended_yesterday_does_not_count(report, course, day):
    finish(kim_member(ends_on=day.on - timedelta(days=1)), course)
    finish(kim_member(ends_on=day.on), course)

    assert report().total.member_count == 1


def test_membership_that_starts_tomorrow_does_not_count(report, day):
    kim_member(starts_on=day.on + timedelta(days=1))
    kim_member(starts_on=day.on)

    assert report().total.member_count == 1


def test_report_looks_back_to_its_day(report, course, day):
    finish(kim_member(ends_on=date(2024, 7, 10)), course)

    before = report(day=replace(day, on=date(2024, 7, 4))).total
    after = report(day=replace(day, on=date(2024, 7, 5))).total

    assert (before.begun_count, before.finished_count) == (1, 0)
    assert (after.begun_count, after.finished_count) == (1, 1)


def test_report_lists_every_village_of_the_area_by_code(report, course):
    finish(kim_member(NAMOSAIN), course)
    kim_member("53.71.01.1002")
    RegionFactory(code="53.71.04.1001")
    RegionFactory(code="53.71.04.1002", is_active=False)

    rows = [(row.code, row.name, row.district, row.city, row.kim_count, row.tally) for row in report().villages]

    assert rows == [
        (NAMOSAIN, "Namosain", "Alak", "Kota Kupang", 1, Tally(1, 1, 1, 0)),
        ("53.71.01.1002", "Wilayah 53.71.01.1002", "Alak", "Kota Kupang", 1, Tally(1, 0, 0, 0)),
        ("53.71.04.1001", "Wilayah 53.71.04.1001", "Oebobo", "Kota Kupang", 0, NOBODY),
    ]


def test_report_lists_districts_with_their_villages(report, course):
    finish(kim_member(NAMOSAIN), course)
    kim_member("53.71.01.1002")
    RegionFactory(code="53.71.04.1001")

    rows = [(row.code, row.name, row.village_count, row.kim_count, row.tally) for row in report().districts]

    assert rows == [(ALAK, "Alak", 2, 2, Tally(2, 1, 1, 0)), (OEBOBO, "Oebobo", 1, 0, NOBODY)]


def test_report_lists_every_kim_also_without_members(report, course):
    first = KimFactory(name="KIM A", region=RegionFactory(code=NAMOSAIN))
    KimFactory(name="KIM B", region=first.region)
    finish(kim_member(kim=first), course)

    rows = [(row.name, row.region.name, row.region.district, row.tally) for row in report().kims]

    assert rows == [("KIM A", "Namosain", "Alak", Tally(1, 1, 1, 0)), ("KIM B", "Namosain", "Alak", NOBODY)]


def test_person_in_two_kims_counts_once_per_level(report, course):
    member = kim_member(NAMOSAIN)
    KimMembershipFactory(kim=KimFactory(region=RegionFactory(code=NAMOSAIN)), member=member)
    KimMembershipFactory(kim=KimFactory(region=RegionFactory(code="53.71.04.1001")), member=member)
    finish(member, course)

    result = report()

    once = Tally(1, 1, 1, 0)
    assert [row.tally for row in result.kims] == [once, once, once]
    assert [row.tally for row in result.villages] == [once, once]
    assert [row.tally for row in result.districts] == [once, once]
    assert result.total == once


def test_person_who_joined_the_course_twice_counts_once(report, course):
    member = kim_member()
    left = begin(member, course)
    left.status, left.withdrawn_at = "withdrawn", left.enrolled_at
    left.save()
    finish(member, course)

    assert report().total == Tally(1, 1, 1, 0)


def test_member_counts_where_the_kim_is_not_where_they_live(report):
    kim_member("53.71.04.1001", region=RegionFactory(code=NAMOSAIN))

    assert [(row.code, row.tally.member_count) for row in report().districts] == [(ALAK, 0), (OEBOBO, 1)]


def test_kim_of_a_whole_district_stands_among_the_villages(report):
    kim_member(ALAK)
    RegionFactory(code=NAMOSAIN)

    result = report()

    assert [(row.code, row.is_whole_district, row.tally.member_count) for row in result.villages] == [
        (ALAK, True, 1),
        (NAMOSAIN, False, 0),
    ]
    assert [(row.village_count, row.tally.member_count) for row in result.districts] == [(1, 1)]


def test_village_whose_kim_is_not_formed_has_none(report):
    kim = KimFactory(region=RegionFactory(code=NAMOSAIN), status=KimStatus.NOT_FORMED)
    kim_member("53.71.01.1002")

    assert [row.code for row in report().villages_without_kim] == [kim.region_id]


def test_officer_sees_no_row_of_another_city(report, course, serang_officer):
    finish(kim_member(NAMOSAIN), course)
    finish(kim_member("36.73.01.1001"), course)

    kupang, serang = report(), report(user=serang_officer)

    assert [row.code for row in kupang.districts] == [ALAK]
    assert [row.code for row in kupang.villages] == [NAMOSAIN]
    assert [row.region.code for row in kupang.kims] == [NAMOSAIN]
    assert kupang.total.member_count == 1
    assert [row.code for row in serang.districts] == ["36.73.01"]
    assert serang.area_name == "Kota Serang"


def test_officer_cannot_widen_the_scope_by_asking_for_another_area(report):
    kim_member("36.73.01.1001")

    result = report(area=Area(("36.73",)))

    assert (result.total, result.kims) == (NOBODY, [])


def test_superuser_sees_every_city(report, organization, serang_officer):
    kim_member(NAMOSAIN)
    kim_member("36.73.01.1001")
    kim_member("19.71.02.1003")

    result = report(user=UserFactory(is_superuser=True))

    assert [row.code for row in result.districts] == ["19.71.02", "36.73.01", ALAK]
    assert result.total.member_count == 3


def test_viewer_of_a_village_sees_that_village_only(report):
    kim_member(NAMOSAIN)
    kim_member("53.71.01.1002")
    viewer = assign_role(UserFactory(), Role.VIEWER, region=RegionFactory(code=NAMOSAIN))

    result = report(user=viewer)

    assert [row.code for row in result.villages] == [NAMOSAIN]
    assert result.area_name == "Namosain, Kecamatan Alak"
    assert result.is_one_district is True


def test_stranger_sees_nothing(report, member):
    kim_member()

    result = report(user=member.user)

    assert (result.total, result.districts, result.kims, result.outside_count) == (NOBODY, [], [], 0)


def test_area_narrows_the_report(report):
    kim_member(NAMOSAIN)
    kim_member("53.71.04.1001")

    result = report(area=Area((OEBOBO,)))

    assert [row.code for row in result.villages] == ["53.71.04.1001"]
    assert (result.area_name, result.total.member_count, result.outside_count) == ("Kecamatan Oebobo", 1, None)


def test_people_outside_the_kims_are_counted_apart(report, course, organization, serang_officer, day):
    begin(MemberFactory(organization=organization), course)
    begin(kim_member(ends_on=day.on - timedelta(days=1), organization=organization), course)
    begin(kim_member(organization=organization), course)
    serang = serang_officer.roles[0].organization
    begin(MemberFactory(organization=serang, region=serang.region), course)

    result = report()

    assert (result.total.begun_count, result.outside_count) == (1, 2)


def test_event_report_counts_who_came(officer, organization, day):
    slot = SlotFactory(event=EventFactory(organization=organization))
    certify(registration=attend(kim_member(organization=organization), slot))
    RegistrationFactory(event=slot.event, member=kim_member(organization=organization))
    kim_member(organization=organization)
    attend(MemberFactory(organization=organization), slot)

    result = report_completion(user=officer, subject=EventSubject(slot.event), day=day)

    assert (result.total, result.outside_count) == (Tally(3, 2, 1, 1), 1)


def test_presence_in_several_slots_counts_once(officer, organization, day):
    slot = SlotFactory(event=EventFactory(organization=organization))
    registration = attend(kim_member(), slot)
    for _ in range(2):
        more = SlotFactory(event=slot.event)
        registration.attendances.create(
            slot=more, status="present", recorded_at=more.starts_at, recorded_by=UserFactory()
        )

    result = report_completion(user=officer, subject=EventSubject(slot.event), day=day)

    assert result.total == Tally(1, 1, 1, 0)


def count_queries(call):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        call()
    return len(queries)


def test_query_count_is_the_same_for_one_and_three_of_everything(report, course, officer):
    assert len(officer.roles) == 1  # read once per request
    finish(kim_member("53.71.01.1001"), course)
    one = count_queries(report)
    for number in (1, 2, 3):
        for village in ("1002", "1003", "1004"):
            finish(kim_member(f"53.71.0{number}.{village}"), course)

    three = count_queries(report)

    assert (one, three) == (7, 7)
    assert len(report().districts) == 3
