"""Numbers on chairs where officers and members meet them: pages, papers, the workbook, the set for the printer."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from bimtek.models import Registration
from bimtek.services.sheets import BLANK_ROWS, draw_attendance_sheet, sheet_rows
from certificates.choices import HandoutOrder
from certificates.services.issuing import issue_event
from certificates.services.names import people_of_event
from certificates.services.print_sets import ask_for_set, ordered
from reports.services.event_results import build_event_book
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory, SpeakerFactory
from tests.factories.certificates import FileFactory, held_event, participant

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(organization):
    return EventFactory(organization=organization)


@pytest.fixture
def hall(event):
    """Ana, Beni, Citra, registered in this order."""
    return [RegistrationFactory(event=event, member__full_name=name) for name in ("Ana", "Beni", "Citra")]


def sit(rows, *numbers):
    for row, row.seat in zip(rows, numbers, strict=True):
        row.save()


def numbering(event):
    return reverse("office_seats", args=[event.pk])


def chair(row):
    return reverse("office_seat", args=[row.event_id, row.pk])


def page(response):
    return " ".join(response.content.decode().split())


def said(response):
    return [str(message) for message in response.context["messages"]]


def seats(event):
    return list(event.registrations.order_by("pk").values_list("seat", flat=True))


def in_order(text, *words):
    places = [text.index(word) for word in words]
    return places == sorted(places)


def test_the_officer_numbers_a_hall(officer_client, event, hall):
    before = page(officer_client.get(reverse("office_registrations", args=[event.pk])))
    asked = page(officer_client.get(numbering(event)))

    response = officer_client.post(numbering(event), {"order": "name"}, follow=True)

    assert before.count(numbering(event)) == 1
    assert (before.count("Tanpa kursi"), before.count(chair(hall[0]))) == (0, 0)
    assert asked.count("3 peserta terdaftar mendapat nomor 1 sampai 3.") == 1
    assert asked.count('name="replaces"') == 0
    assert said(response) == ["3 kursi bernomor."]
    assert seats(event) == [1, 2, 3]
    assert page(response).count("Kursi 2") == 1
    assert page(response).count(chair(hall[1])) == 1


def test_numbers_that_are_there_are_asked_about_first(officer_client, event, hall):
    sit(hall, 3, 2, None)
    shown = page(officer_client.get(numbering(event)))

    refused = officer_client.post(numbering(event), {"order": "name"})
    kept = seats(event)
    officer_client.post(numbering(event), {"order": "name", "replaces": "on"})

    assert shown.count("2 orang sudah mempunyai nomor kursi") == 1
    assert shown.count('name="replaces"') == 1
    assert refused.context["form"].errors["replaces"][0].startswith("Belum ada yang berubah.")
    assert (kept, seats(event)) == ([3, 2, None], [1, 2, 3])


def test_who_numbered_meanwhile_is_not_overrun(officer_client, event, hall):
    """The page was opened before another officer numbered: the question comes with the answer."""
    officer_client.get(numbering(event))
    sit(hall, 3, 2, 1)

    response = officer_client.post(numbering(event), {"order": "name"})

    assert page(response).count('name="replaces"') == 1
    assert seats(event) == [3, 2, 1]


@pytest.mark.parametrize("data", [{"order": "acak"}, {"order": ""}, {"replaces": "on"}])
def test_an_order_must_be_chosen(officer_client, event, hall, data):
    response = officer_client.post(numbering(event), data)

    assert list(response.context["form"].errors) == ["order"]
    assert seats(event) == [None] * 3


def test_nobody_there_is_said(officer_client, event):
    assert page(officer_client.get(numbering(event))).count("Belum ada peserta") == 1
    assert page(officer_client.get(reverse("office_registrations", args=[event.pk]))).count(numbering(event)) == 0


def test_a_cancelled_event_keeps_its_chairs(officer_client, organization):
    row = RegistrationFactory(event=EventFactory(organization=organization, status="cancelled"), seat=4)

    for address, data in ((numbering(row.event), {"order": "name", "replaces": "on"}), (chair(row), {"seat": "5"})):
        response = officer_client.post(address, data)
        assert response.context["form"].non_field_errors()[0].startswith("Kursi tidak berubah")
    assert seats(row.event) == [4]


def test_one_chair_is_corrected(officer_client, event, hall):
    sit(hall, 1, 2, 3)
    assert page(officer_client.get(chair(hall[0]))).count('name="seat" value="1"') == 1

    response = officer_client.post(chair(hall[0]), {"seat": "12"}, follow=True)
    officer_client.post(chair(hall[1]), {"seat": ""})

    assert said(response) == ["Kursi Ana tersimpan."]
    assert seats(event) == [12, None, 3]
    text = page(officer_client.get(reverse("office_registrations", args=[event.pk])))
    assert in_order(text, "Kursi 3", "Kursi 12", "Tanpa kursi")


def test_a_taken_chair_names_who_sits_there_and_offers_to_swap(officer_client, event, hall):
    sit(hall, 1, 2, None)

    response = officer_client.post(chair(hall[0]), {"seat": "2"})
    offered = page(response)
    officer_client.post(chair(hall[0]), {"seat": "2", "swap_with": hall[1].pk})

    assert response.context["form"].errors == {"seat": ["Kursi 2 sudah ditempati Beni. Pilih nomor lain."]}
    assert offered.count(f'name="swap_with" value="{hall[1].pk}"') == 1
    assert offered.count("Tukar: Beni ke kursi 1") == 1
    assert seats(event) == [2, 1, None]


def test_who_has_no_chair_has_none_to_swap(officer_client, event, hall):
    sit(hall, 1, 2, None)

    assert page(officer_client.post(chair(hall[2]), {"seat": "2"})).count("swap_with") == 0


@pytest.mark.parametrize("seat", ["0", "-1", "10000", "dua", "1.5", "9" * 40])
def test_what_is_no_number_is_no_chair(officer_client, event, hall, seat):
    response = officer_client.post(chair(hall[0]), {"seat": seat})

    assert list(response.context["form"].errors) == ["seat"]
    assert seats(event) == [None] * 3


def test_nobody_swaps_with_another_hall(officer_client, event, hall):
    sit(hall, 1, 2, 3)
    gone = RegistrationFactory(event=event, status="cancelled")

    for stranger in (RegistrationFactory(seat=9), gone):
        response = officer_client.post(chair(hall[0]), {"seat": "2", "swap_with": stranger.pk})
        assert list(response.context["form"].errors) == ["swap_with"]
    assert officer_client.get(chair(gone)).status_code == 404
    assert seats(event)[:3] == [1, 2, 3]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_the_same_questions_for_any_hall(officer_client, event, rows, django_assert_num_queries):
    people = [RegistrationFactory(event=event, seat=number) for number in range(1, rows + 1)]

    with django_assert_num_queries(7):  # session, user, roles, event, two counts, waiting requests
        officer_client.get(numbering(event))
    with django_assert_num_queries(6):  # session, user, roles, event, person, waiting requests
        officer_client.get(chair(people[0]))
    with django_assert_num_queries(6):
        officer_client.get(reverse("office_registrations", args=[event.pk]))


def test_the_attendance_screen_follows_the_hall(officer_client, event, hall):
    SlotFactory(event=event)
    address = reverse("office_attendance", args=[event.pk])
    without = page(officer_client.get(address))
    sit(hall, 8, None, 3)

    text = page(officer_client.get(address))

    assert without.count("Kursi") == 0
    assert in_order(text, "<b>Citra</b><small>Kursi 3 ·", "<b>Ana</b><small>Kursi 8 ·", "<b>Beni</b><small>Namosain")


def test_the_sheet_to_sign_has_a_column_only_when_there_are_seats(event, hall):
    without = PdfReader(BytesIO(draw_attendance_sheet(event=event))).pages[0].extract_text()
    sit(hall, 8, None, 3)

    text = PdfReader(BytesIO(draw_attendance_sheet(event=event))).pages[0].extract_text()

    assert (without.count("Kursi"), text.count("Kursi")) == (0, 1)
    assert in_order(without, "Ana", "Beni", "Citra")
    rows = sheet_rows(event=event)
    assert [(row.number, row.seat, row.name) for row in rows[:3]] == [(1, 3, "Citra"), (2, 8, "Ana"), (3, None, "Beni")]
    assert {row.seat for row in rows[3:]} == {None}
    assert len(rows) == 3 + BLANK_ROWS


def test_the_workbook_follows_the_hall(event, hall, officer):
    def open_rows():
        book = load_workbook(BytesIO(build_event_book(event=event, by=officer)))["Peserta"]
        return [row[:3] for row in book.iter_rows(min_row=5, values_only=True)]

    without = open_rows()
    sit(hall, 8, None, 3)

    assert without == [("No.", "Nama", "L/P"), (1, "Ana", "P"), (2, "Beni", "P"), (3, "Citra", "P")]
    assert open_rows() == [("No.", "Kursi", "Nama"), (1, 3, "Citra"), (2, 8, "Ana"), (3, None, "Beni")]


def test_the_names_to_sign_follow_the_hall_then_come_those_with_a_part(event, hall):
    part = SpeakerFactory(event=event)
    sit(hall, 8, None, 3)

    names = [member.full_name for member in people_of_event(event=event)]

    assert names == ["Citra", "Ana", "Beni", part.member.full_name]


def test_the_set_for_the_printer_lies_as_people_sit(organization, officer, now):
    event = held_event(organization=organization)
    people = [participant(event, full_name=name) for name in ("Ana", "Beni", "Citra")]
    for certificate in issue_event(event=event, by=officer, now=now):
        FileFactory(certificate=certificate)
    before = ask_for_set(event=event, order=HandoutOrder.SEATING, by=officer, now=now)
    sit(Registration.objects.filter(pk__in=[row.pk for row in people]).order_by("pk"), 8, None, 3)

    rows = ordered(event=event, order=HandoutOrder.SEATING)

    assert [row.printed["name"] for row in rows] == ["Citra", "Ana", "Beni"]
    assert ask_for_set(event=event, order=HandoutOrder.SEATING, by=officer, now=now) != before


def test_the_member_sees_the_own_chair(member_client, member, event):
    row = RegistrationFactory(event=event, member=member)
    address = reverse("event_detail", args=[event.slug])
    without = page(member_client.get(address)).count("Kursi 12")

    sit([row], 12)

    assert (without, page(member_client.get(address)).count("Kursi 12")) == (0, 1)


@pytest.mark.parametrize(("status", "shown"), [("published", 1), ("cancelled", 0)])
def test_the_own_page_tells_the_chair_of_what_is_to_come(member_client, member, organization, now, status, shown):
    far = {"starts_at": now.replace(year=2090), "ends_at": now.replace(year=2091), "status": status}
    RegistrationFactory(event=EventFactory(organization=organization, **far), member=member, seat=12)

    assert page(member_client.get("/belajar/")).count("Kursi 12") == shown
