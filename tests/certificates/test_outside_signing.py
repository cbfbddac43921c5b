"""Files an official signed elsewhere: taken back when they are ours and signed, else refused with the reason."""

import shutil
import subprocess
import zipfile
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates.choices import FileSignature, RegisterAction
from certificates.models import Certificate, CertificateFile, RegisterEntry
from certificates.services.document import draw_document
from certificates.services.files import LARGEST_FILE, Finding, compare_file
from certificates.services.outside_signing import import_signed
from certificates.services.register import record_all
from certificates.services.register_checks import check_register
from certificates.services.revoking import revoke
from certificates.services.signature_checks import read_signatures
from certificates.services.signing import sign_document
from certificates.services.signing_portions import list_codes, next_portion, stream_unsigned
from members.models import Disclosure
from tests.certificates.signers import official, rewritten, sign, sign_for_years
from tests.factories.bimtek import RegistrationFactory
from tests.factories.certificates import LATER, NOW, CertificateFactory, FileFactory, held_event, printed
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
needs_pdfsig = pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig of poppler-utils is not installed")
SIGNER = "Uji Coba Belajar KIM, bukan tanda tangan tersertifikasi"
NAMES = {"0" * 19 + "1": "Yosefina Da'Lopez", "0" * 19 + "2": "=Maria Nahak"}


@pytest.fixture(scope="module")
def drawn():
    """Two unsigned PDFs by code, drawn once."""
    return {code: draw_document(printed=printed(code=code, name=name), crest=None) for code, name in NAMES.items()}


def file_certificates(event, drawn):
    """The certificates as issuing and drawing leave them, register and all."""
    rows = [
        CertificateFactory(
            registration=RegistrationFactory(event=event), code=code, printed=printed(code=code, name=name)
        )
        for code, name in NAMES.items()
    ]
    for row in rows:
        content = drawn[row.code]
        digest = sha256(content).hexdigest()
        FileFactory(certificate=row, content=content, byte_count=len(content), sha256=digest)
    record_all(certificates=rows, action=RegisterAction.ISSUED, now=NOW)
    record_all(certificates=rows, action=RegisterAction.FILED, now=NOW)
    return list(CertificateFile.objects.order_by("certificate__serial"))


@pytest.fixture
def files(event, drawn):
    return file_certificates(event, drawn)


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    return official(tmp_path_factory.mktemp("pejabat"))


@pytest.fixture
def content(files):
    return bytes(files[0].content)


def bring(event, *contents):
    files = [(f"berkas-{count}.pdf", content) for count, content in enumerate(contents)]
    return import_signed(certificates=Certificate.objects.of_event(event), files=files, now=LATER)


def portion_of(event):
    return next_portion(certificates=Certificate.objects.of_event(event))


def zipped(entries):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_what_goes_out_is_what_is_stored(event, files):
    with zipfile.ZipFile(BytesIO(b"".join(stream_unsigned(portion=portion_of(event))))) as archive:
        names, contents = archive.namelist(), [archive.read(name) for name in archive.namelist()]

    assert contents == [bytes(file.content) for file in files]
    first, second = list_codes(portion=portion_of(event)).splitlines()[1:]
    assert first.split(",")[0] == names[0]
    assert first.split(",")[-1] == files[0].sha256
    assert "'=Maria Nahak" in second  # no formula for a spreadsheet


def test_a_signed_file_takes_the_place_of_ours(event, files, content, signer):
    signed = sign(content, signer)

    (result,) = bring(event, signed)

    assert (result.is_accepted, result.signer, result.certificate) == (True, SIGNER, files[0].certificate)
    file = CertificateFile.objects.get(pk=files[0].pk)
    assert bytes(file.content) == signed
    assert (file.sha256, file.byte_count) == (sha256(signed).hexdigest(), len(signed))
    assert (file.unsigned_sha256, file.unsigned_byte_count) == (files[0].sha256, len(content))
    assert (file.signature, file.signed_at) == (FileSignature.EXTERNAL, LATER)
    assert RegisterEntry.objects.last().action == "signed"
    assert list(check_register()) == []


def test_only_what_still_waits_goes_out_again(event, files, content, signer):
    bring(event, sign(content, signer))

    with zipfile.ZipFile(BytesIO(b"".join(stream_unsigned(portion=portion_of(event))))) as archive:
        assert [archive.read(name) for name in archive.namelist()] == [bytes(files[1].content)]


@pytest.mark.parametrize("how", ["visible", "for years", "two officials", "certified first"])
def test_every_honest_way_of_signing_is_accepted(event, content, signer, how, keys):
    ways = {
        "visible": lambda: sign(content, signer, box=(40, 40, 200, 90)),
        "for years": lambda: sign_for_years(content, signer),
        "two officials": lambda: sign(sign(content, signer), signer, field="Kedua"),
        "certified first": lambda: sign(content, signer, certify=True),
    }

    (result,) = bring(event, ways[how]())

    assert result.reason == ""


