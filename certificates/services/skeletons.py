"""A PDF in two parts: what never changes, written once, and a few objects put behind it, file for file.

The result is one ordinary PDF with one cross-reference stream, not an old file with an update: of the drawing it was
made from nothing is left in it but what is kept.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import md5

import pikepdf

HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
ENTRY = 7
"""Bytes of a cross-reference entry: its kind, an offset or the stream around it, a generation or the place in it."""
INNER_KINDS = {"/ObjStm", "/XRef"}


@dataclass(frozen=True)
class Skeleton:
    head: bytes
    entries: bytes
    """Cross-references with gaps for the changing objects and the references themselves."""
    trailer: bytes
    own_number: int

    def assemble(self, changing: Mapping[int, bytes]) -> bytes:
        """The file with these objects, each given as what stands between `obj` and `endobj`."""
        parts, entries, offset = [self.head], bytearray(self.entries), len(self.head)
        for number, content in changing.items():
            entries[number * ENTRY : (number + 1) * ENTRY] = _entry(1, offset, 0)
            parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, content))
            offset += len(parts[-1])
        entries[self.own_number * ENTRY : (self.own_number + 1) * ENTRY] = _entry(1, offset, 0)
        identity = md5(b"".join(parts[1:]), usedforsecurity=False).hexdigest().encode()
        references = write_stream(bytes(entries), self.trailer + b"/ID[<%b><%b>]" % (identity, identity))
        parts.append(b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (self.own_number, references, offset))
        return b"".join(parts)


def write_stream(content: bytes, entries: bytes = b"", *, level: int = 6) -> bytes:
    """A compressed stream with these further dictionary entries."""
    packed = zlib.compress(content, level)
    return b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (entries, len(packed), packed)


def make_skeleton(*, pdf: pikepdf.Pdf, changing: set[int]) -> Skeleton:
    """Every object of `pdf` but the `changing` ones, under the same numbers."""
    kept = {item.objgen[0]: item for item in pdf.objects if item.objgen[0] not in changing and not _is_inner(item)}
    streams = {number: item for number, item in kept.items() if isinstance(item, pikepdf.Stream)}
    plain = {number: item.unparse(resolved=True) for number, item in kept.items() if number not in streams}
    size = max(item.objgen[0] for item in pdf.objects) + 3
    around, own_number = size - 2, size - 1
    entries, head = bytearray(size * ENTRY), bytearray(HEADER)
    entries[:ENTRY] = _entry(0, 0, 65535)
    for number, item in streams.items():
        entries[number * ENTRY : (number + 1) * ENTRY] = _entry(1, len(head), 0)
        head += b"%d 0 obj\n%b\n" % (number, item.stream_dict.unparse())
        head += b"stream\n%b\nendstream\nendobj\n" % item.read_raw_bytes()
    entries[around * ENTRY : (around + 1) * ENTRY] = _entry(1, len(head), 0)
    for place, number in enumerate(plain):
        entries[number * ENTRY : (number + 1) * ENTRY] = _entry(2, around, place)
    head += b"%d 0 obj\n%b\nendobj\n" % (around, _pack(plain))
    trailer = b"/Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/Info %d 0 R" % (
        size,
        pdf.Root.objgen[0],
        pdf.trailer["/Info"].objgen[0],
    )
    return Skeleton(bytes(head), bytes(entries), trailer, own_number)


def _is_inner(item: pikepdf.Object) -> bool:
    """Whether an object only held the old file together."""
    return isinstance(item, pikepdf.Stream) and str(item.get("/Type")) in INNER_KINDS


def _pack(plain: Mapping[int, bytes]) -> bytes:
    """All objects that are no streams, in one stream."""
    index, content = bytearray(), bytearray()
    for number, text in plain.items():
        index += b"%d %d " % (number, len(content))
        content += text + b"\n"
    return write_stream(bytes(index + content), b"/Type/ObjStm/N %d/First %d" % (len(plain), len(index)), level=9)


def _entry(kind: int, place: int, detail: int) -> bytes:
    return bytes([kind]) + place.to_bytes(4) + detail.to_bytes(2)
