"""What an author should look at before a lesson reaches people with small phones and bad lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from courses.services.lesson_blocks import LessonBlock
from courses.services.references import BLOCK
from lms.text import format_size

HEAVY_PICTURE = 60 * 1024
FEWEST_WORDS, MOST_WORDS = 300, 900
MOST_COLUMNS = 3
MINUTES_APART = 1
EMPTY_LINKS = re.compile(
    r"(klik|tekan|tap)?\s*(di ?sini|sini|tautan( ini)?|link( ini)?|ini|berikut|(baca )?selengkapnya|lihat)",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"(https?://|www\.)\S+|\S+\.(com|id|org|net|go\.id)(/\S*)?", re.IGNORECASE)
FILE_NAME = re.compile(r"(img|dsc|image|whatsapp image|screenshot|photo|pict)[\s_-]*\d.*|.*\.(jpe?g|png|webp)", re.I)


@dataclass
class Advice:
    """`text` says what is wrong and what to do; `label`, `anchor` and `block_id` name the block, empty for the whole.

    `minutes` is the reading time the author may take over, None for every other advice.
    """

    text: str
    label: str = ""
    anchor: str = ""
    block_id: str = ""
    minutes: int | None = None


def advise(*, blocks: Sequence[LessonBlock], words: int, minutes: int, written_minutes: int | None) -> list[Advice]:
    """The whole lesson first, then block by block from top to bottom."""
    found = list(judge_length(words, minutes, written_minutes))
    headings = dict(judge_headings(blocks))
    for block in blocks:
        texts = [*headings.get(block.number, []), *judge_block(block)]
        found += [Advice(text, block.label, block.anchor, block.block_id) for text in texts]
    return found


def judge_length(words: int, minutes: int, written_minutes: int | None) -> Iterator[Advice]:
    if words > MOST_WORDS:
        yield Advice(
            _("%(words)s kata. Lebih dari 900 terlalu panjang untuk sekali baca: bagi dua.") % {"words": words}
        )
    elif words < FEWEST_WORDS:
        yield Advice(_("Baru %(words)s kata. Tambah contoh, atau gabungkan dengan pelajaran lain.") % {"words": words})
    if written_minutes is not None and abs(written_minutes - minutes) > MINUTES_APART:
        text = _("Tertulis %(written)s menit membaca, terhitung %(minutes)s. Isi %(minutes)s di “Menit membaca”.")
        yield Advice(text % {"written": written_minutes, "minutes": minutes}, minutes=minutes)


def judge_headings(blocks: Sequence[LessonBlock]) -> Iterator[tuple[int, list[str]]]:
    """Order and look of headings, by the number of the block."""
    before, has_section = "", False
    for block in blocks:
        texts = []
        if block.kind == "subheading" and not has_section:
            texts.append(_("Judul kecil tanpa Judul bagian di atasnya. Jadikan Judul bagian."))
        if block.kind == "heading" and before in ("heading", "subheading"):
            texts.append(_("Dua judul berurutan. Tulis satu kalimat di antaranya, atau hapus satu."))
        if block.kind in ("heading", "subheading") and is_shouted(str(block.value)):
            texts.append(_("Judul berhuruf besar semua sulit dibaca. Tulis seperti kalimat biasa."))
        before, has_section = block.kind, has_section or block.kind == "heading"
        if texts:
            yield block.number, texts


def is_shouted(text: str) -> bool:
    """More than one word, or a long one; short forms such as KIM may stay."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 6 and text == text.upper()


def judge_block(block: LessonBlock) -> Iterator[str]:
    if block.picture_bytes > HEAVY_PICTURE:
        text = _(
            "Gambar %(size)s sesudah dikecilkan, lebih dari 60 KB. Potong tepinya atau pakai foto lebih sederhana."
        )
        yield text % {"size": format_size(block.picture_bytes)}
    if any(FILE_NAME.fullmatch(text) for text in block.rendered.alternatives):
        yield _("Teks pengganti gambar masih nama berkas. Tulis apa yang terlihat.")
    if lacks_alternative(block):
        yield _("Gambar tanpa teks pengganti. Tulis apa yang terlihat, untuk pembaca tunanetra.")
    if lacks_transcript(block):
        yield _("Video atau suara tanpa transkrip. Tulis apa yang dikatakan, untuk yang tidak bisa memutarnya.")
    if columns_of(block.value) > MOST_COLUMNS:
        yield _("Tabel lebih dari tiga kolom tidak terbaca di HP. Bagi dua, atau jadikan daftar.")
    if block.kind == BLOCK:
        yield from judge_references(block)
    else:
        yield from judge_links(block)


def judge_references(block: LessonBlock) -> Iterator[str]:
    if any(reference is None for reference in block.value):
        yield _("Satu rujukan sudah dihapus. Pilih yang lain, atau hapus barisnya.")
    unchecked = [reference.title for reference in block.value if reference and reference.checked_on is None]
    if unchecked:
        text = _("Belum diperiksa: %(titles)s. Admin atau petugas memeriksanya dan mengisi tanggalnya di menu Rujukan.")
        yield text % {"titles": ", ".join(unchecked)}


def judge_links(block: LessonBlock) -> Iterator[str]:
    for link in block.rendered.links:
        text = " ".join(link.text.split())
        if EMPTY_LINKS.fullmatch(text):
            yield _("Tautan “%(text)s” tidak berkata apa-apa. Sebut tujuannya, misalnya nama halamannya.") % {
                "text": text
            }
        elif ADDRESS.fullmatch(text):
            short = Truncator(text).chars(40)
            yield _("Tautan “%(text)s” berupa alamat. Ganti dengan nama yang bisa dibaca.") % {"text": short}


def lacks_alternative(block: LessonBlock) -> bool:
    """Without words of its own a picture is read out with the title of its file."""
    images = [image for image in images_in(block.value) if hasattr(image, "decorative")]
    if images:
        return any(not image.decorative and not (image.contextual_alt_text or "").strip() for image in images)
    return any(not text.strip() for text in block.rendered.alternatives)


def images_in(value: Any) -> list[Any]:
    """Of a picture, or of the pictures of a gallery."""
    if isinstance(value, dict):
        return [value.get("image")]
    parts = value if isinstance(value, Sequence) and not isinstance(value, str) else []
    return [part.get("image") for part in parts if isinstance(part, dict)]


def lacks_transcript(block: LessonBlock) -> bool:
    has_place = isinstance(block.value, dict) and "transcript" in block.value
    is_media = block.kind in ("video", "audio") or (has_place and block.kind not in ("picture", "gallery"))
    return is_media and not str((block.value.get("transcript") if has_place else "") or "").strip()


def columns_of(value: Any) -> int:
    header = value.get("header") if isinstance(value, dict) else None
    return len(header) if header else 0
