"""ZIPs made to do harm: nothing leaves the folder, nothing is run, nothing grows, and an honest one still opens."""

import stat
import struct
import zipfile
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from courses.services import package_zip
from courses.services.markdown import read_blocks
from courses.services.markdown_references import NoReferences
from courses.services.markdown_text import read_rich_text
from courses.services.package_zip import is_litter, limit_of, refuse_entry, top_folder, unpack
from courses.services.packages import PackageRefused, Problems
from tests.courses.test_package_zip import FILES, OUTSIDE, pack

NOT_A_ZIP = "ZIP: Berkas ini bukan ZIP yang bisa dibuka. Unduh atau buat ulang, lalu coba lagi."


def open_zip(file, folder):
    """The names in the folder, or the reasons of the refusal."""
    try:
        unpack(file=file, folder=folder)
    except PackageRefused as refusal:
        return [str(problem) for problem in refusal.problems]
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def entry(name, mode=0, bits=0, size=1):
    found = zipfile.ZipInfo("x")
    found.filename, found.external_attr, found.flag_bits, found.file_size = name, mode << 16, bits, size
    return found


# ---- names


@pytest.mark.parametrize(
    "name",
    [
        "..",
        "../a.md",
        "a/../../b.md",
        "a/..",
        "/a.md",
        "//a.md",
        "///etc/passwd.md",
        "..\\a.md",
        "a\\b.md",
        "C:a.md",
        "C:\\a.md",
        "a.md:rahasia",
        "a\0.md",
        "",
        ".",
    ],
)
def test_names_that_lead_out(name):
    assert refuse_entry(name, entry(name)) == OUTSIDE


@pytest.mark.parametrize(
    "mode", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK, stat.S_IFDIR], ids=oct
)
def test_only_plain_files_are_unpacked(mode):
    reason = "Tautan simbolik tidak dibaca; salin berkasnya ke dalam paket."

    assert refuse_entry("a.md", entry("a.md", mode=mode | 0o644)) == reason


@pytest.mark.parametrize("mode", [0, stat.S_IFREG | 0o644, stat.S_IFREG | 0o4777])
def test_plain_files_are(mode):
    assert refuse_entry("a.md", entry("a.md", mode=mode)) == ""


@pytest.mark.parametrize("name", ["a.md", "course.yaml", "kuis.gift", "gambar/a.png", "a.webp", "a.jpg", "a.jpeg"])
def test_kinds_of_a_package(name):
    assert refuse_entry(name, entry(name)) == ""


@pytest.mark.parametrize("name", ["a", "a.py", "a.svgz", "a.html", "a.PNG", "a.md.exe", "a.zip", ".htaccess", "a.md/"])
def test_other_kinds(name):
    refusal = refuse_entry(name, entry(name))

    assert refusal == ("" if name == "a.md/" else "Jenis berkas ini tidak dipakai dalam paket; keluarkan dari ZIP.")


def test_a_password_is_told():
    assert refuse_entry("a.md", entry("a.md", bits=1)) == "ZIP berkata sandi tidak bisa dibaca."


def test_a_claimed_size_is_believed_when_it_is_too_large():
    assert refuse_entry("a.md", entry("a.md", size=300 * 1024)) == "Lebih dari 200 KB."
    assert limit_of(package_zip.PurePosixPath("a.png")) > limit_of(package_zip.PurePosixPath("a.md"))


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("__MACOSX/a.md", True),
        ("kursus/__MACOSX/._a.md", True),
        ("a/.DS_Store", True),
        ("Thumbs.db", True),
        ("desktop.ini", True),
        ("a/desktop.ini.md", False),
        ("__macosx.md", False),
        ("", False),
    ],
)
def test_litter(name, is_one):
    assert is_litter(name) is is_one


@pytest.mark.parametrize(
    ("names", "top"),
    [
        (["kursus/course.yaml", "kursus/a/b.md"], "kursus/"),
        (["course.yaml", "a/b.md"], ""),
        (["course.yaml"], ""),
        (["a/course.yaml", "b/c.md"], ""),
        (["../course.yaml"], "../"),
        ([], ""),
    ],
)
def test_the_folder_around_everything(names, top):
    assert top_folder(names) == top


def test_a_folder_called_dots_is_cut_off_and_stays_inside(tmp_path):
    folder = tmp_path / "paket"
    folder.mkdir()

    open_zip(pack({"../course.yaml": "x", "../a.md": "y"}), folder)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["paket"]


@settings(max_examples=150, deadline=None)
@given(names=st.lists(st.text(alphabet="ab./\\:~ ", min_size=1, max_size=14), max_size=4, unique=True))
def test_whatever_the_names_nothing_lies_outside(names, tmp_path_factory):
    around = tmp_path_factory.mktemp("zip")
    folder = around / "paket"
    folder.mkdir()

    open_zip(pack({"course.yaml": "x", **{f"{name}.md": "y" for name in names}}), folder)

    assert [path.name for path in around.iterdir()] == ["paket"]


