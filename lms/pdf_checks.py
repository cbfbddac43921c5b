"""Looks through an uploaded PDF for what is more than paper; apart because pikepdf is slow to import."""

from typing import BinaryIO

import pikepdf

DANGERS = {"/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/RichMedia"}
DEEPEST = 30


class Locked(Exception):
    """Only who knows the password can open it."""


def runs_something(file: BinaryIO) -> bool:
    """Whether a program or another file lies inside. Raise Locked, or ValueError when it is no readable PDF."""
    try:
        with pikepdf.open(file) as pdf:
            return any(names_danger(part) for part in pdf.objects)
    except pikepdf.PasswordError as error:
        raise Locked from error
    except (pikepdf.PdfError, RuntimeError) as error:
        raise ValueError from error


def names_danger(part: pikepdf.Object, depth: int = 0) -> bool:
    """Of one object with everything written inside it; what it refers to is looked at by itself."""
    if depth > DEEPEST:
        return True
    if isinstance(part, pikepdf.Array):
        inside = list(part)
    elif isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
        kinds = {str(part.get(key)) for key in ("/S", "/Type", "/Subtype") if key in part}
        if kinds & DANGERS or DANGERS & set(part.keys()):
            return True
        inside = [value for _key, value in part.items()]
    else:
        return False
    own = (thing for thing in inside if isinstance(thing, pikepdf.Object) and not thing.is_indirect)
    return any(names_danger(thing, depth + 1) for thing in own)
