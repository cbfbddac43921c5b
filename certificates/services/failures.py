"""Why drawing failed, for the officer: `Job.last_error` is written for whoever runs the site."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.services import jobs

REASONS = {
    "KeyUnusable": gettext_lazy("Kunci tanda tangan situs tidak bisa dipakai. Beri tahu pengelola."),
    "KeyExpired": gettext_lazy("Kunci tanda tangan situs habis masa berlakunya. Beri tahu pengelola."),
    "TimestampRequestError": gettext_lazy("Layanan stempel waktu tidak menjawab. Tunggu, lalu coba lagi."),
    "TimeoutException": gettext_lazy("Pembuatannya terlalu lama. Coba lagi."),
    "PdfError": gettext_lazy("Halamannya tidak bisa digambar. Periksa lambang dan rancangan."),
    jobs.DIED: gettext_lazy("Peladen berhenti di tengah pekerjaan. Coba lagi."),
}


def explain_failure(last_error: str) -> str:
    """What to do about it; what nobody foresaw is quoted, so that it can be passed on."""
    known = REASONS.get(last_error.partition(":")[0])
    return str(known) if known else _("Tidak terduga: %(error)s. Beri tahu pengelola.") % {"error": last_error}
