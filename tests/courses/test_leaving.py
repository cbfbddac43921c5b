""" "Berhenti dari kursus": asked first, kept on record, open again; and people whose login is no member."""

import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from courses.choices import EnrollmentStatus
from courses.models import ActivityCompletion, Enrollment
from courses.services.enrollments import CourseFinished, enroll, withdraw
from courses.services.progress import complete_activity
from tests.factories.courses import CourseFactory, LessonFactory, ModuleFactory
from tests.factories.members import MemberFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return CourseFactory(title="Desain Konten", slug="desain-konten")


@pytest.fixture
def lessons(course):
    module = ModuleFactory(parent=course)
    return [LessonFactory(parent=module, title=f"Pelajaran {number}") for number in (1, 2)]


@pytest.fixture
def enrollment(member, course, lessons, now):
    return enroll(member=member, course=course, now=now)


@pytest.fixture
def address(course):
    return reverse("course_leave", args=[course.pk])


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_course_page_offers_the_way_out(member_client, enrollment, course, address):
    assert f'<a href="{address}">Berhenti dari kursus</a>' in member_client.get(course.url).content.decode()


def test_way_out_is_offered_to_nobody_else(client, course, lessons, address):
    assert address not in client.get(course.url).content.decode()

    client.force_login(MemberFactory(user=UserFactory()).user)

    assert address not in client.get(course.url).content.decode()


def test_page_asks_first_and_changes_nothing(member_client, enrollment, course, address):
    response = member_client.get(address)

    html = response.content.decode()
    assert "Berhenti dari kursus ini?" in html
    assert f'<a class="button quiet" href="{course.url}">Batal</a>' in html
    assert response["Cache-Control"] == "private, no-store"
    enrollment.refresh_from_db()
    assert enrollment.status == EnrollmentStatus.ACTIVE


def test_form_of_the_page_ends_the_enrollment(member, enrollment, lessons, address, now):
    """With the token the page itself gives out, as a browser without JavaScript sends it."""
    complete_activity(enrollment=enrollment, activity=lessons[0], now=now)
    client = Client(enforce_csrf_checks=True)
    client.force_login(member.user)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(address).content.decode())[1]

    response = client.post(address, {"csrfmiddlewaretoken": token})

    enrollment.refresh_from_db()
    assert response["Location"] == "/belajar/"
    assert enrollment.status == EnrollmentStatus.WITHDRAWN
    assert enrollment.withdrawn_at is not None
    assert enrollment.completions.count() == 1


def test_post_without_a_token_is_refused(member, enrollment, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member.user)

    assert client.post(address).status_code == 403
    enrollment.refresh_from_db()
    assert enrollment.status == EnrollmentStatus.ACTIVE


def test_learning_page_forgets_the_course_and_says_so(member_client, enrollment, address):
    html = member_client.post(address, follow=True).content.decode()

    assert "Anda berhenti dari kursus ini." in html
    assert "Anda belum mengikuti kursus." in html


def test_second_click_finds_nothing_to_end(member_client, enrollment, address):
    member_client.post(address)

    assert member_client.post(address).status_code == 404
    assert member_client.get(address).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_enrollment_of_somebody_else_is_out_of_reach(client, enrollment, address, method):
    client.force_login(MemberFactory(user=UserFactory()).user)

    assert getattr(client, method)(address).status_code == 404
    enrollment.refresh_from_db()
    assert enrollment.status == EnrollmentStatus.ACTIVE


def test_finished_course_stays_finished(member_client, enrollment, course, lessons, address, now):
    for lesson in lessons:
        complete_activity(enrollment=enrollment, activity=lesson, now=now)

    for method in (member_client.get, member_client.post):
        response = method(address)
        assert response["Location"] == "/belajar/"
        assert messages_of(response)[-1] == "Kursus ini sudah Anda selesaikan, jadi tetap tercatat."

    enrollment.refresh_from_db()
    assert enrollment.status == EnrollmentStatus.COMPLETED
    assert address not in member_client.get(course.url).content.decode()


def test_withdraw_refuses_a_completed_enrollment_even_when_the_caller_holds_an_old_row(enrollment, lessons, now):
    for lesson in lessons:
        complete_activity(enrollment=enrollment, activity=lesson, now=now)

    with pytest.raises(CourseFinished):
        withdraw(enrollment=enrollment, now=now)

    assert Enrollment.objects.get().withdrawn_at is None


def test_closed_course_can_be_left_too(member_client, enrollment, course, address):
    course.unpublish()

    assert 'href="/belajar/">Batal</a>' in member_client.get(address).content.decode()
    assert member_client.post(address)["Location"] == "/belajar/"
    enrollment.refresh_from_db()
    assert enrollment.status == EnrollmentStatus.WITHDRAWN


def test_whoever_comes_back_starts_again_and_the_old_row_stays(member_client, member, enrollment, course, lessons, now):
    complete_activity(enrollment=enrollment, activity=lessons[0], now=now)
    withdraw(enrollment=enrollment, now=now)

    member_client.post(reverse("course_join", args=[course.pk]))

    again = Enrollment.objects.of_member(member).current().get()
    assert again.pk != enrollment.pk
    assert "0 dari 2 bagian selesai" in member_client.get(course.url).content.decode()
    assert [row.enrollment_id for row in ActivityCompletion.objects.all()] == [enrollment.pk]


def test_marking_after_coming_back_counts_for_the_new_start_only(member_client, enrollment, course, lessons, now):
    complete_activity(enrollment=enrollment, activity=lessons[0], now=now)
    withdraw(enrollment=enrollment, now=now)
    member_client.post(reverse("course_join", args=[course.pk]))

    for lesson in lessons:
        member_client.post(reverse("activity_finish", args=[lesson.pk]))

    assert [row.status for row in Enrollment.objects.order_by("pk")] == ["withdrawn", "completed"]
    assert enrollment.completions.count() == 1


def test_marking_after_leaving_is_explained(member_client, enrollment, course, lessons, now):
    withdraw(enrollment=enrollment, now=now)

    response = member_client.post(reverse("activity_finish", args=[lessons[0].pk]))

    assert messages_of(response) == ["Anda sudah berhenti dari kursus ini. Ikuti lagi bila ingin melanjutkan."]
    assert enrollment.completions.count() == 0


def test_leave_page_takes_three_queries(member_client, enrollment, address, django_assert_num_queries):
    member_client.get(address)

    with django_assert_num_queries(3):
        member_client.get(address)


LEARNER_PAGES = ["/belajar/", "/kursus/", "/kursus/desain-konten/", "/akun/", "/kegiatan/", "/"]


@pytest.mark.parametrize("is_superuser", [True, False])
@pytest.mark.parametrize("page", LEARNER_PAGES)
def test_login_without_a_member_opens_every_learner_page(client, lessons, page, is_superuser):
    client.force_login(UserFactory(is_superuser=is_superuser))

    assert client.get(page).status_code == 200
    assert client.get(lessons[0].url).status_code == 200


@pytest.mark.parametrize("is_superuser", [True, False])
def test_login_without_a_member_leaves_no_trace(client, course, lessons, address, is_superuser):
    client.force_login(UserFactory(is_superuser=is_superuser))

    joined = client.post(reverse("course_join", args=[course.pk]))
    finished = client.post(reverse("activity_finish", args=[lessons[0].pk]))

    assert messages_of(joined)[0] == "Akun ini belum tercatat sebagai anggota. Hubungi petugas Dinas Kominfo."
    assert finished["Location"] == course.url
    assert client.get(address).status_code == 404
    assert Enrollment.objects.count() == 0
