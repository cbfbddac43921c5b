"""A certificate from a page drawn before: the personal texts are laid into its gaps, which takes a millisecond.

The result says the same in the same places as a full rendering; whatever cannot (a name that must wrap, a letter
outside the fonts kept) is left to `document.draw_document`. See docs/adr/0038-stamping.md.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from certificates.services.backgrounds import Background, Code, Field, Piece, background_of, write_number
from certificates.services.document import describe, name_crest
from certificates.services.qr import qr_strokes
from certificates.services.skeletons import write_stream
from certificates.services.slots import STAND_INS, address_of_stand_in, stand_ins_for
from lms.pdf import Attachment

WANTED = re.compile("|".join(map(re.escape, STAND_INS.values())))
KEYS = {text: key for key, text in STAND_INS.items()}


class DoesNotFit(Exception):
    """This person's texts need a page of their own."""


def stamp_document(*, printed: dict, crest: bytes | None, attachment: Attachment | None = None) -> bytes | None:
    """The archival PDF of `printed`, the same bytes for the same input; None when it must be rendered whole."""
    background = background_of(
        context=describe_background(printed, crest), crest=crest, attachment=_stand_in_for(attachment)
    )
    if background is None:
        return None
    try:
        return _stamp(background, printed, attachment)
    except DoesNotFit:
        return None


def describe_background(printed: dict, crest: bytes | None) -> str:
    """All that decides about the page, as JSON: the frozen text but what is personal, and the sizes that follow.

    Long names are drawn smaller, so one event may need several pages.
    """
    public = {**printed, "code": STAND_INS["code"], "address_to_verify": address_of_stand_in(printed)}
    context = describe(public, crest_name=name_crest(crest), is_sample=False) | stand_ins_for(printed)
    return json.dumps({key: value for key, value in context.items() if key != "qr"}, sort_keys=True)


def _stand_in_for(attachment: Attachment | None) -> Attachment | None:
    return attachment and replace(attachment, content=b"{}", made_at=datetime(2024, 1, 1, tzinfo=UTC))


def _stamp(background: Background, printed: Mapping, attachment: Attachment | None) -> bytes:
    changing = {
        number: write_stream(b"".join([_fill(piece, printed) for piece in pieces]), level=4)
        for number, pieces in background.pages.items()
    }
    number, packet = background.metadata
    changing[number] = _write_metadata(_replace(packet, {key: escape(str(printed[key])) for key in STAND_INS}))
    number, info = background.info
    changing[number] = _write_info({name: _replace(text, printed) for name, text in info.items()})
    if background.file_number and attachment:
        changing[background.file_number] = _write_file(attachment)
    return background.skeleton.assemble(changing)


def _fill(piece: Piece, printed: Mapping) -> bytes:
    if isinstance(piece, bytes):
        return piece
    if isinstance(piece, Code):
        return qr_strokes(address=printed["address_to_verify"], code=printed["code"])
    return _set_text(piece, printed[piece.key])


def _set_text(field: Field, text: str) -> bytes:
    if text != " ".join(text.split()):
        raise DoesNotFit
    line = field.lettering.set_line(f"{field.before}{text}{field.after}")
    if line is None or line.width > field.room:
        raise DoesNotFit
    x = field.x + field.anchor * (field.width - line.width)
    return f"{write_number(x)} {field.baseline} Tm{field.font}{line.operand}".encode()


def _replace(text: str, values: Mapping) -> str:
    return WANTED.sub(lambda found: str(values[KEYS[found[0]]]), text)


def _write_metadata(packet: str) -> bytes:
    """Not compressed, so that search programs read it without opening the file."""
    content = packet.encode()
    return b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%b\nendstream" % (len(content), content)


def _write_info(info: Mapping[str, str]) -> bytes:
    return b"<<%b>>" % b"".join(name.encode() + _write_text(text) for name, text in info.items())


def _write_text(text: str) -> bytes:
    """UTF-16 in hexadecimal, which needs no escapes."""
    return b"<feff%b>" % text.encode("utf-16-be").hex().encode()


def _write_file(attachment: Attachment) -> bytes:
    moment = attachment.made_at.strftime("%Y%m%d%H%M%SZ").encode()
    checksum = hashlib.md5(attachment.content, usedforsecurity=False).hexdigest().encode()
    facts = (len(attachment.content), checksum, moment, moment)
    params = b"<</Size %d/CheckSum<%b>/CreationDate(D:%b)/ModDate(D:%b)>>" % facts
    return write_stream(attachment.content, b"/Type/EmbeddedFile/Subtype/application#2fjson/Params" + params)
