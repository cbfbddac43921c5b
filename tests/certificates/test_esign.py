"""The adapter for an Esign service, against a stand-in on this machine; nobody's passphrase stays anywhere."""

import json
import logging
from base64 import b64encode
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from threading import Thread

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from certificates.models import CertificateFile, RegisterEntry
from certificates.services.esign import EsignClient, SigningFailed
from lms.models import Job
from tests.certificates.signers import official, sign
from tests.factories.bimtek import RegistrationFactory
from tests.factories.certificates import CertificateFactory, FileFactory, printed

pytestmark = pytest.mark.django_db
NIK, PASSPHRASE = "5371010101800001", "frasa-rahasia-pejabat-8842"
CONTENT = b"%PDF-1.7 isi"


class Service:
    """What it was asked, and how it will answer."""

    def __init__(self, signer):
        self.signer, self.asked, self.status, self.answer = signer, [], "ISSUE", None

    def sign(self, fields):
        self.asked.append(fields)
        if self.answer:
            return self.answer
        if fields["passphrase"].decode() != PASSPHRASE:
            error = {"error": f"Passphrase {fields['passphrase'].decode()} salah", "status_code": 2031}
            return 400, json.dumps(error).encode()
        return 200, sign(fields["file"], self.signer)


def parts_of(kind, body):
    message = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    return {part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
            for part in message.get_payload()}  # fmt: skip


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    return official(tmp_path_factory.mktemp("pejabat"))


@pytest.fixture
def service(signer, settings):
    """A stand-in that signs with a key of its own."""
    known = Service(signer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.reply(200, json.dumps({"status": known.status, "path": self.path}).encode())

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            fields = parts_of(self.headers["Content-Type"], body)
            self.reply(*known.sign(fields | {"path": self.path, "authorization": self.headers["Authorization"]}))

        def reply(self, status, content):
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.ESIGN_URL = f"http://127.0.0.1:{server.server_port}"
    settings.ESIGN_USER, settings.ESIGN_PASSWORD = "belajar", "kata-sandi-aplikasi"
    yield known
    server.shutdown()
    server.server_close()


@pytest.fixture
def files(event):
    """Two real PDFs that wait, in the register."""
    from hashlib import sha256

    from certificates.services.document import draw_document
    from certificates.services.register import record_all

    rows = [CertificateFactory(registration=RegistrationFactory(event=event), code=f"{n:020d}") for n in (1, 2)]
    for row in rows:
        content = draw_document(printed=printed(code=row.code), crest=None)
        FileFactory(certificate=row, content=content, byte_count=len(content), sha256=sha256(content).hexdigest())
    record_all(certificates=rows, action="issued", now=rows[0].issued_at)
    record_all(certificates=rows, action="filed", now=rows[0].issued_at)
    return rows


@pytest.fixture
def heard():
    """Everything any logger says."""
    out, root = StringIO(), logging.getLogger()
    listener, level = logging.StreamHandler(out), root.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(listener)
    root.setLevel(level)


def press(client, event, **changes):
    fields = {"nik": NIK, "passphrase": PASSPHRASE} | changes
    return client.post(reverse("office_tte_service", args=[event.pk]), fields)


def everything_stored():
    """Every row of every table, as text."""
    text = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            text.append(str(cursor.fetchall()))
    return "".join(text)


def test_the_service_is_asked_as_it_documents(service):
    client = EsignClient(nik=NIK, passphrase=PASSPHRASE)
    service.answer = (200, CONTENT + b" bertanda tangan")

    client.check_official()
    signed = client.sign(content=CONTENT)

    assert signed == CONTENT + b" bertanda tangan"
    assert service.asked == [
        {
            "nik": NIK.encode(),
            "passphrase": PASSPHRASE.encode(),
            "tampilan": b"invisible",
            "file": CONTENT,
            "path": "/api/sign/pdf",
            "authorization": "Basic " + b64encode(b"belajar:kata-sandi-aplikasi").decode(),
        }
    ]


def test_an_officer_signs_what_waits(service, officer_client, event, files):
    html = press(officer_client, event).content.decode()

    assert "2 dari 2 berkas diterima" in html
    assert set(CertificateFile.objects.values_list("signature", flat=True)) == {"external"}
    assert RegisterEntry.objects.filter(action="signed").count() == 2
    assert "2 dari 2 sudah bertanda tangan elektronik." in html


@pytest.mark.parametrize("passphrase", [PASSPHRASE, "frasa-keliru-5512"], ids=["right", "wrong"])
def test_the_passphrase_stays_nowhere(service, officer_client, event, files, heard, passphrase):
    response = press(officer_client, event, passphrase=passphrase)

    secrets = (passphrase, NIK)
    assert [secret for secret in secrets if secret in heard.getvalue()] == []
    assert [secret for secret in secrets if secret in everything_stored()] == []
    assert [secret for secret in secrets if secret in response.content.decode()] == []
    assert [secret for secret in secrets if secret in str(list(Job.objects.values()))] == []
    assert repr(EsignClient(nik=NIK, passphrase=passphrase)) == "EsignClient()"
    assert response.cookies.get("sessionid") is None


def test_a_refusal_is_logged_without_it_and_ends_the_batch(service, officer_client, event, files, heard):
    html = press(officer_client, event, passphrase="frasa-keliru-5512").content.decode()

    assert len(service.asked) == 1  # an account is locked after some wrong ones
    assert "Layanan menolak. Periksa NIK dan frasa sandinya. (HTTP 400, 2031)" in html
    assert "esign: refused: HTTP 400, code 2031" in heard.getvalue()
    assert set(CertificateFile.objects.values_list("signature", flat=True)) == {"none"}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((500, b"<html>"), "Layanan menolak."),
        ((200, b"bukan PDF"), "Layanan menolak."),
        ((200, b"%PDF-1.7 berkas lain"), "Isinya bukan berkas yang Anda unduh dari sini."),
        ((200, b"%PDF-" + bytes(3 * 1024 * 1024)), "Isinya bukan berkas yang Anda unduh dari sini."),
    ],
)
def test_nothing_is_stored_that_is_not_our_file_signed(service, officer_client, event, files, answer, words):
    service.answer = answer

    assert words in press(officer_client, event).content.decode()
    assert set(CertificateFile.objects.values_list("signature", flat=True)) == {"none"}


def test_an_official_without_a_certificate_is_told_before_anything_is_sent(service, officer_client, event, files):
    service.status = "EXPIRED"

    html = press(officer_client, event).content.decode()

    assert "Sertifikat elektronik pejabat ini tidak aktif pada layanan." in html
    assert service.asked == []


def test_a_service_that_does_not_answer_is_said(settings, heard):
    settings.ESIGN_URL = "http://127.0.0.1:9"

    with pytest.raises(SigningFailed, match="tidak menjawab"):
        EsignClient(nik=NIK, passphrase=PASSPHRASE).check_official()
    assert NIK not in heard.getvalue()


@pytest.mark.parametrize("changes", [{"nik": "123"}, {"passphrase": ""}, {"nik": f"{NIK[:15]}/"}])
def test_what_cannot_be_right_is_not_sent(service, officer_client, event, files, changes):
    response = press(officer_client, event, **changes)

    assert response.status_code == 400
    assert service.asked == []
    assert PASSPHRASE not in response.content.decode()
