import pytest

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
