"""What a file is by its bytes: kinds that are taken, disguises that are not, nothing unpacked."""

import io
import zipfile

import pytest
from PIL import Image

from courses.services.upload_kinds import MOST_PIXELS, FileRefused, clean_file, content_type_of


def archive(**files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for name, text in files.items():
            made.writestr(name.replace("__", "/"), text)
    return content.getvalue()


def picture(kind, size=(40, 30), mode="RGB"):
    content = io.BytesIO()
    Image.new(mode, size, 128).save(content, kind)
    return content.getvalue()


DOCX = archive(**{"[Content_Types].xml": "<x/>", "word__document.xml": "<x/>"})
ODT = archive(mimetype="application/vnd.oasis.opendocument.text")
TAKEN = {
    "jpg": picture("JPEG"),
    "png": picture("PNG", mode="LA"),
    "webp": picture("WEBP"),
    "pdf": b"%PDF-1.7\n",
    "docx": DOCX,
    "odt": ODT,
    "txt": "Posko “Mawar” buka.\r\n\tPukul 08.00 < 09.00".encode(),
    "mp3": b"ID3\x04\x00",
    "m4a": b"\x00\x00\x00\x20ftypM4A \x00",
    "mp4": b"\x00\x00\x00\x20ftypisom\x00",
}


@pytest.mark.parametrize("ending", TAKEN)
def test_kinds_are_told_by_content(ending):
    assert clean_file(TAKEN[ending]).ending == ending
    assert content_type_of(f"uploads/x.{ending}").split("/")[0] in {"image", "application", "text", "audio", "video"}


def test_a_bare_mp3_frame_is_told():
    assert clean_file(b"\xff\xfb\x90\x00").ending == "mp3"


REFUSED = {
    "kosong": b"",
    "halaman": b"  <!DOCTYPE html><p>x",
    "gambar svg": b'<?xml version="1.0"?><svg onload="x"/>',
    "skrip di teks": b"halo <ScRiPt>x</ScRiPt>",
    "program": b"MZ\x90\x00",
    "zip biasa": archive(**{"a.txt": "x"}),
    "makro": archive(**{"[Content_Types].xml": "x", "word__document.xml": "x", "word__vbaProject.bin": "x"}),
    "lembar sebar": archive(**{"[Content_Types].xml": "x", "xl__workbook.xml": "x"}),
    "gif": picture("GIF", mode="P"),
    "bukan utf-8": "Jalan é".encode("latin-1"),
    "nul": b"teks\x00teks",
    "mov": b"\x00\x00\x00\x14ftypqt  ",
    "satu bita": b"\xff",
    "foto terpotong": picture("JPEG", (400, 400))[:400],
    "kepala foto saja": b"\xff\xd8\xff\xe0",
}


@pytest.mark.parametrize("case", REFUSED)
def test_everything_else_is_refused_with_what_to_do(case):
    with pytest.raises(FileRefused, match=r"[Pp]ilih"):
        clean_file(REFUSED[case])


def test_heic_is_told_how_to_become_a_jpg():
    with pytest.raises(FileRefused, match="Simpan sebagai JPG"):
        clean_file(b"\x00\x00\x00\x18ftypheic\x00")


def test_a_picture_with_too_many_points_is_never_drawn():
    wide = picture("PNG", (MOST_PIXELS // 1000 + 1, 1000), mode="1")

    with pytest.raises(FileRefused, match="terlalu besar"):
        clean_file(wide)


def test_a_polyglot_keeps_only_its_picture():
    """A picture with a page, or an archive, behind its end."""
    for tail in (b"<script>alert(1)</script>", DOCX):
        kept = clean_file(picture("JPEG") + tail)

        assert (kept.ending, tail in kept.content) == ("jpg", False)


def test_a_bomb_in_an_office_file_stays_packed():
    """2 MB of zeros packed into a few thousand bytes: kept as it came."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "x")
        made.writestr("word/document.xml", b"\x00" * 2_000_000)

    kept = clean_file(bomb.getvalue())

    assert (kept.ending, kept.content) == ("docx", bomb.getvalue())


def test_a_film_loses_its_place_and_keeps_its_length():
    film = TAKEN["mp4"] + b"udta\xa9xyz+00-10.1772+123.6070+012.5/moov"

    kept = clean_file(film).content

    assert (len(kept), b"10.1772" in kept, kept.endswith(b"moov")) == (len(film), False, True)


def test_notes_in_a_picture_are_gone():
    content = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Rumah Ibu Maria"
    Image.new("RGB", (20, 20)).save(content, "WEBP", exif=exif, xmp=b"Rumah Ibu Maria")

    assert b"Maria" not in clean_file(content.getvalue()).content
