"""The PDF as other programs see it."""

import hashlib
import re
import subprocess
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from certificates.choices import DesignLayout
from certificates.services.document import choose_sizes, draw_document
from certificates.services.samples import LONG_NAME
from lms.pdf import PdfError
from tests.factories.certificates import printed

SIXTY = "Maria Goreti Bernadetha Nahak Seran Lopes da Costa Fernandez"


def crest():
    out = BytesIO()
    Image.new("RGB", (300, 360), "#0a6650").save(out, "JPEG")
    return out.getvalue()


def read(content):
    return PdfReader(BytesIO(content))


def words(content, page=None):
    pages = read(content).pages
    texts = [part.extract_text() for part in (pages if page is None else [pages[page]])]
    return re.sub(r"\s+", " ", " ".join(texts))


def picture(content, tmp_path, dpi=110):
    (tmp_path / "x.pdf").write_bytes(content)
    subprocess.run(["pdftoppm", "-r", str(dpi), "-png", "-f", "1", "-l", "1", "x.pdf", "x"], cwd=tmp_path, check=True)
    return Image.open(next(tmp_path.glob("x-*.png")))


def test_two_a4_landscape_pages_with_title_and_language():
    reader = read(draw_document(printed=printed(), crest=crest()))

    assert [tuple(round(float(side)) for side in page.mediabox[2:]) for page in reader.pages] == [(842, 595)] * 2
    assert reader.metadata.title == "SERTIFIKAT 000/015/DISKOMINFO/VII/2024"
    assert reader.trailer["/Root"]["/Lang"] == "id"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_front_says_everything():
    front = words(draw_document(printed=printed(), crest=None), page=0)

    for part in [
        "PEMERINTAH KOTA KUPANG",
        "DINAS KOMUNIKASI DAN INFORMATIKA KOTA KUPANG",
        "Nomor: 000/015/DISKOMINFO/VII/2024",
        "diberikan kepada",
        "Maria Goreti Bernadetha Nahak Seran Lopes da Costa",
        "KIM Suara Alak · Kelurahan Namosain, Kecamatan Alak",
        "sebagai peserta yang telah mengikuti dan dinyatakan LULUS pada Bimbingan Teknis",
        "Desain Konten untuk KIM",
        "yang diselenggarakan pada Kamis, 11 Juli 2024 di Aula Contoh, Kupang, selama 8 (delapan) jam pelajaran.",
        "Kupang, 11 Juli 2024 a.n. KEPALA DINAS KOMUNIKASI DAN INFORMATIKA KOTA KUPANG SEKRETARIS,",
        "ELISABET MANAFE TODE Pembina (IV/a) NIP 19800101 200501 2 001",
        "KPG7-M2QX-8RTD-4WZN-6B3H",
        "localhost:8000/verifikasi",
    ]:
        assert part in front


def test_back_lists_materials_with_total():
    back = words(draw_document(printed=printed(), crest=None), page=1)

    for part in ["DAFTAR MATERI", "1 Materi ke-1 Gregorius Manek Tefa 2", "4 Materi ke-4", "(1 JP = 45 menit) 8"]:
        assert part in back
    assert "Nilai tes akhir: 80 · Kehadiran: 8 dari 8 JP" in back


def test_course_has_no_column_of_speakers():
    rows = [{"title": "Modul 1", "speakers": "", "jp": "1,5"}]

    back = words(draw_document(printed=printed(activity={"materials": rows}), crest=None), page=1)

    assert "Narasumber" not in back
    assert "1 Modul 1 1,5" in back


@pytest.mark.parametrize(
    "name", ["Yohana", "Yosefina Da'Lopez N’Diaye", "José Ñandu Nguyễn", SIXTY, LONG_NAME, "Maria Goreti " * 15]
)
def test_names_are_printed_whole_and_can_be_copied(name):
    name = name.strip()

    assert name in words(draw_document(printed=printed(name=name), crest=None), page=0)


@pytest.mark.parametrize(("count", "size", "pages"), [(11, "", 2), (15, "dense", 2), (40, "dense", 3)])
@pytest.mark.parametrize("layout", DesignLayout)
def test_materials_shrink_and_then_take_another_page(layout, count, size, pages):
    text = printed(materials=count, look={"layout": layout})

    reader = read(draw_document(printed=text, crest=None))

    assert choose_sizes(text)["table"] == size
    assert len(reader.pages) == pages
    assert f"Materi ke-{count}" in reader.pages[-1].extract_text()


