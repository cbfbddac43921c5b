"""Why drawing failed, said to an officer."""

import pytest
from django.urls import reverse

from certificates.services.failures import explain_failure
from certificates.services.issuers import KeyUnusable
from certificates.services.signing import KeyExpired
from lms.models import Job
from lms.pdf import PdfError
from lms.services.jobs import describe
from members.choices import Role
from tests.factories.certificates import (
    CourseCertificateFactory,
    CourseOfferFactory,
    DesignFactory,
    SeriesFactory,
    SignatoryFactory,
)
from tests.factories.members import UserFactory, assign_role


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


@pytest.fixture
def undrawn(organization):
    """A certificate of a course, which has no page of progress."""
    office = {"organization": organization}
    series = SeriesFactory(**office)
    offer = CourseOfferFactory(design=DesignFactory(**office), signatory=SignatoryFactory(**office), series=series)
    certificate = CourseCertificateFactory(series=series, enrollment__course=offer.course)
    Job.objects.create(
        kind="certificates.draw",
        key=str(certificate.pk),
        state="failed",
        attempts=5,
        created_at=certificate.issued_at,
        due_at=certificate.issued_at,
        last_error="KeyUnusable: site.p12",
    )
    return certificate


def test_a_failed_one_of_a_course_is_told_and_tried_again_on_the_person(officer_client, undrawn):
    address = reverse("office_certificate_learner", args=[undrawn.enrollment_id])

    before = officer_client.get(address).content.decode()
    pressed = officer_client.post(address, {"lakukan": "coba-lagi"}, follow=True)
    again = officer_client.post(address, {"lakukan": "coba-lagi"}, follow=True)

    assert ("Kunci tanda tangan situs tidak bisa dipakai." in before, "coba-lagi" in before) == (True, True)
    assert Job.objects.get(kind="certificates.draw").state == Job.State.WAITING
    assert "1 sertifikat dicoba lagi." in pressed.content.decode()
    assert "Tidak ada yang perlu dicoba lagi." in again.content.decode()


def test_a_viewer_reads_the_reason_and_cannot_try_again(client, organization, undrawn):
    client.force_login(assign_role(UserFactory(), Role.VIEWER, organization))
    address = reverse("office_certificate_learner", args=[undrawn.enrollment_id])

    html = client.get(address).content.decode()

    assert ("Kunci tanda tangan situs" in html, "coba-lagi" in html) == (True, False)
    assert client.post(address, {"lakukan": "coba-lagi"}).status_code == 404


def test_one_that_waits_is_said_to_wait(officer_client, undrawn):
    Job.objects.update(state="waiting", attempts=0)

    html = officer_client.get(reverse("office_certificate_learner", args=[undrawn.enrollment_id])).content.decode()

    assert ("PDF-nya sedang disiapkan." in html, "Gagal" in html) == (True, False)
