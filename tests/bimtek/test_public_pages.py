"""What everybody sees: the list, one event, signing up and stepping back."""

from datetime import timedelta

import pytest
import time_machine
from django.template import Context, Template

from bimtek.choices import EventStatus
from bimtek.models import Registration, TrainingEvent
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory, SpeakerFactory
from tests.factories.members import MemberFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY_BEFORE = "2024-07-10 10:00+08:00"


@pytest.fixture(autouse=True)
def the_day_before():
    with time_machine.travel(DAY_BEFORE, tick=False):
        yield


@pytest.fixture
def event(organization):
    return EventFactory(organization=organization, title="Bimtek Desain", slug="bimtek-desain")


def page(client, address="/kegiatan/bimtek-desain/"):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_list_shows_what_comes_and_what_was(client, event, organization):
    past = event.starts_at - timedelta(days=30)
    EventFactory(organization=organization, title="Yang dulu", starts_at=past, ends_at=past + timedelta(hours=1))
    EventFactory(organization=organization, title="Rahasia", status=EventStatus.DRAFT)

    text = page(client, "/kegiatan/")

    assert text.index("Akan datang") < text.index("Bimtek Desain") < text.index("Sudah lewat") < text.index("Yang dulu")
    assert text.count("Rahasia") == 0
    assert text.count("08.00 WITA") == 2


def test_the_empty_list_offers_courses(client):
    text = page(client, "/kegiatan/")

    assert text.count("Belum ada kegiatan yang dijadwalkan") == 1
    assert text.count('href="/kursus/">Lihat semua kursus') == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_list_query_count(client, organization, django_assert_num_queries, rows):
    for event in EventFactory.create_batch(rows, organization=organization):
        SlotFactory(event=event)
        RegistrationFactory(event=event)

    with django_assert_num_queries(3):  # upcoming, their slots, past (empty)
        client.get("/kegiatan/")


def test_a_draft_does_not_exist(client, organization):
    EventFactory(organization=organization, slug="draf", status=EventStatus.DRAFT)

    assert client.get("/kegiatan/draf/").status_code == 404
    assert client.post("/kegiatan/draf/daftar/").status_code == 302
    client.force_login(MemberFactory(user=UserFactory()).user)
    assert client.post("/kegiatan/draf/daftar/").status_code == 404


def test_the_page_tells_when_where_and_what(client, event):
    event.description, event.things_to_bring = "Dua hari berlatih.", "HP\n\nSurat tugas"
    event.save()
    slot = SlotFactory(event=event, title="Pesan dulu")
    SlotFactory(event=event, title="Rehat", is_learning=False)
    slot.speakers.add(SpeakerFactory(event=event, member__full_name="Yuliana Radja", presented_as="Pranata Humas"))

    text = page(client)

    for words in ("Kamis, 11 Juli 2024", "Mulai pukul 08.00 WITA", "Aula Contoh", "09.00–10.30", "2 JP", "51 dari 51",
                  "Pesan dulu", "Rehat", "Pranata Humas", "<li>HP</li><li>Surat tugas</li>"):  # fmt: skip
        assert words in text
    assert text.count("Yuliana Radja") == 2


def test_a_several_day_event_is_split_into_days(client, event):
    event.ends_at += timedelta(days=1)
    event.save()
    SlotFactory(event=event)
    SlotFactory(event=event, starts_at=event.starts_at + timedelta(hours=25))

    text = page(client)

    assert text.count("Kamis–Jumat, 11–12 Juli 2024") >= 1
    assert text.count("Hari ke-2: Jumat, 12 Juli 2024") == 1


def test_text_of_an_officer_is_only_text(client, event):
    event.description = "<script>alert(1)</script>"
    event.save()

    assert "<script>alert" not in page(client)


