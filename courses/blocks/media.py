"""Video, sound and documents: own files behind a tap with their size, or a link that names where it leads."""

from math import ceil
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock

from courses.blocks.groups import MEDIA, TEXT
from lms.file_kinds import AUDIO, DOCUMENTS, VIDEO, suffix_of

VIDEO_SITES = {
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "vimeo.com": "Vimeo",
    "tiktok.com": "TikTok",
    "facebook.com": "Facebook",
    "fb.watch": "Facebook",
    "instagram.com": "Instagram",
}
MEGABYTES_PER_MINUTE = 5
"""What 360p costs on a phone, about 0.7 Mbit/s."""
DURATION = r"\d{1,3}:[0-5]\d"
NO_TRANSCRIPT = _("Tulis transkripnya: yang tidak bisa mendengar, atau hemat kuota, membacanya sebagai ganti.")


def site_of(address):
    """`YouTube` for an https address of a known video site; empty for everything else."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return ""
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("vt.")
    return VIDEO_SITES.get(host, "") if parts.scheme == "https" and "@" not in parts.netloc else ""


class MediaValue(blocks.StructValue):
    """What a template asks of a file: what it is, how large, how long."""

    @cached_property
    def document(self):
        """The file, unless it is gone or of another kind than this block shows."""
        file = self.get("file")
        return file if file and suffix_of(file.filename) in self.block.suffixes else None

    @cached_property
    def kind(self):
        return suffix_of(self.document.filename).upper()

    @cached_property
    def byte_count(self):
        """0 when the file is gone from the disk."""
        try:
            return self.document.file_size or self.document.file.size
        except OSError:
            return 0

    @cached_property
    def site(self):
        return site_of(self.get("address"))

    @cached_property
    def megabytes(self):
        """Of a video elsewhere, roughly; whole MB."""
        minutes, _colon, seconds = (self.get("duration") or "0:0").partition(":")
        return max(1, ceil((int(minutes or 0) * 60 + int(seconds or 0)) / 60 * MEGABYTES_PER_MINUTE))


def example(name, size):
    """A file that lies nowhere, for the block chooser."""
    return get_document_model()(pk=0, title=name, file=f"documents/{name}", file_size=size)


def duration_block():
    return blocks.CharBlock(
        label=_("Lama"),
        help_text=_("Menit dan detik, misalnya 2:15."),
        validators=[RegexValidator(f"^{DURATION}$", _("Tulis menit dan detik, misalnya 2:15."))],
    )


class MediaBlock(blocks.StructBlock):
    """What video, sound and documents share: the file's kind is checked."""

    suffixes = ()

    def clean(self, value):
        try:
            value = super().clean(value)
        except StructBlockValidationError as error:
            if not value.get("transcript") and "transcript" in error.block_errors:
                error.block_errors["transcript"] = ValidationError(NO_TRANSCRIPT)
            raise
        file = value.get("file")
        if file and suffix_of(file.filename) not in self.suffixes:
            names = ", ".join(self.suffixes).upper()
            raise refused("file", _now("Pilih berkas %(names)s.") % {"names": names})
        return value


def refused(field, reason):
    return StructBlockValidationError({field: ValidationError(reason)})


def transcript_block():
    return blocks.RichTextBlock(
        label=_("Transkrip"),
        features=TEXT,
        help_text=_("Wajib: apa yang dikatakan dan apa yang terlihat, untuk yang tidak bisa memutarnya."),
    )


class VideoBlock(MediaBlock):
    """A file of our own, or the address of a video site: opened there, never embedded."""

    title = blocks.CharBlock(label=_("Judul"), max_length=120)
    file = DocumentChooserBlock(label=_("Berkas video"), required=False, help_text=_("MP4 atau WebM; atau isi alamat."))
    address = blocks.URLBlock(
        label=_("Alamat video"), required=False, help_text=_("YouTube, Vimeo, TikTok, Facebook, atau Instagram.")
    )
    duration = duration_block()
    transcript = transcript_block()
    suffixes = VIDEO

    def clean(self, value):
        value = super().clean(value)
        file, address = value.get("file"), value.get("address")
        if address and not site_of(address):
            raise refused("address", _now("Pakai alamat https dari YouTube, Vimeo, TikTok, Facebook, atau Instagram."))
        if file and address:
            raise refused("address", _now("Pilih salah satu: berkas sendiri atau alamat."))
        if not (file or address or self.is_deferred_validation):
            raise refused("file", _now("Pilih berkas video atau isi alamatnya."))
        return value

    class Meta:
        icon = "media"
        label = _("Video")
        description = _("Dibuka hanya bila diketuk; ukurannya tertulis. Transkrip wajib.")
        group = MEDIA
        value_class = MediaValue
        template = "blocks/video.html"

        @staticmethod
        def preview_value():
            transcript = "<p>Ibu Martha menunjuk tiga bagian papan pengumuman: judul, waktu, tempat.</p>"
            file = example("papan-pengumuman.mp4", 3_400_000)
            title = _now("Membaca papan pengumuman")
            return {"title": title, "file": file, "address": "", "duration": "2:15", "transcript": transcript}


class AudioBlock(MediaBlock):
    title = blocks.CharBlock(label=_("Judul"), max_length=120)
    file = DocumentChooserBlock(label=_("Berkas suara"), help_text=_("MP3, M4A, atau OGG."))
    duration = duration_block()
    transcript = transcript_block()
    suffixes = AUDIO

    class Meta:
        icon = "comment"
        label = _("Suara")
        description = _("Rekaman suara, dibuka bila diketuk; ukurannya tertulis. Transkrip wajib.")
        group = MEDIA
        value_class = MediaValue
        template = "blocks/audio.html"

        @staticmethod
        def preview_value():
            transcript = "<p>Selamat pagi, warga Liliba. Posyandu hari Sabtu pukul delapan.</p>"
            file = example("pengumuman.mp3", 480_000)
            title = _now("Pengumuman lewat pengeras suara")
            return {"title": title, "file": file, "duration": "0:40", "transcript": transcript}


class DocumentBlock(MediaBlock):
    title = blocks.CharBlock(label=_("Judul"), max_length=120)
    file = DocumentChooserBlock(label=_("Berkas"), help_text=_("PDF, DOCX, XLSX, PPTX, ODT, atau TXT."))
    pages = blocks.IntegerBlock(
        label=_("Jumlah halaman"), required=False, validators=[MinValueValidator(1), MaxValueValidator(999)]
    )
    suffixes = DOCUMENTS

    class Meta:
        icon = "doc-full-inverse"
        label = _("Dokumen")
        description = _("Berkas untuk diunduh; jenis dan ukurannya tertulis.")
        group = MEDIA
        value_class = MediaValue
        template = "blocks/document.html"

        @staticmethod
        def preview_value():
            return {"title": _now("Formulir izin foto"), "file": example("izin-foto.pdf", 84_000), "pages": 2}
