"""Why drawing failed, said to an officer."""

import pytest

from certificates.services.failures import explain_failure
from certificates.services.issuers import KeyUnusable
from certificates.services.signing import KeyExpired
from lms.pdf import PdfError
from lms.services.jobs import describe


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            KeyUnusable("site.p12: unreadable"),
            "Kunci tanda tangan situs tidak bisa dipakai. Beri tahu pengelola.",
        ),
        (KeyExpired("CN=Uji"), "Kunci tanda tangan situs habis masa berlakunya. Beri tahu pengelola."),
        (PdfError("Failed to load image"), "Halamannya tidak bisa digambar. Periksa lambang dan rancangan."),
        (OSError("disk full"), "Tidak terduga: OSError: disk full. Beri tahu pengelola."),
    ],
)
def test_an_officer_reads_what_to_do(error, words):
    assert explain_failure(describe(error)) == words


def test_a_worker_that_died_has_words_too():
    words = explain_failure("The worker stopped without an answer.")

    assert words == "Peladen berhenti di tengah pekerjaan. Coba lagi."
