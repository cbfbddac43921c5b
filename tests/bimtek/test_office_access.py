"""Who gets through which door of the officer's workspace."""

import pytest
from django.urls import reverse

from bimtek.choices import EventStatus
from members.choices import Role
from members.models import Member
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory, SpeakerFactory
from tests.factories.members import MemberFactory, OrganizationFactory, RegionFactory, UserFactory, assign_role

pytestmark = pytest.mark.django_db

READ = [
    "office_event", "office_agenda", "office_registrations", "office_attendance", "office_attendance_sheet",
    "office_scores",
]  # fmt: skip
WRITE_FORMS = ["office_event_edit", "office_speakers", "office_member_search", "office_walk_in"]
POSTS = {
    "office_event_move": {"move": "close"},
    "office_agenda": {"title": "x"},
    "office_speakers": {"full_name": "x"},
    "office_speaker_search": {"text": "x"},
    "office_speaker_pick": {"member": "1"},
    "office_member_search": {"text": "x"},
    "office_register": {"member": "1"},
    "office_walk_in": {"full_name": "x"},
    "office_event_edit": {"title": "x"},
    "office_attendance": {"h1": "present"},
    "office_scores": {"post-1": "80"},
    "office_scores_online": {},
}


@pytest.fixture
def event(organization):
    return EventFactory(organization=organization)


@pytest.fixture
def foreign_event():
    elsewhere = OrganizationFactory(name="Dinas Kota Serang", region=RegionFactory(code="36.73"))
    return EventFactory(organization=elsewhere)


@pytest.fixture
def viewer_client(client, organization):
    client.force_login(assign_role(UserFactory(), Role.VIEWER, organization))
    return client


@pytest.mark.parametrize("name", [*READ, *WRITE_FORMS])
def test_visitors_go_to_the_login(client, event, name):
    address = reverse(name, args=[event.pk])

    assert client.get(address).url == f"/masuk/?next={address}"


@pytest.mark.parametrize("name", ["office_events", "office_event_add"])
def test_visitors_of_the_list_go_to_the_login(client, name):
    assert client.get(reverse(name)).url == f"/masuk/?next={reverse(name)}"


@pytest.mark.parametrize("name", [*READ, *WRITE_FORMS])
def test_members_and_trainers_see_nothing(client, member, organization, event, name):
    trainer = assign_role(UserFactory(), Role.TRAINER, organization)

    for user in (member.user, trainer):
        client.force_login(user)
        assert client.get(reverse(name, args=[event.pk])).status_code == 404
        assert client.post(reverse(name, args=[event.pk])).status_code in (404, 405)


@pytest.mark.parametrize("name", [*READ, *WRITE_FORMS])
def test_a_foreign_event_does_not_exist(officer_client, foreign_event, name):
    assert officer_client.get(reverse(name, args=[foreign_event.pk])).status_code == 404


@pytest.mark.parametrize(("name", "data"), POSTS.items())
def test_a_foreign_event_takes_no_post(officer_client, foreign_event, name, data):
    assert officer_client.post(reverse(name, args=[foreign_event.pk]), data).status_code == 404


@pytest.mark.parametrize("name", READ)
def test_an_officer_reads(officer_client, event, name):
    response = officer_client.get(reverse(name, args=[event.pk]))

    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", READ)
def test_a_viewer_reads(viewer_client, event, name):
    SlotFactory(event=event)
    RegistrationFactory(event=event)

    response = viewer_client.get(reverse(name, args=[event.pk]))

    assert response.status_code == 200


@pytest.mark.parametrize("name", [name for name in READ if name != "office_attendance_sheet"])
def test_a_viewer_is_shown_no_way_to_write(viewer_client, event, name):
    SlotFactory(event=event)
    RegistrationFactory(event=event)

    main = viewer_client.get(reverse(name, args=[event.pk])).content.decode().split("<main")[1].split("</main>")[0]

    assert main.count("<button") == 0


@pytest.mark.parametrize("name", WRITE_FORMS)
def test_a_viewer_opens_no_form(viewer_client, event, name):
    assert viewer_client.get(reverse(name, args=[event.pk])).status_code == 404


@pytest.mark.parametrize(("name", "data"), POSTS.items())
def test_a_viewer_writes_nothing(viewer_client, event, name, data):
    people = Member.objects.count()

    assert viewer_client.post(reverse(name, args=[event.pk]), data).status_code == 404
    event.refresh_from_db()
    assert (event.status, Member.objects.count(), event.speakers.count()) == (EventStatus.PUBLISHED, people, 0)


@pytest.mark.parametrize(
    "name", ["office_event_move", "office_register", "office_scores_online", "office_speaker_pick"]
)
def test_changes_need_a_post(officer_client, event, name):
    assert officer_client.get(reverse(name, args=[event.pk])).status_code == 405


def test_children_of_another_event_do_not_exist(officer_client, event, foreign_event):
    """The child's number is checked, not only the event's: hazard 6."""
    slot, speaker = SlotFactory(event=foreign_event), SpeakerFactory(event=foreign_event)
    registration = RegistrationFactory(event=foreign_event)
    addresses = [
        reverse("office_slot", args=[event.pk, slot.pk]),
        reverse("office_slot_delete", args=[event.pk, slot.pk]),
        reverse("office_speaker_delete", args=[event.pk, speaker.pk]),
        reverse("office_registration_cancel", args=[event.pk, registration.pk]),
    ]

    assert [officer_client.post(address).status_code for address in addresses] == [404] * 4
    registration.refresh_from_db()
    assert (registration.is_seated, foreign_event.slots.count(), foreign_event.speakers.count()) == (True, 1, 1)


def test_a_foreign_person_is_neither_registered_nor_made_speaker(officer_client, event, foreign_event):
    stranger = MemberFactory(organization=foreign_event.organization, region=RegionFactory(code="36.73.01.1001"))

    officer_client.post(reverse("office_register", args=[event.pk]), {"member": [stranger.pk]})
    response = officer_client.post(reverse("office_speaker_pick", args=[event.pk]), {"member": stranger.pk})

    assert response.status_code == 404
    assert (event.registrations.count(), event.speakers.count()) == (0, 0)


def test_the_list_shows_own_events_with_drafts(officer_client, event, foreign_event, organization):
    draft = EventFactory(organization=organization, status=EventStatus.DRAFT)

    response = officer_client.get("/cms/kegiatan/")

    assert set(response.context["past"]) == {event, draft}


@pytest.mark.parametrize("rows", [1, 3])
def test_list_query_count(officer_client, organization, django_assert_num_queries, rows):
    for row in EventFactory.create_batch(rows, organization=organization):
        RegistrationFactory(event=row)

    with django_assert_num_queries(6):  # session, user, roles, upcoming, past, waiting requests
        officer_client.get("/cms/kegiatan/")


def test_the_empty_list_says_how_to_begin(officer_client):
    text = officer_client.get("/cms/kegiatan/").content.decode()

    assert (text.count("Buat kegiatan</a>"), text.count("Belum ada kegiatan yang akan datang")) == (1, 1)


def test_a_viewer_cannot_create(viewer_client):
    assert viewer_client.get("/cms/kegiatan/").content.decode().count("Buat kegiatan</a>") == 0
    assert viewer_client.get("/cms/kegiatan/baru/").status_code == 404
    assert viewer_client.post("/cms/kegiatan/baru/", {"title": "x"}).status_code == 404
