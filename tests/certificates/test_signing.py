"""The invisible signature: by pdfsig of poppler, which shares no code with us, and by pyHanko."""

import asyncio
import logging
import shutil
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

import pikepdf
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.management import CommandError, call_command
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates.models import CertificateFile
from certificates.services import signing_keys, trial_keys
from certificates.services.document import draw_document
from certificates.services.issuing import issue_event
from certificates.services.key_checks import check_keys
from certificates.services.signature_checks import read_signature
from certificates.services.signing import KeyExpired, sign_document
from certificates.services.signing_keys import KeyUnusable, own_fingerprints, signing_key_of
from lms.models import Job
from lms.services import jobs
from tests.certificates.conftest import PASSPHRASE
from tests.factories.certificates import LATER, NOW, participant, printed
from tests.factories.members import UserFactory
from tests.vera import PASSES, broken_rules, needs_java

OFFICE = 7
needs_pdfsig = pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig of poppler-utils is not installed")


@pytest.fixture(scope="module")
def drawn():
    return draw_document(printed=printed(), crest=None)


@pytest.fixture
def signed(keys, drawn):
    return sign_document(content=drawn, organization_id=OFFICE, now=NOW)


def pdfsig(content, folder):
    """What poppler says, as {label: value}."""
    (folder / "s.pdf").write_bytes(content)
    run = subprocess.run(["pdfsig", "-nocert", "s.pdf"], cwd=folder, capture_output=True, text=True, check=False)
    lines = [line.strip(" -") for line in run.stdout.splitlines()]
    return {line.partition(":")[0]: line.partition(":")[2].strip() for line in lines} | dict.fromkeys(lines)


def validate(content, folder):
    """pyHanko's own verdict for somebody who trusts the test authority."""
    signature = PdfFileReader(BytesIO(content)).embedded_regular_signatures[0]
    authority = signing_keys.read_certificates((folder / "ca.crt").read_bytes())[0]
    root = signing_keys.Certificate.load(authority.public_bytes(serialization.Encoding.DER))
    context = ValidationContext(trust_roots=[root], allow_fetching=False, moment=NOW)
    return asyncio.run(async_validate_pdf_signature(signature, signer_validation_context=context))


def flip(content, position):
    return content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :]


def resave(content):
    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as document:
        document.docinfo["/Title"] = "SERTIFIKAT LAIN"
        document.save(out)
    return out.getvalue()


def test_without_a_key_nothing_is_signed(drawn):
    assert sign_document(content=drawn, organization_id=OFFICE, now=NOW) == drawn
    assert read_signature(content=drawn) is None
    assert own_fingerprints() == set()


def test_the_drawn_bytes_stay_as_they_are(signed, drawn):
    assert signed.startswith(drawn)
    assert 0 < len(signed) - len(drawn) <= 16 * 1024


def test_signature_is_ours_and_covers_everything(signed):
    facts = read_signature(content=signed)

    assert facts.signer == "Uji Coba Belajar KIM, bukan tanda tangan tersertifikasi"
    assert (facts.is_intact, facts.is_whole_file, facts.is_ours, facts.is_trustworthy) == (True,) * 4


@needs_pdfsig
def test_poppler_calls_it_valid(signed, tmp_path):
    report = pdfsig(signed, tmp_path)

    assert report["Signature Validation"] == "Signature is Valid."
    assert report["Signature Type"] == "ETSI.CAdES.detached"
    assert report["Signature Field Name"] == "TandaTangan"
    assert "Total document signed" in report


def test_pyhanko_calls_it_valid_for_who_trusts_the_authority(signed, keys):
    status = validate(signed, keys)

    assert status.bottom_line
    assert status.signer_reported_dt == NOW


def test_signature_is_invisible(signed):
    with pikepdf.open(BytesIO(signed)) as document:
        (widget,) = [note for page in document.pages for note in page.get("/Annots", [])]

        assert [float(number) for number in widget.Rect] == [0, 0, 0, 0]
        assert "/AP" not in widget


@needs_java
def test_signed_file_is_still_for_the_archive(signed, tmp_path):
    assert broken_rules({"signed": signed}, tmp_path) == {"signed": PASSES}


@needs_pdfsig
@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.7])
def test_a_changed_byte_breaks_it(signed, drawn, tmp_path, share):
    changed = flip(signed, int(len(drawn) * share))

    assert pdfsig(changed, tmp_path).get("Signature Validation") != "Signature is Valid."
    assert read_signature(content=changed).is_trustworthy is False


def test_something_behind_the_signature_is_seen(signed):
    """pdfsig still says "valid" here; only "Not total document signed" tells."""
    facts = read_signature(content=signed + b"\n% tambahan\n")

    assert (facts.is_intact, facts.is_whole_file, facts.is_trustworthy) == (True, False, False)


