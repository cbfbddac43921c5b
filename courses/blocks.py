"""What a lesson is made of; every block has a template under templates/blocks/ and renders without JavaScript."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

INLINE = ["bold", "italic", "link"]
TEXT = [*INLINE, "ul", "ol"]


class NoticeBlock(blocks.StructBlock):
    """A box with a sewn label: remember, example or beware."""

    kind = blocks.ChoiceBlock(
        label=_("Jenis"), choices=[("ingat", _("Ingat")), ("contoh", _("Contoh")), ("waspada", _("Waspada"))]
    )
    text = blocks.RichTextBlock(label=_("Isi"), features=TEXT)

    class Meta:
        icon = "warning"
        label = _("Kotak pesan")
        template = "blocks/notice.html"


class StepsBlock(blocks.ListBlock):
    def __init__(self, **kwargs):
        super().__init__(blocks.RichTextBlock(label=_("Langkah"), features=INLINE), **kwargs)

    class Meta:
        icon = "list-ol"
        label = _("Langkah-langkah")
        template = "blocks/steps.html"


class CompareBlock(blocks.StructBlock):
    good = blocks.RichTextBlock(label=_("Baik"), features=TEXT)
    bad = blocks.RichTextBlock(label=_("Kurang baik"), features=TEXT)

    class Meta:
        icon = "resubmit"
        label = _("Perbandingan")
        template = "blocks/compare.html"


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("Judul tabel"), required=False)
    header = blocks.ListBlock(blocks.CharBlock(label=_("Kolom")), label=_("Kepala tabel"), min_num=1)
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.RichTextBlock(label=_("Sel"), features=INLINE, required=False)), label=_("Baris")
    )

    class Meta:
        icon = "table"
        label = _("Tabel")
        template = "blocks/table.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(label=_("Kutipan"), features=INLINE)
    source = blocks.CharBlock(label=_("Sumber"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Kutipan")
        template = "blocks/quote.html"


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Gambar"))
    caption = blocks.CharBlock(label=_("Keterangan"), required=False)

    class Meta:
        icon = "image"
        label = _("Gambar")
        template = "blocks/picture.html"


class LessonBody(blocks.StreamBlock):
    heading = blocks.CharBlock(label=_("Judul bagian"), icon="title", template="blocks/heading.html")
    subheading = blocks.CharBlock(label=_("Judul kecil"), icon="title", template="blocks/subheading.html")
    text = blocks.RichTextBlock(label=_("Teks"), features=TEXT)
    notice = NoticeBlock()
    steps = StepsBlock()
    compare = CompareBlock()
    table = TableBlock()
    quote = QuoteBlock()
    picture = PictureBlock()
    task = blocks.RichTextBlock(label=_("Tugas kecil"), icon="edit", features=TEXT, template="blocks/task.html")