# ---- sizes and shapes


def test_one_byte_too_many_is_one_too_many(tmp_path, monkeypatch):
    monkeypatch.setattr(package_zip, "TOTAL_LIMIT", 10)

    assert open_zip(pack({"course.yaml": "x" * 5, "a.md": "x" * 5}), tmp_path / "genap") == ["a.md", "course.yaml"]
    assert open_zip(pack({"course.yaml": "x" * 5, "a.md": "x" * 6}), tmp_path / "lebih") == [
        "a.md: Isi ZIP terlalu besar. Perkecil gambarnya."
    ]


def test_as_many_entries_as_allowed(tmp_path, monkeypatch):
    monkeypatch.setattr(package_zip, "ENTRY_LIMIT", 2)

    assert open_zip(pack({"course.yaml": "x", "a.md": "y"}), tmp_path) == ["a.md", "course.yaml"]


def test_litter_is_not_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(package_zip, "ENTRY_LIMIT", 1)

    assert open_zip(pack({"course.yaml": "x", "__MACOSX/a": "y"}), tmp_path) == ["course.yaml"]


def test_a_bomb_of_a_thousand_to_one_is_refused_by_its_claim(tmp_path):
    bomb = pack({"course.yaml": "x", "gambar/bom.png": b"\0" * (6 * 1024 * 1024)})

    assert open_zip(bomb, tmp_path) == ["gambar/bom.png: Lebih dari 5,0 MB."]
    assert list(tmp_path.iterdir()) == []


def test_a_zip_in_a_zip_is_no_part_of_a_package(tmp_path):
    inner = pack(FILES).getvalue()

    assert open_zip(pack({"course.yaml": "x", "dalam.zip": inner}), tmp_path) == [
        "dalam.zip: Jenis berkas ini tidak dipakai dalam paket; keluarkan dari ZIP."
    ]


def test_a_file_below_a_file_is_no_zip(tmp_path):
    assert open_zip(pack({"course.yaml": "x", "a.md": "y", "a.md/b.md": "z"}), tmp_path) == [NOT_A_ZIP]


def test_a_name_as_long_as_no_system_knows(tmp_path):
    assert open_zip(pack({"course.yaml": "x", f"{'a' * 400}.md": "y"}), tmp_path) == [NOT_A_ZIP]


def test_a_wrong_checksum_is_noticed(tmp_path):
    content = bytearray(pack({"course.yaml": "judul: Kursus"}).getvalue())
    place = content.index(b"PK\x01\x02") + 16
    content[place : place + 4] = struct.pack("<I", 1)

    assert open_zip(BytesIO(bytes(content)), tmp_path) == [NOT_A_ZIP]


def test_a_method_nobody_knows(tmp_path):
    content = bytearray(pack({"course.yaml": "x"}).getvalue())
    for sign, offset in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        place = content.index(sign) + offset
        content[place : place + 2] = struct.pack("<H", 77)

    assert open_zip(BytesIO(bytes(content)), tmp_path) == [NOT_A_ZIP]


@settings(max_examples=120, deadline=None)
@example(place=2689, byte=0, length=12)  # a file without a name
@given(place=st.integers(0, 5000), byte=st.integers(0, 255), length=st.integers(1, 12))
def test_a_damaged_zip_opens_or_is_refused_and_never_more(place, byte, length, tmp_path_factory):
    content = bytearray(pack(FILES).getvalue())
    start = place % len(content)
    content[start : start + length] = bytes([byte]) * len(content[start : start + length])
    around = tmp_path_factory.mktemp("zip")
    (around / "paket").mkdir()

    open_zip(BytesIO(bytes(content)), around / "paket")

    assert [path.name for path in around.iterdir()] == ["paket"]


@pytest.mark.parametrize("cut", [1, 10, 22, 100])
def test_half_a_zip(tmp_path, cut):
    assert open_zip(BytesIO(pack(FILES).getvalue()[:-cut]), tmp_path) == [NOT_A_ZIP]


# ---- texts made to do harm


def blocks_of(text):
    problems = Problems()
    return read_blocks(text=text, file="a.md", first_line=1, problems=problems), [str(row) for row in problems]


HARM = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a <b onclick=x>b</b>",
    "<!-- diam -->",
    "<?php x ?>",
    "<![CDATA[x]]>",
    "<svg onload=x>",
    "</p><script>",
]


@pytest.mark.parametrize("text", HARM)
def test_no_html_is_taken(text):
    _blocks, problems = blocks_of(text)

    assert {problem.partition(": ")[2] for problem in problems} == {"HTML tidak dipakai dalam pelajaran."}