EXTREMES = {
    "usual": {},
    "long office": {"office": "Dinas Komunikasi, Informatika, Statistik dan Persandian Kabupaten Timor Tengah Selatan"},
    "long title": {"activity": {"title": "Penguatan Kapasitas Komunitas Informasi " * 5}},
    "long signature": {
        "signatory": {
            "lines": [
                f"a.n. {'KEPALA DINAS KOMUNIKASI ' * 6}",
                f"{'SEKRETARIS DAERAH ' * 8},",
                "u.b.",
                "KEPALA BIDANG,",
            ],
            "name": "NAMA",
            "rank": "Pembina (IV/a)",
            "nip": "1",
        }
    },
}
EXTREMES["everything"] = {
    "name": "Maria Goreti " * 15,
    "origin": "KIM Suara Lai Lai Bisi Kopan " * 6,
    "office": "Dinas Komunikasi " * 8,
    "activity": {
        "title": "Penguatan Kapasitas Komunitas Informasi " * 5,
        "held": "yang diselenggarakan pada Kamis, 11 Juli 2024 di " + "Aula Rumah Jabatan " * 10,
    },
    "signatory": {**EXTREMES["long signature"]["signatory"], "lines": ["a.n. " + "KEPALA DINAS " * 11] * 2},
}


def test_qr_opens_the_verification_page(tmp_path):
    (code,) = zxingcpp.read_barcodes(picture(draw_document(printed=printed(), crest=crest()), tmp_path))

    assert code.text == "http://localhost:8000/verifikasi/KPG7M2QX8RTD4WZN6B3H/"


def test_only_the_pinned_fonts_are_used_and_embedded(tmp_path):
    (tmp_path / "f.pdf").write_bytes(draw_document(printed=printed(), crest=crest()))

    table = subprocess.run(["pdffonts", "f.pdf"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout

    rows = [line.split() for line in table.splitlines()[2:]]
    assert {row[0].partition("+")[2] for row in rows} == {"Noto-Sans", "Noto-Sans-Bold", "Noto-Serif-Bold"}
    assert all(row[-5] == "yes" for row in rows)


def test_same_text_same_bytes_and_at_most_200_kb():
    first = draw_document(printed=printed(), crest=crest())
    other = draw_document(printed=printed(name="Orang Lain"), crest=crest())
    second = draw_document(printed=printed(), crest=crest())

    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()
    assert first != other
    assert len(first) <= 200 * 1024


def figures(reader):
    """The texts of the pictures, for people who do not see them, in reading order."""
    found = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if node.get("/S") == "/Figure":
                found.append(str(node.get("/Alt")))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


def test_crest_has_no_smoothing_and_a_text():
    reader = read(draw_document(printed=printed(), crest=crest()))

    objects = [part.get_object() for part in reader.pages[0]["/Resources"]["/XObject"].get_object().values()]
    (image,) = [part for part in objects if part["/Subtype"] == "/Image"]
    assert image["/Filter"] == "/DCTDecode"
    assert image["/Interpolate"].value is False
    assert figures(reader) == ["Lambang Pemerintah Kota Kupang", "Kode QR ke halaman verifikasi"]


def test_hostile_text_is_only_text(tmp_path):
    canary = tmp_path / "canary.txt"
    canary.write_text("RAHASIA-7261")
    hostile = f'<img src="file://{canary}"><a rel=attachment href="file://{canary}">x</a>{{{{ 7|add:7 }}}}'

    content = draw_document(printed=printed(name=hostile, origin=hostile, activity={"title": hostile}), crest=None)

    assert words(content, page=0).replace(" ", "").count(hostile.replace(" ", "")) == 3
    assert b"RAHASIA-7261" not in content
    assert "/EmbeddedFiles" not in str(read(content).trailer["/Root"])


def test_a_letter_without_glyph_is_an_error_not_a_box():
    with pytest.raises(PdfError):
        draw_document(printed=printed(name="Maria \U0001f600"), crest=None)


def test_a_broken_crest_is_an_error_not_a_gap():
    with pytest.raises(PdfError):
        draw_document(printed=printed(), crest=b"bukan gambar")


def test_sample_is_marked_on_every_page():
    reader = read(draw_document(printed=printed(), crest=None, is_sample=True))

    assert ["CONTOH" in page.extract_text() for page in reader.pages] == [True, True]
    assert "CONTOH" not in words(draw_document(printed=printed(), crest=None))
