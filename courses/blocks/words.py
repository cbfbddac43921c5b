"""Blocks of words: a quote, a call-out, steps, a term explained."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.groups import BOXES, INLINE, PRACTICE, TEXT, WRITING


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


class TermBlock(blocks.StructBlock):
    """A word of the trade, with its meaning behind a tap."""

    term = blocks.CharBlock(label=_("Istilah"), max_length=80)
    meaning = blocks.RichTextBlock(label=_("Artinya"), features=INLINE)

    class Meta:
        icon = "help"
        label = _("Istilah")
        description = _("Satu kata sulit dengan artinya; pembaca mengetuknya bila perlu.")
        group = WRITING
        template = "blocks/term.html"
        preview_value = {"term": "Hoaks", "meaning": "<p>Kabar bohong yang dibuat seolah benar.</p>"}
