"""Under which headline the editor finds a block, and what rich text may hold."""

from django.utils.translation import gettext_lazy as _

INLINE = ["bold", "italic", "link"]
TEXT = [*INLINE, "ul", "ol"]
WRITING, BOXES, MEDIA, PRACTICE = _("Tulisan"), _("Kotak dan tabel"), _("Gambar, suara, berkas"), _("Latihan")