def test_saved_anew_it_is_no_longer_trustworthy(signed):
    assert read_signature(content=resave(signed)).is_trustworthy is False


def test_a_foreign_signature_is_not_ours(keys, drawn, settings, tmp_path):
    foreign = tmp_path / "asing"
    trial_keys.make_test_keys(folder=foreign, passphrase=PASSPHRASE, now=NOW)
    settings.SIGNING_KEYS = str(foreign)
    elsewhere = sign_document(content=drawn, organization_id=OFFICE, now=NOW)
    settings.SIGNING_KEYS = str(keys)

    facts = read_signature(content=elsewhere)

    assert (facts.is_intact, facts.is_ours, facts.is_trustworthy) == (True, False, False)


def test_an_office_signs_with_its_own_key(keys, drawn, settings, tmp_path):
    other = tmp_path / "lain"
    trial_keys.make_test_keys(folder=other, passphrase=PASSPHRASE, now=NOW)
    (other / "site.p12").rename(keys / f"{OFFICE}.p12")

    own, site = signing_key_of(organization_id=OFFICE), signing_key_of(organization_id=OFFICE + 1)

    assert own.certificate != site.certificate
    assert site.certificate == signing_key_of(organization_id=OFFICE + 2).certificate
    assert len(own_fingerprints()) == 2


def test_pem_with_key_and_chain_does_too(keys, drawn):
    key, own, others = pkcs12.load_key_and_certificates((keys / "site.p12").read_bytes(), PASSPHRASE.encode())
    encrypted = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    parts = [key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encrypted)]
    parts += [each.public_bytes(serialization.Encoding.PEM) for each in (own, *others)]
    (keys / "site.p12").unlink()
    (keys / "site.pem").write_bytes(b"".join(parts))

    signed = sign_document(content=drawn, organization_id=OFFICE, now=NOW)

    assert read_signature(content=signed).is_trustworthy
    assert validate(signed, keys).bottom_line


