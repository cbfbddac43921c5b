"""What an officer reads when nothing was issued, and what to do next."""

from django.utils.translation import gettext as _

from certificates.services.crests import CrestUnreadable
from certificates.services.numbers import NumberTaken, PatternError
from certificates.services.refusals import (
    AlreadyIssued,
    AlreadyReplaced,
    CannotIssue,
    EventNotHeld,
    NoOffer,
    ReissueReasonMissing,
    RequirementsMissing,
    SignatoryNotInOffice,
    UnprintableText,
)
from lms.pdf import PdfError

REFUSALS = (CannotIssue, CrestUnreadable, NumberTaken, PatternError, PdfError)


def explain(error):
    """One Indonesian sentence for an exception of `REFUSALS`."""
    if isinstance(error, RequirementsMissing):
        missing = "; ".join(f"{row.label} ({row.detail})" for row in error.requirements)
        return _("Belum bisa terbit, masih kurang: %(missing)s.") % {"missing": missing}
    if isinstance(error, AlreadyIssued):
        return _("Sertifikat untuk orang ini sudah pernah terbit. Nomornya tidak berubah dan tidak dipakai dua kali.")
    if isinstance(error, UnprintableText):
        letters = " ".join(error.letters)
        return _("Huruf ini tidak bisa dicetak: %(letters)s. Betulkan nama atau judulnya dulu.") % {"letters": letters}
    if isinstance(error, NumberTaken):
        return _("Nomor %(number)s sudah dipakai. Periksa pola dan nomor urut pada seri nomor.") % {"number": error}
    if isinstance(error, PatternError):
        return str(error)
    return SENTENCES[type(error)]()


SENTENCES = {
    AlreadyReplaced: lambda: _("Sertifikat ini sudah digantikan. Terbitkan ulang dari sertifikat yang terbaru."),
    ReissueReasonMissing: lambda: _("Tulis alasan penerbitan ulang; alasan ini dibaca semua yang memeriksa."),
    NoOffer: lambda: _("Pilih dulu rancangan, penanda tangan, dan seri nomor."),
    EventNotHeld: lambda: _(
        "Kegiatan ini belum berlangsung, masih draf, atau dibatalkan, jadi belum bisa bersertifikat."
    ),
    SignatoryNotInOffice: lambda: _("Masa jabatan penanda tangan tidak mencakup hari ini. Pilih penanda tangan lain."),
    CrestUnreadable: lambda: _("Lambang daerah bukan gambar yang bisa dibaca. Unggah lagi pada data organisasi."),
    PdfError: lambda: _("PDF belum bisa digambar. Periksa gambar lambang dan huruf yang tidak biasa pada judul."),
}
