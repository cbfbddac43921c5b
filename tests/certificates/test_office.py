import zipfile
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from certificates.models import Certificate, CertificateOffer, NumberSeries
from certificates.services.batches import batch_of_event
from certificates.services.issuing import issue_event
from lms.models import Job
from lms.services import jobs
from members.choices import Role
from tests.factories.bimtek import EventFactory
from tests.factories.certificates import (
    LATER,
    DesignFactory,
    FileFactory,
    SeriesFactory,
    SignatoryFactory,
    held_event,
    participant,
)
from tests.factories.members import OrganizationFactory, RegionFactory, UserFactory, assign_role

PAGES = [
    "office_certificates",
    "office_certificate_batch",
    "office_certificate_batch_json",
    "office_certificate_sample",
]
WRITES = ["office_certificate_issue", "office_certificate_retry"]


@pytest.fixture
def viewer_client(client, organization):
    client.force_login(assign_role(UserFactory(), Role.VIEWER, organization))
    return client


@pytest.fixture
def stranger_client(client, db):
    """An officer of an office in another province."""
    office = OrganizationFactory(name="Dinas Kota Serang", region=RegionFactory(code="36.73"))
    client.force_login(assign_role(UserFactory(), Role.OFFICER, office))
    return client


def text_of(response):
    return " ".join(response.content.decode().split())


def test_first_visit_asks_for_design_signatory_and_series(officer_client, organization):
    event = EventFactory()

    response = officer_client.get(reverse("office_certificates", args=[event.pk]))

    assert response.url == reverse("office_certificate_offer", args=[event.pk])
    html = text_of(officer_client.get(response.url))
    assert "Buat penanda tangan" in html


def test_offer_is_chosen_among_the_own_office_s(officer_client, organization):
    event = EventFactory()
    design, signatory, series = DesignFactory(), SignatoryFactory(), SeriesFactory()
    foreign = SignatoryFactory(organization=OrganizationFactory(name="Dinas Lain"), name="Orang Lain")
    address = reverse("office_certificate_offer", args=[event.pk])

    refused = officer_client.post(address, {"design": design.pk, "signatory": foreign.pk, "series": series.pk})
    chosen = officer_client.post(address, {"design": design.pk, "signatory": signatory.pk, "series": series.pk})

    assert refused.status_code == 200
    assert "Orang Lain" not in text_of(refused)
    assert chosen.url == reverse("office_certificates", args=[event.pk])
    assert CertificateOffer.objects.get().signatory == signatory


def test_preflight_shows_who_lacks_what(officer_client, event):
    participant(event, full_name="Adriana Lika")
    participant(event, full_name="Marselinus Bere Klau", is_present=False, score=None)

    html = text_of(officer_client.get(reverse("office_certificates", args=[event.pk])))

    assert "Terbitkan 1 sertifikat" in html
    assert "2 syarat kurang" in html
    assert "belum ada nilai" in html
    assert "Elisabet Manafe Tode" in html


def test_preflight_filters(officer_client, event):
    participant(event, full_name="Adriana Lika")
    participant(event, full_name="Marselinus Bere Klau", is_present=False)

    html = text_of(officer_client.get(reverse("office_certificates", args=[event.pk]), {"saring": "kurang"}))

    assert "Marselinus Bere Klau" in html
    assert "Adriana Lika" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_preflight_costs_the_same_for_any_hall(officer_client, event, count, django_assert_max_num_queries):
    for _ in range(count):
        participant(event)

    with django_assert_max_num_queries(17):
        officer_client.get(reverse("office_certificates", args=[event.pk]))


@pytest.mark.parametrize("count", [1, 3])
def test_batch_costs_the_same_for_any_hall(officer_client, event, now, count, django_assert_max_num_queries):
    for _ in range(count):
        participant(event)
    issue_event(event=event, by=UserFactory(), now=now)

    with django_assert_max_num_queries(9):
        officer_client.get(reverse("office_certificate_batch", args=[event.pk]))


def test_issuing_needs_the_tick(officer_client, event):
    participant(event)

    officer_client.post(reverse("office_certificate_issue", args=[event.pk]))

    assert Certificate.objects.count() == 0


