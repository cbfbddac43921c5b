"""Whoever writes into the tables past the services is found, whatever they write."""

from datetime import date, timedelta
from hashlib import sha256
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from certificates.choices import CertificateStatus, FileSignature, RegisterAction
from certificates.models import Certificate, CertificateFile, RegisterEntry, RegisterHead
from certificates.services.register import record, record_all
from certificates.services.register_checks import check_register
from certificates.services.register_lines import hash_of
from certificates.services.revoking import revoke
from tests.factories.certificates import LATER, NOW, CertificateFactory, FileFactory
from tests.factories.members import UserFactory

DAY = date(2024, 7, 11)
CONTENT = b"%PDF-1.7 isi"


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def recorded(count):
    """Certificates with a file each, all of it in the register."""
    rows = [CertificateFactory() for _ in range(count)]
    for row in rows:
        FileFactory(certificate=row, content=CONTENT, byte_count=12, sha256=sha256(CONTENT).hexdigest())
    record_all(certificates=rows, action=RegisterAction.ISSUED, now=NOW)
    record_all(certificates=rows, action=RegisterAction.FILED, now=LATER)
    return rows


@pytest.fixture
def rows(db):
    """Three certificates, lines 1 to 6, and a published head; the third is revoked by line 7."""
    made = recorded(3)
    for number, row in enumerate(made, start=1):
        Certificate.objects.filter(pk=row.pk).update(number=row.number)
        row.label = f"nomor {number}"
    revoke(certificate=made[2], by=UserFactory(), reason="keliru", now=LATER)
    last = RegisterEntry.objects.get(position=6)
    RegisterHead.objects.create(day=DAY, position=6, hash=last.hash, published_at=LATER)
    return made


def places():
    return [finding.place for finding in check_register()]


def troubles():
    return [f"{place}: {trouble}" for place, trouble in check_register()]


def rewrite_from(position):
    """What a patient forger does: make all hashes from here on fit again."""
    before = RegisterEntry.objects.filter(position__lt=position).last()
    previous = before.hash if before else "0" * 64
    for line in RegisterEntry.objects.filter(position__gte=position).order_by("position"):
        previous = hash_of(
            previous=previous, position=line.position, certificate=line.certificate_id,
            action=line.action, recorded_at=line.recorded_at, digest=line.digest,
        )  # fmt: skip
        sql("UPDATE certificates_registerentry SET hash = %s WHERE position = %s", previous, line.position)


def test_an_untouched_register_is_whole(rows):
    assert troubles() == []


CERTIFICATE = {
    "number": "UPDATE certificates_certificate SET number = 'palsu' WHERE id = %s",
    "day": "UPDATE certificates_certificate SET issued_on = '2024-07-12' WHERE id = %s",
    "term": "UPDATE certificates_certificate SET valid_until = '2099-01-01' WHERE id = %s",
    "code": "UPDATE certificates_certificate SET code = 'ZZZZZZZZZZZZZZZZZZZZ' WHERE id = %s",
}


@pytest.mark.parametrize("change", CERTIFICATE)
def test_a_changed_certificate_is_named(rows, change):
    sql(CERTIFICATE[change], rows[1].pk)

    assert places() == ["baris 2", "baris 5"]  # both lines that told of it


def test_a_changed_letter_of_the_name_is_found(rows):
    row = Certificate.objects.get(pk=rows[0].pk)
    Certificate.objects.filter(pk=row.pk).update(printed=row.printed | {"name": "Orang Lain"})

    assert troubles() == [
        f"baris 1: sertifikat {row.number} tidak lagi seperti waktu dicatat (issued)",
        f"baris 4: sertifikat {row.number} tidak lagi seperti waktu dicatat (filed)",
    ]


def test_a_revocation_taken_back_is_found(rows):
    sql(
        "UPDATE certificates_certificate SET status = 'valid', revoked_at = NULL, revocation_reason = '' WHERE id = %s",
        rows[2].pk,
    )

    assert troubles() == [
        f"baris 7: sertifikat {rows[2].number} tidak lagi seperti waktu dicatat (revoked)",
        f"{rows[2].number}: pencabutan dihapus",
    ]


def test_a_reason_written_anew_is_found(rows):
    sql("UPDATE certificates_certificate SET revocation_reason = 'lain' WHERE id = %s", rows[2].pk)

    assert places() == ["baris 7"]


@pytest.mark.parametrize(
    ("status", "trouble"), [("revoked", "dicabut tanpa baris"), ("replaced", "digantikan tanpa baris")]
)
def test_a_state_without_its_line_is_found(rows, status, trouble):
    is_revoked = {"revoked_at": NOW, "revocation_reason": "x"} if status == "revoked" else {}
    Certificate.objects.filter(pk=rows[0].pk).update(status=status, **is_revoked)

    assert troubles() == [f"{rows[0].number}: {trouble}"]


