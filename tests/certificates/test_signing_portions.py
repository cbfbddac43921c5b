"""More certificates than one upload brings back: they go out in portions, by number, and the page says so."""

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates.choices import FileSignature
from certificates.models import Certificate, CertificateFile, RegisterEntry
from certificates.services import signing_portions
from certificates.services.document import draw_document
from certificates.services.outside_signing import import_signed, sign_waiting
from certificates.services.signing_portions import next_portion, signing_state
from tests.certificates.signers import official, sign
from tests.certificates.test_outside_signing import file_certificates
from tests.factories.bimtek import RegistrationFactory
from tests.factories.certificates import LATER, CertificateFactory, FileFactory, printed

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


def wait(event, count, **fields):
    """Certificates with a file of a few bytes, the last number first."""
    for serial in range(count, 0, -1):
        row = CertificateFactory(registration=RegistrationFactory(event=event), serial=serial)
        FileFactory(certificate=row, **fields)
    return Certificate.objects.of_event(event)


def serials(portion):
    return [Certificate.objects.get(pk=pk).serial for pk in portion.pks]


@pytest.fixture
def in_twos(monkeypatch):
    monkeypatch.setattr(signing_portions, "PORTION", 2)


def test_a_portion_is_the_first_by_number(event, in_twos):
    certificates = wait(event, 5)

    state = signing_state(certificates=certificates)

    assert serials(state.portion) == [1, 2]
    assert (state.portion.count, state.portion.byte_count) == (2, 24)
    assert (state.total, state.signed_count, state.waiting_count, state.is_in_portions) == (5, 0, 5, True)


def test_the_next_portion_is_what_still_waits(event, in_twos):
    certificates = wait(event, 5)
    first = next_portion(certificates=certificates)

    first.files.update(signature=FileSignature.EXTERNAL, unsigned_byte_count=1, signed_at=LATER)
    second = next_portion(certificates=certificates)
    second.files.update(signature=FileSignature.EXTERNAL, unsigned_byte_count=1, signed_at=LATER)
    state = signing_state(certificates=certificates)

    assert (serials(second), serials(state.portion)) == ([3, 4], [5])
    assert (state.signed_count, state.waiting_count, state.is_in_portions) == (4, 1, False)


def test_a_portion_comes_back_in_one_upload_with_room_for_the_signatures(event):
    certificates = wait(event, 60, byte_count=2 * MEGABYTE)

    portion = next_portion(certificates=certificates)

    assert portion.count == 48  # each with 64 KB for its signature: 99 MB of 100
    assert portion.byte_count == 96 * MEGABYTE


def test_a_file_larger_than_any_upload_does_not_stop_the_rest(event):
    certificates = wait(event, 2, byte_count=200 * MEGABYTE)

    assert serials(next_portion(certificates=certificates)) == [1]


def test_what_is_not_drawn_waits_for_no_official(event):
    CertificateFactory(registration=RegistrationFactory(event=event))

    state = signing_state(certificates=Certificate.objects.of_event(event))

    assert (state.total, state.portion.count, state.is_in_portions) == (0, 0, False)


def test_the_page_says_how_many_go_out_now(officer_client, event, in_twos):
    wait(event, 5)

    html = officer_client.get(reverse("office_tte", args=[event.pk])).content.decode()
    archive = b"".join(officer_client.get(reverse("office_tte_zip", args=[event.pk])).streaming_content)
    codes = officer_client.get(reverse("office_tte_codes", args=[event.pk])).content.decode()

    assert "5 menunggu. ZIP ini memuat 2 yang pertama menurut nomor" in html
    assert "Unduh 2 PDF (1 KB, ZIP)" in html
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        assert [name.split("-")[1] for name in opened.namelist()] == ["001", "002"]
    assert [line.split("-")[1] for line in codes.splitlines()[1:]] == ["001", "002"]


def test_without_a_rest_it_says_nothing_about_portions(officer_client, event, in_twos):
    wait(event, 2)

    html = officer_client.get(reverse("office_tte", args=[event.pk])).content.decode()

    assert "ZIP ini memuat" not in html
    assert "Unduh 2 PDF" in html


class Recorder:
    """A service that remembers in which order it was asked."""

    def __init__(self, signer):
        self.signer, self.asked = signer, []

    def sign(self, *, content):
        self.asked.append(content)
        return sign(content, self.signer)


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    return official(tmp_path_factory.mktemp("pejabat"))


@pytest.fixture(scope="module")
def drawn():
    """Two PDFs, the one of the higher number first."""
    return {code: draw_document(printed=printed(code=code), crest=None) for code in ("0" * 19 + "1", "0" * 19 + "2")}


def test_a_service_signs_them_by_number_too(event, drawn, signer):
    first, second = file_certificates(event, drawn)
    Certificate.objects.filter(pk=first.pk).update(serial=99_999)
    service = Recorder(signer)

    sign_waiting(certificates=Certificate.objects.of_event(event), signer=service, now=LATER)

    assert service.asked == [bytes(second.content), bytes(first.content)]


def test_the_answer_about_hundreds_of_files_keeps_no_pdf(event, drawn, signer):
    files = [("a.pdf", sign(bytes(file.content), signer)) for file in file_certificates(event, drawn)]

    results = import_signed(certificates=Certificate.objects.of_event(event), files=files, now=LATER)

    assert [result.is_accepted for result in results] == [True, True]
    assert ["file" in result.certificate._state.fields_cache for result in results] == [False, False]
    assert CertificateFile.objects.filter(signature=FileSignature.EXTERNAL).count() == 2


def test_refused_files_stand_before_those_that_were_taken(officer_client, event, drawn, signer):
    first, second = file_certificates(event, drawn)
    good = SimpleUploadedFile("baik.pdf", sign(bytes(first.content), signer))
    bad = SimpleUploadedFile("belum.pdf", bytes(second.content))

    html = officer_client.post(reverse("office_tte_import", args=[event.pk]), {"berkas": [good, bad]}).content.decode()

    assert "1 dari 2 berkas diterima" in html
    assert html.index("belum.pdf") < html.index("baik.pdf")


def test_the_same_upload_once_more_refuses_nothing_and_changes_nothing(officer_client, event, drawn, signer):
    content = sign(bytes(file_certificates(event, drawn)[0].content), signer)
    address = reverse("office_tte_import", args=[event.pk])
    officer_client.post(address, {"berkas": [SimpleUploadedFile("a.pdf", content)]})

    html = officer_client.post(address, {"berkas": [SimpleUploadedFile("a.pdf", content)]}).content.decode()

    assert "1 dari 1 berkas diterima" in html
    assert "Sudah dimasukkan sebelumnya." in html
    assert "Ditolak" not in html
    assert RegisterEntry.objects.filter(action="signed").count() == 1
