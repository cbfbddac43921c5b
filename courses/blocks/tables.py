"""Two things side by side, and rows with columns."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.groups import BOXES, INLINE, TEXT


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