def test_a_replacement_taken_back_is_found(rows):
    Certificate.objects.filter(pk=rows[0].pk).update(status=CertificateStatus.REPLACED)
    record(certificate=rows[0], action=RegisterAction.REPLACED, now=LATER)
    assert troubles() == []

    Certificate.objects.filter(pk=rows[0].pk).update(status=CertificateStatus.VALID)

    assert troubles() == [f"{rows[0].number}: penggantian dihapus"]


def test_an_inserted_certificate_is_found(rows):
    forged = CertificateFactory()
    FileFactory(certificate=forged, content=CONTENT, sha256=sha256(CONTENT).hexdigest())

    assert troubles() == [
        f"{forged.number}: disisipkan: tidak ada baris penerbitannya",
        f"{forged.number}: berkas PDF disisipkan: tidak ada barisnya",
    ]


def test_a_certificate_deleted_with_all_its_lines_leaves_a_hole(rows):
    for table, column in [
        ("registerentry", "certificate_id"),
        ("certificatefile", "certificate_id"),
        ("certificate", "id"),
    ]:
        sql(f"DELETE FROM certificates_{table} WHERE {column} = %s", rows[1].pk)

    assert troubles() == [
        "baris 3: baris sebelumnya hilang, dari 2 sampai 2",
        "baris 3: diubah, disisipkan, atau tidak pada urutannya",
        "baris 6: baris sebelumnya hilang, dari 5 sampai 5",
        "baris 6: diubah, disisipkan, atau tidak pada urutannya",
    ]


@pytest.mark.postgres
def test_a_certificate_deleted_past_the_foreign_keys_is_found(rows):
    sql("SET LOCAL session_replication_role = replica")
    sql("DELETE FROM certificates_certificatefile WHERE certificate_id = %s", rows[1].pk)
    sql("DELETE FROM certificates_certificate WHERE id = %s", rows[1].pk)

    found = troubles()

    sql("DELETE FROM certificates_registerentry WHERE certificate_id = %s", rows[1].pk)
    assert found == [f"baris {line}: sertifikatnya (nomor dalam basis data: {rows[1].pk}) dihapus" for line in (2, 5)]


def test_lines_in_another_order_are_found(rows):
    sql("UPDATE certificates_registerentry SET position = 99 WHERE position = 2")
    sql("UPDATE certificates_registerentry SET position = 2 WHERE position = 3")
    sql("UPDATE certificates_registerentry SET position = 3 WHERE position = 99")

    assert places() == ["baris 2", "baris 3", "baris 4"]


@pytest.mark.parametrize("column", ["digest", "hash"])
def test_a_changed_line_is_found(rows, column):
    sql(f"UPDATE certificates_registerentry SET {column} = %s WHERE position = 3", "f" * 64)

    assert "baris 3" in places()


def test_another_moment_is_found(rows):
    RegisterEntry.objects.filter(position=3).update(recorded_at=NOW - timedelta(days=1))

    assert troubles() == ["baris 3: diubah, disisipkan, atau tidak pada urutannya"]


def test_an_inserted_line_is_found(rows):
    forged = CertificateFactory()
    RegisterEntry.objects.create(
        position=8, certificate=forged, action="issued", recorded_at=NOW, digest="a" * 64, hash="b" * 64
    )

    assert places() == ["baris 8", "baris 8"]


def test_the_first_line_deleted_is_found(rows):
    sql("DELETE FROM certificates_registerentry WHERE position = 1")

    assert troubles()[0] == "baris 2: baris sebelumnya hilang, dari 1 sampai 1"


def test_the_last_line_deleted_is_told_by_its_certificate(rows):
    sql("DELETE FROM certificates_registerentry WHERE position = 7")

    assert troubles() == [f"{rows[2].number}: dicabut tanpa baris"]


def test_changed_bytes_of_a_file_are_found(rows):
    CertificateFile.objects.filter(pk=rows[0].pk).update(content=b"%PDF-1.7 ISI")

    assert troubles() == [f"{rows[0].number}: isi berkas PDF diubah"]


def test_another_file_with_its_own_hash_is_found(rows):
    other = b"%PDF-1.7 lain"
    CertificateFile.objects.filter(pk=rows[0].pk).update(
        content=other, byte_count=len(other), sha256=sha256(other).hexdigest()
    )

    assert troubles() == [f"baris 4: sertifikat {rows[0].number} tidak lagi seperti waktu dicatat (filed)"]


@pytest.mark.parametrize("change", [{"credential": "{}"}, {"drawn_at": NOW + timedelta(days=1)}], ids=str)
def test_the_rest_of_a_file_is_watched_too(rows, change):
    CertificateFile.objects.filter(pk=rows[0].pk).update(**change)

    assert places() == ["baris 4"]


def test_a_deleted_file_is_found(rows):
    sql("DELETE FROM certificates_certificatefile WHERE certificate_id = %s", rows[0].pk)

    assert troubles()[-1] == f"{rows[0].number}: berkas PDF dihapus"


