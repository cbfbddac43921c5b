"""The manuals name buttons; a button that was renamed must be renamed there too."""

import re
from itertools import chain
from pathlib import Path

import pytest
from django.utils.translation import gettext, override

PROJECT = Path(__file__).parents[2]
MANUALS = sorted((PROJECT / "docs").glob("manual-*.md"))
APPS = ("lms", "members", "courses", "quizzes", "bimtek", "certificates", "reports")
WAGTAIL_WORDS = ("Pages", "Save draft", "Publish")
NOT_WORDS = {"tebal", "+"}
COMPOSED_BY_WAGTAIL = {"Pengajuan ke Tinjauan kursus", "Setujui dan Publikasikan", "Menunggu tinjauan anda"}


def written_texts():
    """Every text between quotes or tags in our templates and modules, as one string."""
    files = chain((PROJECT / "templates").rglob("*.html"), *((PROJECT / app).rglob("*.py") for app in APPS))
    return "\n".join(path.read_text() for path in files)


def words_of(manual):
    """Bold words; a line break inside is a space."""
    words = {re.sub(r"\s+", " ", word) for word in re.findall(r"\*\*(.+?)\*\*", manual.read_text(), re.DOTALL)}
    return words - NOT_WORDS - COMPOSED_BY_WAGTAIL


def is_written(word, texts):
    """Model fields start in lower case; forms and the CMS capitalize them."""
    return word in texts or word[0].lower() + word[1:] in texts


def test_there_is_a_manual_for_each_of_the_three_users():
    assert [path.name for path in MANUALS] == ["manual-anggota.md", "manual-pelatih.md", "manual-petugas.md"]


@pytest.mark.parametrize("manual", MANUALS, ids=lambda path: path.stem)
def test_manual_uses_the_words_on_the_screen(manual):
    texts = written_texts()
    with override("id"):
        from_wagtail = {gettext(word) for word in WAGTAIL_WORDS}

    assert sorted(word for word in words_of(manual) - from_wagtail if not is_written(word, texts)) == []


def test_a_word_that_is_nowhere_is_noticed():
    assert is_written("Terbitkan sertifikat", written_texts()) is True
    assert is_written("Terbitkan piagam", written_texts()) is False


@pytest.mark.parametrize("manual", MANUALS, ids=lambda path: path.stem)
def test_manual_fits_on_a_page(manual):
    assert len(manual.read_text().splitlines()) <= 90