def test_what_is_no_html_to_markdown_stays_words():
    blocks, problems = blocks_of("<svg/onload=x> dan 5 < 6")

    assert (blocks[0]["value"], problems) == ("<p>&lt;svg/onload=x&gt; dan 5 &lt; 6</p>", [])


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "http://a.id",
        "//a.id",
        "/cms/",
        "mailto:a@a.id",
        "file:///etc/passwd",
        "halaman/1",
        "https:a",
        "#a",
        "&#106;avascript:x",
    ],
)
def test_no_other_address_becomes_a_link(address):
    blocks, problems = blocks_of(f"[a]({address})")

    assert problems == ["a.md:1: Tautan harus diawali https://."] or "<a" not in str(blocks)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("# Judul", 1, "Judul memakai ## atau ###; judul pelajaran sudah ada di atas."),
        ("a\n\n#### Kecil", 3, "Judul memakai ## atau ###; judul pelajaran sudah ada di atas."),
        ("a\n\n---", 3, "--- tidak dipakai dalam pelajaran."),
        ("    kode", 1, "code_block tidak dipakai dalam pelajaran."),
        ("```\nkode\n```", 1, "fence tidak dipakai dalam pelajaran."),
        ("a `kode`", 1, "code_inline tidak dipakai dalam pelajaran."),
        ("a ![b](gambar/1.png) c", 1, "![gambar] tidak dipakai di tengah kalimat; tulis pada baris sendiri."),
        ("::: ingat\na", 1, "Kotak ::: ingat belum ditutup dengan ::: sendirian."),
        ("::: ingat sekali\na\n:::", 1, "Tulis ::: ingat saja pada baris ini."),
        ("::: ingat\n:::", 1, "Kotak ini kosong."),
        ("::: ingat\n## a\n:::", 2, "heading tidak dipakai dalam pelajaran."),
        ("::: langkah\na\n:::", 1, "Isi ::: langkah harus diakhiri satu daftar bernomor (1. 2. 3.)."),
        ("::: langkah\n:::", 1, "Isi ::: langkah harus diakhiri satu daftar bernomor (1. 2. 3.)."),
        (
            "::: bandingkan\n### Baik\na\n:::",
            1,
            "Isi ::: bandingkan: ### Baik dan ### Kurang baik, masing-masing dengan contoh.",
        ),
        (
            "::: bandingkan\n### Baik\na\n\n### Kurang baik\n:::",
            1,
            "Isi ::: bandingkan: ### Baik dan ### Kurang baik, masing-masing dengan contoh.",
        ),
        ("| A |\n|---|", 1, "Tabel ini belum punya baris."),
        ("![a](lain/1.png)", 1, "Gambar ditulis ![teks pengganti](gambar/nama-berkas.png)."),
        ("![](gambar/1.png)", 1, "Tulis teks pengganti di antara ![ dan ]; untuk hiasan saja, tulis tanda -."),
        ("![a](gambar/1.png)", 1, "Gambar gambar/1.png tidak ada."),
        ("", 1, "Pelajaran ini kosong."),
        ("\n\n", 1, "Pelajaran ini kosong."),
        (f"[a](https://a.id/{'x' * 2001})", 1, "Tautan harus diawali https://."),
    ],
)
def test_every_refusal_of_the_reader_on_its_line(text, line, reason):
    assert blocks_of(text)[1] == [f"a.md:{line}: {reason}"]


def test_a_text_that_stands_alone_names_pictures_as_the_shelf_does():
    assert NoReferences().address_of_picture("a.png") == "gambar/a.png"


ANY = st.text(
    st.one_of(
        st.sampled_from(list("\n\n\n|-:#>*_`[]()!<>&\\ 12.—")),
        st.characters(blacklist_categories=("Cs",), max_codepoint=0x2FFF),
    ),
    max_size=120,
)


@settings(max_examples=400, deadline=None)
@given(text=ANY)
def test_any_text_is_blocks_or_problems_and_holds_no_foreign_tag(text):
    blocks, problems = blocks_of(text)

    assert bool(blocks or problems)
    for row in blocks if not problems else []:
        value = row["value"]
        for html in [value] if isinstance(value, str) and row["type"] in ("text", "task") else []:
            read_rich_text(html)


@settings(max_examples=150, deadline=None)
@given(
    parts=st.lists(
        st.sampled_from(
            [
                ":::",
                "::: ingat",
                "::: langkah",
                "::: bandingkan",
                "1. a",
                "### Baik",
                "a",
                "",
                "> b",
                "| a |",
                "|---|",
                "- c",
            ]
        ),
        max_size=14,
    )
)
def test_boxes_in_any_order_are_read_or_named(parts):
    blocks, problems = blocks_of("\n".join(parts))

    assert bool(blocks or problems)
