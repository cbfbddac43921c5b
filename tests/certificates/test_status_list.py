"""The list of certificates that are no longer valid, as a verifier elsewhere reads it."""

import base64
import gzip
import json
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from django.core.cache import cache
from openbadgeslib.ob3.credential import OpenBadgeCredential
from openbadgeslib.ob3.ldp import verify_data_integrity_proof
from openbadgeslib.ob3.status import check_credential_status, decode_encoded_list, set_indices
from openbadgeslib.ob3.verifier import OB3VerificationError

from certificates.services import status_list
from certificates.services.credentials import make_credential
from certificates.services.issuers import credential_key
from certificates.services.revoking import revoke
from certificates.services.status_list import BITS, NoSuchList, encode, make_status_list, status_entry
from tests.factories.certificates import LATER, CertificateFactory
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


@pytest.fixture
def public(settings, keys):
    settings.BASE_URL = "https://kim.example"


def revoked(**values):
    certificate = CertificateFactory(**values)
    return revoke(certificate=certificate, by=UserFactory(), reason="keliru", now=LATER)


def bits_of(content):
    return set_indices(decode_encoded_list(json.loads(content)["credentialSubject"]["encodedList"]))


def check(certificate, client):
    """What openbadgeslib says about a certificate, with the list fetched from the site."""
    badge = OpenBadgeCredential.from_vc_document(json.loads(make_credential(certificate=certificate)))
    fetched = []

    def download(url):
        fetched.append(url)
        return client.get(url.removeprefix("https://kim.example")).content

    check_credential_status(badge, download=download)
    return fetched


def test_a_valid_certificate_passes(public, client):
    assert check(CertificateFactory(), client) == ["https://kim.example/verifikasi/status/0/"]


def test_a_revoked_certificate_is_refused_at_once(public, client):
    certificate = CertificateFactory()
    check(certificate, client)
    revoke(certificate=certificate, by=UserFactory(), reason="keliru", now=LATER)

    with pytest.raises(OB3VerificationError, match=r"^Credential status 'revocation' is set at index"):
        check(certificate, client)


def test_exactly_the_revoked_bits_are_set(public):
    CertificateFactory()
    first, second = revoked(), revoked()
    CertificateFactory()

    assert bits_of(make_status_list(number=0, now=LATER)) == {first.pk % BITS, second.pk % BITS}


def test_the_list_is_signed_by_the_issuer(public):
    revoked()
    document = json.loads(make_status_list(number=0, now=LATER))
    pem = (
        credential_key()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )

    verify_data_integrity_proof(document, pem)
    document["credentialSubject"]["encodedList"] = encode([])
    with pytest.raises(OB3VerificationError):
        verify_data_integrity_proof(document, pem)


def test_the_list_is_as_the_standard_wants_it(public):
    document = json.loads(make_status_list(number=0, now=LATER))

    subject = document["credentialSubject"]
    assert document["id"] == "https://kim.example/verifikasi/status/0/"
    assert document["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert document["issuer"] == "did:web:kim.example"
    assert (subject["type"], subject["statusPurpose"]) == ("BitstringStatusList", "revocation")
    assert subject["encodedList"][0] == "u"
    packed = subject["encodedList"][1:]
    assert len(gzip.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))) == 16 * 1024


@pytest.mark.parametrize("indexes", [[], [0], [7, 8], [BITS - 1], range(0, BITS, 1000)])
def test_bits_are_counted_from_the_left(indexes):
    encoded = encode(indexes)

    assert set_indices(decode_encoded_list(encoded)) == set(indexes)


def test_an_old_copy_is_refused_after_a_day(public):
    document = json.loads(make_status_list(number=0, now=LATER))

    first, last = (datetime.fromisoformat(document[name]) for name in ("validFrom", "validUntil"))
    assert (first, last - first) == (LATER, timedelta(days=1))


def test_certificates_beyond_the_first_list_have_their_own(public, client):
    near = revoked()
    far = revoked(pk=BITS * 3 + 5)

    assert status_entry(certificate_pk=far.pk)["statusListCredential"] == "https://kim.example/verifikasi/status/3/"
    assert bits_of(client.get("/verifikasi/status/3/").content) == {5}
    assert bits_of(client.get("/verifikasi/status/0/").content) == {near.pk}


def test_it_is_signed_anew_only_when_a_bit_changed(public):
    first = make_status_list(number=0, now=LATER)
    again = make_status_list(number=0, now=LATER + timedelta(minutes=5))
    revoked()
    third = make_status_list(number=0, now=LATER + timedelta(minutes=6))

    assert first == again
    assert json.loads(third)["validFrom"] == "2024-07-11T09:06:00Z"


def test_lists_that_do_not_exist(public, client, settings):
    assert client.get("/verifikasi/status/1/").status_code == 404
    with pytest.raises(NoSuchList):
        make_status_list(number=1, now=LATER)
    assert client.get("/verifikasi/status/99999999999999999999/").status_code == 404

    settings.SIGNING_KEYS = ""
    assert client.get("/verifikasi/status/0/").status_code == 404


def test_the_page_for_machines(public, client, django_assert_num_queries):
    revoked()
    with django_assert_num_queries(1):
        response = client.get("/verifikasi/status/0/")

    assert response["Content-Type"] == "application/vc"
    assert response["Cache-Control"] == "public, max-age=60"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert len(response.content) < 5 * 1024
    assert status_list.LIFETIME.total_seconds() > status_list.RENEWED_SECONDS


def test_the_list_names_nobody(public):
    certificate = revoked()

    content = make_status_list(number=0, now=LATER)

    for private in (certificate.printed["name"], certificate.code, certificate.number, "keliru"):
        assert private not in content
