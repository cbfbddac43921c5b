"""Which words mean the same to those who search; editors keep the list."""

from courses.models import SameWords
from courses.services.search_words import LETTERS
from lms.services.kept import read_kept

Same = dict[str, list[str]]


def read_same_words() -> Same:
    """For every word of the list those it stands for, itself included; kept in memory until a line changes."""
    return read_kept(name="same-words", make=load_same_words)


def load_same_words() -> Same:
    same: Same = {}
    for line in SameWords.objects.values_list("words", flat=True):
        words = LETTERS.findall(line.casefold())
        for word in words:
            same[word] = list(dict.fromkeys([*same.get(word, []), *words]))
    return same
