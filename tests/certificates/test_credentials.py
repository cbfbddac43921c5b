"""The credential as openbadgeslib sees it, which shares no code of signing or checking with us but the RDF library."""

import json
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from django.core.cache import cache
from django.urls import reverse
from openbadgeslib.ob3.did import resolve_verification_method
from openbadgeslib.ob3.ldp import OB3LdpVerifier, add_data_integrity_proof
from openbadgeslib.ob3.verifier import OB3VerificationError

from certificates.choices import FileSignature
from certificates.models import CertificateFile
from certificates.services.credentials import describe, make_credential
from certificates.services.issuers import credential_key, did_document, issuer_did, method_of
from certificates.services.issuing import issue_event
from certificates.services.key_files import KeyUnusable
from certificates.services.limits import MISSES_PER_MINUTE
from certificates.services.linked_data import UnknownContext, base58, sign_document
from lms.services import jobs
from tests.factories.certificates import (
    LATER,
    CertificateFactory,
    CourseCertificateFactory,
    PartCertificateFactory,
    participant,
    printed,
)
from tests.factories.members import UserFactory
from tests.vera import PASSES, broken_rules, needs_java

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_ration():
    cache.clear()


@pytest.fixture
def certificate():
    return CertificateFactory()


@pytest.fixture
def file(keys, event, now):
    """A certificate issued, drawn and signed by the job."""
    participant(event, full_name="Yosefina Da'Lopez Nguyễn")
    issue_event(event=event, by=UserFactory(), now=now)
    jobs.run_due(now=LATER)
    return CertificateFile.objects.get()


def download(client):
    """What a verifier elsewhere would fetch from this site, and nothing else."""

    def fetch(url):
        assert url.startswith("https://kim.example/")
        response = client.get(url.removeprefix("https://kim.example"))
        assert response.status_code == 200
        return response.content

    return fetch


@pytest.fixture
def public(settings):
    settings.BASE_URL = "https://kim.example"


def public_pem():
    kind, shape = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return credential_key().public_key().public_bytes(kind, shape)


def test_without_a_key_there_is_no_credential(certificate, client):
    assert make_credential(certificate=certificate) == ""
    assert did_document() is None
    assert client.get("/.well-known/did.json").status_code == 404


def test_an_independent_program_verifies_it_from_the_address_of_the_issuer(public, keys, certificate, client):
    content = make_credential(certificate=certificate)

    badge = OB3LdpVerifier(issuer_did="did:web:kim.example").verify(
        content, check_status=True, download=download(client), verify_status_list=False
    )

    assert badge.issuer.id == "did:web:kim.example"
    assert badge.issuer.name == "Dinas Komunikasi dan Informatika Kota Kupang"
    assert badge.achievement.name == "Desain Konten untuk KIM"


def test_proof_is_byte_for_byte_the_one_of_another_signer(public, keys, certificate):
    ours = json.loads(make_credential(certificate=certificate))
    secret = credential_key().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

    theirs = add_data_integrity_proof(
        describe(certificate), secret, method_of(credential_key()), created=certificate.issued_at
    )

    assert ours["proof"]["proofValue"] == theirs["proof"]["proofValue"]


