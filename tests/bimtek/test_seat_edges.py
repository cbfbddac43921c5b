"""Seats, events and their dates at the edges: the last second, the last seat, odd input, two offices."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.template import Context, Template
from django.urls import reverse

from bimtek.choices import AttendanceStatus, EventStatus
from bimtek.forms.events import EventForm
from bimtek.forms.fields import LocalMoment
from bimtek.forms.participants import MemberSearchForm, WalkInForm
from bimtek.models import Attendance, Registration, RegistrationChange, TrainingEvent
from bimtek.services.events import CapacityTooSmall, close_event, create_event, free_slug, publish_event, update_event
from bimtek.services.registrations import (
    AlreadyAttended,
    EventFull,
    RegistrationClosed,
    cancel,
    is_open,
    register,
    register_walk_in,
    sign_up,
    step_back,
)
from members.models import Member
from members.services.merges import merge_members
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory
from tests.factories.members import MemberFactory, OrganizationFactory, RegionFactory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def event(organization):
    return EventFactory(organization=organization)


@pytest.fixture
def before(event):
    return event.starts_at - timedelta(days=1)


def render(source, **context):
    return " ".join(Template("{% load bimtek_tags %}" + source).render(Context(context)).split())


def lines(registration):
    return list(registration.changes.values_list("status", flat=True))


def form_data(**changes):
    return {
        "title": "Bimtek Desain", "kind": "bimtek", "mode": "on_site", "venue": "Aula", "capacity": "51",
        "starts_at": "2024-07-11T08:00", "ends_at": "2024-07-11T15:00", "min_attendance": "75", "pass_mark": "70",
    } | changes  # fmt: skip


def test_sign_up_ends_with_the_second_before_the_start(event, member):
    assert is_open(event, event.starts_at - SECOND) is True
    assert is_open(event, event.starts_at) is False


def test_a_later_closing_time_lets_people_in_after_the_start(event, member):
    event.registration_closes_at = event.starts_at + timedelta(hours=1)
    event.save()

    assert sign_up(event=event, member=member, by=member.user, now=event.starts_at + SECOND).is_seated


def test_the_last_seat_is_taken_once(organization, officer, before):
    event = EventFactory(organization=organization, capacity=1)
    first, second = MemberFactory.create_batch(2)

    register(event=event, member=first, by=officer, now=before)

    with pytest.raises(EventFull):
        register(event=event, member=second, by=officer, now=before)
    assert list(event.registrations.values_list("member", flat=True)) == [first.pk]


def test_who_gave_a_seat_back_does_not_get_it_again_when_it_is_taken(organization, officer, before):
    event = EventFactory(organization=organization, capacity=1)
    gone = register(event=event, member=MemberFactory(), by=officer, now=before)
    cancel(registration=gone, by=officer, now=before)
    register(event=event, member=MemberFactory(), by=officer, now=before)

    with pytest.raises(EventFull):
        register(event=event, member=gone.member, by=officer, now=before)

    assert lines(gone) == ["registered", "cancelled"]
    assert Registration.objects.get(pk=gone.pk).is_seated is False


def test_coming_back_keeps_the_day_of_the_first_registration(event, officer, before):
    row = register(event=event, member=MemberFactory(), by=officer, now=before)
    cancel(registration=row, by=officer, now=before)

    again = register(event=event, member=row.member, by=officer, now=before + timedelta(hours=3))

    assert (again.pk, again.created_at) == (row.pk, before)
    assert lines(again) == ["registered", "cancelled", "registered"]


def test_full_in_one_event_is_not_full_in_the_other(organization, officer, before):
    member = MemberFactory()
    full, free = [EventFactory(organization=organization, capacity=1) for _ in range(2)]
    RegistrationFactory(event=full)

    assert register(event=free, member=member, by=officer, now=before).event == free
    with pytest.raises(EventFull):
        register(event=full, member=member, by=officer, now=before)


def test_the_database_takes_one_row_for_each_person_and_event(event):
    row = RegistrationFactory(event=event)

    with pytest.raises(IntegrityError), transaction.atomic():
        RegistrationFactory(event=event, member=row.member)

    assert Registration.objects.get() == row


def test_the_database_takes_no_event_without_seats_or_length(organization):
    now = datetime(2024, 7, 11, tzinfo=UTC)

    with pytest.raises(IntegrityError, match="bimtek_event_capacity_positive"), transaction.atomic():
        EventFactory(organization=organization, capacity=0)
    with pytest.raises(IntegrityError, match="bimtek_event_ends_after_start"), transaction.atomic():
        EventFactory(organization=organization, starts_at=now, ends_at=now)
    with pytest.raises(IntegrityError, match="bimtek_event_percents"), transaction.atomic():
        EventFactory(organization=organization, pass_mark=101)
    assert TrainingEvent.objects.count() == 0


def test_a_seat_of_a_cancelled_event_may_be_given_back_by_an_officer_only(event, member, officer, before):
    row = sign_up(event=event, member=member, by=member.user, now=before)
    type(event).objects.filter(pk=event.pk).update(status=EventStatus.CANCELLED)
    row = Registration.objects.get(pk=row.pk)

    with pytest.raises(RegistrationClosed):
        step_back(registration=row, by=member.user, now=before)

    assert lines(row) == ["registered"]
    assert cancel(registration=row, by=officer, now=before).is_seated is False


def test_stepping_back_looks_at_the_event_as_it_is_now(event, member, before):
    """The page was loaded before the event was brought forward."""
    row = sign_up(event=event, member=member, by=member.user, now=before)
    stale = Registration.objects.select_related("event").get(pk=row.pk)
    type(event).objects.filter(pk=event.pk).update(starts_at=before)

    with pytest.raises(RegistrationClosed):
        step_back(registration=stale, by=member.user, now=before)

    assert lines(row) == ["registered"]


def test_a_seat_for_an_entry_that_was_merged_goes_to_the_one_that_stands(event, organization, officer, before):
    kept, merged = MemberFactory.create_batch(2, organization=organization)
    merge_members(kept=kept, merged=merged, by=officer, now=before)
    merged.refresh_from_db()

    seats = [register(event=event, member=member, by=officer, now=before) for member in (merged, kept)]

    assert [row.member for row in seats] == [kept, kept]
    assert Registration.objects.count() == 1


def test_a_member_steps_back_from_a_closed_event_before_it_begins(event, member, before):
    row = sign_up(event=event, member=member, by=member.user, now=before)
    close_event(event=event)

    assert step_back(registration=row, by=member.user, now=event.starts_at - SECOND).is_seated is False


def test_stepping_back_twice_is_one_line(event, member, before):
    row = sign_up(event=event, member=member, by=member.user, now=before)

    for _ in range(2):
        step_back(registration=row, by=member.user, now=before)

    assert lines(row) == ["registered", "cancelled"]


def test_one_present_mark_among_absences_keeps_the_seat(event, officer, now):
    row = RegistrationFactory(event=event)
    for status in (AttendanceStatus.ABSENT, AttendanceStatus.PRESENT, AttendanceStatus.SICK):
        Attendance.objects.create(
            slot=SlotFactory(event=event), registration=row, status=status, recorded_at=now, recorded_by=officer
        )

    with pytest.raises(AlreadyAttended):
        cancel(registration=row, by=officer, now=now, reason="Salah")

    assert RegistrationChange.objects.count() == 0
    assert Registration.objects.get().is_seated is True


def test_a_walk_in_of_a_cancelled_event_leaves_nobody_behind(organization, officer, now):
    event = EventFactory(organization=organization, status=EventStatus.CANCELLED)

    with pytest.raises(RegistrationClosed):
        register_walk_in(event=event, full_name="Yohanis Benu", by=officer, now=now)

    assert Member.objects.count() == 0


def test_an_event_cancelled_since_the_list_was_loaded_registers_nobody(event, officer, before):
    type(event).objects.filter(pk=event.pk).update(status=EventStatus.CANCELLED)

    with pytest.raises(RegistrationClosed):
        register(event=event, member=MemberFactory(), by=officer, now=before)

    assert Registration.objects.count() == 0


def test_seats_may_be_as_many_as_the_people_on_them(event):
    RegistrationFactory.create_batch(2, event=event)
    RegistrationFactory(event=event, status="cancelled")

    assert update_event(event=event, details={"capacity": 2}).capacity == 2


def test_a_refused_number_of_seats_leaves_title_and_agenda(event):
    slot = SlotFactory(event=event)
    RegistrationFactory.create_batch(2, event=event)
    week = timedelta(days=7)

    with pytest.raises(CapacityTooSmall):
        update_event(
            event=event,
            details={
                "capacity": 1, "title": "Lain", "starts_at": event.starts_at + week, "ends_at": event.ends_at + week,
            },
        )  # fmt: skip

    assert TrainingEvent.objects.get().title == event.title
    assert event.slots.get().starts_at == slot.starts_at


def test_opening_again_lets_members_in_again(event, member, before):
    close_event(event=event)
    with pytest.raises(RegistrationClosed):
        sign_up(event=event, member=member, by=member.user, now=before)

    publish_event(event=event)

    assert sign_up(event=event, member=member, by=member.user, now=before).is_seated


def test_a_free_address_fills_the_first_gap(organization):
    for slug in ("bimtek", "bimtek-2", "bimtek-4", "bimtek-lain"):
        EventFactory(organization=organization, slug=slug)

    assert free_slug("Bimtek") == "bimtek-3"


def test_a_very_long_title_gets_an_address_that_fits(organization):
    long = {"title": "Pelatihan " * 20, "venue": "Aula", "capacity": 5}
    start = datetime(2024, 7, 11, tzinfo=UTC)
    moments = {"starts_at": start, "ends_at": start + timedelta(hours=1)}

    slugs = [create_event(organization=organization, details=long | moments).slug for _ in range(2)]

    assert [len(slug) <= 80 for slug in slugs] == [True, True]
    assert slugs[1] == f"{slugs[0]}-2"


def test_an_address_given_by_the_office_is_kept(organization):
    start = datetime(2024, 7, 11, tzinfo=UTC)
    details = {"title": "Bimtek", "slug": "kim-2024", "venue": "Aula", "capacity": 5, "starts_at": start}

    assert (
        create_event(organization=organization, details=details | {"ends_at": start + timedelta(hours=1)}).slug
        == "kim-2024"
    )


def test_things_to_bring_leave_out_blank_lines():
    assert TrainingEvent(things_to_bring="Laptop\r\n\r\n  \nKTP").bring_list == ["Laptop", "KTP"]


def test_an_event_is_upcoming_until_its_last_second(event):
    assert list(TrainingEvent.objects.upcoming(event.ends_at)) == [event]
    assert list(TrainingEvent.objects.past(event.ends_at)) == []
    assert list(TrainingEvent.objects.past(event.ends_at + SECOND)) == [event]


def test_more_people_than_seats_are_no_negative_number(event):
    event.capacity, event.seated_count = 2, 3

    assert (event.seats_left, event.is_full) == (0, True)


@pytest.mark.parametrize(
    ("hours", "fields", "text"),
    [
        (-1, {}, "Masih ada 51 tempat"),
        (-1, {"capacity": 1}, "Penuh"),
        (0, {"capacity": 1}, "Pendaftaran ditutup"),
        (7, {}, "Sudah selesai"),
        (7, {"status": EventStatus.CANCELLED}, "Dibatalkan"),
    ],
)
def test_one_line_tells_what_counts_most(organization, hours, fields, text):
    event = EventFactory(organization=organization, **fields)
    if event.capacity == 1:
        RegistrationFactory(event=event)
    found = TrainingEvent.objects.with_seats().get()

    moment = event.starts_at + timedelta(hours=hours)

    assert text in render("{% seat_status event now %}", event=found, now=moment)


def test_dates_across_months_and_years_name_what_differs(organization):
    def written(first, last):
        event = EventFactory.build(organization=organization, starts_at=first, ends_at=last)
        return render("{{ event|event_dates }} / {{ event|event_day_numbers }} / {{ event|event_month }}", event=event)

    month = written(datetime(2024, 7, 31, tzinfo=UTC), datetime(2024, 8, 1, tzinfo=UTC))
    year = written(datetime(2024, 12, 31, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC))

    assert month == "Rabu–Kamis, 31 Juli–1 Agustus 2024 / 31–1 / Jul 24"
    assert year == "Selasa–Rabu, 31 Desember 2024–1 Januari 2025 / 31–1 / Des 24"


def test_a_clock_without_its_zone_is_the_offices(event):
    assert render("{{ event.starts_at|bare_clock:'Asia/Jayapura' }}", event=event) == "09.00"


@time_machine.travel("2024-07-11 16:00+08:00", tick=False)
def test_the_home_page_does_not_announce_what_is_over(event):
    assert "Belum ada kegiatan yang dijadwalkan" in render("{% upcoming_events %}")


@time_machine.travel("2024-07-10 10:00+08:00", tick=False)
def test_the_home_page_shows_as_many_as_it_is_asked_for(event, organization):
    EventFactory(organization=organization, starts_at=event.starts_at + timedelta(hours=1), title="Sesudahnya")

    text = render("{% upcoming_events 1 %}")

    assert (event.title in text, "Sesudahnya" in text) == (True, False)


def test_a_moment_before_the_republic_is_a_slip():
    field = LocalMoment()
    field.zone = "Asia/Makassar"

    with pytest.raises(Exception, match=r"Isi tanggal dan jam, misalnya 11/07/2024 08\.00\."):
        field.clean("0001-01-01T00:00")
    assert field.clean("1945-08-17T10:00").year == 1945


def test_sign_up_may_close_with_the_event_and_not_after(organization):
    def errors(closes):
        return dict(EventForm(form_data(registration_closes_at=closes), organization=organization).errors)

    assert errors("2024-07-11T15:00") == {}
    assert errors("2024-07-11T15:01") == {"registration_closes_at": ["Tutup pendaftaran sebelum kegiatan selesai."]}


def test_a_slip_of_the_year_makes_no_event_of_thousands_of_days(organization):
    def errors(ends):
        return dict(EventForm(form_data(ends_at=ends), organization=organization).errors)

    assert errors("2025-07-11T15:00") == {}
    assert errors("2042-07-11T15:00") == {"ends_at": ["Kegiatan paling lama satu tahun. Periksa tahunnya."]}


def test_percents_and_seats_of_an_event_have_limits(organization):
    form = EventForm(form_data(capacity="0", min_attendance="101", pass_mark="-1"), organization=organization)

    assert sorted(form.errors) == ["capacity", "min_attendance", "pass_mark"]
    assert form.errors["capacity"] == ["Paling sedikit satu tempat."]


def test_a_search_of_blanks_asks_for_something(organization):
    form = MemberSearchForm({"text": "   "}, organization=organization)

    assert form.non_field_errors() == ["Ketik nama, pilih kecamatan, atau centang “Hanya ketua KIM”."]


def test_a_namesake_is_found_in_any_spelling_of_case_and_spaces(organization):
    known = MemberFactory(full_name="Siti Aminah", organization=organization)

    form = WalkInForm({"full_name": "  siti   AMINAH "}, organization=organization)

    assert form.is_valid() is False
    assert form.namesake == known


def test_a_namesake_of_another_office_or_place_is_somebody_else(organization):
    there = RegionFactory(code="53.71.01.1002", name="Alak")
    MemberFactory(full_name="Siti Aminah", organization=OrganizationFactory(name="Dinas Lain"))
    MemberFactory(full_name="Siti Aminah", organization=organization, region=there)

    form = WalkInForm({"full_name": "Siti Aminah", "region": RegionFactory().pk}, organization=organization)

    assert form.is_valid() is True


def test_the_page_says_at_once_that_the_event_was_full_before_the_form_was_sent(officer_client, organization):
    event = EventFactory(organization=organization, capacity=1)
    RegistrationFactory(event=event)

    response = officer_client.post(reverse("office_walk_in", args=[event.pk]), {"full_name": "Yohanis Benu"})

    assert response.context["form"].non_field_errors() == [
        "Kegiatan penuh: tambah jumlah tempat di Ringkasan, lalu simpan lagi."
    ]
    assert Member.objects.filter(full_name="Yohanis Benu").count() == 0


def test_a_choice_of_thirty_digits_is_nobody(officer_client, event):
    response = officer_client.post(reverse("office_register", args=[event.pk]), {"member": ["9" * 30, "abc", "-1"]})

    assert response.status_code in (302, 404)
    assert Registration.objects.count() == 0


def test_a_reason_is_kept_to_two_hundred_letters_without_nul(officer_client, event):
    row = RegistrationFactory(event=event)

    officer_client.post(
        reverse("office_registration_cancel", args=[event.pk, row.pk]), {"reason": "  a\0b" + "c" * 300}
    )

    assert row.changes.get().reason == "ab" + "c" * 198


def test_a_seat_of_another_event_has_no_address_under_this_one(officer_client, event, organization):
    row = RegistrationFactory(event=EventFactory(organization=organization))

    response = officer_client.post(reverse("office_registration_cancel", args=[event.pk, row.pk]))

    assert response.status_code == 404
    assert Registration.objects.get().is_seated is True


@time_machine.travel("2024-07-10 10:00+08:00", tick=False)
def test_leaving_twice_by_a_second_press_says_the_same(member_client, member, event):
    RegistrationFactory(event=event, member=member)
    address = reverse("event_leave", args=[event.slug])

    answers = [member_client.post(address, follow=True) for _ in range(2)]

    assert [[str(message) for message in answer.context["messages"]] for answer in answers] == [
        ["Pendaftaran Anda dibatalkan. Tempatnya bisa dipakai orang lain."]
    ] * 2
    assert RegistrationChange.objects.count() == 1


def test_nobody_joins_a_draft(member_client, organization):
    event = EventFactory(organization=organization, status=EventStatus.DRAFT)

    assert member_client.post(reverse("event_join", args=[event.slug])).status_code == 404
    assert Registration.objects.count() == 0


def test_an_office_that_is_not_the_users_gets_no_event(officer_client):
    other = OrganizationFactory(name="Dinas Lain", region=RegionFactory(code="36.73"))

    assert officer_client.post(f"{reverse('office_event_add')}?dinas={other.pk}", form_data()).status_code == 404
    assert TrainingEvent.objects.count() == 0
