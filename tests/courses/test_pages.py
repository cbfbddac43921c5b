"""The public pages: what they show to whom, how many queries they need, what they weigh."""

import gzip
import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from courses.models import Enrollment
from courses.services.enrollments import enroll
from courses.services.progress import complete_activity
from courses.services.search_index import rebuild_index
from courses.services.sizes import render_lesson
from tests.factories.courses import CourseFactory, LessonFactory, ModuleFactory
from tests.factories.members import KimMembershipFactory, MemberFactory

pytestmark = pytest.mark.django_db

LESSON_BODY = [("heading", "Kontras"), ("text", "<p>Satu hal dulu, satu hal saja.</p>" * 150)]


@pytest.fixture
def course():
    return CourseFactory(title="Desain Konten", slug="desain-konten", is_required=True)


@pytest.fixture
def lessons(course):
    module = ModuleFactory(parent=course, title="Pesan dulu", slug="pesan-dulu", lesson_minutes=90)
    return [
        LessonFactory(parent=module, title=f"Pelajaran {number}", slug=f"p{number}", body=LESSON_BODY)
        for number in (1, 2, 3)
    ]


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_catalog_shows_courses_with_size_and_hours(client, lessons):
    CourseFactory(title="Masih draf", live=False)

    response = client.get("/kursus/")

    assert response.status_code == 200
    assert "Desain Konten" in text_of(response)
    assert "3 pelajaran 2 JP" in text_of(response)
    assert "Masih draf" not in text_of(response)
    assert "bagian selesai" not in text_of(response)


def test_catalog_shows_own_progress(member_client, member, course, lessons, now):
    enrollment = enroll(member=member, course=course, now=now)
    complete_activity(enrollment=enrollment, activity=lessons[0], now=now)

    assert "1 dari 3 bagian selesai 33%" in text_of(member_client.get("/kursus/"))


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("jenis=wajib", ["Desain Konten"]),
        ("jenis=pilihan", ["UMKM"]),
        ("q=umkm", ["UMKM"]),
        ("q=desain&jenis=pilihan", []),
        ("", ["Desain Konten", "UMKM"]),
    ],
)
def test_catalog_search_and_filter(client, course, query, titles):
    CourseFactory(title="UMKM")
    rebuild_index(now=timezone.now())

    content = client.get(f"/kursus/?{query}").content.decode()

    assert re.findall(r'<h3><a href="[^"]*">([^<]*)</a></h3>', content) == titles


def test_catalog_finds_lessons_and_modules_by_title(client, lessons):
    rebuild_index(now=timezone.now())

    assert f'href="{lessons[1].url}"' in client.get("/kursus/", {"q": "Pelajaran 2"}).content.decode()
    assert f'href="{lessons[1].get_parent().url}"' in client.get("/kursus/", {"q": "Pesan dulu"}).content.decode()


def test_catalog_says_when_nothing_matches(client, course):
    assert "Tidak ada yang cocok dengan “drone”" in text_of(client.get("/kursus/?q=drone"))


@pytest.mark.parametrize("query", [{"q": "a" * 10_000}, {"q": "a\0b"}, {"jenis": "lain"}])
def test_catalog_refuses_a_broken_search(client, course, query):
    response = client.get("/kursus/", query)

    assert response.status_code == 400
    assert "Kursus" in text_of(response)


def test_catalog_escapes_the_search(client, course):
    assert "<script>" not in client.get("/kursus/", {"q": "<script>alert(1)</script>"}).content.decode()


def test_course_page_for_a_visitor_leads_to_login_and_lets_read(client, course, lessons):
    response = client.get(course.url)

    assert f'href="/masuk/?next={course.url}">Ikuti kursus' in response.content.decode()
    assert lessons[0].url in response.content.decode()
    assert "Selesaikan 3 pelajaran" in text_of(response)


def test_course_page_for_a_learner(member_client, member, course, lessons, now):
    enrollment = enroll(member=member, course=course, now=now)
    complete_activity(enrollment=enrollment, activity=lessons[0], now=now)

    text = text_of(member_client.get(course.url))

    assert "1 dari 3 bagian selesai 33%" in text
    assert "Berikutnya: Pelajaran 2" in text
    assert "Lanjutkan belajar" in text
    assert "Kurang 2 pelajaran lagi" in text


def test_course_page_after_completion(member_client, member, course, lessons, now):
    enrollment = enroll(member=member, course=course, now=now)
    for lesson in lessons:
        complete_activity(enrollment=enrollment, activity=lesson, now=now)

    assert "Semua bagian wajib sudah Anda selesaikan." in text_of(member_client.get(course.url))


def test_module_address_leads_to_its_first_activity(client, lessons):
    response = client.get("/kursus/desain-konten/pesan-dulu/")

    assert response.status_code == 302
    assert response["Location"] == "/kursus/desain-konten/pesan-dulu/p1/"


