"""Lists of participants: people are found or made, and seated."""

from io import BytesIO

import pytest
from django.urls import reverse

from bimtek.choices import EventStatus, RegistrationStatus
from bimtek.models import Registration, RegistrationChange
from bimtek.services.registrations import cancel
from members.choices import SheetState
from members.models import Member, SheetImport
from members.services.sheets.imports import confirm_import
from tests.factories.bimtek import EventFactory, RegistrationFactory
from tests.factories.members import MemberFactory, RegionFactory
from tests.factories.sheets import checked, csv_file, imported, rows_of, villages, work

pytestmark = pytest.mark.django_db
HEAD = ["No", "Nama Peserta", "L/P", "No HP/WA", "Kelurahan", "Jabatan", "TTD"]
MARIA = ["1", "Maria Bria", "P", "081234567890", "Namosain", "Camat", ""]
YOSEF = ["2", "Yosef Lado", "L", "", "Oesapa", "", ""]


@pytest.fixture(autouse=True)
def places(db):
    villages()


@pytest.fixture
def event(organization):
    return EventFactory(organization=organization, title="Bimtek Alak", capacity=5)


@pytest.fixture
def office(organization, officer, now, event):
    return {"organization": organization, "by": officer, "now": now, "kind": "registrations", "about": str(event.pk)}


def test_people_are_made_and_seated(office, event, officer):
    sheet = imported(HEAD, MARIA, YOSEF, **office)

    rows = event.registrations.order_by("pk")
    assert sheet.outcome["result"]["new"] == 2
    assert [(row.member.full_name, row.status) for row in rows] == [
        ("Maria Bria", RegistrationStatus.REGISTERED),
        ("Yosef Lado", RegistrationStatus.REGISTERED),
    ]
    assert rows[0].member.institution == "Camat"
    assert list(RegistrationChange.objects.values_list("changed_by", flat=True)) == [officer.pk] * 2


def test_known_people_are_found_and_seated_once(office, event, organization):
    known = MemberFactory(
        full_name="Maria Bria", phone="+6281234567890", region=RegionFactory(), organization=organization
    )

    sheet = checked(HEAD, MARIA, **office)
    work(confirm_import(sheet=sheet, now=office["now"]), office["now"])

    [row] = rows_of(sheet)
    assert row.note == "Namosain, Kecamatan Alak · •••• 890 · sudah tercatat"
    assert list(event.registrations.values_list("member", flat=True)) == [known.pk]
    assert Member.objects.count() == 1


def test_second_import_of_the_same_list_changes_nothing(office, event):
    imported(HEAD, MARIA, YOSEF, **office)

    again = imported(HEAD, MARIA, YOSEF, **office)

    assert again.outcome["result"] == {"new": 0, "changed": 0, "unchanged": 2, "skipped": 0, "left": 0}
    assert (Registration.objects.count(), RegistrationChange.objects.count()) == (2, 2)


def test_a_full_event_leaves_the_rest_as_errors(office, event):
    event.capacity = 1
    event.save()

    sheet = imported(HEAD, MARIA, YOSEF, **office)

    assert sheet.outcome["result"] == {"new": 1, "changed": 0, "unchanged": 0, "skipped": 0, "left": 1}
    assert rows_of(sheet)[0].problems[0].text == (
        "Kegiatan penuh: tambah jumlah tempat di Ringkasan, lalu unggah baris ini lagi."
    )
    assert list(Member.objects.values_list("full_name", flat=True)) == ["Maria Bria"]


def test_seats_taken_since_the_check_are_respected(office, event):
    event.capacity = 2
    event.save()
    sheet = checked(HEAD, MARIA, YOSEF, **office)
    RegistrationFactory(event=event)

    done = work(confirm_import(sheet=sheet, now=office["now"]), office["now"])

    assert done.outcome["result"]["left"] == 1
    assert event.registrations.seated().count() == 2


def test_a_correction_of_a_seated_person_is_a_change(office, event, organization):
    known = MemberFactory(full_name="Maria Bria", region=RegionFactory(), organization=organization)
    RegistrationFactory(event=event, member=known)

    [row] = rows_of(checked(HEAD, MARIA, **office))

    assert row.kind == "changed"
    assert [change.field for change in row.changes] == ["No. HP", "Instansi"]


def test_a_seat_given_back_is_taken_again(office, event, officer, now):
    imported(HEAD, MARIA, **office)
    cancel(registration=event.registrations.get(), by=officer, now=now)

    again = imported(HEAD, MARIA, **office)

    assert again.outcome["result"]["new"] == 1
    assert event.registrations.get().status == RegistrationStatus.REGISTERED


def test_a_cancelled_event_takes_no_list(office, event):
    sheet = checked(HEAD, MARIA, **office)
    event.status = EventStatus.CANCELLED
    event.save()

    done = work(confirm_import(sheet=sheet, now=office["now"]), office["now"])

    assert (done.state, done.outcome["problem"]) == (
        SheetState.FAILED,
        "Kegiatan ini dibatalkan, jadi tidak ada yang didaftarkan.",
    )
    assert Registration.objects.count() == 0


def test_an_event_of_another_office_takes_no_list(office):
    foreign = EventFactory(organization__name="Dinas Serang", organization__region=RegionFactory(code="36.73"))

    sheet = checked(HEAD, MARIA, **(office | {"about": str(foreign.pk)}))

    assert sheet.state == SheetState.FAILED
    assert sheet.outcome["problem"].startswith("Kegiatan ini tidak ada lagi")


def test_the_screen_of_the_event_takes_a_file(officer_client, event, now):
    address = reverse("office_registration_sheet", args=[event.pk])
    file = BytesIO(csv_file(HEAD, MARIA))
    file.name = "peserta.csv"

    page = officer_client.get(address)
    answer = officer_client.post(address, {"file": file})
    sheet = work(SheetImport.objects.get(), now=SheetImport.objects.get().uploaded_at)
    shown = officer_client.get(answer.url).content.decode()

    assert "Bimtek Alak" in page.content.decode()
    assert (sheet.kind, sheet.about, sheet.organization) == ("registrations", str(event.pk), event.organization)
    assert reverse("office_registrations", args=[event.pk]) in shown
    assert "Maria Bria" in shown


def test_the_list_of_participants_leads_to_the_import(officer_client, event):
    page = officer_client.get(reverse("office_registrations", args=[event.pk])).content.decode()

    assert reverse("office_registration_sheet", args=[event.pk]) in page


def test_nobody_starts_this_kind_without_an_event(officer_client):
    assert officer_client.get(reverse("office_sheet_new", args=["registrations"])).status_code == 404
