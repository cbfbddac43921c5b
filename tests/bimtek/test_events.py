"""Events: address, state, seats, moving to another day."""

from datetime import timedelta

import pytest

from bimtek.choices import EventStatus
from bimtek.models import TrainingEvent
from bimtek.services.checklist import steps_of
from bimtek.services.events import (
    CapacityTooSmall,
    MoveNotAllowed,
    cancel_event,
    close_event,
    create_event,
    publish_event,
    update_event,
)
from bimtek.services.offices import writable_offices
from members.choices import Role
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory
from tests.factories.members import OrganizationFactory, RegionFactory, UserFactory, assign_role

pytestmark = pytest.mark.django_db


def details(now, **changes):
    return {
        "title": "Bimtek Desain Konten",
        "venue": "Aula",
        "starts_at": now,
        "ends_at": now + timedelta(hours=6),
        "capacity": 30,
    } | changes


def test_a_new_event_is_a_draft_with_an_address(organization, now):
    event = create_event(organization=organization, details=details(now))

    assert (event.slug, event.status) == ("bimtek-desain-konten", EventStatus.DRAFT)


def test_the_same_title_gets_the_next_address(organization, now):
    slugs = [create_event(organization=organization, details=details(now)).slug for _ in range(3)]

    assert slugs == ["bimtek-desain-konten", "bimtek-desain-konten-2", "bimtek-desain-konten-3"]


@pytest.mark.parametrize(("title", "slug"), [("😀", "kegiatan"), ("Ma'u & Ñoña", "mau-nona"), ("a " * 90, None)])
def test_any_title_gives_an_address(organization, now, title, slug):
    event = create_event(organization=organization, details=details(now, title=title))

    assert event.slug == (slug or event.slug)
    assert 0 < len(event.slug) <= 80


MOVES = {"publish": publish_event, "close": close_event, "cancel": cancel_event}
ALLOWED = {
    ("draft", "publish"): "published",
    ("draft", "cancel"): "cancelled",
    ("published", "publish"): "published",
    ("published", "close"): "closed",
    ("published", "cancel"): "cancelled",
    ("closed", "publish"): "published",
    ("closed", "close"): "closed",
    ("closed", "cancel"): "cancelled",
    ("cancelled", "cancel"): "cancelled",
}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("status", EventStatus.values)
def test_states(organization, status, move):
    event = EventFactory(organization=organization, status=status)
    target = ALLOWED.get((status, move))

    if target is None:
        with pytest.raises(MoveNotAllowed):
            MOVES[move](event=event)
    else:
        MOVES[move](event=event)

    event.refresh_from_db()
    assert event.status == (target or status)


def test_update_keeps_address_and_state(organization, now):
    event = EventFactory(organization=organization)

    changed = update_event(event=event, details=details(now, title="Judul baru"))

    assert (changed.title, changed.slug, changed.status) == ("Judul baru", event.slug, EventStatus.PUBLISHED)


def test_seats_cannot_fall_below_the_people_on_them(organization):
    event = EventFactory(organization=organization)
    RegistrationFactory.create_batch(2, event=event)

    with pytest.raises(CapacityTooSmall) as caught:
        update_event(event=event, details={"capacity": 1})

    assert caught.value.args == (2,)
    event.refresh_from_db()
    assert event.capacity == 51
    assert update_event(event=event, details={"capacity": 2}).capacity == 2


def test_the_agenda_moves_to_the_new_day(organization):
    event = EventFactory(organization=organization)
    slot = SlotFactory(event=event)
    before = slot.starts_at
    week = timedelta(days=7)

    update_event(event=event, details={"starts_at": event.starts_at + week, "ends_at": event.ends_at + week})

    slot.refresh_from_db()
    assert (slot.starts_at, slot.ends_at) == (before + week, before + week + timedelta(minutes=90))


def test_another_hour_on_the_same_day_leaves_the_agenda(organization):
    event = EventFactory(organization=organization)
    slot = SlotFactory(event=event)
    before = slot.starts_at

    update_event(event=event, details={"starts_at": event.starts_at - timedelta(minutes=30)})

    slot.refresh_from_db()
    assert slot.starts_at == before


def test_seats_left_counts_seated_people_only(organization):
    event = EventFactory(organization=organization, capacity=2)
    RegistrationFactory(event=event)
    RegistrationFactory(event=event, status="cancelled")

    found = TrainingEvent.objects.with_seats().get()

    assert (found.seats_left, found.is_full) == (1, False)


def test_checklist_follows_the_work(organization, now, officer):
    event = EventFactory(organization=organization, status=EventStatus.DRAFT)

    assert [step.is_done for step in steps_of(event=event)] == [False] * 5

    publish_event(event=event)
    SlotFactory(event=event)
    RegistrationFactory(event=event)
    event.refresh_from_db()
    done = {str(step.url_name): (step.is_done, step.detail) for step in steps_of(event=event)}
    assert done == {
        "office_event": (True, "Terbuka"),
        "office_agenda": (True, "2 JP"),
        "office_registrations": (True, "1 dari 51 tempat terisi"),
        "office_attendance": (False, "0 dari 1 peserta"),
        "office_scores": (False, "0 dari 1 peserta"),
    }


def test_checklist_without_post_test_has_no_scores(organization):
    event = EventFactory(organization=organization, has_post_test=False)

    assert [step.url_name for step in steps_of(event=event)][-1] == "office_attendance"


def test_an_officer_writes_for_the_own_office(organization, officer):
    OrganizationFactory(name="Dinas lain", region=RegionFactory(code="36.73"))

    assert list(writable_offices(user=officer)) == [organization]


def test_a_viewer_writes_for_none(organization):
    viewer = assign_role(UserFactory(), Role.VIEWER, organization)

    assert list(writable_offices(user=viewer)) == []
    assert list(TrainingEvent.objects.writable_by(viewer)) == []


def test_officer_here_and_viewer_there(organization):
    """One login with two roles writes only where it is officer."""
    elsewhere = OrganizationFactory(name="Dinas lain", region=RegionFactory(code="36.73"))
    user = assign_role(UserFactory(), Role.OFFICER, organization)
    user = assign_role(user, Role.VIEWER, elsewhere)
    own, other = EventFactory(organization=organization), EventFactory(organization=elsewhere)

    assert set(TrainingEvent.objects.visible_to(user)) == {own, other}
    assert list(TrainingEvent.objects.writable_by(user)) == [own]


def test_a_superuser_writes_everywhere(organization):
    boss = UserFactory(is_superuser=True)
    event = EventFactory(organization=organization)

    assert list(TrainingEvent.objects.writable_by(boss)) == [event]
    assert list(writable_offices(user=boss)) == [organization]
