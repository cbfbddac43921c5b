"""What a lesson is made of; every block has a template under templates/blocks/ and renders without JavaScript."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

INLINE = ["bold", "italic", "link"]
TEXT = [*INLINE, "ul", "ol"]
WRITING, BOXES, PRACTICE = _("Tulisan"), _("Kotak dan tabel"), _("Latihan")


class NoticeValue(blocks.StructValue):
    TONES = {"ingat": ("note", "bulb"), "contoh": ("info", "chat"), "waspada": ("warn", "warn")}

    @property
    def tone(self):
        return self.TONES[self["kind"]][0]

    @property
    def icon(self):
        return self.TONES[self["kind"]][1]

    @cached_property
    def label(self):
        return dict(NoticeBlock.KINDS)[self["kind"]]


class NoticeBlock(blocks.StructBlock):
    """A box with a sewn label: remember, example or beware."""

    KINDS = [("ingat", _("Ingat")), ("contoh", _("Contoh")), ("waspada", _("Waspada"))]

    kind = blocks.ChoiceBlock(label=_("Jenis"), choices=KINDS, default="ingat")
    text = blocks.RichTextBlock(label=_("Isi"), features=TEXT)

    class Meta:
        icon = "warning"
        label = _("Kotak pesan")
        description = _("Satu hal untuk diingat, sebuah contoh, atau peringatan.")
        group = BOXES
        value_class = NoticeValue
        template = "blocks/notice.html"
        preview_value = {"kind": "ingat", "text": "<p>Tulis sumber dan tanggal di setiap kabar.</p>"}


class StepsBlock(blocks.ListBlock):
    def __init__(self, **kwargs):
        super().__init__(blocks.RichTextBlock(label=_("Langkah"), features=INLINE), **kwargs)

    class Meta:
        icon = "list-ol"
        label = _("Langkah-langkah")
        description = _("Petunjuk berurutan dengan nomor besar.")
        group = PRACTICE
        template = "blocks/steps.html"
        preview_value = ["<p>Tulis satu pesan utama.</p>", "<p>Periksa tanggal dan tempatnya.</p>"]


class CompareBlock(blocks.StructBlock):
    good_title = blocks.CharBlock(label=_("Judul yang baik"), required=False, help_text=_("Kosong: Baik."))
    good = blocks.RichTextBlock(label=_("Baik"), features=TEXT)
    bad_title = blocks.CharBlock(label=_("Judul yang kurang baik"), required=False, help_text=_("Kosong: Kurang baik."))
    bad = blocks.RichTextBlock(label=_("Kurang baik"), features=TEXT)

    class Meta:
        icon = "resubmit"
        label = _("Perbandingan")
        description = _("Contoh yang baik di samping contoh yang kurang baik.")
        group = BOXES
        template = "blocks/compare.html"
        preview_value = {"good": "<p>Posyandu Sabtu 08.00, RT 04.</p>", "bad": "<p>PENGUMUMAN!!!</p>"}


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("Judul tabel"), required=False)
    header = blocks.ListBlock(blocks.CharBlock(label=_("Kolom")), label=_("Kepala tabel"), min_num=1)
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.RichTextBlock(label=_("Sel"), features=INLINE, required=False)), label=_("Baris")
    )

    class Meta:
        icon = "table"
        label = _("Tabel")
        description = _("Paling baik dua atau tiga kolom, supaya terbaca di HP.")
        group = BOXES
        template = "blocks/table.html"
        preview_value = {"caption": "", "header": ["Bagian", "Ukuran"], "rows": [["Judul", "90 px"]]}


class QuoteBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(label=_("Kutipan"), features=INLINE)
    source = blocks.CharBlock(label=_("Sumber"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Kutipan")
        description = _("Kata-kata orang lain, dengan sumbernya.")
        group = WRITING
        template = "blocks/quote.html"
        preview_value = {"text": "<p>Saring sebelum sharing.</p>", "source": "Kominfo"}


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Gambar"))
    caption = blocks.CharBlock(label=_("Keterangan"), required=False)

    class Meta:
        icon = "image"
        label = _("Gambar")
        description = _("Gambar dikecilkan sendiri; tulis teks pengganti untuk pembaca tunanetra.")
        group = WRITING
        template = "blocks/picture.html"


class LessonBody(blocks.StreamBlock):
    heading = blocks.CharBlock(label=_("Judul bagian"), icon="h2", group=WRITING, template="blocks/heading.html")
    subheading = blocks.CharBlock(label=_("Judul kecil"), icon="h3", group=WRITING, template="blocks/subheading.html")
    text = blocks.RichTextBlock(label=_("Teks"), icon="pilcrow", group=WRITING, features=TEXT)
    quote = QuoteBlock()
    picture = PictureBlock()
    notice = NoticeBlock()
    compare = CompareBlock()
    table = TableBlock()
    steps = StepsBlock()
    task = blocks.RichTextBlock(
        label=_("Tugas kecil"), icon="edit", group=PRACTICE, features=TEXT, template="blocks/task.html"
    )

    class Meta:
        template = "blocks/lesson_body.html"
