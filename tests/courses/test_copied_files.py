"""A copied course has pictures and files of its own, in the folder of its office."""

from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from courses.models import LessonPage
from courses.services.copied_files import own_files
from courses.services.moving import copy_course
from courses.services.plain_files import files_in
from courses.services.plain_pictures import pictures_in
from courses.services.trainers import picture_folder
from members.choices import Role
from members.services.roles import grant_role
from tests.factories.courses import LessonFactory
from tests.factories.members import OrganizationFactory, RegionFactory

pytestmark = pytest.mark.django_db
Image, Document = get_image_model(), get_document_model()


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def files(own_course):
    folder = picture_folder(own_course)
    image = Image.objects.create(title="Papan", file=get_test_image_file(), collection=folder)
    other = Image.objects.create(title="Poster", file=get_test_image_file(size=(50, 50)), collection=folder)
    document = Document.objects.create(title="Izin", file=ContentFile(b"isi", "izin.txt"), collection=folder)
    return image, other, document


@pytest.fixture
def lesson(own_module, files):
    image, other, document = files

    def picture(row):
        return {"image": {"image": row.pk, "alt_text": "Papan pengumuman", "decorative": False}, "caption": "Satu"}

    rows = [
        {"type": "text", "value": "<p>Isi.</p>"},
        {"type": "picture", "value": picture(image)},
        {"type": "gallery", "value": [picture(image), picture(other)]},
        {"type": "document", "value": {"title": "Izin", "file": document.pk, "pages": 1}},
    ]
    body = LessonPage._meta.get_field("body").stream_block.to_python([row | {"id": str(uuid4())} for row in rows])
    lesson = LessonFactory(parent=own_module, slug="berkas", body=body)
    lesson.save_revision().publish()
    return lesson


@pytest.fixture
def elsewhere(administrator, now):
    office = OrganizationFactory(name="Dinas Lain", region=RegionFactory(code="53.04"))
    grant_role(user=administrator, role=Role.ADMIN, organization=office, now=now)
    return office


def copied_lesson(own_course, office, administrator):
    user = type(administrator).objects.get(pk=administrator.pk)
    course = copy_course(course=own_course, title="Salinan", organization=office, by=user)
    return course, LessonPage.objects.descendant_of(course).get(slug="berkas")


def test_the_copy_shows_files_of_its_own_folder(own_course, lesson, files, elsewhere, administrator):
    course, copy = copied_lesson(own_course, elsewhere, administrator)

    folder = picture_folder(course)
    pictures, documents = pictures_in([copy]), files_in([copy])
    assert {image.collection_id for image in Image.objects.filter(pk__in=pictures)} == {folder.pk}
    assert {document.collection_id for document in Document.objects.filter(pk__in=documents)} == {folder.pk}
    assert (len(pictures), len(documents)) == (2, 1)
    assert folder.get_parent() == elsewhere.collection
    assert (Image.objects.count(), Document.objects.count()) == (4, 2)


def test_words_and_ids_are_the_same(own_course, lesson, elsewhere, administrator):
    _course, copy = copied_lesson(own_course, elsewhere, administrator)

    for text in (copy, copy.get_latest_revision_as_object()):
        assert [block.id for block in text.body] == [block.id for block in lesson.body]
        assert text.body[1].value["image"].contextual_alt_text == "Papan pengumuman"
        assert text.body[2].value[1]["caption"] == "Satu"
        assert text.body[3].value["file"].file.read() == b"isi"


def test_the_original_course_keeps_what_it_had(own_course, lesson, files, elsewhere, administrator):
    copied_lesson(own_course, elsewhere, administrator)

    image, other, document = files
    assert pictures_in([LessonPage.objects.get(pk=lesson.pk)]) == {image.pk, other.pk}
    assert files_in([LessonPage.objects.get(pk=lesson.pk)]) == {document.pk}


def test_the_copy_outlives_the_originals(own_course, lesson, files, elsewhere, administrator):
    _course, copy = copied_lesson(own_course, elsewhere, administrator)
    for row in files:
        row.delete()

    again = LessonPage.objects.get(pk=copy.pk).get_latest_revision_as_object()
    assert again.body[1].value["image"] is not None
    assert again.body[3].value["file"].file.read() == b"isi"


def test_a_second_time_nothing_is_copied(own_course, lesson, elsewhere, administrator):
    course, copy = copied_lesson(own_course, elsewhere, administrator)
    before = copy.latest_revision_id

    assert own_files(course=course, by=administrator) == 0
    assert LessonPage.objects.get(pk=copy.pk).latest_revision_id == before


def test_a_file_that_is_gone_from_the_disk_stays_what_it_was(own_course, lesson, files, elsewhere, administrator):
    image, _other, _document = files
    image.file.storage.delete(image.file.name)

    _course, copy = copied_lesson(own_course, elsewhere, administrator)

    assert image.pk in pictures_in([copy])
    assert len(pictures_in([copy])) == 2