def rsa_key(keys, size=2048):
    """Replace the site's key by an RSA one with a certificate of its own."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=size)
    certificate = trial_keys._certify("RSA", key, None, key, NOW)
    secrecy = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    (keys / "site.p12").write_bytes(pkcs12.serialize_key_and_certificates(b"rsa", key, certificate, None, secrecy))


@needs_pdfsig
def test_rsa_works_too(keys, drawn, tmp_path):
    rsa_key(keys)

    signed = sign_document(content=drawn, organization_id=OFFICE, now=NOW)

    assert read_signature(content=signed).is_trustworthy
    assert pdfsig(signed, tmp_path)["Signature Validation"] == "Signature is Valid."


def test_a_key_is_opened_once_and_again_when_the_file_changes(keys, drawn):
    first = signing_key_of(organization_id=OFFICE)
    assert signing_key_of(organization_id=OFFICE) is first

    rsa_key(keys)

    assert signing_key_of(organization_id=OFFICE) is not first


def test_room_is_measured_and_enough_for_a_thousand(keys):
    """ECDSA signatures differ by some bytes in length; the reserve must hold the longest."""
    key = signing_key_of(organization_id=OFFICE)
    attributes = signing_keys.PdfCMSSignedAttributes(signing_time=NOW)
    sizes = [
        len(asyncio.run(key.signer.async_sign(bytes([count]) * 32, "sha256", use_pades=True,
                                              signed_attr_settings=attributes)).dump())
        for count in range(200)
    ]  # fmt: skip

    assert max(sizes) * 2 <= key.reserved_bytes <= max(sizes) * 2.5


@pytest.mark.parametrize("day", [NOW - timedelta(days=3), NOW + timedelta(days=3651)])
def test_a_certificate_that_is_not_valid_signs_nothing(keys, drawn, day):
    with pytest.raises(KeyExpired):
        sign_document(content=drawn, organization_id=OFFICE, now=day)


def test_wrong_passphrase_is_said_without_it(keys, drawn, settings):
    settings.SIGNING_PASSPHRASE = "salah-8842"

    with pytest.raises(KeyUnusable) as caught:
        sign_document(content=drawn, organization_id=OFFICE, now=NOW)

    assert str(caught.value) == "site.p12: cannot be opened; check the file and SIGNING_PASSPHRASE."
    assert "8842" not in repr(caught.value)


def test_a_broken_key_file_is_said(keys, drawn):
    (keys / "site.p12").write_bytes(b"bukan kunci")

    with pytest.raises(KeyUnusable):
        signing_key_of(organization_id=OFFICE)


def test_a_key_no_reader_checks_is_refused(keys):
    key = ed25519.Ed25519PrivateKey.generate()
    certificate = trial_keys._certify("Ed", rsa.generate_private_key(65537, 2048), None,
                                      rsa.generate_private_key(65537, 2048), NOW)  # fmt: skip
    (keys / "site.p12").unlink()
    (keys / "site.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )

    with pytest.raises(KeyUnusable, match="RSA or an elliptic curve"):
        signing_key_of(organization_id=OFFICE)


def test_key_without_its_certificate_is_refused(keys):
    key = rsa.generate_private_key(65537, 2048)
    (keys / "site.p12").unlink()
    (keys / "site.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )

    with pytest.raises(KeyUnusable, match="first certificate"):
        signing_key_of(organization_id=OFFICE)


def test_a_retired_certificate_is_still_ours(keys, drawn, signed):
    _key, own, _others = pkcs12.load_key_and_certificates((keys / "site.p12").read_bytes(), PASSPHRASE.encode())
    (keys / "lama-2024.pem").write_bytes(own.public_bytes(serialization.Encoding.PEM))
    rsa_key(keys)

    assert read_signature(content=signed).is_ours


@pytest.mark.django_db(transaction=True)
def test_the_job_signs_and_stores_the_hash_of_the_signed_bytes(keys, event, now):
    participant(event)
    issue_event(event=event, by=UserFactory(), now=now)

    jobs.run_due(now=LATER)

    file = CertificateFile.objects.get()
    assert read_signature(content=bytes(file.content)).is_trustworthy
    assert file.sha256 == signing_keys.sha256(bytes(file.content)).hexdigest()


@pytest.mark.django_db(transaction=True)
def test_a_key_that_cannot_be_opened_makes_the_job_fail_and_says_no_secret(keys, event, now, settings):
    settings.SIGNING_PASSPHRASE = "salah-8842"
    heard = StringIO()
    listener = logging.StreamHandler(heard)
    logging.getLogger().addHandler(listener)
    participant(event)
    issue_event(event=event, by=UserFactory(), now=now)

    jobs.run_due(now=LATER)

    logging.getLogger().removeHandler(listener)
    job = Job.objects.get()
    assert job.last_error == "KeyUnusable: credential.pem: cannot be opened; check the file and SIGNING_PASSPHRASE."
    assert CertificateFile.objects.count() == 0
    assert "8842" not in heard.getvalue() + job.last_error


def test_foreign_names_reach_no_log(signed):
    heard = StringIO()
    listener = logging.StreamHandler(heard)
    logging.getLogger().addHandler(listener)

    read_signature(content=signed)

    logging.getLogger().removeHandler(listener)
    assert heard.getvalue() == ""


def test_deployment_check_is_silent_with_good_keys_and_without_any(keys, settings):
    (keys / "3.p12").write_bytes((keys / "site.p12").read_bytes())
    # made for 2024, valid ten years
    assert check_keys(None) == []
    settings.SIGNING_KEYS = ""
    assert check_keys(None) == []


def test_deployment_check_names_the_key_that_does_not_open(keys, settings):
    (keys / "3.p12").write_bytes(b"bukan kunci")

    (found,) = check_keys(None)

    assert (found.id, found.msg) == (
        "certificates.E001",
        "SIGNING_KEYS: 3.p12: cannot be opened; check the file and SIGNING_PASSPHRASE.",
    )


def test_deployment_check_warns_of_a_certificate_out_of_date(tmp_path, settings):
    settings.SIGNING_KEYS = str(tmp_path / "tua")
    trial_keys.make_test_keys(folder=tmp_path / "tua", passphrase="", now=NOW - timedelta(days=4000))

    assert [found.id for found in check_keys(None)] == ["certificates.W001"]


def test_test_keys_are_for_the_owner_only(keys):
    assert sorted(path.name for path in keys.iterdir()) == ["ca.crt", "credential.pem", "site.p12"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {0o600}
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert PASSPHRASE.encode() not in b"".join(path.read_bytes() for path in keys.iterdir())


def test_command_makes_keys_and_never_replaces_any(tmp_path, settings):
    settings.SIGNING_KEYS = str(tmp_path / "baru")
    out = StringIO()
    call_command("make_test_keys", stdout=out)
    before = (tmp_path / "baru/site.p12").read_bytes()

    with pytest.raises(CommandError, match="has keys already"):
        call_command("make_test_keys")
    call_command("make_test_keys", "--if-missing")

    assert out.getvalue().split() == [
        str(tmp_path / "baru" / name) for name in ("ca.crt", "site.p12", "credential.pem")
    ]
    assert (tmp_path / "baru/site.p12").read_bytes() == before
    assert signing_key_of(organization_id=1).is_valid_at(datetime.now(UTC))


def test_command_wants_to_know_where():
    with pytest.raises(CommandError, match="SIGNING_KEYS"):
        call_command("make_test_keys")


def test_no_page_and_no_pdf_claims_an_electronic_signature(drawn, keys):
    """The sentence of BSrE belongs to files with its signature, which ours never carry."""
    from pypdf import PdfReader

    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(drawn)).pages)

    assert "BSrE" not in text
    assert "ditandatangani secara elektronik" not in text