def test_a_file_said_to_be_signed_outside_is_found(rows):
    CertificateFile.objects.filter(pk=rows[0].pk).update(
        signature=FileSignature.EXTERNAL, unsigned_byte_count=12, unsigned_sha256=sha256(CONTENT).hexdigest(),
        signed_at=LATER,
    )  # fmt: skip

    assert troubles() == [f"{rows[0].number}: tanda tangan luar tanpa baris"]


def test_a_register_written_anew_from_a_line_on_differs_from_the_published_head(rows):
    """With every hash made to fit, the lines alone look whole; what was published does not."""
    Certificate.objects.filter(pk=rows[1].pk).update(number="palsu")
    facts_of_line_two = RegisterEntry.objects.filter(position__in=[2, 5])
    from certificates.services.register import read_facts
    from certificates.services.register_lines import digest_of

    for line in facts_of_line_two:
        digest = digest_of(read_facts([rows[1].pk])[rows[1].pk], line.action)
        sql("UPDATE certificates_registerentry SET digest = %s WHERE position = %s", digest, line.position)
    rewrite_from(2)

    assert troubles() == ["2024-07-11: baris 6 tidak sama dengan yang diumumkan"]


def test_a_register_cut_off_before_the_head_is_found(rows):
    sql("DELETE FROM certificates_registerentry WHERE position >= 6")

    assert "2024-07-11: baris 6, yang sudah diumumkan, hilang" in troubles()


def test_a_head_kept_elsewhere_tells_of_a_head_written_anew(rows):
    kept = RegisterHead.objects.get().hash
    sql("UPDATE certificates_registerentry SET recorded_at = %s WHERE position = 1", NOW - timedelta(days=1))
    rewrite_from(1)
    RegisterHead.objects.update(hash=RegisterEntry.objects.get(position=6).hash)
    assert troubles() == []  # inside everything fits

    found = [f"{place}: {trouble}" for place, trouble in check_register(heads={DAY: kept})]

    assert found == [
        "2024-07-11: kepala hari itu bukan yang Anda simpan",
        "2024-07-11: tidak ada baris dengan sidik yang Anda simpan: register ditulis ulang",
    ]


def test_the_command_says_it_is_whole(rows):
    out = StringIO()
    head = RegisterHead.objects.get()

    call_command("verify_register", "--head", f"{DAY}:{head.hash}", stdout=out)

    last = RegisterEntry.objects.last()
    assert out.getvalue() == f"Register utuh: 7 baris, sidik terakhir {last.hash}.\n"


def test_the_command_ends_with_one_on_a_finding(rows):
    sql(CERTIFICATE["number"], rows[1].pk)
    out = StringIO()

    with pytest.raises(CommandError) as caught:
        call_command("verify_register", stdout=out)

    assert caught.value.returncode == 1
    assert str(caught.value) == "Register tidak utuh: 2 temuan."
    assert out.getvalue().splitlines()[0] == "baris 2: sertifikat palsu tidak lagi seperti waktu dicatat (issued)"


@pytest.mark.parametrize("head", ["kemarin:abc", "2024-13-01:abc", "abc"])
def test_the_command_refuses_a_head_it_cannot_read(db, head):
    with pytest.raises(CommandError, match="tulis seperti 2026-07-11"):
        call_command("verify_register", "--head", head)


def test_a_day_nobody_published_is_said(rows):
    (finding, _other) = check_register(heads={date(2024, 7, 1): "a" * 64})

    assert finding == ("2024-07-01", "kepala hari itu tidak ada lagi")


@pytest.mark.parametrize("count", [1, 3])
def test_checking_costs_the_same_for_any_number(db, count, django_assert_num_queries):
    recorded(count)

    with django_assert_num_queries(15):
        assert troubles() == []


def test_certificates_from_before_the_register_are_entered_once(db):
    from importlib import import_module

    from django.apps import apps

    enter = import_module("certificates.migrations.0019_enter_earlier_certificates").enter
    plain, drawn, revoked = (CertificateFactory() for _ in range(3))
    FileFactory(certificate=drawn, content=CONTENT, sha256=sha256(CONTENT).hexdigest())
    Certificate.objects.filter(pk=revoked.pk).update(status="revoked", revoked_at=NOW, revocation_reason="keliru")

    enter(apps, None)
    enter(apps, None)

    lines = RegisterEntry.objects.values_list("position", "certificate_id", "action")
    assert list(lines) == [
        (1, plain.pk, "issued"),
        (2, drawn.pk, "issued"),
        (3, drawn.pk, "filed"),
        (4, revoked.pk, "issued"),
        (5, revoked.pk, "revoked"),
    ]
    assert troubles() == []


def test_one_thing_is_never_recorded_twice(rows):
    with pytest.raises(IntegrityError), transaction.atomic():
        record(certificate=rows[0], action=RegisterAction.ISSUED, now=LATER)

    assert troubles() == []
