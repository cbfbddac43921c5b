"""Uploads beside pictures are judged by their bytes: what runs, hides something or lies about its kind stays out."""

import tracemalloc
import zipfile
from io import BytesIO

import pikepdf
import pytest

from lms.file_kinds import FILES, limit_of, refuse_file, suffix_of

OTHER = "Nama berkas berakhiran .{}, tetapi isinya lain atau rusak. Simpan ulang, lalu coba lagi."
PROGRAM = "PDF ini memuat program atau berkas lain. Cetak ulang ke PDF biasa, lalu coba lagi."
MACRO = "Dokumen ini memuat makro. Simpan tanpa makro, lalu coba lagi."


def refuse(name, content, size=None):
    return refuse_file(name=name, file=BytesIO(content), size=len(content) if size is None else size)


def pdf(change=None, **options):
    document = pikepdf.new()
    document.add_blank_page()
    if change:
        change(document)
    memory = BytesIO()
    document.save(memory, **options)
    return memory.getvalue()


def office(*names, **content):
    memory = BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
        for name, text in content.items():
            archive.writestr(name, text)
    return memory.getvalue()


GOOD = {
    "a.mp4": b"\0\0\0\x18ftypmp42" + b"\0" * 20,
    "a.m4a": b"\0\0\0\x18ftypM4A " + b"\0" * 20,
    "a.webm": b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x82\x84webm",
    "a.mp3": b"ID3\x04" + b"\0" * 20,
    "b.mp3": b"\xff\xfb\x90\x64" + b"\0" * 20,
    "a.ogg": b"OggS\0" + b"\0" * 20,
    "a.txt": "Selamat pagi – Kupang".encode(),
    "a.docx": office("[Content_Types].xml", "word/document.xml"),
    "a.xlsx": office("[Content_Types].xml", "xl/workbook.xml"),
    "a.pptx": office("[Content_Types].xml", "ppt/presentation.xml"),
    "a.odt": office("content.xml", mimetype="application/vnd.oasis.opendocument.text"),
    "a.PDF": pdf(),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_what_it_says_is_kept(name):
    assert refuse(name, GOOD[name]) == ""


def test_every_kind_was_tried():
    assert {suffix_of(name) for name in GOOD} == set(FILES)


@pytest.mark.parametrize("name", [name for name in GOOD if not name.startswith("b")])
def test_another_content_under_the_name_is_refused(name):
    assert refuse(name, b"MZ\x90\0\xff\xfe" + b"\0" * 40) == OTHER.format(suffix_of(name))
    assert refuse(name, b"") == ("" if name.endswith("txt") else OTHER.format(suffix_of(name)))


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.exe", "a.docm", "a.zip", "a", "a.mp4.js", "pdf", ".pdf "])
def test_other_kinds_are_refused_by_name(name):
    assert refuse(name, GOOD["a.PDF"]).startswith("Jenis berkas ini tidak bisa dipakai. Simpan sebagai MP4, WEBM,")


@pytest.mark.parametrize(("name", "megabytes"), [("a.mp4", 50), ("a.mp3", 15), ("a.txt", 10)])
def test_too_large_says_how_large_it_may_be(name, megabytes):
    limit = limit_of(suffix_of(name))

    assert limit == megabytes * 1024 * 1024
    assert refuse(name, GOOD[name], size=limit) == ""
    assert refuse(name, GOOD[name], size=limit + 1) == (
        f"Berkas terlalu besar ({megabytes},0 MB). Perkecil sampai di bawah {megabytes},0 MB."
    )


def open_action(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def launch(document):
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    document.Root.OpenAction = document.make_indirect(action)


def attachment(document):
    document.attachments["jahat.exe"] = b"MZ"


@pytest.mark.parametrize("change", [open_action, launch, attachment])
def test_a_pdf_that_does_things_is_refused(change):
    assert refuse("a.pdf", pdf(change)) == PROGRAM


def test_a_locked_pdf_asks_for_an_open_one():
    locked = pdf(encryption=pikepdf.Encryption(owner="a", user="b"))

    assert refuse("a.pdf", locked) == "PDF ini berkata sandi. Simpan tanpa kata sandi, lalu coba lagi."


def test_a_cut_pdf_is_broken():
    assert refuse("a.pdf", b"%PDF-1.7\nrusak") == OTHER.format("pdf")


@pytest.mark.parametrize("macro", ["word/vbaProject.bin", "word/VBAPROJECT.BIN", "Basic/Standard/Module1.xml", "a.exe"])
def test_documents_with_macros_are_refused(macro):
    assert refuse("a.docx", office("[Content_Types].xml", "word/document.xml", macro)) == MACRO


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.odt"])
def test_a_zip_of_another_kind_is_not_a_document(name):
    assert refuse(name, office("[Content_Types].xml", "lain/x.xml")) == OTHER.format(suffix_of(name))


def packed_kind(text):
    memory = BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", text)
    return memory.getvalue()


def test_a_document_that_would_swell_up_is_not_unpacked():
    bomb = packed_kind(b"a" * 40_000_000)
    tracemalloc.start()

    answer, peak = refuse("a.odt", bomb), tracemalloc.get_traced_memory()[1]

    tracemalloc.stop()
    assert answer == OTHER.format("odt")
    assert peak < 1_000_000


def test_a_packed_part_that_is_damaged_is_a_broken_file():
    content = packed_kind("application/vnd.oasis.opendocument.text")

    assert refuse("a.odt", content.replace(content[38:48], b"\xff" * 10, 1)) == OTHER.format("odt")


def test_text_with_nul_is_no_text():
    assert refuse("a.txt", b"a\0b") == OTHER.format("txt")


def test_the_file_is_left_at_its_start():
    file = BytesIO(GOOD["a.PDF"])
    refuse_file(name="a.pdf", file=file, size=10)

    assert file.tell() == 0


def nested(document, depth):
    part = pikepdf.Array([1])
    for _ in range(depth):
        part = pikepdf.Array([part])
    document.Root.Dalam = part


def test_a_pdf_nested_deeper_than_anybody_writes_is_refused():
    assert refuse("a.pdf", pdf(lambda document: nested(document, 20))) == ""
    assert refuse("a.pdf", pdf(lambda document: nested(document, 40))) == PROGRAM


def hidden(document):
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript)
    document.pages[0].AA = pikepdf.Dictionary(O=pikepdf.Array([pikepdf.Dictionary(Next=action)]))


def test_a_script_inside_lists_inside_a_page_is_found():
    assert refuse("a.pdf", pdf(hidden)) == PROGRAM


def test_the_word_in_a_text_is_no_script():
    def name(document):
        document.docinfo["/Title"] = "Kursus /JavaScript"

    assert refuse("a.pdf", pdf(name)) == ""


def test_a_document_under_a_password_is_told_as_broken():
    """Encrypted OOXML is no ZIP any more but an OLE file."""
    assert refuse("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512) == OTHER.format("docx")


def test_an_office_file_under_the_name_of_another_is_refused():
    assert refuse("a.xlsx", GOOD["a.docx"]) == OTHER.format("xlsx")


def test_a_text_that_is_not_utf_8_is_refused():
    assert refuse("a.txt", "Kupang é".encode("latin-1")) == OTHER.format("txt")


def test_size_is_judged_before_the_content_is_read():
    file = BytesIO(GOOD["a.mp4"])
    file.seek(3)

    assert refuse_file(name="a.mp4", file=file, size=limit_of("mp4") + 1).startswith("Berkas terlalu besar")
    assert file.tell() == 3
