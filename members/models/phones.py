"""Telephone numbers as people write them."""

import re

import phonenumbers

WRITTEN_NUMBER = re.compile(r"\+?[\d\s().\-/]{6,30}")


def normalize_phone(text: str) -> str:
    """`+6281234567890` for 0812…, 62812…, +62 812-… and the like; empty when it is no possible number."""
    text = text.strip()
    if not WRITTEN_NUMBER.fullmatch(text):
        return ""
    try:
        number = phonenumbers.parse(text, "ID")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def mask_phone(number: str) -> str:
    """`•••• 890`: enough to tell two people apart, too little to call; empty stays empty."""
    digits = re.sub(r"\D", "", str(number or ""))
    return f"•••• {digits[-3:]}" if digits else ""
