import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from members.models.phones import mask_phone, normalize_phone


@pytest.mark.parametrize(
    "text",
    ["081234567890", "0812-3456-7890", "0812 3456 7890", "6281234567890", "62 812-3456-7890", "+62 812-3456-7890",
     "+6281234567890", "81234567890", "(0812) 3456.7890", "  081234567890 "],
)  # fmt: skip
def test_normalize_phone_knows_every_usual_spelling(text):
    assert normalize_phone(text) == "+6281234567890"


@pytest.mark.parametrize(
    "text", ["", "anggota", "12345", "0812", "maria.nahak", "0812-3456-789x", "a" * 10_000, "٠٨١٢"]
)
def test_normalize_phone_refuses_what_is_no_number(text):
    assert normalize_phone(text) == ""


def test_normalize_phone_keeps_foreign_numbers():
    assert normalize_phone("+670 7723 4567") == "+67077234567"


def test_mask_phone_shows_three_digits():
    assert mask_phone("+6281234567890") == "•••• 890"
    assert mask_phone(None) == ""


NUMBERS = st.sampled_from(["811", "812", "813", "821", "852", "853", "857", "878", "895", "896"]).flatmap(
    lambda prefix: st.from_regex(r"[1-9][0-9]{6,7}", fullmatch=True).map(lambda rest: prefix + rest)
)
PREFIXES = st.sampled_from(["0", "62", "+62", "+62 ", "(0", "62-", "+62.", "+62 ("])
GAPS = st.lists(st.sampled_from(["", "", " ", "-", ".", "  ", " - "]), min_size=12, max_size=12)


@given(number=NUMBERS, prefix=PREFIXES, gaps=GAPS)
def test_every_spelling_of_a_number_is_the_same_number(number, prefix, gaps):
    """Separators anywhere between the digits, brackets around the front, the country code or a zero."""
    written = prefix + "".join(digit + gap for digit, gap in zip(number, gaps, strict=False))
    written += ")" if "(" in prefix else ""

    assume(len(written.strip()) <= 30)

    assert normalize_phone(written) == f"+62{number}"
    assert normalize_phone(normalize_phone(written)) == f"+62{number}"


@given(text=st.text(max_size=60))
def test_any_text_gives_a_number_or_nothing(text):
    found = normalize_phone(text)

    assert found == "" or (found.startswith("+") and found[1:].isdecimal() and found.isascii())


@given(number=NUMBERS)
def test_mask_never_shows_more_than_three_digits(number):
    assert mask_phone(f"+62{number}") == f"•••• {number[-3:]}"
