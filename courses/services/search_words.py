"""What somebody means by a few words: their forms in Indonesian, and other spellings of the same thing.

PostgreSQL cuts words down by its own Indonesian rules, SQLite not at all; the forms made here bring both closer.
"""

import re
from collections.abc import Mapping, Sequence

MOST_WORDS, LONGEST_WORD = 8, 40
LETTERS = re.compile(r"\w+")
STOP_WORDS = frozenset(
    LETTERS.findall(
        "ada agar apa apakah atau bagaimana bagi bahwa bisa cara dan dari dengan di gimana harus ini itu jika juga ke "
        "kita mana mengapa oleh pada para saya sebuah sebagai seperti suatu untuk yang"
    )
)
ENDINGS = ("nya", "lah", "kah", "pun", "kan", "an", "i")
BEGINNINGS = ("meng", "peng", "meny", "peny", "mem", "pem", "men", "pen", "ber", "ter", "per", "me", "pe", "di", "se")
DROPPED = {"meny": "s", "peny": "s", "mem": "p", "pem": "p", "men": "t", "pen": "t", "meng": "k", "peng": "k"}
"""The first letter of a root that these beginnings swallow: menulis is meN + tulis."""
NASALS = {"t": "n", "s": "ny", "k": "ng", "p": "m"} | dict.fromkeys("aeiough", "ng")
NASALS |= dict.fromkeys("cdj", "n") | dict.fromkeys("bf", "m") | dict.fromkeys("lmnrwy", "")
"""What me- and pe- bring along before the first letter of a root."""
SHORTEST_ROOT = 4
"""A shorter form must be the whole word: `wa` is not the beginning of warga."""


def words_of(text: str) -> list[str]:
    """The words of a question in lower case, without those that every text has; at most eight."""
    words = [word[:LONGEST_WORD] for word in LETTERS.findall(text.casefold())]
    meaningful = [word for word in words if word not in STOP_WORDS]
    return list(dict.fromkeys(meaningful or words))[:MOST_WORDS]


def forms_of(word: str, same: Mapping[str, Sequence[str]] | None = None) -> list[str]:
    """The word itself first, then roots, other forms of the root, and with `same` other words for the same thing."""
    roots = roots_of(word)
    forms = [word, *roots, *(form for root in roots[:2] or [word] for form in active_forms(root))]
    for known in [word, *roots]:
        forms += (same or {}).get(known, [])
    return list(dict.fromkeys(forms))


def roots_of(word: str) -> list[str]:
    """What may be left when an ending or a beginning goes: `menuliskan` gives menulis, tulis, uliskan and so on."""
    stems = [word, *(word.removesuffix(ending) for ending in ENDINGS if word.endswith(ending))]
    cut = [root for stem in stems for root in without_beginning(stem)]
    return [root for root in dict.fromkeys([*stems[1:], *cut]) if len(root) >= SHORTEST_ROOT]


def without_beginning(stem: str) -> list[str]:
    beginning = next((start for start in BEGINNINGS if stem.startswith(start)), "")
    rest = stem.removeprefix(beginning)
    if not beginning:
        return []
    if rest[:1] not in tuple("aeiou"):
        return [rest]
    swallowed = DROPPED.get(beginning, "") + rest
    return [swallowed, rest] if beginning in ("meng", "peng") else [swallowed]


def active_forms(root: str) -> list[str]:
    """`tulis` → menulis, penulis; `ambil` → mengambil, pengambil; none for what begins like that already."""
    first = root[:1]
    if first not in NASALS or root.startswith(("me", "pe")):
        return []
    rest = root[1:] if first in DROPPED.values() and root[1:2] in tuple("aeiou") else root
    return [f"me{NASALS[first]}{rest}", f"pe{NASALS[first]}{rest}"]
