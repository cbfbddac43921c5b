"""What the editor's form refuses, and in which words."""

import pytest
from django.core.exceptions import ValidationError

from courses.blocks import LessonBody
from tests.courses.test_blocks import file, photo

pytestmark = pytest.mark.django_db
MEDIA = {"title": "Papan", "duration": "2:15", "transcript": "<p>Teks.</p>"}
YOUTUBE = "https://youtu.be/abc"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def reasons(kind, value):
    """Every message of the form, by field; empty when the block is fine."""
    block = LessonBody().child_blocks[kind]
    try:
        block.clean(block.to_python(value))
    except ValidationError as error:
        return flat(error)
    return []


def flat(error):
    parts = getattr(error, "block_errors", None) or {}
    inside = parts.values() if isinstance(parts, dict) else parts
    found = [text for part in inside if part for text in flat(part)]
    whole = getattr(error, "non_block_errors", [])
    found += [text for part in whole for text in getattr(part, "messages", [str(part)])]
    return found or [str(text) for text in error.messages]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"address": YOUTUBE}, []),
        ({"file": "papan.mp4"}, []),
        ({}, ["Pilih berkas video atau isi alamatnya."]),
        ({"address": YOUTUBE, "file": "papan.webm"}, ["Pilih salah satu: berkas sendiri atau alamat."]),
        ({"file": "papan.pdf"}, ["Pilih berkas MP4, WEBM."]),
        (
            {"address": "https://jahat.example/"},
            ["Pakai alamat https dari YouTube, Vimeo, TikTok, Facebook, atau Instagram."],
        ),
        (
            {"address": "http://youtube.com/x"},
            ["Pakai alamat https dari YouTube, Vimeo, TikTok, Facebook, atau Instagram."],
        ),
        (
            {"address": YOUTUBE, "transcript": ""},
            [
                "Tulis transkripnya: yang tidak bisa mendengar, atau hemat kuota, membacanya sebagai ganti.",
            ],
        ),
        ({"address": YOUTUBE, "duration": "2 menit"}, ["Tulis menit dan detik, misalnya 2:15."]),
    ],
)
def test_video(change, found):
    value = {**MEDIA, "file": None, "address": "", **change}
    value["file"] = file(value["file"]).pk if value["file"] else None

    assert reasons("video", value) == found


@pytest.mark.parametrize(("name", "found"), [("a.mp3", []), ("a.mp4", ["Pilih berkas MP3, M4A, OGG."])])
def test_audio(name, found):
    assert reasons("audio", {**MEDIA, "file": file(name).pk}) == found


@pytest.mark.parametrize(
    ("name", "found"), [("a.pdf", []), ("a.mp3", ["Pilih berkas PDF, DOCX, XLSX, PPTX, ODT, TXT."])]
)
def test_document(name, found):
    assert reasons("document", {"title": "x", "file": file(name).pk, "pages": None}) == found


@pytest.mark.parametrize(
    ("right", "found"),
    [
        ([True, False], []),
        ([False, True, False, False, False], []),
        ([False, False], ["Centang tepat satu jawaban sebagai Benar."]),
        ([True, True], ["Centang tepat satu jawaban sebagai Benar."]),
    ],
)
def test_question(right, found):
    choices = [{"text": "a", "is_right": is_right, "feedback": "b"} for is_right in right]

    assert reasons("question", {"question": "x", "choices": choices}) == found


@pytest.mark.parametrize("count", [1, 6])
def test_a_question_has_two_to_five_answers(count):
    choices = [{"text": "a", "is_right": not number, "feedback": "b"} for number in range(count)]

    assert len(reasons("question", {"question": "x", "choices": choices})) == 1


def test_a_picture_needs_words_or_a_tick():
    image = photo().pk
    chosen = {"image": image, "alt_text": "", "decorative": False}

    assert len(reasons("picture", {"image": chosen, "caption": ""})) == 1
    assert reasons("picture", {"image": chosen | {"decorative": True}, "caption": ""}) == []
    assert reasons("picture", {"image": chosen | {"alt_text": "Poster"}, "caption": ""}) == []


@pytest.mark.parametrize(("count", "is_fine"), [(1, False), (2, True), (8, True), (9, False)])
def test_a_gallery_has_two_to_eight_pictures(count, is_fine):
    image = {"image": {"image": photo().pk, "alt_text": "x", "decorative": False}, "caption": ""}

    assert (reasons("gallery", [image] * count) == []) is is_fine
