"""Verification codes: 20 letters of Crockford's base 32 from the system's random source, 100 bits."""

import re
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 20
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
SEPARATORS = re.compile(r"[\W_]+")
ADDRESS = re.compile(r"/verifikasi/([^/?#]+)", re.IGNORECASE)


def make_code() -> str:
    """A new code; nobody can guess it from a number, a name or another code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def read_code(text: str) -> str:
    """The code somebody typed or scanned, or "" when it cannot be one.

    Small letters, spaces, dashes, O for 0, I and L for 1, and a whole verification address are all understood.
    """
    address = ADDRESS.search(text)
    plain = unicodedata.normalize("NFKC", address[1] if address else text)[:200]
    code = SEPARATORS.sub("", plain).upper().translate(LOOKALIKES)
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else ""


def group_code(code: str) -> str:
    """`KPG7-M2QX-8RTD-4WZN-6B3H`: easier to read aloud and to type."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
