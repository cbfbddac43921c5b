"""A PDF handed in for checking: only the very bytes that were issued are ever called valid (attack row 10)."""

from io import BytesIO

import pikepdf
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from certificates.models import CertificateFile
from certificates.services.files import LARGEST_FILE, Finding, compare_file
from certificates.services.issuing import issue_event
from certificates.services.limits import MISSES_PER_MINUTE
from certificates.services.revoking import revoke
from certificates.services.trial_keys import make_test_keys
from lms.services import jobs
from tests.factories.certificates import LATER, NOW, participant
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_ration():
    cache.clear()


@pytest.fixture
def files(keys, event, now):
    """Two signed certificates of one event, as stored."""
    participant(event, full_name="Yosefina Da'Lopez")
    participant(event, full_name="Maria Nahak")
    issue_event(event=event, by=UserFactory(), now=now)
    jobs.run_due(now=LATER)
    return sorted(CertificateFile.objects.all(), key=lambda each: each.certificate.printed["name"], reverse=True)


@pytest.fixture
def file(files):
    return files[0]


@pytest.fixture
def content(file):
    return bytes(file.content)


def send(client, content, name="sertifikat.pdf"):
    return client.post(reverse("verify_file"), {"berkas": SimpleUploadedFile(name, content)})


def resaved(content, **changes):
    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as document:
        for key, value in changes.items():
            document.docinfo[f"/{key}"] = value
        document.save(out)
    return out.getvalue()


def updated(content):
    """A page added behind the signature, as an incremental update."""
    writer = PdfWriter(BytesIO(content), incremental=True)
    writer.add_blank_page(842, 595)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def with_code_of(content, other):
    """The code inside replaced by the one of another certificate: a swapped QR in the eyes of a machine."""
    return content.replace(content_code(content), other.certificate.code.encode())


def content_code(content):
    return PdfReader(BytesIO(content)).metadata["/Keywords"].encode()


def test_the_file_as_issued_is_genuine(client, file, content):
    html = send(client, content).content.decode()

    assert "Asli dan berlaku" in html
    assert "sama persis dengan yang diterbitkan Dinas Komunikasi dan Informatika Kota Kupang" in html
    assert "Nama pada kuncinya: Uji Coba Belajar KIM, bukan tanda tangan tersertifikasi." in html
    assert "Yosefina Da&#x27;Lopez" in html
    assert reverse("verify", args=[file.certificate.code]) in html


def test_without_keys_it_is_genuine_too_and_nothing_is_said_of_a_signature(client, event, now):
    participant(event)
    issue_event(event=event, by=UserFactory(), now=now)
    jobs.run_due(now=LATER)

    html = send(client, bytes(CertificateFile.objects.get().content)).content.decode()

    assert "Asli dan berlaku" in html
    assert "Tanda tangan digital" not in html


def test_a_revoked_one_is_genuine_but_not_valid(client, file, content):
    revoke(certificate=file.certificate, by=UserFactory(), reason="nama keliru", now=LATER)

    html = send(client, content).content.decode()

    assert "Dicabut" in html
    assert "Alasan: nama keliru" in html
    assert "berlaku</h2>" not in html


