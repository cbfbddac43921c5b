"""Pictures, which learners get as small renditions and never as the file that was uploaded."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from courses.blocks.groups import MEDIA


class PictureBlock(blocks.StructBlock):
    """Words for those who cannot see it are required unless it is ticked as decoration."""

    image = ImageBlock(label=_("Gambar"))
    caption = blocks.CharBlock(label=_("Keterangan"), required=False)

    class Meta:
        icon = "image"
        label = _("Gambar")
        description = _("Gambar dikecilkan sendiri; tulis teks pengganti untuk pembaca tunanetra.")
        group = MEDIA
        template = "blocks/picture.html"
        preview_template = "blocks/previews/picture.html"


class GalleryBlock(blocks.ListBlock):
    def __init__(self, **kwargs):
        kwargs = {"min_num": 2, "max_num": 8, **kwargs}
        super().__init__(PictureBlock(), **kwargs)

    class Meta:
        icon = "grid"
        label = _("Galeri")
        description = _("Dua sampai delapan gambar berdampingan. Tiap gambar memakai kuota pembaca.")
        group = MEDIA
        template = "blocks/gallery.html"
        preview_template = "blocks/previews/gallery.html"
