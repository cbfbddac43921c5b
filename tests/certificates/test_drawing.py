import hashlib
from io import BytesIO

import pytest
from pypdf import PdfReader

from certificates.models import CertificateFile
from certificates.services.batches import batch_of_event, retry_failed
from certificates.services.issuing import issue_event
from lms.models import MAX_ATTEMPTS, Job
from lms.services import jobs
from tests.factories.certificates import LATER, participant
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def certificate(event, now):
    participant(event, full_name="Yosefina Da'Lopez")
    return issue_event(event=event, by=UserFactory(), now=now)[0]


def test_job_stores_the_bytes_with_their_hash(certificate, now):
    assert jobs.run_due(now=LATER) == 1

    file = CertificateFile.objects.get()
    content = bytes(file.content)
    assert (file.byte_count, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert file.drawn_at == LATER
    assert "Yosefina Da'Lopez" in PdfReader(BytesIO(content)).pages[0].extract_text()


def test_drawing_reads_only_what_was_frozen(certificate, event, now):
    certificate.member.full_name = "Nama Baru"
    certificate.member.save()
    event.title = "Judul Baru"
    event.save()
    jobs.run_due(now=LATER)

    text = PdfReader(BytesIO(bytes(CertificateFile.objects.get().content))).pages[0].extract_text()

    assert "Nama Baru" not in text
    assert "Judul Baru" not in text


def test_a_second_run_keeps_the_first_bytes(certificate, now):
    jobs.run_due(now=LATER)
    before = CertificateFile.objects.get()
    Job.objects.update(state=Job.State.WAITING, finished_at=None)

    jobs.run_due(now=LATER)

    after = CertificateFile.objects.get()
    assert (after.sha256, after.drawn_at) == (before.sha256, before.drawn_at)


def test_what_cannot_be_drawn_fails_with_a_reason_and_can_be_tried_again(certificate, event, now):
    certificate.printed["name"] = "Maria \U0001f600"
    certificate.save()
    moment = now
    for _ in range(MAX_ATTEMPTS):
        Job.objects.update(due_at=now)
        jobs.run_due(now=now)

    job = Job.objects.get()
    assert job.state == Job.State.FAILED
    assert job.last_error.startswith("PdfError: ")
    assert CertificateFile.objects.count() == 0

    certificate.printed["name"] = "Maria"
    certificate.save()
    assert batch_of_event(event=event).failed_count == 1
    assert retry_failed(event=event, now=moment) == 1
    jobs.run_due(now=LATER)
    assert batch_of_event(event=event).drawn_count == 1
