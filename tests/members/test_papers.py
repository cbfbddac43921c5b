"""Scans and photographs of papers: told by content, bare of where and with what they were taken."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile
from PIL.PngImagePlugin import PngInfo

from members.forms.fields import PaperField
from members.services.papers import LARGEST, PaperRefused, clean_paper, content_type_of

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
EMPTY_OR_LARGE = "Berkas kosong atau lebih dari 5 MB. Pindai dengan mutu lebih rendah, lalu unggah lagi."
UNREADABLE = "Berkas ini bukan PDF, JPG, atau PNG yang bisa dibuka. Pilih pindaian atau foto lembarnya."
MANY_PIXELS = "Gambar terlalu besar. Perkecil dahulu, lalu unggah lagi."
PLACE = b"GPSLatitude 10,9.5S"


def picture(kind="JPEG", size=(40, 30), mode="RGB", **options):
    content = BytesIO()
    Image.new(mode, size).save(content, kind, **options)
    return content.getvalue()


def place():
    exif = Image.Exif()
    exif[0x010F] = PLACE.decode()
    exif[0x8825] = {1: "S", 2: (10.0, 9.0, 0.0)}
    return exif


def series():
    """As many phones keep a photograph: a JPEG with a second one behind it."""
    content = BytesIO()
    second = Image.new("RGB", (20, 10))
    Image.new("RGB", (40, 30)).save(content, "MPO", save_all=True, append_images=[second], exif=place())
    return content.getvalue()


def text_chunk():
    info = PngInfo()
    info.add_text("Location", PLACE.decode())
    info.add_itxt("XML:com.adobe.xmp", f"<x>{PLACE.decode()}</x>")
    return info


def upload(content, name="lembar.pdf"):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("content", "ending", "content_type"),
    [
        (PDF, "pdf", "application/pdf"),
        (picture("JPEG"), "jpg", "image/jpeg"),
        (picture("PNG"), "png", "image/png"),
        (picture("JPEG", mode="L"), "jpg", "image/jpeg"),
        (picture("JPEG", mode="CMYK"), "jpg", "image/jpeg"),
        (picture("PNG", mode="1"), "png", "image/png"),
        (picture("PNG", mode="P"), "png", "image/png"),
        (picture("PNG", mode="RGBA"), "png", "image/png"),
        (series(), "jpg", "image/jpeg"),
    ],
)
def test_the_content_decides_what_a_paper_is(content, ending, content_type):
    kept = clean_paper(upload(content, name="../../Lembar Maria.exe"))

    name, _dot, found = kept.name.rpartition(".")
    assert (found, len(name), "Maria" in kept.name) == (ending, 32, False)
    assert content_type_of(kept.name) == content_type


def test_no_two_papers_have_one_name():
    assert len({clean_paper(upload(PDF)).name for _number in range(20)}) == 20


@pytest.mark.parametrize(
    "content",
    [
        picture("JPEG", exif=place()),
        picture("JPEG", comment=PLACE),
        picture("JPEG", xmp=b"<x>" + PLACE + b"</x>"),
        picture("PNG", exif=place()),
        picture("PNG", pnginfo=text_chunk()),
        series(),
    ],
    ids=["exif", "comment", "xmp", "png-exif", "png-text", "series"],
)
def test_a_photo_loses_the_place_where_it_was_taken(content):
    assert PLACE in content

    kept = clean_paper(upload(content)).read()

    assert PLACE not in kept
    with Image.open(BytesIO(kept)) as bare:
        assert (dict(bare.getexif()), bare.size, getattr(bare, "n_frames", 1)) == ({}, (40, 30), 1)


@pytest.mark.parametrize(("turned", "size"), [(1, (40, 30)), (3, (40, 30)), (6, (30, 40)), (8, (30, 40))])
def test_a_turned_photo_stands_upright_without_its_note(turned, size):
    exif = Image.Exif()
    exif[0x0112] = turned

    kept = clean_paper(upload(picture("JPEG", exif=exif)))

    with Image.open(kept) as upright:
        assert upright.size == size


def test_a_pdf_stays_byte_for_byte():
    assert clean_paper(upload(PDF)).read() == PDF


@pytest.mark.parametrize(
    "content",
    [
        b"x", b"<html><script>alert(1)</script>", b"PK\x03\x04rubbish", b"GIF89a" + b"\0" * 50, b"\xff\xd8\xff\xe0",
        picture("PNG")[:50], picture("JPEG")[:200], picture("GIF"), picture("WEBP"), picture("TIFF"), b" %PDF-1.4",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 30,
    ],
)  # fmt: skip
def test_anything_else_is_refused(content):
    with pytest.raises(PaperRefused) as refused:
        clean_paper(upload(content))

    assert str(refused.value) == UNREADABLE


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_cut_off_picture_is_refused_whoever_drew_a_pdf_before(kind, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint sets it

    with pytest.raises(PaperRefused):
        clean_paper(upload(picture(kind)[:-20]))


def test_a_paper_has_a_largest_size():
    assert clean_paper(upload(PDF.ljust(LARGEST))).size == LARGEST

    for content in (b"", PDF.ljust(LARGEST + 1)):
        with pytest.raises(PaperRefused) as refused:
            clean_paper(upload(content))
        assert str(refused.value) == EMPTY_OR_LARGE


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_of_many_pixels_is_refused_before_it_is_opened(kind):
    with pytest.raises(PaperRefused) as refused:
        clean_paper(upload(picture(kind, size=(9000, 5000), mode="L")))

    assert str(refused.value) == MANY_PIXELS


@settings(deadline=None, max_examples=150)
@given(
    start=st.sampled_from(
        [b"", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe1\x00\x10Exif\0\0", b"\xff\xd8\xff\xe2"]
    ),
    rest=st.binary(max_size=80),
)
def test_no_bytes_break_the_check(start, rest):
    """Refused in words or kept under a safe name; nothing else can happen."""
    try:
        kept = clean_paper(ContentFile(start + rest, name="x"))
    except PaperRefused:
        return
    assert kept.name.endswith(".pdf") is (start + rest).startswith(b"%PDF-")


@settings(deadline=None, max_examples=60)
@given(spot=st.integers(0, 2000), letter=st.integers(0, 255))
def test_one_wrong_byte_in_a_photo_is_refused_or_harmless(spot, letter):
    content = bytearray(picture("JPEG", exif=place()))
    content[spot % len(content)] = letter

    try:
        kept = clean_paper(ContentFile(bytes(content), name="x")).read()
    except PaperRefused:
        return
    assert PLACE not in kept


# In forms


@pytest.mark.parametrize(("content", "message"), [(PDF.ljust(LARGEST + 1), EMPTY_OR_LARGE), (b"rubbish", UNREADABLE)])
def test_a_field_explains_a_refused_paper(content, message):
    with pytest.raises(ValidationError) as refused:
        PaperField().clean(upload(content))

    assert refused.value.messages == [message]


def test_a_field_may_stay_empty():
    assert PaperField().clean(None) is None
    assert PaperField().clean(None, initial="sk.pdf") is None


def test_a_field_gives_the_cleaned_paper():
    kept = PaperField().clean(upload(picture("PNG", exif=place()), "foto.pdf"))

    assert (kept.name.endswith(".png"), PLACE in kept.read()) == (True, False)


def test_a_field_keeps_a_long_name_out():
    assert len(PaperField().clean(upload(PDF, "a" * 150 + ".pdf")).name) == 36