def test_a_signature_behind_our_own_is_accepted(keys, event, drawn, signer):
    ours = {code: sign_document(content=content, organization_id=1, now=NOW) for code, content in drawn.items()}
    file = file_certificates(event, ours)[0]

    (result,) = bring(event, sign(bytes(file.content), signer))

    assert result.reason == ""
    first, second = read_signatures(content=bytes(CertificateFile.objects.get(pk=file.pk).content))
    assert (first.is_ours, second.is_ours) == (True, False)
    assert (first.is_intact, second.is_intact, second.is_whole_file) == (True, True, True)


def saved_anew(content):
    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as document:
        document.save(out)
    return out.getvalue()


def flipped(content):
    middle = len(content) // 3
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def broken_signature(content, signed):
    """A bit of what was signed, behind our bytes."""
    place = signed.rindex(b"/Type") + 3
    assert place > len(content)
    return signed[:place] + b"X" + signed[place + 1 :]


REFUSED = {
    "unsigned": (lambda content, signer: content, "Belum ada tanda tangan elektronik di dalamnya."),
    "saved anew": (lambda content, signer: sign(saved_anew(content), signer), "Isinya bukan berkas yang Anda unduh"),
    "changed, then signed": (lambda content, signer: sign(flipped(content), signer), "Isinya bukan berkas"),
    "page rewritten, then signed": (
        lambda content, signer: sign(rewritten(content), signer),
        "Selain tanda tangan ada isi lain yang diubah.",
    ),
    "rewritten after signing": (
        lambda content, signer: rewritten(sign(content, signer)),
        "Selain tanda tangan ada isi lain yang diubah.",
    ),
    "something behind": (
        lambda content, signer: sign(content, signer) + b"\n% lagi",
        "Ada yang ditambahkan di belakang tanda tangannya.",
    ),
    "a stamp over the page": (
        lambda content, signer: sign(content, signer, box=(0, 0, 842, 595)),
        "Selain tanda tangan ada isi lain yang diubah.",
    ),
    "an update without a signature": (lambda content, signer: rewritten(content), "Belum ada tanda tangan"),
    "cut off": (lambda content, signer: sign(content, signer)[:-300], "rusak"),
    "words behind": (lambda content, signer: content + b"tanda tangan", ""),
    "signature broken": (lambda content, signer: broken_signature(content, sign(content, signer)), ""),
    "no PDF": (lambda content, signer: b"\x89PNG" + content, ""),
    "too large": (lambda content, signer: content + b"0" * LARGEST_FILE, "Lebih dari 2,0 MB."),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_everything_else_is_refused_and_changes_nothing(event, files, content, signer, kind):
    make, reason = REFUSED[kind]

    (result,) = bring(event, make(content, signer))

    assert not result.is_accepted
    assert reason in result.reason
    assert CertificateFile.objects.filter(signature=FileSignature.EXTERNAL).count() == 0
    assert RegisterEntry.objects.filter(action="signed").count() == 0
    assert bytes(CertificateFile.objects.get(pk=files[0].pk).content) == content


def test_files_are_judged_one_by_one(event, files, content, signer):
    other = bytes(files[1].content)
    signed = sign(content, signer)

    results = bring(event, signed, other, sign(other, signer), signed, sign(other, signer))

    assert [result.reason for result in results] == [
        "",
        "Belum ada tanda tangan elektronik di dalamnya.",
        "",
        "Sudah dimasukkan sebelumnya.",
        "Sudah ada yang bertanda tangan.",
    ]


def test_somebody_elses_file_goes_to_somebody_else(event, files, signer):
    """Named as the first one's, it is matched by the code inside."""
    (result,) = import_signed(
        certificates=Certificate.objects.of_event(event),
        files=[("sertifikat-001-yosefina.pdf", sign(bytes(files[1].content), signer))],
        now=LATER,
    )

    assert result.certificate == files[1].certificate


def test_a_file_of_another_event_is_refused(event, files, content, signer):
    other = held_event(slug="lain", organization=event.organization)

    (result,) = bring(other, sign(content, signer))

    assert (
        result.reason == "Tidak memuat kode salah satu sertifikat di halaman ini. Periksa apakah berkasnya dari sini."
    )


def test_a_revoked_certificate_is_signed_no_more(event, files, content, signer):
    revoke(certificate=files[0].certificate, by=UserFactory(), reason="keliru", now=LATER)

    (result,) = bring(event, sign(content, signer))

    assert result.reason == "Sertifikat ini sudah dicabut atau digantikan."


def test_verification_tells_the_signed_one_from_the_one_before(client, event, files, content, signer):
    signed = sign(content, signer)
    bring(event, signed)

    now_valid, before = (compare_file(content=each, now=LATER) for each in (signed, content))
    html = client.post(reverse("verify_file"), {"berkas": SimpleUploadedFile("s.pdf", signed)}).content.decode()
    old = client.post(reverse("verify_file"), {"berkas": SimpleUploadedFile("s.pdf", content)}).content.decode()

    assert (now_valid.is_valid, now_valid.is_signed_outside, now_valid.is_signed) == (True, True, False)
    assert before.finding == Finding.UNSIGNED
    assert f"tanda tangan elektronik yang utuh atas nama {SIGNER}." in html
    assert "Versi sebelum ditandatangani" in old
    assert "verdict good" not in old
    assert "BSrE" not in html + old


@needs_pdfsig
def test_poppler_calls_the_stored_file_valid(event, content, signer, tmp_path):
    bring(event, sign(content, signer))
    (tmp_path / "s.pdf").write_bytes(CertificateFile.objects.get(signature=FileSignature.EXTERNAL).content)

    run = subprocess.run(["pdfsig", "-nocert", "s.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert "Signature is Valid." in run.stdout
    assert "Total document signed" in run.stdout


def test_an_officer_does_all_of_it_in_the_browser(officer_client, event, files, signer):
    page = officer_client.get(reverse("office_tte", args=[event.pk])).content.decode()
    archive = b"".join(officer_client.get(reverse("office_tte_zip", args=[event.pk])).streaming_content)
    codes = officer_client.get(reverse("office_tte_codes", args=[event.pk])).content.decode()
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        entries = {f"sub/{name}": sign(opened.read(name), signer) for name in opened.namelist()}
    upload = SimpleUploadedFile("hasil.zip", zipped(entries | {"baca.txt": b"", "__MACOSX/._x.pdf": b"x"}))

    answer = officer_client.post(reverse("office_tte_import", args=[event.pk]), {"berkas": [upload]})

    html = answer.content.decode()
    assert "0 dari 2 sudah bertanda tangan elektronik." in page
    assert len(codes.splitlines()) == 3
    assert answer.status_code == 200
    assert "2 dari 2 berkas diterima" in html
    assert "2 dari 2 sudah bertanda tangan elektronik." in html
    assert Disclosure.objects.filter(subject__contains="TTE").count() == 2
    assert reverse("office_tte", args=[event.pk]) in officer_client.get(
        reverse("office_certificate_batch", args=[event.pk])
    ).content.decode()  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number(officer_client, event, count, django_assert_num_queries):
    for _ in range(count):
        FileFactory(certificate=CertificateFactory(registration=RegistrationFactory(event=event)))
    officer_client.get(reverse("office_tte", args=[event.pk]))

    with django_assert_num_queries(7):
        officer_client.get(reverse("office_tte", args=[event.pk]))


HOSTILE = {
    "no ZIP": b"PK\x03\x04 bukan arsip",
    "too many": zipped({f"{count}.pdf": b"x" for count in range(601)}),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_strange_archive_is_refused_whole(officer_client, event, files, kind):
    upload = SimpleUploadedFile("hasil.zip", HOSTILE[kind])

    answer = officer_client.post(reverse("office_tte_import", args=[event.pk]), {"berkas": [upload]})

    assert answer.status_code == 400
    assert "ZIP ini tidak bisa dibuka, bersandi, atau berisi lebih dari 600 PDF." in answer.content.decode()


def test_a_bomb_is_read_no_further_than_a_file_may_be_large(officer_client, event, files):
    upload = SimpleUploadedFile("bom.zip", zipped({"bom.pdf": b"%PDF-1.7" + bytes(200 * 1024 * 1024)}))

    html = officer_client.post(reverse("office_tte_import", args=[event.pk]), {"berkas": [upload]}).content.decode()

    assert "0 dari 1 berkas diterima" in html
    assert "Lebih dari 2,0 MB." in html


def test_too_much_at_once_is_refused_before_it_is_read(officer_client, event):
    answer = officer_client.post(
        reverse("office_tte_import", args=[event.pk]), data=b"", content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(10**10),
    )  # fmt: skip

    assert answer.status_code == 400
    assert "lebih besar dari 100 MB" in answer.content.decode()


def test_without_a_file_it_says_what_to_do(officer_client, event, files):
    html = officer_client.post(reverse("office_tte_import", args=[event.pk])).content.decode()

    assert "Pilih dahulu berkas yang sudah ditandatangani." in html


def test_without_certificates_it_says_so(officer_client, event):
    assert "Belum ada PDF sertifikat." in officer_client.get(reverse("office_tte", args=[event.pk])).content.decode()


def test_while_the_files_are_drawn_nobody_is_sent_to_issue(officer_client, event):
    CertificateFactory(registration=RegistrationFactory(event=event))

    html = officer_client.get(reverse("office_tte", args=[event.pk])).content.decode()

    assert ("PDF sertifikat belum selesai dibuat." in html, "Terbitkan dulu" in html) == (True, False)


def test_the_service_is_off(officer_client, event, files):
    address = reverse("office_tte_service", args=[event.pk])

    assert officer_client.post(address, {"nik": "1" * 16, "passphrase": "x"}).status_code == 404
    assert "Frasa sandi" not in officer_client.get(reverse("office_tte", args=[event.pk])).content.decode()
