"""Names of downloaded files."""

from django.utils.text import get_valid_filename

NAME_LENGTH = 80


def clean_file_name(text: str) -> str:
    """At most 80 letters, digits, dots, hyphens and spaces, so that no path and no header breaks out of it."""
    words = [get_valid_filename(word) for word in text.split() if any(letter.isalnum() for letter in word)]
    return " ".join(words)[:NAME_LENGTH].strip(" .")