def test_empty_module_leads_to_the_course(client, course):
    ModuleFactory(parent=course, slug="kosong")

    assert client.get("/kursus/desain-konten/kosong/")["Location"] == "/kursus/desain-konten/"


@pytest.mark.parametrize(
    "address", ["/kursus/tidak-ada/", "/kursus/desain-konten/x/", "/kursus/desain-konten/pesan-dulu/x/"]
)
def test_absent_page_is_404(client, lessons, address):
    assert client.get(address).status_code == 404


def test_draft_lesson_is_404(client, lessons):
    lessons[0].unpublish()

    assert client.get(lessons[0].url).status_code == 404


def test_view_restriction_is_respected(client, course, lessons):
    PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)

    response = client.get(lessons[0].url)

    assert response.status_code == 302
    assert response["Location"].startswith("/masuk/")


def test_lesson_for_a_visitor_can_be_read_but_not_marked(client, lessons):
    response = client.get(lessons[1].url)

    assert "Satu hal dulu" in text_of(response)
    assert "Modul 1 · Bagian 2 dari 3" in text_of(response)
    assert "Tandai selesai" not in text_of(response)
    assert "Ikuti kursus" in text_of(response)
    assert re.findall(r"<small>(Sebelumnya|Berikutnya)</small>([^<]*)<", response.content.decode()) == [
        ("Sebelumnya", "Pelajaran 1"),
        ("Berikutnya", "Pelajaran 3"),
    ]


def test_tandai_selesai_leads_to_the_next_activity(member_client, member, course, lessons, now):
    enrollment = enroll(member=member, course=course, now=now)
    assert "Tandai selesai" in text_of(member_client.get(lessons[0].url))

    response = member_client.post(f"/belajar/kegiatan/{lessons[0].pk}/selesai/")

    assert response["Location"] == lessons[1].url
    assert [row.activity_id for row in enrollment.completions.all()] == [lessons[0].pk]
    assert "Sudah Anda selesaikan" in text_of(member_client.get(lessons[0].url))


def test_tandai_selesai_on_the_last_activity_leads_to_belajar(member_client, member, course, lessons, now):
    enroll(member=member, course=course, now=now)

    assert member_client.post(f"/belajar/kegiatan/{lessons[2].pk}/selesai/")["Location"] == "/belajar/"


def test_tandai_selesai_without_enrollment_explains(member_client, course, lessons):
    response = member_client.post(f"/belajar/kegiatan/{lessons[0].pk}/selesai/")

    assert response["Location"] == course.url
    assert messages_of(response) == ["Ikuti kursus ini dulu; setelah itu kemajuan Anda tersimpan."]
    assert Enrollment.objects.count() == 0


def test_visitor_who_posts_is_sent_to_login_and_back_to_the_page(client, course, lessons):
    finish = client.post(f"/belajar/kegiatan/{lessons[0].pk}/selesai/")
    join = client.post(f"/belajar/kursus/{course.pk}/ikuti/")

    assert finish["Location"] == f"/masuk/?next={lessons[0].url}"
    assert join["Location"] == f"/masuk/?next={course.url}"


def test_ikuti_kursus_enrolls_once(member_client, member, course):
    for _time in range(2):
        assert member_client.post(f"/belajar/kursus/{course.pk}/ikuti/")["Location"] == course.url

    assert Enrollment.objects.of_member(member).count() == 1


def test_ikuti_kursus_of_a_login_without_member_explains(officer_client, course):
    response = officer_client.post(f"/belajar/kursus/{course.pk}/ikuti/")

    assert messages_of(response) == ["Akun ini belum tercatat sebagai anggota. Hubungi petugas Dinas Kominfo."]
    assert Enrollment.objects.count() == 0


@pytest.mark.parametrize("address", ["/belajar/kursus/{}/ikuti/", "/belajar/kegiatan/{}/selesai/"])
def test_changes_need_post_and_a_token(member, course, lessons, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member.user)

    assert client.get(address.format(course.pk)).status_code == 405
    assert client.post(address.format(course.pk)).status_code == 403


def test_drafts_cannot_be_joined_or_marked(member_client, course, lessons):
    lessons[0].unpublish()
    draft = CourseFactory(live=False)

    assert member_client.post(f"/belajar/kursus/{draft.pk}/ikuti/").status_code == 404
    assert member_client.post(f"/belajar/kegiatan/{lessons[0].pk}/selesai/").status_code == 404


@pytest.mark.parametrize("address", ["/kursus/", "/kursus/desain-konten/", "/kursus/desain-konten/pesan-dulu/p1/"])
def test_personal_variants_are_private(member_client, lessons, address):
    assert "private" in member_client.get(address)["Cache-Control"]