def test_a_visitor_is_sent_to_the_login(client, event):
    assert page(client).count('href="/masuk/?next=/kegiatan/bimtek-desain/"') == 1
    response = client.post("/kegiatan/bimtek-desain/daftar/")
    assert response.url == "/masuk/?next=/kegiatan/bimtek-desain/daftar/"
    assert Registration.objects.count() == 0


def test_a_member_signs_up_and_steps_back(member_client, member, event):
    assert page(member_client).count("Daftar kegiatan</button>") == 1

    response = member_client.post("/kegiatan/bimtek-desain/daftar/", follow=True)

    text = " ".join(response.content.decode().split())
    assert (text.count("Anda terdaftar</span>"), text.count("50 dari 51")) == (1, 1)
    assert Registration.objects.get().is_seated

    response = member_client.post("/kegiatan/bimtek-desain/batal/", follow=True)

    assert response.content.decode().count("Daftar kegiatan</button>") == 1
    assert Registration.objects.get().is_seated is False


def test_signing_up_twice_is_once(member_client, event):
    for _ in range(2):
        member_client.post("/kegiatan/bimtek-desain/daftar/")

    assert Registration.objects.get().changes.count() == 1


def test_the_page_of_a_member_is_not_kept_by_proxies(member_client, event):
    assert member_client.get("/kegiatan/bimtek-desain/")["Cache-Control"] == "private, no-store"


def message_after(client, address):
    return [str(message) for message in client.post(address, follow=True).context["messages"]]


def test_a_full_event_says_so(member_client, event):
    event.capacity = 1
    event.save()
    RegistrationFactory(event=event)

    assert page(member_client).count("Kegiatan penuh") == 1
    [message] = message_after(member_client, "/kegiatan/bimtek-desain/daftar/")
    assert message.startswith("Kegiatan penuh")
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(
    ("status", "words"), [(EventStatus.CLOSED, "Pendaftaran ditutup"), (EventStatus.CANCELLED, "Dibatalkan")]
)
def test_a_closed_or_cancelled_event_takes_nobody(member_client, event, status, words):
    event.status = status
    event.save()

    text = page(member_client)

    assert (text.count(words), text.count("Daftar kegiatan</button>")) == (1, 0)
    [message] = message_after(member_client, "/kegiatan/bimtek-desain/daftar/")
    assert message.startswith("Pendaftaran kegiatan ini sudah ditutup")
    assert Registration.objects.count() == 0


def test_after_closing_time_nobody_signs_up(member_client, event):
    event.registration_closes_at = event.starts_at - timedelta(days=2)
    event.save()

    assert page(member_client).count("Daftar kegiatan</button>") == 0
    [message] = message_after(member_client, "/kegiatan/bimtek-desain/daftar/")
    assert message.startswith("Pendaftaran kegiatan ini sudah ditutup")


def test_once_begun_nobody_steps_back(member_client, member, event):
    RegistrationFactory(event=event, member=member)

    with time_machine.travel(event.starts_at, tick=False):
        assert page(member_client).count("Batalkan pendaftaran") == 0
        [message] = message_after(member_client, "/kegiatan/bimtek-desain/batal/")

    assert message.startswith("Kegiatan sudah dimulai")
    assert Registration.objects.get().is_seated


def test_a_login_without_member_is_told_what_to_do(client, event):
    client.force_login(UserFactory())

    [message] = message_after(client, "/kegiatan/bimtek-desain/daftar/")

    assert message.startswith("Akun ini belum terhubung")


def test_nobody_steps_back_for_somebody_else(member_client, event):
    other = RegistrationFactory(event=event, member=MemberFactory(user=UserFactory()))

    assert member_client.post("/kegiatan/bimtek-desain/batal/").status_code == 404
    other.refresh_from_db()
    assert other.is_seated


def test_signing_up_needs_a_post(member_client, event):
    assert member_client.get("/kegiatan/bimtek-desain/daftar/").status_code == 405


def render(source, **context):
    return Template("{% load bimtek_tags %}" + source).render(Context(context))


