"""The attendance screen: one hall, one submit."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from bimtek.models import Attendance
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(organization):
    return EventFactory(organization=organization)


@pytest.fixture
def hall(event):
    return [RegistrationFactory(event=event, member__full_name=name) for name in ("Ana", "Beni", "Citra")]


def address(event, query=""):
    return reverse("office_attendance", args=[event.pk]) + query


def post(client, event, marks, query="", **extra):
    data = {f"h{row.pk}": status for row, status in marks.items()} | extra
    return client.post(address(event, query), data, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


def checked(response):
    """`{registration pk: status}` as the page shows it."""
    pattern = r'name="h(\d+)" value="(\w+)" checked'
    return {int(pk): status for pk, status in re.findall(pattern, response.content.decode())}


def test_a_whole_day_in_one_submit(officer_client, officer, event, hall):
    slots = [SlotFactory(event=event), SlotFactory(event=event, is_learning=False)]
    ana, beni, citra = hall

    response = post(officer_client, event, {ana: "present", beni: "present", citra: "sick"})

    assert said(response) == ["2 hadir dari 3 orang. 6 catatan berubah."]
    for slot in slots:
        stored = dict(slot.attendances.values_list("registration_id", "status"))
        assert stored == {ana.pk: "present", beni.pk: "present", citra.pk: "sick"}
    assert Attendance.objects.filter(recorded_by=officer).count() == 6


def test_the_second_submit_changes_nothing(officer_client, event, hall):
    SlotFactory(event=event)
    marks = dict.fromkeys(hall, "present")
    post(officer_client, event, marks)

    assert said(post(officer_client, event, marks)) == ["3 hadir dari 3 orang. 0 catatan berubah."]


def test_one_slot_only(officer_client, event, hall):
    first, second = SlotFactory.create_batch(2, event=event)

    response = post(officer_client, event, {hall[0]: "absent"}, f"?sesi={second.pk}")

    assert response.redirect_chain[-1][0] == address(event, f"?sesi={second.pk}")
    assert (first.attendances.count(), second.attendances.count()) == (0, 1)
    assert checked(response) == {hall[0].pk: "absent"}


def test_fill_marks_everybody_and_stores_nothing(officer_client, event, hall):
    """Without JavaScript: the button answers with everybody present; what was chosen stays."""
    SlotFactory(event=event)

    response = post(officer_client, event, {hall[1]: "excused"}, fill="1")

    assert checked(response) == {hall[0].pk: "present", hall[1].pk: "excused", hall[2].pk: "present"}
    assert said(response)[0].startswith("Semua ditandai hadir, tetapi belum disimpan.")
    assert Attendance.objects.count() == 0


def test_stored_marks_are_shown_again(officer_client, event, hall):
    SlotFactory.create_batch(2, event=event)
    post(officer_client, event, {hall[0]: "present"})

    response = officer_client.get(address(event))

    assert checked(response) == {hall[0].pk: "present"}
    assert " ".join(response.content.decode().split()).count("1 dari 3 orang sudah tercatat") == 1


def test_every_choice_has_its_letter_and_its_word(officer_client, event):
    SlotFactory(event=event)
    RegistrationFactory(event=event)

    text = officer_client.get(address(event)).content.decode()

    letters = re.findall(r'aria-hidden="true">(\w)</span><span class="hidden-text">(\w+)</span>', text)
    assert letters == [("H", "Hadir"), ("I", "Izin"), ("S", "Sakit"), ("A", "Alpa")]


@pytest.mark.parametrize("mark", ["hadir", "", "PRESENT", "1"])
def test_a_nonsense_mark_is_no_mark(officer_client, event, hall, mark):
    SlotFactory(event=event)

    assert said(post(officer_client, event, {hall[0]: mark})) == ["0 hadir dari 0 orang. 0 catatan berubah."]
    assert Attendance.objects.count() == 0


def test_people_of_another_event_are_not_marked(officer_client, event, hall):
    SlotFactory(event=event)
    stranger = RegistrationFactory()

    post(officer_client, event, {stranger: "present", hall[0]: "present"})

    assert list(Attendance.objects.values_list("registration", flat=True)) == [hall[0].pk]


def test_somebody_who_cancelled_meanwhile_does_not_stop_the_rest(officer_client, event, hall):
    SlotFactory(event=event)
    hall[2].status = "cancelled"
    hall[2].save()

    response = post(officer_client, event, dict.fromkeys(hall, "present"))

    assert said(response) == ["2 hadir dari 2 orang. 2 catatan berubah."]


def test_a_cancelled_event_takes_no_marks(officer_client, organization):
    event = EventFactory(organization=organization, status="cancelled")
    SlotFactory(event=event)
    registration = RegistrationFactory(event=event)

    response = post(officer_client, event, {registration: "present"})

    assert said(response) == ["Kegiatan ini dibatalkan, jadi kehadiran tidak bisa dicatat."]
    assert Attendance.objects.count() == 0


def test_today_is_chosen_by_itself(officer_client, event):
    event.ends_at += timedelta(days=1)
    event.save()
    SlotFactory(event=event)
    second = SlotFactory(event=event, starts_at=event.starts_at + timedelta(hours=25))

    with time_machine.travel(second.starts_at, tick=False):
        assert officer_client.get(address(event)).context["slots"] == [second]
    assert officer_client.get(address(event)).context["chosen"] == "hari=2024-07-11"
    assert officer_client.get(address(event, "?hari=2024-07-12")).context["slots"] == [second]


@pytest.mark.parametrize("query", ["?sesi=abc", "?sesi=999999", "?hari=besok", "?hari=2020-01-01"])
def test_a_wrong_address_falls_back_to_the_first_day(officer_client, event, query):
    slot = SlotFactory(event=event)

    assert officer_client.get(address(event, query)).context["slots"] == [slot]


def test_without_agenda_or_people_the_next_step_is_named(officer_client, event):
    assert officer_client.get(address(event)).content.decode().count("Kehadiran dicatat per acara") == 1
    SlotFactory(event=event)
    assert officer_client.get(address(event)).content.decode().count("Daftarkan peserta</a>") == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_query_count(officer_client, event, django_assert_num_queries, rows):
    SlotFactory.create_batch(2, event=event)
    RegistrationFactory.create_batch(rows, event=event)

    with django_assert_num_queries(9):  # session, user, roles, event, slots, speakers, people, marks, waiting requests
        officer_client.get(address(event))


@pytest.mark.parametrize("people", [51, 90])
def test_a_full_hall_is_light(officer_client, event, people):
    """A weak line: the whole hall, uncompressed, and what travels after gzip."""
    SlotFactory.create_batch(4, event=event)
    RegistrationFactory.create_batch(people, event=event)

    packed = officer_client.get(address(event), headers={"accept-encoding": "gzip"})

    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < 10_000
