from io import BytesIO

import pytest
from django.db import IntegrityError
from openpyxl import load_workbook

from members.choices import DisclosureKind
from members.models import Disclosure, Kim
from members.services.consents import give_consent, withdraw_consent
from members.services.disclosures import record_disclosure
from members.services.kim_id.book import export_kim_id
from tests.factories.bimtek import EventFactory, RegistrationFactory
from tests.factories.certificates import CertificateFactory, FileFactory
from tests.factories.members import KimMembershipFactory

pytestmark = pytest.mark.django_db


def test_a_look_at_one_person_is_noted(member, officer, now):
    note = record_disclosure(user=officer, kind=DisclosureKind.PHONE, member=member, now=now)

    row = Disclosure.objects.get()
    assert (row, row.user, row.member, row.kind, row.people_count) == (note, officer, member, "phone", 1)
    assert (row.subject, row.happened_at) == ("", now)


def test_a_list_is_noted_with_its_name_and_size(officer, now):
    record_disclosure(user=officer, kind=DisclosureKind.EXPORT, subject="Peserta " * 20, people_count=40, now=now)

    row = Disclosure.objects.get()
    assert (row.member, row.people_count, len(row.subject)) == (None, 40, 100)


def test_an_empty_list_may_be_noted(officer, now):
    note = record_disclosure(user=officer, kind=DisclosureKind.EXPORT, subject="Kosong", people_count=0, now=now)

    assert note.people_count == 0


def test_one_person_counts_once_whatever_is_said(member, officer, now):
    note = record_disclosure(user=officer, kind=DisclosureKind.FILE, member=member, people_count=7, now=now)

    assert note.people_count == 1


def test_the_database_refuses_many_people_in_the_name_of_one(member, officer, now):
    with pytest.raises(IntegrityError):
        Disclosure.objects.create(
            user=officer, kind=DisclosureKind.PHONE, member=member, people_count=2, happened_at=now
        )


def numbers_for_kim_id(officer, now):
    book = load_workbook(BytesIO(export_kim_id(kims=Kim.objects.all(), by=officer, now=now)))
    return [str(cell.value) for row in book.worksheets[1].iter_rows() for cell in row if "3456" in str(cell.value)]


def test_a_number_is_no_longer_passed_on_once_that_was_taken_back(member, officer, now):
    member.phone, member.is_minor = "+6281234567890", False
    member.save()
    KimMembershipFactory(member=member)
    before = numbers_for_kim_id(officer, now)
    give_consent(member=member, purpose="contact", by=officer, now=now)
    withdraw_consent(member=member, purpose="contact", by=officer, now=now)

    assert (before, numbers_for_kim_id(officer, now)) == (["0812-3456-7890"], [])


@pytest.mark.parametrize(
    ("address", "subject"),
    [
        ("/cms/kegiatan/{pk}/daftar-hadir/cetak/", "Daftar hadir: Bimtek Alak"),
        ("/cms/kegiatan/{pk}/unduh/", "Hasil: Bimtek Alak"),
        ("/cms/kegiatan/{pk}/sertifikat/zip/", "ZIP sertifikat: Bimtek Alak"),
    ],
)
def test_every_list_that_leaves_is_noted(officer_client, officer, organization, address, subject):
    event = EventFactory(organization=organization, title="Bimtek Alak")
    RegistrationFactory.create_batch(3, event=event)

    response = officer_client.get(address.format(pk=event.pk))

    assert response.status_code == 200
    note = Disclosure.objects.get()
    assert (note.user, note.kind, note.subject, note.people_count) == (officer, "export", subject, 3)


def certificate_of(member):
    certificate = CertificateFactory(
        registration=RegistrationFactory(member=member, event__organization=member.organization)
    )
    FileFactory(certificate=certificate)
    return certificate


def test_a_certificate_opened_by_the_office_is_noted(client, officer, member):
    certificate = certificate_of(member)
    client.force_login(officer)

    client.get(f"/sertifikat/{certificate.pk}/unduh/")

    note = Disclosure.objects.get()
    assert (note.member, note.kind, note.subject) == (member, "file", certificate.number)


def test_ones_own_certificate_is_nobodys_business(member_client, member):
    member_client.get(f"/sertifikat/{certificate_of(member).pk}/unduh/")

    assert Disclosure.objects.count() == 0
