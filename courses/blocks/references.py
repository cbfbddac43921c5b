"""Hotlines, laws and services: chosen here, worded and checked in one place for all lessons."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from courses.blocks.groups import BOXES

REFERENCES_AT_MOST = 8


class ReferencesBlock(blocks.ListBlock):
    """What the reader sees is the reference as it is now, with the day it was checked."""

    def __init__(self, **kwargs):
        child = SnippetChooserBlock("courses.Reference", label=_("Rujukan"))
        super().__init__(child, min_num=1, max_num=REFERENCES_AT_MOST, **kwargs)

    def get_searchable_content(self, value):
        return [f"{one.title} {one.value} {one.note}".strip() for one in value if one]

    class Meta:
        icon = "link"
        label = _("Rujukan")
        description = _("Nomor penting, layanan, dan aturan, dengan tanggal pemeriksaannya.")
        group = BOXES
        template = "blocks/references.html"
        preview_template = "blocks/previews/references.html"