def test_upcoming_events_for_the_home_page(event, organization):
    SlotFactory(event=event)
    EventFactory(organization=organization, title="Dibatalkan saja", status=EventStatus.CANCELLED)
    EventFactory(organization=organization, title="Draf", status=EventStatus.DRAFT)

    text = " ".join(render("{% upcoming_events %}").split())

    assert text.count("<li><time") == 2
    assert text.count("08.00 WITA, 2 JP") == 1
    assert text.count("Masih ada 51 tempat") == 1


def test_upcoming_events_without_any():
    assert render("{% upcoming_events %}").count("Belum ada kegiatan yang dijadwalkan") == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_upcoming_events_query_count(organization, django_assert_num_queries, rows):
    for row in EventFactory.create_batch(rows, organization=organization):
        SlotFactory(event=row)

    with django_assert_num_queries(2):
        render("{% upcoming_events %}")


def test_my_events_panel(member, event, organization):
    past = event.starts_at - timedelta(days=30)
    old = EventFactory(organization=organization, title="Lama", starts_at=past, ends_at=past + timedelta(hours=1))
    for row in (old, event):
        RegistrationFactory(event=row, member=member)
    gone = EventFactory(organization=organization, title="Batal ikut")
    RegistrationFactory(event=gone, member=member, status="cancelled")

    text = render("{% my_events member %}", member=member)

    assert text.index("Bimtek Desain") < text.index("Anda terdaftar") < text.index("Lama") < text.index("Sudah selesai")
    assert text.count("Batal ikut") == 0


def test_my_events_begins_with_the_nearest_of_many_and_ends_with_the_latest_past(member, event, organization):
    dates = (-60, -30, 7, 14, 21, 28, 35, 42)
    for days in dates:
        start = event.starts_at + timedelta(days=days)
        row = EventFactory(
            organization=organization, title=f"Hari {days}.", starts_at=start, ends_at=start + timedelta(hours=1)
        )
        RegistrationFactory(event=row, member=member)
    soonest = render("{% my_events member %}", member=member)
    TrainingEvent.objects.filter(title__in=["Hari 21.", "Hari 28.", "Hari 35.", "Hari 42."]).update(
        status=EventStatus.DRAFT
    )

    text = render("{% my_events member %}", member=member)

    assert [days for days in dates if f"Hari {days}." in soonest] == [7, 14, 21, 28, 35]
    assert text.index("Hari 7.") < text.index("Hari 14.") < text.index("Hari -30.") < text.index("Hari -60.")


def test_my_events_without_any_is_nothing(member):
    assert render("{% my_events member %}", member=member).strip() == ""


@pytest.mark.parametrize("rows", [1, 3])
def test_my_events_query_count(member, organization, django_assert_num_queries, rows):
    for row in EventFactory.create_batch(rows, organization=organization):
        RegistrationFactory(event=row, member=member)

    with django_assert_num_queries(1):
        render("{% my_events member %}", member=member)


@pytest.mark.parametrize(
    ("days", "dates", "numbers"),
    [
        (0, "Kamis, 11 Juli 2024", "11"),
        (1, "Kamis–Jumat, 11–12 Juli 2024", "11–12"),
        (21, "Kamis–Kamis, 11 Juli–1 Agustus 2024", "11–1"),
        (200, "Kamis–Senin, 11 Juli 2024–27 Januari 2025", "11–27"),
    ],
)
def test_dates_are_written_as_on_an_invitation(event, days, dates, numbers):
    event.ends_at += timedelta(days=days)

    assert render("{{ event|event_dates }}|{{ event|event_day_numbers }}", event=event) == f"{dates}|{numbers}"


def test_a_date_belongs_to_the_offices_zone(event):
    """22.30 UTC is the next morning in Kupang."""
    event.starts_at = event.starts_at.replace(hour=22, minute=30)
    event.ends_at = event.starts_at + timedelta(hours=2)

    assert render("{{ event|event_dates }}", event=event) == "Jumat, 12 Juli 2024"
