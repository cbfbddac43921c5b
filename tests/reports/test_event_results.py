import logging
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from bimtek.choices import RegistrationStatus
from bimtek.models import TestScore
from certificates.choices import CertificateStatus
from members.choices import Role
from reports.services.event_results import build_event_book
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory
from tests.factories.members import MemberFactory, RegionFactory, UserFactory, assign_role
from tests.factories.reports import attend, certify


@pytest.fixture
def slot(organization):
    """Two JP of an event on 11 July 2024."""
    return SlotFactory(event=EventFactory(organization=organization, title="Pembinaan KIM"))


def score(registration, kind, value, by):
    TestScore.objects.create(
        registration=registration, kind=kind, score=value, recorded_by=by, recorded_at=registration.created_at
    )


def open_book(event, by):
    return load_workbook(BytesIO(build_event_book(event=event, by=by)))["Peserta"]


def rows_of(page):
    return list(page.iter_rows(min_row=6, values_only=True))


def test_export_lists_what_each_participant_reached(slot, officer):
    person = MemberFactory(full_name="Ama Bria", gender="L", institution="Ketua KIM")
    registration = attend(person, slot)
    score(registration, "pre", Decimal(40), officer)
    score(registration, "post", Decimal("72.50"), officer)
    certificate = certify(registration=registration)

    page = open_book(slot.event, officer)

    assert [cell.value for cell in page[5]] == [
        "No.",
        "Nama",
        "L/P",
        "Kelurahan/desa",
        "Kecamatan",
        "Jabatan atau instansi",
        "Sesi hadir",
        "Kehadiran",
        "JP",
        "Tes awal",
        "Tes akhir",
        "Nomor sertifikat",
        "Keadaan sertifikat",
    ]
    assert rows_of(page) == [
        (1, "Ama Bria", "L", "Namosain", "Alak", "Ketua KIM", 1, 1, 2, 40, 72.5, certificate.number, "Berlaku")
    ]
    assert page["H6"].number_format == "0%"


def test_export_names_event_day_and_place(slot, officer):
    page = open_book(slot.event, officer)

    assert [page["A1"].value, page["A2"].value] == ["Pembinaan KIM", "Kamis, 11 Juli 2024, Aula Contoh"]
    assert page["A3"].value == "Berisi data pribadi: simpan dan bagikan seperlunya."


def test_export_leaves_unknown_things_empty(slot, officer):
    RegistrationFactory(event=slot.event, member=MemberFactory(full_name="Tamu", gender="", region=None))
    RegistrationFactory(
        event=slot.event, member=MemberFactory(full_name="Ujang", region=RegionFactory(code="53.71.04"))
    )

    assert rows_of(open_book(slot.event, officer)) == [
        (1, "Tamu", None, None, None, None, 0, 0, 0, None, None, None, None),
        (2, "Ujang", "P", None, "Oebobo", None, 0, 0, 0, None, None, None, None),
    ]


def test_export_says_when_a_certificate_was_revoked(slot, officer):
    registration = attend(MemberFactory(), slot)
    certify(
        registration=registration,
        status=CertificateStatus.REVOKED,
        revoked_at=registration.created_at,
        revocation_reason="Nama salah",
    )

    assert rows_of(open_book(slot.event, officer))[0][-1] == "Dicabut"


def test_export_leaves_out_cancelled_people_and_phones(slot, officer):
    RegistrationFactory(event=slot.event, status=RegistrationStatus.CANCELLED)
    RegistrationFactory(event=slot.event, member=MemberFactory(phone="+6281234567890"))

    page = open_book(slot.event, officer)

    assert len(rows_of(page)) == 1
    assert [cell.value for row in page.iter_rows() for cell in row if "6281234567890" in str(cell.value)] == []


def test_export_keeps_a_name_that_looks_like_a_formula_as_text(slot, officer):
    RegistrationFactory(event=slot.event, member=MemberFactory(full_name="=cmd|' /C calc'!A0"))

    page = open_book(slot.event, officer)

    assert (page["B6"].value, page["B6"].data_type) == ("=cmd|' /C calc'!A0", "s")


def test_export_writes_keys_and_no_names_into_the_log(slot, officer, caplog):
    RegistrationFactory(event=slot.event, member=MemberFactory(full_name="Ama Bria"))

    with caplog.at_level(logging.INFO, logger="reports"):
        build_event_book(event=slot.event, by=officer)

    assert caplog.messages == [f"event {slot.event.pk}: results of 1 participants exported by user {officer.pk}"]


def test_export_needs_the_same_queries_for_one_and_three(slot, officer):
    def count():
        with CaptureQueriesContext(connection) as queries:
            build_event_book(event=slot.event, by=officer)
        return len(queries)

    attend(MemberFactory(), slot)
    one = count()
    for code in ("53.71.01.1002", "53.71.04.1001"):
        attend(MemberFactory(region=RegionFactory(code=code)), slot)

    assert count() == one


def test_download_is_private_and_readably_named(officer_client, slot):
    response = officer_client.get(reverse("office_event_export", args=[slot.event.pk]))

    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"] == 'attachment; filename="Hasil Pembinaan KIM - 2024-07-11.xlsx"'


def test_download_is_for_the_office_of_the_event(client, slot, officer, viewer, serang_officer, member, organization):
    trainer = assign_role(UserFactory(), Role.TRAINER, organization)
    answers = []
    for user in [officer, viewer, serang_officer, trainer, member.user]:
        client.force_login(user)
        answers.append(client.get(f"/cms/kegiatan/{slot.event.pk}/unduh/").status_code)
    client.logout()

    assert answers == [200, 200, 404, 404, 404]
    assert client.get(f"/cms/kegiatan/{slot.event.pk}/unduh/").status_code == 302