def test_lesson_page_of_a_learner_takes_at_most_eight_queries(
    member_client, member, course, lessons, now, django_assert_max_num_queries
):
    enroll(member=member, course=course, now=now)
    member_client.get(lessons[1].url)

    with django_assert_max_num_queries(8):
        member_client.get(lessons[1].url)


@pytest.mark.parametrize("count", [1, 3])
def test_catalog_queries_do_not_grow(member_client, member, now, count, django_assert_num_queries):
    make_courses(member, count, now)
    member_client.get("/kursus/")

    with django_assert_num_queries(11):
        assert text_of(member_client.get("/kursus/")).count("bagian selesai") == count


@pytest.mark.parametrize("count", [1, 3])
def test_course_queries_do_not_grow(member_client, member, course, now, count, django_assert_num_queries):
    for _module in range(count):
        for _lesson in range(count):
            LessonFactory(parent=ModuleFactory(parent=course))
    enroll(member=member, course=course, now=now)
    member_client.get(course.url)

    with django_assert_num_queries(8):
        member_client.get(course.url)


@pytest.mark.parametrize("count", [1, 3])
def test_learning_queries_do_not_grow(member_client, member, now, count, django_assert_num_queries):
    make_courses(member, count, now)
    member_client.get("/belajar/")

    with django_assert_num_queries(12):
        assert text_of(member_client.get("/belajar/")).count("bagian selesai") == count


def make_courses(member, count, now):
    for _number in range(count):
        course = LessonFactory().get_parent().get_parent().specific
        enroll(member=member, course=course, now=now)


def test_lesson_page_bytes(member_client, member, course, lessons, now):
    """At most 10 KB when the stylesheet is already there; and the number shown is near the truth."""
    enroll(member=member, course=course, now=now)
    response = member_client.get(lessons[1].url, headers={"Accept-Encoding": "gzip"})

    sent = len(response.content)

    assert response["Content-Encoding"] == "gzip"
    assert sent <= 10 * 1024
    assert abs(render_lesson(lessons[1]).text_bytes - sent) < 1500
    assert len(gzip.decompress(response.content)) < 45 * 1024


def test_learning_page_for_a_new_member(member_client, member):
    text = text_of(member_client.get("/belajar/"))

    assert f"Halo, {member.call_name}" in text
    assert "Anda belum mengikuti kursus." in text


def test_learning_page_names_group_and_place_instead_of_the_name_again(member_client, member):
    KimMembershipFactory(member=member, kim__name="KIM Suara Namosain", office="chair")

    html = member_client.get("/belajar/").content.decode()

    assert "<p>KIM Suara Namosain · Namosain, Kecamatan Alak</p>" in html
    assert f"<p>{member.full_name}</p>" not in html


def test_learning_page_of_a_member_without_group_and_place(member_client, member):
    member.region = None
    member.save()

    assert "<p></p>" not in member_client.get("/belajar/").content.decode()


def test_learning_page_stays_within_twelve_queries_whatever_the_member_has(
    member_client, member, now, django_assert_max_num_queries
):
    make_courses(member, 3, now)
    KimMembershipFactory.create_batch(3, member=member)
    member_client.get("/belajar/")

    with django_assert_max_num_queries(12):
        member_client.get("/belajar/")


def test_learning_page_says_how_long_the_next_lesson_takes(member_client, member, course, lessons, now):
    enroll(member=member, course=course, now=now)

    assert "Lanjutkan dari sini Pelajaran 1 Desain Konten 6 menit membaca" in text_of(member_client.get("/belajar/"))


def test_learning_page_goes_on_with_the_next_activity(member_client, member, course, lessons, now):
    enrollment = enroll(member=member, course=course, now=now)
    complete_activity(enrollment=enrollment, activity=lessons[0], now=now)

    response = member_client.get("/belajar/")

    assert "Lanjutkan dari sini Pelajaran 2" in text_of(response)
    assert f'href="{lessons[1].url}">Lanjutkan belajar' in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"


def test_learning_page_needs_a_login(client):
    assert client.get("/belajar/")["Location"] == "/masuk/?next=/belajar/"


def test_learning_page_shows_nobody_elses_courses(member_client, course, lessons, now):
    enroll(member=MemberFactory(full_name="Orang Lain"), course=course, now=now)

    assert "Desain Konten" not in text_of(member_client.get("/belajar/"))


def test_home_page_shows_required_courses_and_the_verification_box(client, course, lessons):
    CourseFactory(title="Pilihan saja")

    response = client.get("/")

    assert "Desain Konten" in text_of(response)
    assert "Pilihan saja" not in text_of(response)
    assert 'action="/verifikasi/"' in response.content.decode()
