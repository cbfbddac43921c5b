"""Pictures of a lesson, and what it costs to load."""

import pytest
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from courses.models import LessonPage
from courses.services.sizes import PAGE_FRAME_BYTES, count_picture_bytes, render_lesson
from tests.factories.courses import LessonFactory


@pytest.mark.django_db
def test_picture_is_scaled_and_its_bytes_are_counted(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    image = get_image_model().objects.create(title="Poster", file=get_test_image_file(size=(1600, 900)))
    lesson = LessonFactory()
    value = {"image": {"image": image.pk, "alt_text": "Dua poster", "decorative": False}, "caption": "Sumber: KIM"}
    lesson.body = LessonPage._meta.get_field("body").stream_block.to_python([{"type": "picture", "value": value}])
    lesson.save()

    content = render_lesson(LessonPage.objects.get(pk=lesson.pk))

    rendition = image.renditions.get()
    assert rendition.width == 800
    assert 'alt="Dua poster"' in content.html
    assert 'loading="lazy"' in content.html
    assert content.picture_bytes == rendition.file.size


@pytest.mark.django_db
def test_text_lesson_has_no_picture_bytes():
    lesson = LessonFactory()

    assert count_picture_bytes(lesson.body) == 0
    assert PAGE_FRAME_BYTES < render_lesson(lesson).text_bytes < PAGE_FRAME_BYTES + 200