def test_issuing_leads_to_the_progress(officer_client, officer, event):
    participant(event)
    address = reverse("office_certificate_issue", args=[event.pk])

    response = officer_client.post(address, {"sure": "1"}, follow=True)
    again = officer_client.post(address, {"sure": "1"}, follow=True)

    assert Certificate.objects.get().issued_by == officer
    assert "1 sertifikat diterbitkan." in text_of(response)
    assert "Sertifikat sedang diterbitkan" in text_of(response)
    assert "Tidak ada yang baru" in text_of(again)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (
            lambda offer: SignatoryFactory._meta.model.objects.update(valid_until="2020-12-31"),
            "Masa jabatan penanda tangan",
        ),
        (lambda offer: NumberSeries.objects.update(pattern="{salah}"), "{salah} tidak dikenal."),
        (lambda offer: type(offer.event).objects.update(status="cancelled"), "dibatalkan, jadi belum bisa"),
        (lambda offer: type(offer.event).objects.update(title="Acara 王"), "Huruf ini tidak bisa dicetak: 王"),
        (lambda offer: offer.delete(), "Pilih dulu rancangan"),
    ],
)
def test_every_refusal_is_a_sentence_and_changes_nothing(officer_client, event, spoil, sentence):
    participant(event)
    offer = event.certificate_offer
    spoil(offer)

    response = officer_client.post(reverse("office_certificate_issue", args=[event.pk]), {"sure": "1"}, follow=True)

    assert sentence in text_of(response)
    assert (Certificate.objects.count(), Job.objects.count()) == (0, 0)


def test_progress_counts_and_names_failures(officer_client, event, now):
    participant(event, full_name="Adriana Lika")
    participant(event, full_name="Rambu Ana Hamu")
    first, second = issue_event(event=event, by=UserFactory(), now=now)
    FileFactory(certificate=first, byte_count=90_112)
    Job.objects.about("certificates.draw", [second.pk]).update(
        state=Job.State.FAILED, attempts=5, last_error="PdfError: huruf"
    )

    html = text_of(officer_client.get(reverse("office_certificate_batch", args=[event.pk])))
    data = officer_client.get(reverse("office_certificate_batch_json", args=[event.pk])).json()

    assert "1 dari 2 selesai" in html
    assert "1 gagal setelah lima percobaan." in html
    assert "Halamannya tidak bisa digambar. Periksa lambang dan rancangan." in html
    assert "PdfError" not in html
    assert "Coba lagi" in html
    assert "Unduh semua: 1 PDF (88 KB, ZIP)" in html
    assert data == {"line": "1 dari 2 selesai", "percent": 50, "drawn": 1, "failed": 1, "is_finished": True}


def test_retry_gives_new_attempts(officer_client, event, now):
    participant(event)
    issue_event(event=event, by=UserFactory(), now=now)
    Job.objects.update(state=Job.State.FAILED, attempts=5)

    officer_client.post(reverse("office_certificate_retry", args=[event.pk]))

    job = Job.objects.get()
    assert (job.state, job.attempts) == (Job.State.WAITING, 0)


def test_an_attempt_between_two_says_when_the_next_is(officer_client, event, now):
    participant(event)
    issue_event(event=event, by=UserFactory(), now=now)
    Job.objects.update(attempts=1, last_error="PdfError: x", due_at=now.replace(hour=9, minute=14))

    html = text_of(officer_client.get(reverse("office_certificate_batch", args=[event.pk])))

    assert "Gagal, dicoba lagi 17.14 WITA" in html


@pytest.mark.django_db(transaction=True)
def test_zip_holds_one_pdf_per_person_under_safe_names(officer_client, event, now):
    participant(event, full_name="Yosefina Da'Lopez ../../etc")
    participant(event, full_name="Yosefina Da'Lopez ../../etc")
    participant(event, full_name="Ñandu Œuvre")
    issue_event(event=event, by=UserFactory(), now=now)
    jobs.run_due(now=LATER)

    response = officer_client.get(reverse("office_certificate_zip", args=[event.pk]))

    archive = zipfile.ZipFile(BytesIO(b"".join(response.streaming_content)))
    assert archive.testzip() is None
    assert sorted(archive.namelist()) == [
        "sertifikat-001-yosefina-dalopez-etc.pdf",
        "sertifikat-002-yosefina-dalopez-etc.pdf",
        "sertifikat-003-nandu-uvre.pdf",
    ]
    assert all(len(PdfReader(BytesIO(archive.read(name))).pages) == 2 for name in archive.namelist())
    assert response["Content-Disposition"] == f'attachment; filename="sertifikat-{event.slug}.zip"'


