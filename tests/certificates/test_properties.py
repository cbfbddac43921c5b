"""Rules that must hold for any input."""

import unicodedata
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.models import NumberSeries
from certificates.services import codes, numbers, wording
from certificates.services.document import choose_sizes, stylesheet
from certificates.services.fitting import NAME_STEPS, NAME_WIDTH, SERIF, size_of_name
from lms.fonts import unprintable_letters
from lms.text_widths import count_lines
from tests.factories.certificates import printed

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
CODES = st.text(codes.ALPHABET, min_size=20, max_size=20)


@given(CODES, st.sampled_from("- ._/–"))
def test_a_code_survives_any_spacing_and_case(code, separator):
    typed = separator.join(code[start : start + 4] for start in range(0, 20, 4)).lower()

    assert codes.read_code(typed) == code


@given(st.text(max_size=60))
def test_reading_a_code_never_breaks_and_is_stable(text):
    code = codes.read_code(text)

    assert code == "" or (len(code) == 20 and codes.read_code(code) == code)


@given(st.text(max_size=80))
def test_cleaned_text_has_no_invisible_letters_and_is_stable(text):
    clean = wording.clean_text(text)

    assert wording.clean_text(clean) == clean
    assert not [letter for letter in clean if unicodedata.category(letter)[0] == "C"]
    assert clean == clean.strip()


@given(DAYS, DAYS)
def test_a_range_of_dates_ends_with_its_last_year(first, last):
    first, last = sorted((first, last))

    assert wording.date_range(first, last).endswith(str(last.year))


@given(st.integers(0, 9999))
def test_number_words_are_words(number):
    words = wording.number_words(number)

    assert words.replace(" ", "").isalpha()
    assert "satu puluh" not in words
    assert "satu ratus" not in words.replace("seratus", "")


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_different_numbers_have_different_words(one, other):
    assert (wording.number_words(one) == wording.number_words(other)) is (one == other)


@given(st.text(max_size=40))
def test_a_pattern_is_either_refused_or_gives_different_numbers(pattern):
    try:
        numbers.check_pattern(pattern)
    except numbers.PatternError:
        return
    series = NumberSeries(pattern=pattern)
    given_numbers = set()
    for serial in (1, 2):
        series.next_serial = serial
        given_numbers.add(
            numbers.format_number(series=series, issued_on=date(2024, 7, 11), participant=serial, activity=1)
        )
    assert len(given_numbers) == 2


@settings(max_examples=50)
@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz '’.-", min_size=1, max_size=200))
def test_indonesian_names_can_always_be_printed(name):
    assert unprintable_letters(name) == []
    points = int(size_of_name(name)[3:]) / 10
    assert count_lines(name, face=SERIF, points=points, width=NAME_WIDTH) <= dict(reversed(NAME_STEPS))[points]


@settings(max_examples=50)
@given(st.integers(0, 60), st.integers(1, 200))
def test_sizes_are_known_classes(count, length):
    text = printed(materials=count, name="x" * length, activity={"title": "y" * length})

    sizes = choose_sizes(text)

    assert sizes["table"] in ("", "dense")
    assert sizes["text"] in ("text-1", "text-2", "text-3", "text-4")
    assert all(
        f".{size} " in stylesheet() for key, size in sizes.items() if key not in ("table", "text", "head", "sign")
    )
