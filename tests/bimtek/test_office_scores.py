"""The score table."""

from decimal import Decimal

import pytest
from django.urls import reverse

from bimtek.models import TestScore
from courses.models import ActivityPage, ActivityScore
from tests.factories.bimtek import EventFactory, RegistrationFactory
from tests.factories.courses import EnrollmentFactory, LessonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(organization):
    return EventFactory(organization=organization)


@pytest.fixture
def pair(event):
    return [RegistrationFactory(event=event, member__full_name=name) for name in ("Ana", "Beni")]


def address(event):
    return reverse("office_scores", args=[event.pk])


def stored():
    rows = TestScore.objects.order_by("registration__member__full_name", "kind")
    return [(row.registration.member.full_name, row.kind, row.score) for row in rows]


def test_all_scores_in_one_submit(officer_client, officer, event, pair):
    ana, beni = pair
    data = {f"pre-{ana.pk}": "40", f"post-{ana.pk}": "72,5", f"pre-{beni.pk}": "", f"post-{beni.pk}": "100"}

    response = officer_client.post(address(event), data, follow=True)

    assert [str(message) for message in response.context["messages"]] == ["Nilai tersimpan; 3 nilai berubah."]
    assert stored() == [("Ana", "post", Decimal("72.5")), ("Ana", "pre", Decimal(40)), ("Beni", "post", Decimal(100))]
    assert {row.recorded_by for row in TestScore.objects.all()} == {officer}


def test_stored_scores_are_shown_the_indonesian_way(officer_client, event, pair):
    officer_client.post(address(event), {f"post-{pair[0].pk}": "72.5"})

    text = officer_client.get(address(event)).content.decode()

    assert text.count('value="72,5"') == 1


@pytest.mark.parametrize("wrong", ["delapan", "101", "-1", "NaN", "1e9"])
def test_one_wrong_cell_saves_nothing_and_keeps_what_was_typed(officer_client, event, pair, wrong):
    ana, beni = pair

    response = officer_client.post(address(event), {f"post-{ana.pk}": "85", f"post-{beni.pk}": wrong})

    text = response.content.decode()
    assert response.status_code == 422
    assert (text.count('value="85"'), text.count(f'value="{wrong}"'), text.count('aria-invalid="true"')) == (1, 1, 1)
    assert text.count("Tulis angka 0 sampai 100") == 1
    assert stored() == []


def test_a_cleared_cell_takes_the_score_away(officer_client, event, pair):
    officer_client.post(address(event), {f"post-{pair[0].pk}": "85", f"post-{pair[1].pk}": "60"})

    officer_client.post(address(event), {f"post-{pair[0].pk}": "", f"post-{pair[1].pk}": "60"})

    assert stored() == [("Beni", "post", Decimal(60))]


def test_a_row_that_was_not_posted_stays(officer_client, event, pair):
    officer_client.post(address(event), {f"post-{pair[0].pk}": "85"})

    officer_client.post(address(event), {f"post-{pair[1].pk}": "60"})

    assert stored() == [("Ana", "post", Decimal(85)), ("Beni", "post", Decimal(60))]


def test_strangers_in_the_post_are_ignored(officer_client, event, pair):
    officer_client.post(address(event), {f"post-{RegistrationFactory().pk}": "85"})

    assert stored() == []


def test_a_cancelled_event_takes_no_scores(officer_client, organization):
    event = EventFactory(organization=organization, status="cancelled")
    registration = RegistrationFactory(event=event)

    response = officer_client.post(address(event), {f"post-{registration.pk}": "85"}, follow=True)

    [message] = response.context["messages"]
    assert str(message) == "Kegiatan ini dibatalkan, jadi nilai tidak bisa dicatat."
    assert stored() == []


def test_without_online_test_there_is_no_button(officer_client, event, pair):
    assert officer_client.get(address(event)).content.decode().count("Ambil nilai dari kuis daring") == 0


def test_online_scores_are_read(officer_client, organization, now):
    activity = ActivityPage.objects.get(pk=LessonFactory().pk)
    event = EventFactory(organization=organization, post_test=activity)
    registration = RegistrationFactory(event=event, member__full_name="Ana")
    course = activity.get_parent().get_parent().specific
    enrollment = EnrollmentFactory(member=registration.member, course=course)
    ActivityScore.objects.create(enrollment=enrollment, activity=activity, score=90, scored_at=now)

    assert officer_client.get(address(event)).content.decode().count("Ambil nilai dari kuis daring") == 1
    response = officer_client.post(reverse("office_scores_online", args=[event.pk]), follow=True)

    [message] = response.context["messages"]
    assert str(message) == "1 nilai diambil dari kuis daring. Nilai yang diketik tidak ditimpa."
    assert stored() == [("Ana", "post", Decimal(90))]


def test_online_scores_of_a_cancelled_event_are_not_read(officer_client, organization):
    activity = ActivityPage.objects.get(pk=LessonFactory().pk)
    event = EventFactory(organization=organization, post_test=activity, status="cancelled")

    response = officer_client.post(reverse("office_scores_online", args=[event.pk]), follow=True)

    [message] = response.context["messages"]
    assert str(message) == "Kegiatan ini dibatalkan, jadi nilai tidak bisa dicatat."


def test_an_empty_event_names_the_next_step(officer_client, event):
    assert officer_client.get(address(event)).content.decode().count("Daftarkan peserta</a>") == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_query_count(officer_client, event, django_assert_num_queries, rows):
    RegistrationFactory.create_batch(rows, event=event)

    with django_assert_num_queries(8):  # session, user, roles, event, people, learning slots, scores, waiting requests
        officer_client.get(address(event))
