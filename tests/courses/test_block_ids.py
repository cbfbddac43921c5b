"""Readers come back to a block by its id: a changed text keeps the ids of what stayed."""

import pytest
from wagtail.models import Revision

from courses.blocks import LessonBody
from courses.models import LessonPage
from courses.services.block_ids import keep_ids
from courses.services.drafts import revision_of, save_draft
from tests.factories.courses import LessonFactory


def body(*blocks):
    return LessonBody().to_python([{"type": kind, "value": value, **more} for kind, value, more in blocks])


def ids(stream):
    return [block.id for block in stream]


OLD = [("heading", "A", {"id": "a"}), ("text", "<p>B</p>", {"id": "b"}), ("text", "<p>C</p>", {"id": "c"})]


def kept(*new):
    return ids(keep_ids(old=body(*OLD), new=body(*((kind, value, {}) for kind, value in new))))


def test_unchanged_blocks_keep_their_ids():
    assert kept(("heading", "A"), ("text", '<p data-block-key="x">B</p>'), ("text", "<p>C</p>")) == ["a", "b", "c"]


def test_a_mended_block_keeps_its_id():
    assert kept(("heading", "A."), ("text", "<p>B</p>"), ("text", "<p>C!</p>")) == ["a", "b", "c"]


def test_a_new_block_in_between_moves_nothing():
    found = kept(("heading", "A"), ("text", "<p>Baru</p>"), ("text", "<p>B</p>"), ("text", "<p>C</p>"))

    assert [found[0], *found[2:]] == ["a", "b", "c"]
    assert found[1] not in {"a", "b", "c"}


def test_a_block_taken_out_takes_only_its_id_along():
    assert kept(("heading", "A"), ("text", "<p>C</p>")) == ["a", "c"]


def test_another_kind_in_the_same_place_is_another_block():
    assert "a" not in kept(("subheading", "A"), ("text", "<p>B</p>"), ("text", "<p>C</p>"))


def test_no_id_is_given_twice():
    found = kept(*([("text", "<p>B</p>")] * 4))

    assert len({block for block in found if block}) == len([block for block in found if block])


def test_values_stay_what_they_are():
    new = body(("question", {"question": "x", "choices": [{"text": "a", "is_right": True, "feedback": "b"}]}, {}))

    assert keep_ids(old=body(*OLD), new=new)[0].value["choices"][0]["feedback"] == "b"


@pytest.mark.django_db
def test_saving_as_text_keeps_the_ids(own_lesson, trainer):
    block = own_lesson.body[0]
    own_lesson.save_revision()
    before = LessonPage.objects.get(pk=own_lesson.pk).get_latest_revision_as_object().body[0].id
    new = LessonPage._meta.get_field("body").stream_block.to_python(
        [{"type": block.block_type, "value": "<p>Lain.</p>"}]
    )

    page = LessonPage.objects.get(pk=own_lesson.pk)
    save_draft(page=page, values={"body": new}, seen=revision_of(page), by=trainer)

    assert LessonPage.objects.get(pk=own_lesson.pk).get_latest_revision_as_object().body[0].id == before
    assert Revision.objects.for_instance(own_lesson).count() == 2


@pytest.mark.django_db
def test_publishing_keeps_the_ids():
    lesson = LessonFactory()
    lesson.save_revision().publish()
    before = [block.id for block in LessonPage.objects.get(pk=lesson.pk).body]
    LessonPage.objects.get(pk=lesson.pk).save_revision().publish()

    assert [block.id for block in LessonPage.objects.get(pk=lesson.pk).body] == before