CHANGES = {
    "name": lambda badge: badge["credentialSubject"]["identifier"][0].update(identityHash="Orang Lain"),
    "number": lambda badge: badge["credentialSubject"].update(licenseNumber="1/2/3"),
    "role": lambda badge: badge["credentialSubject"].update(role="narasumber"),
    "title": lambda badge: badge["credentialSubject"]["achievement"].update(name="Lain"),
    "office": lambda badge: badge["issuer"].update(name="Dinas Lain"),
    "day": lambda badge: badge.update(validFrom="2020-01-01T00:00:00Z"),
    "status": lambda badge: badge["credentialStatus"].update(statusListIndex="9"),
    "no status": lambda badge: badge.pop("credentialStatus"),
    "unsigned word": lambda badge: badge["credentialSubject"].update(nilai="100"),
    "issuer": lambda badge: badge["issuer"].update(id="did:web:lain.example"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_credential_is_refused(public, keys, certificate, change):
    badge = json.loads(make_credential(certificate=certificate))
    CHANGES[change](badge)

    with pytest.raises(OB3VerificationError):
        OB3LdpVerifier(pubkey_pem=public_pem(), issuer_did="did:web:kim.example").verify(badge)


def test_a_foreign_key_is_refused(public, keys, certificate):
    badge = json.loads(make_credential(certificate=certificate))
    other = ed25519.Ed25519PrivateKey.generate()
    del badge["proof"]
    forged = sign_document(document=badge, key=other, method=method_of(credential_key()), created=certificate.issued_at)

    with pytest.raises(OB3VerificationError):
        OB3LdpVerifier(pubkey_pem=public_pem()).verify(forged)


def test_it_says_what_is_printed_and_nothing_else(keys, certificate):
    certificate.member.phone = "+6281234567890"
    certificate.member.save()
    text = printed(name=certificate.printed["name"], number=certificate.number, code=certificate.code)

    badge = json.loads(make_credential(certificate=certificate))

    subject = badge["credentialSubject"]
    assert subject["identifier"][0]["identityHash"] == text["name"]
    assert (subject["licenseNumber"], subject["role"]) == (text["number"], "peserta")
    assert subject["achievement"]["description"] == (
        "Bimbingan Teknis Desain Konten untuk KIM yang diselenggarakan pada Kamis, 11 Juli 2024"
        " di Aula Contoh, Kupang, 8 jam pelajaran."
    )
    whole = json.dumps(badge)
    for private in ("81234567890", "Nilai tes akhir", "Namosain", "KIM Suara Alak"):
        assert private not in whole


def test_people_of_one_event_share_the_achievement(keys, event, now):
    for _ in range(2):
        participant(event)
    first, second = issue_event(event=event, by=UserFactory(), now=now)

    achievements = [describe(each)["credentialSubject"]["achievement"]["id"] for each in (first, second)]

    assert achievements[0] == achievements[1]
    assert achievements[0].startswith("urn:uuid:")
    assert describe(CourseCertificateFactory())["credentialSubject"]["achievement"]["id"] != achievements[0]
    speaker = PartCertificateFactory(speaker=event.speakers.get())
    assert describe(speaker)["credentialSubject"]["achievement"]["id"] == achievements[0]


def test_made_again_it_is_the_same(keys, certificate):
    assert make_credential(certificate=certificate) == make_credential(certificate=certificate)


def test_the_pdf_holds_it_under_the_signature(file):
    with pikepdf.open(BytesIO(bytes(file.content))) as document:
        (inside,) = document.Root.AF
        assert str(inside.UF) == "credential.json"
        assert str(inside.AFRelationship) == "/Data"
        assert inside.EF.F.read_bytes().decode() == file.credential
    OB3LdpVerifier(pubkey_pem=public_pem()).verify(file.credential)


@needs_java
def test_signed_with_its_credential_inside_it_is_for_the_archive(file, tmp_path):
    content = bytes(file.content)

    assert broken_rules({"all": content}, tmp_path) == {"all": PASSES}
    assert len(content) <= 120 * 1024


def test_address_serves_exactly_the_file_inside(file, client, django_assert_num_queries):
    address = reverse("certificate_credential", args=[file.certificate.code])

    with django_assert_num_queries(1):
        response = client.get(address)

    assert response.content.decode() == file.credential
    assert json.loads(file.credential)["id"] == f"http://localhost:8000{response.request['PATH_INFO']}"
    assert response["Content-Type"] == "application/vc"
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Access-Control-Allow-Origin"] == "*"


def test_a_certificate_without_credential_looks_like_none(event, client, now):
    participant(event)
    (certificate,) = issue_event(event=event, by=UserFactory(), now=now)
    jobs.run_due(now=LATER)

    answers = [client.get(f"/verifikasi/{code}/credential.json") for code in (certificate.code, "0" * 20, "zz")]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert len({answer.content for answer in answers}) == 1


def test_guessing_here_is_stopped_too(client):
    answers = [client.get(f"/verifikasi/{count:020d}/credential.json").status_code for count in range(31)]

    assert answers == [404] * MISSES_PER_MINUTE + [429]
    assert client.get(f"/verifikasi/{'0' * 20}/").status_code == 429


def test_keys_are_published_where_did_web_looks(public, keys, client):
    document = json.loads(client.get("/.well-known/did.json").content)

    pem = resolve_verification_method(method_of(credential_key()), download=download(client))

    assert document["id"] == issuer_did() == "did:web:kim.example"
    assert document["assertionMethod"] == [method_of(credential_key())]
    assert serialization.load_pem_public_key(pem) == credential_key().public_key()
    assert "PRIVATE" not in json.dumps(document)


def test_a_port_is_part_of_the_name(keys):
    assert issuer_did() == "did:web:localhost%3A8000"


def test_a_new_key_signs_and_the_old_one_stays_published(public, keys, certificate):
    old_badge, old = make_credential(certificate=certificate), credential_key()
    (keys / "credential.pem").write_bytes(public_pem())
    new = ed25519.Ed25519PrivateKey.generate()
    (keys / "credential-2025.pem").write_bytes(
        new.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )

    assert credential_key().private_bytes_raw() == new.private_bytes_raw()
    assert json.loads(make_credential(certificate=certificate)) != json.loads(old_badge)
    assert {method["id"] for method in did_document()["verificationMethod"]} == {method_of(old), method_of(new)}


@pytest.mark.parametrize("content", ["bukan kunci", "rsa"])
def test_another_kind_of_key_is_refused(keys, certificate, content):
    if content == "rsa":
        key = rsa.generate_private_key(65537, 2048)
        content = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
    (keys / "credential.pem").write_text(content)

    with pytest.raises(KeyUnusable, match=r"^credential\.pem: "):
        make_credential(certificate=certificate)


def test_no_vocabulary_is_fetched(keys):
    foreign = {"@context": ["https://lain.example/v1"], "id": "urn:x"}

    with pytest.raises(UnknownContext, match=r"https://lain\.example/v1"):
        sign_document(document=foreign, key=credential_key(), method="x", created=LATER)


@pytest.mark.parametrize(
    ("content", "text"), [(b"", ""), (b"\0\0a", "112g"), (b"Hello World!", "2NEpo7TZRRrLZSi2U"), (b"\0", "1")]
)
def test_base58(content, text):
    assert base58(content) == text


def test_what_ends_says_so_at_the_clock_of_the_office(keys):
    ending, lasting = CertificateFactory(valid_until=date(2027, 7, 10)), CertificateFactory()

    assert describe(ending)["validUntil"] == "2027-07-10T15:59:59Z"  # midnight in Kupang
    assert "validUntil" not in describe(lasting)
    assert json.loads(make_credential(certificate=ending))["validUntil"] == "2027-07-10T15:59:59Z"


def test_a_file_says_who_signed_it(file):
    assert file.signature == FileSignature.OFFICE