def test_zip_leaves_revoked_ones_out_and_keeps_names_apart(officer_client, event, now):
    participant(event, full_name="Sama")
    participant(event, full_name="Sama")
    participant(event, full_name="Dicabut")
    certificates = issue_event(event=event, by=UserFactory(), now=now)
    target, twin = [row for row in certificates if row.printed["name"] == "Sama"]
    other = SeriesFactory(name="Buku kedua")
    Certificate.objects.filter(pk=twin.pk).update(series=other, serial=target.serial)
    Certificate.objects.exclude(pk__in=[target.pk, twin.pk]).update(
        status="revoked", revoked_at=now, revocation_reason="x"
    )
    for row in certificates:
        FileFactory(certificate=row)

    response = officer_client.get(reverse("office_certificate_zip", args=[event.pk]))

    names = zipfile.ZipFile(BytesIO(b"".join(response.streaming_content))).namelist()
    assert len(set(names)) == 2
    assert not any("dicabut" in name for name in names)


def test_sample_uses_no_number(officer_client, event):
    response = officer_client.get(reverse("office_certificate_sample", args=[event.pk]))

    text = PdfReader(BytesIO(response.content)).pages[0].extract_text()
    assert "CONTOH" in text
    assert "000/000/DISKOMINFO" in text
    assert (
        "Yohana"
        in PdfReader(BytesIO(officer_client.get(response.request["PATH_INFO"], {"nama": "pendek"}).content))
        .pages[0]
        .extract_text()
    )
    assert (Certificate.objects.count(), NumberSeries.objects.get().next_serial) == (0, 1)


def test_revoking_asks_for_a_public_reason(officer_client, event, now):
    participant(event)
    (certificate,) = issue_event(event=event, by=UserFactory(), now=now)
    address = reverse("office_certificate_revoke", args=[certificate.pk])

    unsure = officer_client.post(address, {"reason": "keliru"})
    done = officer_client.post(address, {"reason": "nama tercetak keliru", "sure": "on"}, follow=True)
    again = officer_client.post(address, {"reason": "lagi", "sure": "on"}, follow=True)

    assert unsure.status_code == 200
    assert f"Sertifikat {certificate.number} dicabut." in text_of(done)
    assert "sudah dicabut sebelumnya" in text_of(again)
    certificate.refresh_from_db()
    assert certificate.revocation_reason == "nama tercetak keliru"


@pytest.mark.parametrize("name", [*PAGES, "office_certificate_zip", "office_certificate_offer"])
def test_foreign_office_sees_nothing(stranger_client, name):
    event = held_event()

    assert stranger_client.get(reverse(name, args=[event.pk])).status_code == 404


@pytest.mark.parametrize("name", WRITES)
def test_foreign_office_changes_nothing(stranger_client, name):
    event = held_event()
    participant(event)

    assert stranger_client.post(reverse(name, args=[event.pk]), {"sure": "1"}).status_code == 404
    assert Certificate.objects.count() == 0


def test_foreign_office_cannot_revoke_or_download(stranger_client, now):
    event = held_event()
    participant(event)
    (certificate,) = issue_event(event=event, by=UserFactory(), now=now)
    FileFactory(certificate=certificate)

    data = {"reason": "x", "sure": "on"}
    assert stranger_client.post(reverse("office_certificate_revoke", args=[certificate.pk]), data).status_code == 404
    assert stranger_client.get(reverse("certificate_download", args=[certificate.pk])).status_code == 404
    certificate.refresh_from_db()
    assert certificate.is_valid


@pytest.mark.parametrize("name", [*PAGES[:3], "office_certificate_zip"])
def test_viewer_reads(viewer_client, event, name):
    assert viewer_client.get(reverse(name, args=[event.pk])).status_code == 200


@pytest.mark.parametrize("name", WRITES)
def test_viewer_writes_nothing(viewer_client, event, name):
    participant(event)

    assert viewer_client.post(reverse(name, args=[event.pk]), {"sure": "1"}).status_code == 404
    assert viewer_client.get(reverse("office_certificate_offer", args=[event.pk])).status_code == 404
    assert Certificate.objects.count() == 0


@pytest.mark.parametrize("name", [*PAGES, "office_certificate_zip", "office_certificate_offer"])
def test_visitor_goes_to_the_login_and_member_sees_nothing(client, member, event, name):
    address = reverse(name, args=[event.pk])

    assert client.get(address).url.startswith("/masuk/")
    client.force_login(member.user)
    assert client.get(address).status_code == 404


def test_reading_addresses_do_not_write(officer_client, event):
    for name in WRITES:
        assert officer_client.get(reverse(name, args=[event.pk])).status_code == 405


def test_batch_of_an_event_without_certificates_is_empty(officer_client, event):
    html = text_of(officer_client.get(reverse("office_certificate_batch", args=[event.pk])))

    assert "Belum ada sertifikat." in html
    assert batch_of_event(event=event).is_finished
