from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bimtek.choices import EventStatus
from members.choices import Role
from tests.factories.bimtek import EventFactory, SlotFactory
from tests.factories.courses import CourseFactory
from tests.factories.members import MemberFactory, RegionFactory, UserFactory, assign_role
from tests.factories.reports import attend, begin, finish, kim_member

URL = "/cms/ketuntasan/"


@pytest.fixture
def show(officer_client):
    """A function that opens the screen as the officer and returns the response."""
    return lambda **query: officer_client.get(URL, query)


def rows_of(response):
    return [
        (row.name, row.tally.finished_count, row.tally.member_count) for row in response.context["report"].districts
    ]


def test_address_is_known_by_name():
    assert reverse("office_completion") == URL


def test_visitor_goes_to_the_login(client, db):
    response = client.get(URL)

    assert (response.status_code, response.url) == (302, f"/masuk/?next={URL}")


def test_member_and_trainer_find_nothing(member_client, organization):
    assert member_client.get(URL).status_code == 404

    member_client.force_login(assign_role(UserFactory(), Role.TRAINER, organization))

    assert member_client.get(URL).status_code == 404


def test_viewer_may_read(client, viewer, course):
    client.force_login(viewer)

    assert client.get(URL).status_code == 200


def test_screen_is_kept_by_nobody_else(show, course):
    assert show()["Cache-Control"] == "private, no-store"


def test_screen_starts_with_the_first_course_the_whole_area_and_today(show, course):
    finish(kim_member(), course)

    response = show()

    form = response.context["form"]
    assert form.chosen_subject.courses == (course,)
    assert form.chosen_area is None
    assert form.chosen_day == form.today
    assert rows_of(response) == [("Alak", 1, 1)]


def test_screen_shows_every_district_with_its_share_in_words(show, course):
    finish(kim_member(), course)
    begin(kim_member("53.71.01.1002"), course)
    kim_member("53.71.04.1001")

    html = show().content.decode()

    assert 'aria-label="Alak: selesai 50 persen, sedang belajar 50 persen"' in html
    assert (
        '<rect class="b1" width="50.0" height="20"/><rect class="b2" x="50.0" y="6" width="50.0" height="8"/>' in html
    )
    assert 'aria-label="Oebobo: selesai 0 persen, sedang belajar 0 persen"' in html
    assert 'aria-label="Kota Kupang: selesai 33 persen, sedang belajar 33 persen"' in html


def test_officer_sees_no_district_of_another_city(show, course):
    kim_member()
    kim_member("36.73.01.1001")

    response = show()

    assert rows_of(response) == [("Alak", 0, 1)]
    assert "36.73" not in response.content.decode()


def test_district_leads_to_its_villages_and_kims(show, course):
    finish(kim_member(), course)
    kim_member("53.71.04.1001")

    overview = show().content.decode()
    response = show(area="53.71.01")

    html = response.content.decode()
    assert 'href="?area=53.71.01"' in overview
    assert [row.name for row in response.context["report"].villages] == ["Namosain"]
    assert "Per kelurahan, Kecamatan Alak" in html
    assert "Per KIM, Kecamatan Alak" in html
    assert "Semua kecamatan" in html
    assert "Oebobo" not in html.split("<table>", 1)[1]


def test_links_keep_what_was_chosen(show, course):
    kim_member(starts_on=date(2024, 1, 1))
    kim_member("53.71.04.1001")

    html = show(subject=f"course-{course.pk}", day="2024-07-11").content.decode()

    assert f"?subject=course-{course.pk}&amp;day=2024-07-11&amp;area=53.71.01" in html
    assert f"/cms/ketuntasan/unduh/?subject=course-{course.pk}&amp;day=2024-07-11" in html


def test_day_counts_the_members_of_that_day(show, course):
    kim_member(starts_on=date(2024, 1, 1), ends_on=date(2024, 7, 10))

    on_last_day, a_day_later = show(day="2024-07-10"), show(day="2024-07-11")

    assert on_last_day.context["report"].total.member_count == 1
    assert a_day_later.context["report"].total.member_count == 0
    assert "Rabu, 10 Juli 2024" in on_last_day.content.decode()


def test_event_can_be_chosen(show, organization):
    slot = SlotFactory(event=EventFactory(organization=organization, title="Bimtek KIM"))
    attend(kim_member(), slot)

    response = show(subject=f"event-{slot.event.pk}")

    assert rows_of(response) == [("Alak", 1, 1)]
    assert '<h2 class="section">Bimtek KIM, 11 Juli 2024</h2>' in response.content.decode()
    assert f"/cms/kegiatan/{slot.event.pk}/unduh/" in response.content.decode()


def test_event_of_another_office_is_not_found(show, course, serang_officer):
    event = EventFactory(organization=serang_officer.roles[0].organization)

    assert show(subject=f"event-{event.pk}").status_code == 404


def test_draft_event_is_not_offered(show, course, organization):
    event = EventFactory(organization=organization, status=EventStatus.DRAFT)

    assert show(subject=f"event-{event.pk}").status_code == 404


@pytest.mark.parametrize(
    "query", [{"area": "36.73.01"}, {"area": "53"}, {"subject": "course-0"}, {"subject": "' OR 1"}]
)
def test_unknown_choice_is_not_found(show, course, query):
    RegionFactory(code="36.73.01")
    RegionFactory(code="53.71.01")

    assert show(**query).status_code == 404


def test_wrong_date_says_how_to_write_it(show, course):
    response = show(day="11 Juli")

    assert response.context["form"].errors["day"] == ["Tulis tanggal seperti 2024-07-11."]
    assert response.context["report"] is None


def test_future_date_is_refused(show, course):
    response = show(day=(date.today() + timedelta(days=3)).isoformat())

    assert response.context["form"].errors["day"] == ["Tanggal ini belum tiba. Pilih hari ini atau hari sebelumnya."]


def test_site_without_courses_says_what_to_do(show):
    html = show().content.decode()

    assert "Belum ada kursus atau kegiatan." in html
    assert "Unduh Excel" not in html


def test_area_without_members_says_what_to_do(show, course):
    RegionFactory(code="53.71.01.1001")

    html = show().content.decode()

    assert "Belum ada anggota KIM yang tercatat pada tanggal ini." in html
    assert reverse("office_members") in html
    assert "Unduh Excel" not in html


def test_villages_without_kim_are_listed_with_their_district(show, course):
    kim_member()
    RegionFactory(code="53.71.04.1001", name="Oebobo")

    html = show().content.decode()

    assert "1 kelurahan/desa belum mempunyai KIM" in html
    assert "Oebobo (Oebobo)" in html


def test_people_who_are_no_kim_members_are_mentioned(show, course, organization):
    kim_member()
    begin(MemberFactory(organization=organization), course)

    assert "1 orang lain ikut, tetapi tidak dihitung di atas" in show().content.decode()


def test_screen_holds_no_name_of_a_person(show, course):
    finish(kim_member(full_name="Yosefina Rambu"), course)

    assert "Yosefina" not in show(area="53.71.01").content.decode()


def test_query_count_is_the_same_for_one_and_three(show, course):
    def count():
        with CaptureQueriesContext(connection) as queries:
            assert show().status_code == 200
        return len(queries)

    finish(kim_member(), course)
    show()
    one = count()
    for number in (1, 2, 3):
        CourseFactory()
        for village in ("1002", "1003", "1004"):
            finish(kim_member(f"53.71.0{number}.{village}"), course)

    assert count() == one
    assert one <= 16
