"""Words as Indonesians write them: forms, small words, other spellings, and the marked piece of a text."""

import pytest

from courses.services.search_words import MOST_WORDS, forms_of, words_of
from courses.services.snippets import mark_words, read_snippet


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("menulis", {"menulis", "tulis", "penulis"}),
        ("menyebar", {"menyebar", "sebar", "penyebar"}),
        ("memotret", {"memotret", "potret", "foto"}),
        ("mengirim", {"mengirim", "kirim", "pengirim"}),
        ("mengambil", {"mengambil", "ambil"}),
        ("bagikan", {"bagikan", "bagi", "membagi", "pembagi"}),
        ("hoax", {"hoax", "hoaks"}),
    ],
)
def test_forms_of_a_word(word, forms):
    same = {"hoax": ["hoaks", "hoax"], "potret": ["foto", "potret"]}

    assert forms - set(forms_of(word, same)) == set()
    assert forms_of(word, same)[0] == word


@pytest.mark.parametrize("word", ["hp", "ini", "di", "99", "a" * 40, "émigré"])
def test_short_or_foreign_words_stay(word):
    assert word in forms_of(word)


def test_words_are_few_lower_and_meaningful():
    assert words_of("Bagaimana cara MENULIS & memotret?") == ["menulis", "memotret"]
    assert words_of("yang dan") == ["yang", "dan"]
    assert words_of("& | ! :*") == []
    assert len(words_of(" ".join(f"kata{number}" for number in range(50)))) == MOST_WORDS
    assert words_of("x" * 90) == ["x" * 40]


def test_marking_knows_beginnings_but_not_middles():
    assert mark_words("Berita beritanya, kaberita", ["berita"]) == [
        ("Berita", True),
        (" ", False),
        ("beritanya", True),
        (", kaberita", False),
    ]
    assert mark_words("WA warga", ["wa"]) == [("WA", True), (" warga", False)]
    assert mark_words("a.b", []) == [("a.b", False)]


def test_snippet_is_cut_at_words():
    text = "awal " * 40 + "sandi " + "akhir " * 60

    pieces = read_snippet(["", text], ["sandi"])

    assert [piece for piece, is_found in pieces if is_found] == ["sandi"]
    assert pieces[0][0].startswith("… awal ")
    assert pieces[-1][0].endswith(" akhir …")


def test_snippet_without_the_word_is_the_beginning():
    assert read_snippet(["", "Isi pendek."], ["sandi"]) == [("Isi pendek.", False)]
    assert read_snippet(["", ""], ["sandi"]) == []