CHANGES = {
    "appended": (lambda content, other: content + b"\n% tambahan", Finding.LONGER),
    "page added": (lambda content, other: updated(content), Finding.LONGER),
    "cut off": (lambda content, other: content[:-200], Finding.SHORTER),
    "signature removed": (lambda content, other: content[: content.index(b"%%EOF") + 6], Finding.UNSIGNED),
    "code of another": (with_code_of, None),
    "title changed": (lambda content, other: resaved(content, Title="SERTIFIKAT LAIN"), Finding.CHANGED),
    "saved anew": (lambda content, other: resaved(content), Finding.CHANGED),
    "half of it": (lambda content, other: content[: len(content) // 2], Finding.CUT),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_file_is_never_genuine(client, files, content, change):
    make, finding = CHANGES[change]
    changed = make(content, files[1])
    assert changed != content

    found = compare_file(content=changed, now=LATER)
    html = send(client, changed).content.decode()

    assert (found.is_same, found.is_valid) == (False, False)
    assert finding is None or found.finding in (finding, Finding.CHANGED)
    assert "Asli" not in html
    assert "verdict good" not in html


def test_words_tell_how_it_differs(client, content):
    assert "Ada yang ditambahkan di belakang" in send(client, content + b"x").content.decode()
    assert "Sebagian berkas ini hilang" in send(client, content[:-9]).content.decode()
    middle = content[:-50] + b"x" * 50
    assert "Isi berkas ini sudah diubah" in send(client, middle).content.decode()


def test_a_foreign_signature_is_not_genuine(client, content, settings, tmp_path):
    from certificates.services.signing import sign_document

    settings.SIGNING_KEYS = str(tmp_path / "asing")
    make_test_keys(folder=tmp_path / "asing", passphrase=settings.SIGNING_PASSPHRASE, now=NOW)
    unsigned = content[: content.index(b"%%EOF") + 6]
    foreign = sign_document(content=unsigned, organization_id=1, now=NOW)

    found = compare_file(content=foreign, now=LATER)

    assert found.finding == Finding.CHANGED
    assert "Asli" not in send(client, foreign).content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 sertifikat orang lain %%EOF", "Tidak dikenal"),
        (b"%PDF-1.7 sertifikat yang terpot", "Berkas tidak utuh"),
        (b"\x89PNG\r\n", "Bukan PDF"),
        (b"%PDF-1.7 <pdf:Keywords>00000000000000000000</pdf:Keywords> %%EOF", "Tidak dikenal"),
        (b"%PDF-1.7 " + b"<pdf:Keywords>" * 50_000 + b"%%EOF", "Tidak dikenal"),
    ],
)
def test_other_files_are_told_apart(client, content, words):
    response = send(client, content)

    assert response.status_code == 200
    assert words in response.content.decode()


def test_nothing_is_stored_and_nobody_keeps_a_copy(client, content, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.MEDIA_ROOT = str(tmp_path)

    response = send(client, content + b"x" * (LARGEST_FILE - len(content) - 10))

    assert response.status_code == 200
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.parent.name != "kunci"] == []
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_too_large_is_refused_before_it_is_read(client, settings):
    class Unread(BytesIO):
        def read(self, *args):
            raise AssertionError("read")

    response = client.post(
        reverse("verify_file"), data=b"", content_type="multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": str(10**10), "wsgi.input": Unread()},
    )  # fmt: skip

    assert response.status_code == 413
    assert "lebih besar dari 2 MB" in response.content.decode()


@pytest.mark.parametrize("data", [{}, {"berkas": "teks"}])
def test_no_file_says_what_to_do(client, data):
    response = client.post(reverse("verify_file"), data)

    assert response.status_code == 400
    assert "Pilih dahulu berkas PDF sertifikatnya." in response.content.decode()


def test_an_empty_file_says_what_to_do(client):
    assert "Berkas ini kosong." in send(client, b"").content.decode()


def test_guessing_codes_by_files_is_stopped_too(client):
    files = [f"%PDF-1.7 <pdf:Keywords>{count:020d}</pdf:Keywords>".encode() for count in range(31)]

    assert [send(client, each).status_code for each in files] == [200] * MISSES_PER_MINUTE + [429]
    assert client.get(reverse("verify", args=["0" * 20])).status_code == 429


def test_the_page_offers_both_ways(client):
    html = client.get(reverse("verify_form")).content.decode()

    assert 'enctype="multipart/form-data"' in html
    assert 'name="kode"' in html


def test_asking_for_the_answer_again_leads_to_the_form(client):
    """Who reloads the answer in a new tab, or types its address, has no file to send."""
    response = client.get(reverse("verify_file"))

    assert (response.status_code, response.url) == (302, reverse("verify_form"))


def test_a_check_costs_few_queries(client, content, django_assert_num_queries):
    with django_assert_num_queries(1):
        send(client, content)
    with django_assert_num_queries(2):
        send(client, content + b"x")
