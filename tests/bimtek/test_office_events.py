"""The officer's event form, overview and agenda."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from bimtek.choices import EventStatus
from bimtek.models import AgendaSlot, Speaker, TrainingEvent
from members.choices import Role
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory, SpeakerFactory
from tests.factories.courses import LessonFactory
from tests.factories.members import MemberFactory, OrganizationFactory, RegionFactory, UserFactory, assign_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(organization):
    return EventFactory(organization=organization)


def typed(**changes):
    return {
        "title": "Bimtek Desain",
        "kind": "bimtek",
        "mode": "on_site",
        "venue": "Aula",
        "starts_at": "2024-07-11T08:00",
        "ends_at": "2024-07-11T15:00",
        "capacity": "51",
        "min_attendance": "75",
        "has_post_test": "on",
        "pass_mark": "70",
    } | changes


def test_create_in_the_offices_zone(officer_client, organization):
    response = officer_client.post("/cms/kegiatan/baru/", typed(registration_closes_at="2024-07-10T16:00"))

    event = TrainingEvent.objects.get()
    assert response.url == f"/cms/kegiatan/{event.pk}/"
    assert (event.organization, event.status, event.slug) == (organization, EventStatus.DRAFT, "bimtek-desain")
    assert event.starts_at == datetime(2024, 7, 11, 0, 0, tzinfo=UTC)
    assert event.registration_closes_at == datetime(2024, 7, 10, 8, 0, tzinfo=UTC)


def test_a_typed_indonesian_date_works_without_a_picker(officer_client):
    officer_client.post("/cms/kegiatan/baru/", typed(starts_at="11/07/2024 08.00"))

    assert TrainingEvent.objects.get().starts_at == datetime(2024, 7, 11, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"venue": ""}, "venue"),
        ({"starts_at": "kemarin"}, "starts_at"),
        ({"ends_at": "2024-07-11T07:00"}, "ends_at"),
        ({"ends_at": "2024-07-11T08:00"}, "ends_at"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "-3"}, "capacity"),
        ({"min_attendance": "101"}, "min_attendance"),
        ({"pass_mark": "101"}, "pass_mark"),
        ({"registration_closes_at": "2024-07-12T08:00"}, "registration_closes_at"),
        ({"region": "36.73.01.1001"}, "region"),
        ({"kind": "pesta"}, "kind"),
    ],
)
def test_bad_input_saves_nothing_and_keeps_the_rest(officer_client, changes, field):
    RegionFactory(code="36.73.01.1001")

    response = officer_client.post("/cms/kegiatan/baru/", typed(description="Tetap di sini", **changes))

    assert list(response.context["form"].errors) == [field]
    assert response.content.decode().count("Tetap di sini") == 1
    assert TrainingEvent.objects.count() == 0


def test_edit_shows_local_time_and_saves(officer_client, event):
    address = reverse("office_event_edit", args=[event.pk])

    assert officer_client.get(address).content.decode().count('value="2024-07-11T08:00"') == 1
    officer_client.post(address, typed(title="Judul baru", capacity="10"))

    event.refresh_from_db()
    assert (event.title, event.capacity, event.status) == ("Judul baru", 10, EventStatus.PUBLISHED)
    assert event.starts_at == datetime(2024, 7, 11, 0, 0, tzinfo=UTC)


def test_edit_cannot_take_seats_from_people(officer_client, event):
    RegistrationFactory.create_batch(2, event=event)

    response = officer_client.post(reverse("office_event_edit", args=[event.pk]), typed(capacity="1"))

    assert response.context["form"].errors["capacity"] == ["Sudah ada 2 peserta. Batalkan sebagian dulu."]
    event.refresh_from_db()
    assert event.capacity == 51


def test_a_lesson_is_no_test(officer_client):
    lesson = LessonFactory()

    response = officer_client.post("/cms/kegiatan/baru/", typed(post_test=lesson.pk))

    assert list(response.context["form"].errors) == ["post_test"]


def test_an_officer_of_two_offices_chooses(client, organization):
    second = OrganizationFactory(name="Dinas lain", short_name="Lain", region=RegionFactory(code="36.73"))
    third = OrganizationFactory(name="Dinas asing", region=RegionFactory(code="53.04"))
    user = assign_role(UserFactory(), Role.OFFICER, organization)
    client.force_login(assign_role(user, Role.OFFICER, second))

    assert client.get("/cms/kegiatan/baru/").content.decode().count(f"?dinas={second.pk}") == 1
    client.post(f"/cms/kegiatan/baru/?dinas={second.pk}", typed())

    assert TrainingEvent.objects.get().organization == second
    assert client.get(f"/cms/kegiatan/baru/?dinas={third.pk}").status_code == 404


def move(client, event, **data):
    response = client.post(reverse("office_event_move", args=[event.pk]), data, follow=True)
    event.refresh_from_db()
    return event.status, [str(message) for message in response.context["messages"]]


def test_publish_and_close_and_open_again(officer_client, organization):
    event = EventFactory(organization=organization, status=EventStatus.DRAFT)

    assert move(officer_client, event, move="publish") == ("published", ["Status kegiatan sekarang: Terbuka."])
    assert move(officer_client, event, move="close") == ("closed", ["Status kegiatan sekarang: Ditutup."])
    assert move(officer_client, event, move="publish")[0] == "published"


def test_cancelling_must_be_meant(officer_client, event):
    assert move(officer_client, event, move="cancel")[0] == "published"
    assert move(officer_client, event, move="cancel", sure="1")[0] == "cancelled"
    status, [message] = move(officer_client, event, move="publish")
    assert (status, message) == ("cancelled", "Langkah ini tidak ada untuk kegiatan berstatus Dibatalkan.")


def test_an_unknown_move_changes_nothing(officer_client, event):
    assert move(officer_client, event, move="hapus")[0] == "published"


def test_overview_links_every_step(officer_client, event):
    text = officer_client.get(reverse("office_event", args=[event.pk])).content.decode()

    for name in ("office_agenda", "office_registrations", "office_attendance", "office_scores", "office_certificates"):
        assert reverse(name, args=[event.pk]) in text


def slot_typed(**changes):
    return {"title": "Materi", "day": "2024-07-11", "starts": "09:00", "ends": "10:30", "is_learning": "on"} | changes


def test_agenda_adds_a_line_in_local_time(officer_client, event):
    speaker = SpeakerFactory(event=event)

    officer_client.post(reverse("office_agenda", args=[event.pk]), slot_typed(speakers=[speaker.pk], starts="09.00"))

    slot = AgendaSlot.objects.get()
    assert (slot.starts_at, slot.minutes) == (datetime(2024, 7, 11, 1, 0, tzinfo=UTC), 90)
    assert list(slot.speakers.all()) == [speaker]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"day": "2024-07-12"}, "day"),
        ({"starts": "pagi"}, "starts"),
        ({"ends": "09:00"}, "ends"),
        ({"starts": "07:00"}, "starts"),
        ({"ends": "15:01"}, "starts"),
        ({"speakers": ["999"]}, "speakers"),
    ],
)
def test_a_bad_line_is_not_saved(officer_client, event, changes, field):
    response = officer_client.post(reverse("office_agenda", args=[event.pk]), slot_typed(**changes))

    assert list(response.context["form"].errors) == [field]
    assert AgendaSlot.objects.count() == 0


def test_an_overlap_is_saved_with_a_warning(officer_client, event):
    SlotFactory(event=event, title="Pembukaan")

    response = officer_client.post(reverse("office_agenda", args=[event.pk]), slot_typed(), follow=True)

    [message] = response.context["messages"]
    assert str(message) == "Tersimpan, tetapi waktunya bertumpuk dengan: Pembukaan."
    assert response.content.decode().count("Waktunya bertumpuk dengan acara lain") == 2


def test_edit_and_delete_a_line(officer_client, event):
    slot = SlotFactory(event=event, title="Lama")
    address = reverse("office_slot", args=[event.pk, slot.pk])

    assert officer_client.get(address).content.decode().count('value="09:00"') == 1
    officer_client.post(address, slot_typed(title="Baru", starts="10:00"))
    slot.refresh_from_db()
    assert (slot.title, slot.minutes) == ("Baru", 30)

    officer_client.post(reverse("office_slot_delete", args=[event.pk, slot.pk]))
    assert AgendaSlot.objects.count() == 0


def test_a_line_with_attendance_is_not_deleted(officer_client, officer, event, now):
    slot = SlotFactory(event=event, title="Materi")
    RegistrationFactory(event=event).attendances.create(
        slot=slot, status="present", recorded_at=now, recorded_by=officer
    )

    response = officer_client.post(reverse("office_slot_delete", args=[event.pk, slot.pk]), follow=True)

    [message] = response.context["messages"]
    assert str(message) == "Kehadiran untuk “Materi” sudah dicatat, jadi tidak bisa dihapus."
    assert AgendaSlot.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_agenda_query_count(officer_client, event, django_assert_num_queries, rows):
    for _ in range(rows):
        SlotFactory(event=event).speakers.add(SpeakerFactory(event=event))

    with django_assert_num_queries(11):
        officer_client.get(reverse("office_agenda", args=[event.pk]))


def test_a_speaker_is_typed(officer_client, event):
    data = {"full_name": "Yuliana Radja", "presented_as": "Pranata Humas", "role": "speaker"}

    officer_client.post(reverse("office_speakers", args=[event.pk]), data)

    assert Speaker.objects.get().member.full_name == "Yuliana Radja"


def test_a_speaker_needs_a_name(officer_client, event):
    response = officer_client.post(reverse("office_speakers", args=[event.pk]), {"full_name": "", "role": "speaker"})

    assert list(response.context["form"].errors) == ["full_name"]
    assert Speaker.objects.count() == 0


def test_a_speaker_is_found_picked_and_taken_off(officer_client, event, organization):
    member = MemberFactory(full_name="Debora Kase", institution="Pengelola KIM", organization=organization)

    response = officer_client.post(reverse("office_speaker_search", args=[event.pk]), {"text": "debora"})
    assert list(response.context["found"]) == [member]
    officer_client.post(reverse("office_speaker_pick", args=[event.pk]), {"member": member.pk})
    speaker = Speaker.objects.get()
    assert (speaker.member, speaker.presented_as) == (member, "Pengelola KIM")

    officer_client.post(reverse("office_speaker_delete", args=[event.pk, speaker.pk]))
    assert Speaker.objects.count() == 0


def test_an_empty_speaker_search_says_what_to_type(officer_client, event):
    response = officer_client.post(reverse("office_speaker_search", args=[event.pk]), {"text": ""})

    assert response.context["found"] is None
    assert response.content.decode().count("Ketik nama, pilih kecamatan") == 1


def test_a_very_long_event_shows_every_day(officer_client, event):
    event.ends_at = event.starts_at + timedelta(days=4)
    event.save()

    response = officer_client.get(reverse("office_agenda", args=[event.pk]))

    assert len(response.context["form"].fields["day"].choices) == 5
