from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.groups import PRACTICE, TEXT, WRITING
from courses.blocks.media import AudioBlock, DocumentBlock, VideoBlock
from courses.blocks.pictures import GalleryBlock, PictureBlock
from courses.blocks.practice import ChecklistBlock, HandInBlock, QuestionBlock
from courses.blocks.references import ReferencesBlock
from courses.blocks.tables import CompareBlock, TableBlock
from courses.blocks.words import NoticeBlock, QuoteBlock, StepsBlock, TermBlock


class LessonBody(blocks.StreamBlock):
    """Every block a lesson or an assignment may hold; docs/blocks.md shows them all."""

    heading = blocks.CharBlock(
        label=_("Judul bagian"),
        icon="h2",
        group=WRITING,
        description=_("Membagi pelajaran; tampil besar."),
        template="blocks/heading.html",
        preview_value="Huruf harus menang dari latarnya",
    )
    subheading = blocks.CharBlock(
        label=_("Judul kecil"),
        icon="h3",
        group=WRITING,
        description=_("Membagi satu bagian; di bawah judul bagian."),
        template="blocks/subheading.html",
        preview_value="Di layar kecil",
    )
    text = blocks.RichTextBlock(
        label=_("Teks"),
        icon="pilcrow",
        group=WRITING,
        description=_("Paragraf dan daftar, dengan tebal, miring, dan tautan."),
        features=TEXT,
        preview_value="<p>Kontras adalah beda terang antara <b>huruf</b> dan latar.</p>",
    )
    quote = QuoteBlock()
    term = TermBlock()
    notice = NoticeBlock()
    references = ReferencesBlock()
    compare = CompareBlock()
    table = TableBlock()
    picture = PictureBlock()
    gallery = GalleryBlock()
    video = VideoBlock()
    audio = AudioBlock()
    document = DocumentBlock()
    steps = StepsBlock()
    question = QuestionBlock()
    checklist = ChecklistBlock()
    task = blocks.RichTextBlock(
        label=_("Tugas kecil"),
        icon="edit",
        group=PRACTICE,
        description=_("Satu latihan untuk HP atau kertas; tidak dikumpulkan."),
        features=TEXT,
        template="blocks/task.html",
        preview_value="<p>Tulis satu pesan utama untuk warga RT Anda.</p>",
    )
    hand_in = HandInBlock()

    class Meta:
        template = "blocks/lesson_body.html"
