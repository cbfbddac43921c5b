"""PAdES B-LT with a time stamp authority on this machine."""

import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pikepdf
import pytest
from asn1crypto import tsp
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

from certificates.services.document import draw_document
from certificates.services.signature_checks import read_signature
from certificates.services.signing import sign_document
from certificates.services.trial_keys import make_test_keys
from tests.factories.certificates import printed
from tests.vera import PASSES, broken_rules, needs_java

TODAY = datetime.now(UTC).replace(microsecond=0)
"""The authority stamps with its own clock, so the keys must be of today."""


def authority():
    """Key and certificate of a time stamp authority."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Stempel waktu uji coba")])
    purposes = dict.fromkeys(
        ["content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign",
         "encipher_only", "decipher_only"], False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(TODAY - timedelta(days=1))
        .not_valid_after(TODAY + timedelta(days=1))
        .add_extension(x509.KeyUsage(digital_signature=True, **purposes), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    return key, certificate


@pytest.fixture
def stamping(tmp_path, settings):
    """The site signs with test keys and asks an authority on this machine for the time; yields how often."""
    key, certificate = authority()
    der = serialization.Encoding.DER
    secret = key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    stamper = DummyTimeStamper(
        tsa_cert=Certificate.load(certificate.public_bytes(der)), tsa_key=PrivateKeyInfo.load(secret)
    )
    asked = []

    class Door(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = stamper.request_tsa_response(tsp.TimeStampReq.load(body)).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder = tmp_path / "kunci"
    make_test_keys(folder=folder, passphrase="", now=TODAY)
    (folder / "tsa.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    settings.SIGNING_KEYS = str(folder)
    settings.SIGNING_TSA_URL = f"http://127.0.0.1:{server.server_port}/stempel"
    yield asked
    server.shutdown()
    server.server_close()


def test_the_moment_is_stamped_and_what_proves_it_is_inside(stamping, tmp_path):
    drawn = draw_document(printed=printed(), crest=None)

    signed = sign_document(content=drawn, organization_id=1, now=TODAY)

    assert set(stamping) == {"/stempel"}
    assert signed.startswith(drawn)
    (tmp_path / "s.pdf").write_bytes(signed)
    with pikepdf.open(tmp_path / "s.pdf") as document:
        assert len(document.Root.DSS.Certs) >= 2
    facts = read_signature(content=signed)
    assert (facts.is_intact, facts.is_ours) == (True, True)


@needs_java
def test_it_is_still_for_the_archive(stamping, tmp_path):
    signed = sign_document(content=draw_document(printed=printed(), crest=None), organization_id=1, now=TODAY)

    assert broken_rules({"stamped": signed}, tmp_path) == {"stamped": PASSES}


def test_an_authority_that_does_not_answer_makes_the_job_fail(stamping, settings):
    settings.SIGNING_TSA_URL = "http://127.0.0.1:9/tidak-ada"

    with pytest.raises(Exception, match=r"(?i)timestamp|connection|stamp"):
        sign_document(content=draw_document(printed=printed(), crest=None), organization_id=1, now=TODAY)
