"""A draft seen as a phone shows it, without pictures and on paper: in Wagtail's panel and in the plain screens."""

import re

import pytest
from django.urls import reverse

from tests.factories.courses import LessonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(client, trainer):
    client.force_login(trainer)
    return client


@pytest.fixture
def draft(own_module):
    lesson = LessonFactory(parent=own_module, title="Naskah baru", live=False)
    lesson.save_revision()
    return lesson


def see(client, page, way=None):
    return client.get(reverse("writing_preview", args=[page.pk]), {"cara": way} if way is not None else {})


def test_modes_and_the_narrow_phone_are_offered(draft, own_course):
    assert [name for name, _label in draft.preview_modes] == ["", "hemat", "cetak"]
    assert [name for name, _label in own_course.preview_modes] == ["", "hemat", "cetak"]
    assert draft.preview_sizes[0]["device_width"] == 360


@pytest.mark.parametrize("way", [None, "", "hemat", "cetak", "telepon"])
def test_every_way_shows_the_draft(writer, draft, way):
    response = see(writer, draft, way)

    assert response.status_code == 200
    assert "Naskah baru" in response.content.decode()


@pytest.mark.parametrize("way", ["x", "HEMAT", "\x00", "../"])
def test_unknown_way_is_absent(writer, draft, way):
    assert see(writer, draft, way).status_code == 404


def test_phone_frames_the_page_with_and_without_pictures(writer, draft):
    html = see(writer, draft, "telepon").content.decode()

    address = reverse("writing_preview", args=[draft.pk])
    assert re.findall(r'<iframe[^>]* src="([^"]+)"[^>]* width="(\d+)"', html) == [
        (f"{address}?cara=", "360"),
        (f"{address}?cara=hemat", "360"),
    ]


@pytest.mark.parametrize("way", ["", "hemat", "cetak"])
def test_only_this_site_may_frame_a_preview(writer, draft, way):
    response = see(writer, draft, way)

    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "unsafe-inline" not in response["Content-Security-Policy"]


def test_wagtail_may_frame_its_own_preview(writer, draft):
    """The strict policy of public pages would leave the preview panel of the editor empty."""
    response = writer.get(reverse("wagtailadmin_pages:view_draft", args=[draft.pk]))

    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


def test_public_page_may_not_be_framed(client, own_lesson):
    response = client.get(own_lesson.url)

    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_saving_mode_says_so_to_the_page(writer, draft):
    assert see(writer, draft, "hemat").context["saves_data"] is True
    assert see(writer, draft, "").context["saves_data"] is False


def test_foreign_draft_is_absent_in_every_way(writer, foreign_lesson):
    assert [see(writer, foreign_lesson, way).status_code for way in ("", "hemat", "cetak", "telepon")] == [404] * 4
