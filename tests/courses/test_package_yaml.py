"""Values out of a course.yaml: every kind with its refusal, on its line; and files that never leave the folder."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.services.package_files import FILE_LIMIT, check_text, read_text, refuse_name, refuse_path
from courses.services.package_pictures import refuse_address
from courses.services.package_yaml import EntryReader, has_control, read_mapping, write_yaml
from courses.services.packages import PROBLEM_LIMIT, Entry, PackageRefused, Problem, Problems


@pytest.fixture
def problems():
    return Problems()


@pytest.fixture
def reader(problems):
    """Fields of a text, read as course.yaml."""

    def reader(text):
        return EntryReader(read_mapping(text=text, file="course.yaml", problems=problems), problems)

    return reader


def words(problems):
    return [str(problem) for problem in problems]


# ---- YAML


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1\na: 2", 2, "YAML tidak terbaca: kunci ini ditulis dua kali: a."),
        ("a: &x 1\nb: *x", 2, "YAML tidak terbaca: tanda * (alias) tidak dipakai di sini."),
        ("a: {b: 1, b: 2}", 1, "YAML tidak terbaca: kunci ini ditulis dua kali: b."),
        ("- a\n- b", 1, "Di sini harus ada pasangan “kunci: nilai”."),
        ("kata saja", 1, "Di sini harus ada pasangan “kunci: nilai”."),
        ("", 1, "Di sini harus ada pasangan “kunci: nilai”."),
        ("# catatan", 1, "Di sini harus ada pasangan “kunci: nilai”."),
        ("a: 2024-13-45", 1, "YAML tidak terbaca."),
        ("a: \x01", 1, "Ada karakter yang tidak terlihat di baris ini. Hapus, lalu coba lagi."),
        ("a: 1\nb: 2\nc: x\x07y\n", 3, "Ada karakter yang tidak terlihat di baris ini. Hapus, lalu coba lagi."),
    ],
)
def test_what_is_no_mapping_is_named(problems, text, line, reason):
    assert read_mapping(text=text, file="course.yaml", problems=problems) is None
    assert words(problems) == [f"course.yaml:{line}: {reason}"]


@pytest.mark.parametrize(
    "text", ["a: !!python/object/apply:os.system ['id']", "a: !!python/name:os.system", "a: !rahasia x", "!!set {a}"]
)
def test_tags_make_no_objects(problems, text):
    assert read_mapping(text=text, file="course.yaml", problems=problems) is None
    assert len(list(problems)) == 1


@pytest.mark.parametrize("sign", ["[", "{a: "])
def test_a_thousand_brackets_are_no_yaml(problems, sign):
    text = f"a: {sign * 1000}"

    assert read_mapping(text=text, file="course.yaml", problems=problems) is None
    assert len(list(problems)) == 1


def test_deep_but_closed_brackets_end_in_a_refusal_or_a_value(problems):
    found = read_mapping(text=f"a: {'[' * 3000}{']' * 3000}", file="course.yaml", problems=problems)

    assert (found is None) == bool(problems)


def test_mappings_know_file_and_lines(problems):
    found = read_mapping(text="\na: 1\nb:\n  - c: 2\n    d: 3\n", file="x.yaml", problems=problems, first_line=5)

    inner = found["b"][0]
    assert (found.lines, inner.lines, inner.file) == ({"a": 6, "b": 7}, {"c": 8, "d": 9}, "x.yaml")


@settings(max_examples=150, deadline=None)
@given(
    values=st.dictionaries(
        st.from_regex(r"[a-z]{1,8}", fullmatch=True),
        st.one_of(
            st.text(
                st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f\x85\xa0"), max_size=60
            ),
            st.integers(-999, 999),
            st.booleans(),
            st.lists(st.integers(0, 9), max_size=4),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_written_as_yaml_is_read_again(values):
    problems = Problems()

    found = read_mapping(text=write_yaml(values), file="course.yaml", problems=problems)

    assert (found, words(problems)) == (values, [])


# ---- values


def test_words_are_put_on_one_line(reader, problems):
    assert reader("title: |\n  satu\n    dua\n").text("title") == "satu dua"
    assert words(problems) == []


@pytest.mark.parametrize(
    ("text", "options", "found", "reason"),
    [
        ("a: ''", {}, "", "title belum diisi."),
        ("title: ''", {}, "", "title tidak boleh kosong."),
        ("title: '   '", {}, "", "title tidak boleh kosong."),
        ("title: 12", {}, "", "title: isiannya bukan teks."),
        ("title: [a]", {}, "", "title: isiannya bukan teks."),
        ("title: true", {"default": "x"}, "x", "title: isiannya bukan teks."),
        ("title: abcdef", {"limit": 5}, "abcdef", "title paling panjang 5 huruf."),
        ('title: "a\\u007fb"', {}, "a\x7fb", "title memuat karakter yang tidak terlihat."),
    ],
)
def test_texts(reader, problems, text, options, found, reason):
    assert reader(text).text("title", **options) == found
    assert words(problems) == [f"course.yaml:1: {reason}"]


def test_a_text_with_a_default_may_be_absent_or_empty(reader, problems):
    assert (reader("a: 1").text("title", default=""), reader("title: ''").text("title", default="x")) == ("", "")
    assert words(problems) == []


@pytest.mark.parametrize("slug", ["a", "a-b", "modul-12", "1"])
def test_slugs(reader, problems, slug):
    assert reader(f"slug: '{slug}'").slug() == slug
    assert words(problems) == []


@pytest.mark.parametrize("slug", ["A", "a_b", "a--b", "-a", "a-", "a b", "é", "../a", "a/b"])
def test_odd_slugs(reader, problems, slug):
    reader(f"slug: '{slug}'").slug()

    assert words(problems) == ["course.yaml:1: slug: pakai huruf kecil, angka, dan tanda hubung saja."]


@pytest.mark.parametrize(
    ("value", "found"), [("1", 1), ("120", 120), ("0", None), ("121", None), ("1.5", None), ("true", None), ("x", None)]
)
def test_numbers(reader, problems, value, found):
    number = reader(f"minutes: {value}").number("minutes", low=1, high=120)

    assert (number, bool(problems)) == (1 if found is None else found, found is None)


def test_a_number_with_a_default(reader, problems):
    assert reader("a: 1").number("minutes", low=1, high=9, default=4) == 4
    assert words(problems) == []


@pytest.mark.parametrize(
    ("value", "found", "is_refused"), [("true", True, False), ("no", False, False), ("1", True, True)]
)
def test_flags(reader, problems, value, found, is_refused):
    assert reader(f"is_required: {value}").flag("is_required", default=True) is found
    assert bool(problems) is is_refused


def test_choices(reader, problems):
    assert reader("dye: nila").choice("dye", ["nila", "kunyit"], default="kunyit") == "nila"
    assert reader("a: 1").choice("dye", ["nila", "kunyit"], default="kunyit") == "kunyit"
    assert reader("dye: ungu").choice("dye", ["nila", "kunyit"], default="kunyit") == "kunyit"
    assert words(problems) == ["course.yaml:1: dye: pilih nila, kunyit."]


@pytest.mark.parametrize(
    ("text", "found", "reasons"),
    [
        ("rows: [a, b]", ["a", "b"], []),
        ("a: 1", [], []),
        ("rows: x", [], ["rows: isiannya bukan daftar."]),
        ("rows: [a, b, c]", ["a", "b"], ["rows: paling banyak 2."]),
        ("rows: [a, 1]", ["a"], ["rows: ada isian yang bentuknya lain."]),
    ],
)
def test_lists(reader, problems, text, found, reasons):
    assert reader(text).items("rows", str, limit=2) == found
    assert words(problems) == [f"course.yaml:1: {reason}" for reason in reasons]


def test_an_invisible_sign_in_the_front_matter_is_told_on_its_line(problems):
    read_mapping(text="slug: a\ntitle: x\x1by", file="a.md", problems=problems, first_line=2)

    assert words(problems) == ["a.md:3: Ada karakter yang tidak terlihat di baris ini. Hapus, lalu coba lagi."]


def test_days(reader, problems):
    assert reader("checked_on: 2026-03-01").day("checked_on") == date(2026, 3, 1)
    assert reader("a: 1").day("checked_on") is None
    assert reader("checked_on: kemarin").day("checked_on") is None
    assert words(problems) == ["course.yaml:1: checked_on: isiannya bukan tanggal."]


def test_a_mapping_inside(reader, problems):
    assert reader("cover: {dye: x}").entry_of("cover") == {"dye": "x"}
    assert reader("a: 1").entry_of("cover") == Entry()
    assert words(problems) == []


def test_only_the_first_fault_of_a_key_is_told(reader, problems):
    fields = reader("title: ''")
    fields.text("title")
    fields.complain("title", "lagi")

    assert words(problems) == ["course.yaml:1: title tidak boleh kosong."]


def test_unknown_keys_are_told_on_their_lines(reader, problems):
    fields = reader("title: a\njudul: b\n\nminute: 3")
    fields.text("title")
    fields.refuse_unknown()

    assert words(problems) == [
        "course.yaml:2: Kunci judul tidak dikenal.",
        "course.yaml:4: Kunci minute tidak dikenal.",
    ]


@pytest.mark.parametrize(("text", "found"), [("a", False), ("é—", False), ("\x00", True), ("a\x1b[31m", True)])
def test_invisible_signs(text, found):
    assert has_control(text) is found


# ---- problems


def test_problems_are_told_once_and_in_order(problems):
    for file, number in [("b.md", 2), ("a.md", 9), ("b.md", 1), ("b.md", 2)]:
        problems.add(file, number, "x")

    assert words(problems) == ["a.md:9: x", "b.md:1: x", "b.md:2: x"]


def test_a_problem_of_a_whole_file_has_no_line():
    assert str(Problem("a.md", 0, "x")) == "a.md: x"


def test_a_flood_of_problems_ends(problems):
    for number in range(PROBLEM_LIMIT + 50):
        problems.add("a.md", number, "x")

    assert len(problems.found) == PROBLEM_LIMIT


def test_a_refusal_says_everything(problems):
    problems.add("a.md", 1, "x")
    problems.add("a.md", 2, "y")

    assert str(PackageRefused(problems)) == "a.md:1: x\na.md:2: y"


# ---- files


@pytest.mark.parametrize("name", ["a.md", "01-modul/02-kuis.gift", "course.yaml", "a/b/c.md"])
def test_names_of_files(name):
    assert refuse_name(name) == ""


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "Nama file kosong."),
        (None, "Nama file kosong."),
        (7, "Nama file kosong."),
        (["a.md"], "Nama file kosong."),
        ("/a.md", "/a.md: hanya file di dalam folder paket yang boleh dipakai."),
        ("../a.md", "../a.md: hanya file di dalam folder paket yang boleh dipakai."),
        ("a/../../b.md", "a/../../b.md: hanya file di dalam folder paket yang boleh dipakai."),
        ("a\\b.md", "a\\b.md: hanya file di dalam folder paket yang boleh dipakai."),
        ("a.py", "a.py: jenis file ini tidak dikenal; pakai .md, .gift, atau .yaml."),
        ("a", "a: jenis file ini tidak dikenal; pakai .md, .gift, atau .yaml."),
        ("a.MD", "a.MD: jenis file ini tidak dikenal; pakai .md, .gift, atau .yaml."),
        ("A.md", "A.md: pakai huruf kecil, angka, dan tanda hubung saja."),
        ("a b.md", "a b.md: pakai huruf kecil, angka, dan tanda hubung saja."),
        ("A/b.md", "A/b.md: pakai huruf kecil, angka, dan tanda hubung saja."),
        (".git/b.md", ".git/b.md: pakai huruf kecil, angka, dan tanda hubung saja."),
        ("a\nb.md", "a\nb.md: pakai huruf kecil, angka, dan tanda hubung saja."),
    ],
)
def test_names_that_are_none(name, reason):
    assert refuse_name(name) == reason


@settings(max_examples=200, deadline=None)
@given(name=st.text(alphabet="ab./\\-~ \x00", max_size=16))
def test_no_name_leads_out_of_the_folder(name, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp() / "paket"

    assert refuse_name(name) != "" or (folder / name).resolve().is_relative_to(folder.resolve())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe", "a.md: Bukan teks UTF-8 (byte ke-1)."),
        (b"abc\xe9", "a.md: Bukan teks UTF-8 (byte ke-4)."),
        (b"\xef\xbb\xbfabc", "a.md:1: Ada BOM di awal file; simpan sebagai UTF-8 tanpa BOM."),
        (b"a\nb\x00", "a.md:2: Ada karakter NUL; file ini bukan teks."),
        (b"a" * (FILE_LIMIT + 1), "a.md: a.md: lebih dari 200 KB."),
    ],
)
def test_files_that_hold_no_text(problems, tmp_path, content, reason):
    (tmp_path / "a.md").write_bytes(content)

    assert read_text(folder=tmp_path, name="a.md", problems=problems) is None
    assert words(problems) == [reason]


def test_a_missing_file_is_told_where_it_was_named(problems, tmp_path):
    assert read_text(folder=tmp_path, name="a.md", problems=problems, mentioned_at=("course.yaml", 7)) is None
    assert words(problems) == ["course.yaml:7: a.md: file tidak ditemukan."]


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "a.md").mkdir()

    assert refuse_path(tmp_path, "a.md") == "a.md: file tidak ditemukan."


@pytest.mark.parametrize("text", ["a\r\nb", "a\rb", "a\nb"])
def test_line_ends_of_every_system(problems, text):
    assert check_text("a.md", text, problems) == "a\nb"


@pytest.mark.parametrize("address", ["gambar/a.png", "gambar/poster-2.jpeg", "gambar/x.webp", "gambar/x.jpg"])
def test_addresses_of_pictures(address):
    assert refuse_address(address) == ""


@pytest.mark.parametrize(
    "address",
    [
        "a.png",
        "gambar/a/b.png",
        "gambar\\a.png",
        "lain/a.png",
        "/gambar/a.png",
        "gambar/../a.png",
        "gambar/a.gif",
        "gambar/A.png",
        "gambar/.png",
        "gambar/",
        "gambar/a.png.exe",
        "https://a.id/gambar/a.png",
    ],
)
def test_addresses_that_are_none(address):
    assert refuse_address(address) != ""
