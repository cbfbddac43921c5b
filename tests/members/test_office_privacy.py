"""The office's side: numbers behind a button, paper consents, the queue with its clock, erasing, lists for admins."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from members.choices import DisclosureKind, RequestKind, Role
from members.models import Consent, ConsentText, DataRequest, Disclosure, Member, RetentionRule
from members.services.consents import give_consent, has_consent
from members.services.data_requests import open_request
from members.services.disclosures import record_disclosure
from tests.factories.members import MemberFactory, OrganizationFactory, RegionFactory, UserFactory, assign_role
from tests.members.test_retention import LONG_AGO, old_member

pytestmark = pytest.mark.django_db
QUEUE = "/cms/permintaan-data/"


def html(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def person(organization):
    return MemberFactory(
        full_name="Maria Goreti Nahak", phone="+6281234567890", organization=organization, is_minor=False
    )


@pytest.fixture
def foreign(db):
    serang = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))
    return MemberFactory(organization=serang, region=None, phone="+6281234567899", is_minor=False)


def browser(role, organization):
    client = Client()
    client.force_login(assign_role(UserFactory(), role, organization))
    return client


def of(person, what):
    return f"/cms/anggota/{person.pk}/{what}/"


@pytest.mark.parametrize("address", ["/cms/anggota/", "/cms/anggota/{pk}/", "/cms/anggota/{pk}/data/"])
def test_no_page_shows_a_whole_number_by_itself(officer_client, person, address):
    text = html(officer_client.get(address.format(pk=person.pk)))

    assert person.full_name in text
    assert "81234567890" not in text.replace("-", "").replace(" ", "")


def test_a_number_is_shown_on_request_and_noted(officer_client, officer, person):
    text = html(officer_client.post(of(person, "nomor")))

    assert "0812-3456-7890" in text
    note = Disclosure.objects.get()
    assert (note.user, note.member, note.kind) == (officer, person, DisclosureKind.PHONE)


def test_a_viewer_never_sees_a_number(organization, person):
    viewer = browser(Role.VIEWER, organization)

    assert viewer.post(of(person, "nomor")).status_code == 404
    assert "Lihat nomor" not in html(viewer.get(f"/cms/anggota/{person.pk}/"))
    assert Disclosure.objects.count() == 0


def test_the_person_learns_who_looked(officer_client, person):
    person.user = UserFactory()
    person.save()
    officer_client.post(of(person, "nomor"))
    own = Client()
    own.force_login(person.user)

    text = html(own.get("/akun/data/"))

    assert "Melihat nomor HP" in text
    assert "<dd>petugas</dd>" in text


def record(client, person, **fields):
    return client.post(of(person, "persetujuan"), {"age": "18", **fields})


def test_paper_is_recorded_with_its_scan(officer_client, officer, person):
    sheet = SimpleUploadedFile("Surat Maria.pdf", b"%PDF-1.7 isi", content_type="application/pdf")

    response = record(officer_client, person, photo="on", contact="on", scan=sheet)

    assert response.url == of(person, "data")
    rows = Consent.objects.order_by("pk")
    assert [(row.purpose, row.method, row.recorded_by) for row in rows] == [
        ("photo", "paper", officer),
        ("contact", "paper", officer),
    ]
    answer = officer_client.post(f"/cms/persetujuan/{rows[0].pk}/lembar/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 isi"
    assert Disclosure.objects.get().kind == DisclosureKind.FILE
    for row in rows:
        row.scan.delete(save=False)


def png():
    content = BytesIO()
    Image.new("RGB", (2, 2)).save(content, "PNG")
    return content.getvalue()


def test_a_picture_gets_the_ending_of_its_content(officer_client, person):
    record(officer_client, person, photo="on", scan=SimpleUploadedFile("foto.pdf", png()))

    row = Consent.objects.get()
    assert row.scan.name.endswith(".png")
    row.scan.delete(save=False)


@pytest.mark.parametrize(
    "content",
    [b"<html><script>alert(1)</script>", b"MZ\x90\x00", b"", b"\x89PNG rusak", b"%PDF-" + b"0" * (5 * 1024 * 1024)],
    ids=["html", "program", "empty", "broken", "huge"],
)
def test_rubbish_is_no_sheet(officer_client, person, content):
    response = record(officer_client, person, photo="on", scan=SimpleUploadedFile("lembar.pdf", content))

    assert response.status_code == 400
    assert Consent.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Centang paling sedikit satu tujuan"),
        ({"photo": "on", "age": ""}, "Pilih umurnya."),
        ({"photo": "on", "age": "17"}, "tulis nama orang tua atau wali"),
    ],
)
def test_an_unclear_sheet_is_explained(officer_client, person, fields, message):
    response = record(officer_client, person, **fields)

    assert response.status_code == 400
    assert message in html(response)
    assert Consent.objects.count() == 0


def test_withdrawing_at_the_desk_counts_at_once(officer_client, officer, person, now):
    consent = give_consent(member=person, purpose="photo", by=officer, now=now)

    officer_client.post(f"/cms/persetujuan/{consent.pk}/cabut/")

    consent.refresh_from_db()
    assert (has_consent(member=person, purpose="photo"), consent.withdrawn_by) == (False, officer)


def test_a_copy_on_paper_is_noted(officer_client, person):
    response = officer_client.post(of(person, "data/salinan"))

    assert response.content.startswith(b"%PDF-")
    assert Disclosure.objects.get().kind == DisclosureKind.SUBJECT_COPY


def test_a_request_by_word_is_typed_in(officer_client, person):
    response = officer_client.post(of(person, "permintaan"), {"kind": "erase", "details": "Datang ke kantor."})

    row = DataRequest.objects.get()
    assert response.url == f"{QUEUE}{row.pk}/"
    assert (row.member, row.kind) == (person, "erase")


@pytest.fixture
def at_ten(now):
    with time_machine.travel(now, tick=False):
        yield now


def test_overdue_requests_come_first_with_their_clock(officer_client, person, at_ten):
    open_request(member=person, kind=RequestKind.RECTIFY, details="x", now=at_ten)
    open_request(member=MemberFactory(), kind=RequestKind.ERASE, now=at_ten - timedelta(days=4))
    open_request(member=MemberFactory(), kind=RequestKind.ACCESS, now=at_ten - timedelta(hours=20))

    text = html(officer_client.get(QUEUE))

    assert text.index("lewat 1 hari") < text.index("sisa 2 hari 4 jam") < text.index("sisa 3 hari")


def test_the_menu_counts_what_waits(officer_client, person, foreign, now):
    before = html(officer_client.get("/cms/kegiatan/"))
    open_request(member=person, kind=RequestKind.ACCESS, now=now)
    open_request(member=foreign, kind=RequestKind.ACCESS, now=now)

    assert "menunggu" not in before
    assert 'aria-label="1 menunggu"' in html(officer_client.get("/cms/kegiatan/"))


def test_a_viewer_has_no_queue(organization, person, now):
    open_request(member=person, kind=RequestKind.ACCESS, now=now)
    viewer = browser(Role.VIEWER, organization)

    assert viewer.get(QUEUE).status_code == 404
    assert "Permintaan data" not in html(viewer.get("/cms/kegiatan/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_needs_the_same_queries_for_any_number(officer_client, now, django_assert_num_queries, rows):
    for _row in range(rows):
        open_request(member=MemberFactory(), kind=RequestKind.ACCESS, now=now)

    with django_assert_num_queries(6):  # session, user, roles, count, rows, waiting requests
        officer_client.get(QUEUE)


def test_an_answer_reaches_the_person(officer_client, officer, person, now):
    row = open_request(member=person, kind=RequestKind.ACCESS, now=now)

    response = officer_client.post(f"{QUEUE}{row.pk}/", {"outcome": "yes", "answer": "Diserahkan."})

    assert response.url == QUEUE
    row.refresh_from_db()
    assert (row.is_granted, row.answer, row.closed_by) == (True, "Diserahkan.", officer)
    assert "Diserahkan." in html(officer_client.get(f"{QUEUE}{row.pk}/"))
    assert "Maria" in html(officer_client.get(f"{QUEUE}?selesai=1"))


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("access", {}),
        ("access", {"outcome": "yes", "answer": ""}),
        ("access", {"outcome": "maybe", "answer": "x"}),
        ("erase", {"outcome": "yes", "answer": "Sudah."}),
    ],
)
def test_an_unclear_answer_closes_nothing(officer_client, person, now, kind, fields):
    row = open_request(member=person, kind=kind, now=now)

    assert officer_client.post(f"{QUEUE}{row.pk}/", fields).status_code == 400
    assert DataRequest.objects.open().count() == 1


def test_a_second_answer_changes_nothing(officer_client, person, now):
    row = open_request(member=person, kind=RequestKind.ACCESS, now=now)
    officer_client.post(f"{QUEUE}{row.pk}/", {"outcome": "yes", "answer": "Pertama."})

    officer_client.post(f"{QUEUE}{row.pk}/", {"outcome": "no", "answer": "Kedua."})

    row.refresh_from_db()
    assert (row.is_granted, row.answer) == (True, "Pertama.")


def test_erasing_needs_the_name(officer_client, person):
    text = html(officer_client.get(of(person, "hapus")))
    refused = officer_client.post(of(person, "hapus"), {"name": "Maria"})

    assert "Yang hilang" in text
    assert (refused.status_code, "Namanya tidak sama" in html(refused)) == (400, True)
    person.refresh_from_db()
    assert person.erased_at is None


def test_an_officer_erases(officer_client, officer, person, now):
    row = open_request(member=person, kind=RequestKind.ERASE, now=now)

    response = officer_client.post(of(person, "hapus"), {"name": "maria goreti nahak"})

    assert response.url == QUEUE
    person.refresh_from_db()
    row.refresh_from_db()
    assert (person.full_name, row.is_granted) == (f"Orang yang dihapus {person.pk}", True)
    assert officer_client.get(of(person, "hapus")).status_code == 404
    assert "Orang yang dihapus" in html(officer_client.get(f"{QUEUE}{row.pk}/"))


def test_staff_are_not_erased(officer_client, organization, person):
    person.user = assign_role(UserFactory(), Role.TRAINER, organization)
    person.save()

    for response in (
        officer_client.get(of(person, "hapus"), follow=True),
        officer_client.post(of(person, "hapus"), {"name": person.full_name}, follow=True),
    ):
        assert "Cabut dulu perannya" in html(response)
    assert Member.objects.get(pk=person.pk).erased_at is None


OF_PERSON = ["nomor", "data", "data/salinan", "persetujuan", "permintaan", "hapus"]


@pytest.mark.parametrize("what", OF_PERSON)
def test_people_of_others_do_not_exist(officer_client, foreign, what):
    before = Disclosure.objects.count()

    answers = {officer_client.get(of(foreign, what)).status_code, officer_client.post(of(foreign, what)).status_code}

    assert answers <= {404, 405}
    assert Disclosure.objects.count() == before


@pytest.mark.parametrize("what", OF_PERSON)
def test_the_erased_and_the_merged_do_not_exist(officer_client, person, what):
    for change in ({"erased_at": timezone.now()}, {"erased_at": None, "merged_into": MemberFactory()}):
        Member.objects.filter(pk=person.pk).update(**change)

        assert officer_client.post(of(person, what)).status_code in (404, 405)


def test_an_admin_reads_who_looked(organization, officer, person, foreign, now):
    record_disclosure(user=officer, kind=DisclosureKind.PHONE, member=person, now=now)
    record_disclosure(user=officer, kind=DisclosureKind.PHONE, member=foreign, now=now)
    record_disclosure(user=officer, kind=DisclosureKind.EXPORT, subject="Hasil: Bimtek", people_count=40, now=now)
    record_disclosure(user=UserFactory(), kind=DisclosureKind.EXPORT, subject="Milik lain", now=now)

    text = html(browser(Role.ADMIN, organization).get("/cms/pembukaan-data/"))

    assert person.full_name in text
    assert "Hasil: Bimtek, 40 orang" in text
    assert foreign.full_name not in text
    assert "Milik lain" not in text


@pytest.mark.parametrize(("zone", "clock"), [("Asia/Jakarta", "09.00 WIB"), ("Asia/Jayapura", "11.00 WIT")])
def test_moments_are_told_in_the_zone_of_the_office(zone, clock, organization, now):
    type(organization).objects.filter(pk=organization.pk).update(time_zone=zone)
    member = MemberFactory(organization=organization)
    record_disclosure(user=UserFactory(), kind=DisclosureKind.PHONE, member=member, now=now)

    text = html(browser(Role.ADMIN, organization).get("/cms/pembukaan-data/"))

    assert f"11 Juli 2024 {clock}" in text


@pytest.mark.parametrize("address", ["/cms/pembukaan-data/", "/cms/masa-simpan/"])
@pytest.mark.parametrize("role", [Role.OFFICER, Role.VIEWER, Role.TRAINER])
def test_only_admins_keep_watch(organization, address, role):
    assert browser(role, organization).get(address).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_watch_needs_the_same_queries(organization, officer, now, django_assert_max_num_queries, rows):
    admin = browser(Role.ADMIN, organization)
    for _row in range(rows):
        record_disclosure(user=officer, kind=DisclosureKind.PHONE, member=MemberFactory(), now=now)

    with django_assert_max_num_queries(7):
        admin.get("/cms/pembukaan-data/")


def test_an_admin_sees_first_and_then_runs(organization):
    admin = browser(Role.ADMIN, organization)
    forgotten = old_member(full_name="Yohanes Bere", organization=organization)
    idle = html(admin.get("/cms/masa-simpan/"))
    RetentionRule.objects.filter(subject="inactive_members").update(is_active=True)

    shown = html(admin.get("/cms/masa-simpan/"))
    refused = admin.post("/cms/masa-simpan/")
    done = admin.post("/cms/masa-simpan/", {"sure": "on"}, follow=True)

    assert ("Yohanes Bere" in idle, "Hapus sekarang" in idle) == (True, False)
    assert ("Yohanes Bere" in shown, "Hapus sekarang" in shown) == (True, True)
    assert refused.status_code == 400
    assert "Selesai: 1 catatan dihapus." in html(done)
    forgotten.refresh_from_db()
    assert forgotten.erased_at > LONG_AGO


def test_a_superuser_edits_words_as_a_new_version(client):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    text = ConsentText.objects.newest().get(purpose="photo")

    client.post(f"/cms/consenttext/edit/{text.pk}/", {"text": "Juga di televisi.", "is_new_meaning": "on"})

    assert [row.text for row in ConsentText.objects.filter(purpose="photo")] == ["Juga di televisi.", text.text]
    assert client.get(f"/cms/consenttext/edit/{text.pk}/").status_code == 404


def test_an_admin_reads_the_rules_and_changes_none(organization):
    admin = browser(Role.ADMIN, organization)
    rule = RetentionRule.objects.get(subject="login_codes")

    admin.post(f"/cms/retentionrule/edit/{rule.pk}/", {"months": "99", "basis": "", "is_active": "on"})

    rule.refresh_from_db()
    assert (rule.months, rule.is_active) == (3, False)
    assert admin.get("/cms/retentionrule/").status_code == 200
