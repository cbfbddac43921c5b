"""After issuing: one PDF for the printer in the order of the hall, and a text for each person."""

import os
import shutil
import tempfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from pypdf import PdfReader

from certificates.choices import HandoutOrder
from certificates.models import Certificate, Handover, PrintSet
from certificates.services import print_sets
from certificates.services.handovers import NothingToHandOver, announce, hand_over
from certificates.services.issuing import issue_event
from certificates.services.print_sets import (
    NothingToPrint,
    ask_for_set,
    make_now,
    ordered,
    prepare_set,
    store_set,
    sweep_sets,
)
from certificates.services.reissuing import reissue
from certificates.services.revoking import revoke
from lms.files import private_files
from lms.models import Job
from lms.services import jobs
from members.models import Disclosure
from tests.factories.certificates import LATER, FileFactory, participant
from tests.factories.members import RegionFactory, UserFactory


@pytest.fixture
def by(db):
    return UserFactory(username="petugas-cetak")


@pytest.fixture(autouse=True)
def empty_folder():
    """The store is one for the whole run of tests."""
    shutil.rmtree(private_files().path("cetak"), ignore_errors=True)


def two_pages(name):
    """A PDF that says whose it is in its pages' labels: the width of the first page."""
    file = BytesIO()
    with pikepdf.new() as pdf:
        for _side in ("front", "back"):
            pdf.add_blank_page(page_size=(100 + len(name), 200))
        pdf.save(file)
    return file.getvalue()


def hall(event, by, now, names):
    """A certificate with a drawn file for each name, seated by the length of the name."""
    for name, code in names:
        region = RegionFactory(code=code)
        seat = participant(event, full_name=name, region=region)
        seat.seat = len(name)
        seat.save()
    issued = issue_event(event=event, by=by, now=now)
    for row in issued:
        content = two_pages(row.printed["name"])
        FileFactory(certificate=row, content=content, byte_count=len(content))
    return issued


NAMES = [("citra", "53.71.01.1002"), ("Adriana", "53.71.01.1009"), ("Budi", "53.71.01.1001")]


def widths(print_set):
    with pikepdf.open(print_set.file.open("rb")) as pdf:
        return [int(page.mediabox[2]) for page in pdf.pages]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (HandoutOrder.NAME, ["Adriana", "Budi", "citra"]),
        (HandoutOrder.VILLAGE, ["Budi", "citra", "Adriana"]),
        (HandoutOrder.SEATING, ["Budi", "citra", "Adriana"]),
    ],
)
def test_sheets_lie_in_the_order_asked_for(event, by, now, order, expected):
    hall(event, by, now, NAMES)

    print_set = make_now(print_set=ask_for_set(event=event, order=order, by=by, now=now), now=now)

    assert [row.printed["name"] for row in ordered(event=event, order=order)] == expected
    assert widths(print_set) == [100 + len(name) for name in expected for _side in range(2)]
    assert (print_set.certificate_count, print_set.made_at) == (3, now)


def test_only_valid_drawn_ones_are_printed(event, by, now):
    first, second, third = hall(event, by, now, NAMES)
    revoke(certificate=first, by=by, reason="keliru", now=now)
    reissue(certificate=second, by=by, reason="ejaan", now=now)

    assert list(ordered(event=event, order="name")) == [third]


def test_nothing_drawn_is_nothing_to_print(event, by, now):
    participant(event)
    issue_event(event=event, by=by, now=now)

    with pytest.raises(NothingToPrint):
        ask_for_set(event=event, order="name", by=by, now=now)


def test_the_same_set_is_made_once_and_anew_after_a_change(event, by, now):
    first, *_rest = hall(event, by, now, NAMES)
    one = ask_for_set(event=event, order="name", by=by, now=now)
    same = ask_for_set(event=event, order="name", by=by, now=now)
    revoke(certificate=first, by=by, reason="keliru", now=now)

    other = ask_for_set(event=event, order="name", by=by, now=now)

    assert one == same
    assert other.certificate_count == 2
    assert PrintSet.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_large_set_is_made_by_a_worker(event, by, now, monkeypatch, officer_client):
    monkeypatch.setattr(print_sets, "AT_ONCE", 2)
    monkeypatch.setattr("certificates.views.handouts.AT_ONCE", 2)
    monkeypatch.setattr(print_sets, "PIECE", 2)
    hall(event, by, now, NAMES)
    Job.objects.all().delete()
    address = reverse("office_certificate_print", args=[event.pk])

    asked = officer_client.post(address, {"urutan": "name"}, follow=True)
    assert "Sedang dibuat" in asked.content.decode()
    jobs.run_due(now=Job.objects.get(kind="certificates.print_set").due_at)

    print_set = PrintSet.objects.get()
    assert len(widths(print_set)) == 6
    html = officer_client.get(address).content.decode()
    download = reverse("office_certificate_print_file", args=[event.pk, print_set.pk])
    assert download in html
    response = officer_client.get(download)
    assert len(PdfReader(BytesIO(b"".join(response.streaming_content))).pages) == 6
    assert Disclosure.objects.get().subject.startswith("Sertifikat siap cetak")
    assert list(Path(tempfile.gettempdir()).glob(f"{print_sets.WORKSHOP}*")) == []


def test_a_failed_set_says_so_and_is_made_again(event, by, now, officer_client, monkeypatch):
    monkeypatch.setattr(print_sets, "AT_ONCE", 0)
    hall(event, by, now, NAMES[:1])
    ask_for_set(event=event, order="name", by=by, now=now)
    Job.objects.filter(kind="certificates.print_set").update(state="failed", attempts=5, last_error="PdfError: rusak")

    html = officer_client.get(reverse("office_certificate_print", args=[event.pk])).content.decode()
    ask_for_set(event=event, order="name", by=by, now=LATER)

    assert "Gagal. Halamannya tidak bisa digambar. Periksa lambang dan rancangan. Tekan “Buat PDF” lagi." in html
    assert Job.objects.get(kind="certificates.print_set").state == "waiting"


def test_a_small_set_is_there_at_once(event, by, now, officer_client):
    hall(event, by, now, NAMES)

    html = officer_client.post(reverse("office_certificate_print", args=[event.pk]), {"urutan": "village"}, follow=True)

    assert "kelurahan, lalu nama" in html.content.decode()
    assert PrintSet.objects.get().file


def test_an_unknown_order_is_refused_and_nothing_to_print_is_said(event, officer_client):
    address = reverse("office_certificate_print", args=[event.pk])

    assert officer_client.post(address, {"urutan": "acak"}).status_code == 404
    answer = officer_client.post(address, {"urutan": "name"}, follow=True)
    assert "Belum ada PDF yang bisa dicetak" in answer.content.decode()


def test_the_sweep_removes_old_sets_and_what_a_killed_worker_left(event, by, now):
    hall(event, by, now, NAMES)
    kept = make_now(print_set=ask_for_set(event=event, order="name", by=by, now=now), now=now)
    old = make_now(print_set=ask_for_set(event=event, order="village", by=by, now=now), now=now)
    PrintSet.objects.filter(pk=old.pk).update(asked_at=now - timedelta(days=8))
    store = private_files()
    stray, fresh = (store.save(f"cetak/{name}.pdf", ContentFile(b"x")) for name in ("stray", "fresh"))
    long_ago = (now - timedelta(hours=2)).timestamp()
    for name in (stray, kept.file.name):
        os.utime(store.path(name), (long_ago, long_ago))
    os.utime(store.path(fresh), (now.timestamp(), now.timestamp()))
    abandoned = Path(tempfile.mkdtemp(prefix=print_sets.WORKSHOP))
    os.utime(abandoned, (long_ago, long_ago))

    sweep_sets(key="2024-07-11", now=now)

    assert sorted(os.listdir(store.path("cetak"))) == sorted([Path(kept.file.name).name, "fresh.pdf"])
    assert list(PrintSet.objects.all()) == [kept]
    assert not abandoned.exists()


def test_a_second_run_that_lost_the_race_changes_nothing(event, by, now):
    hall(event, by, now, NAMES)
    print_set = ask_for_set(event=event, order="name", by=by, now=now)
    slow = prepare_set(key=str(print_set.pk), now=now)
    made = make_now(print_set=print_set, now=now)

    store_set(key=str(print_set.pk), now=LATER, prepared=slow)

    print_set.refresh_from_db()
    assert (print_set.file.name, print_set.made_at) == (made.file.name, now)
    assert prepare_set(key=str(print_set.pk), now=now) is None


def test_the_text_names_the_person_and_the_place_to_look(event, by, now):
    (certificate,) = hall(event, by, now, [("Maria Goreti Nahak", "53.71.01.1001")])

    text = announce(certificate=certificate)

    assert text.startswith("Halo Maria Goreti, sertifikat Anda untuk “Desain Konten untuk KIM” sudah terbit.")
    assert f"/verifikasi/{certificate.code}/" in text
    assert "/belajar/" not in text


def test_handing_over_is_logged_and_leads_to_the_number(officer_client, officer, event, by, now, caplog):
    (certificate,) = hall(event, by, now, [("Maria Goreti Nahak", "53.71.01.1001")])
    certificate.member.phone = "+6281234567890"
    certificate.member.save()
    address = reverse("office_certificate_tell", args=[certificate.pk])

    answer = officer_client.post(address, {"jalur": "whatsapp"})

    assert answer.url.startswith("https://wa.me/6281234567890?text=Halo")
    assert "Halo Maria" in unquote(answer.url)
    row = Handover.objects.get()
    assert (row.certificate, row.channel, row.handed_by) == (certificate, "whatsapp", officer)
    assert Disclosure.objects.get().member == certificate.member
    assert "81234567890" not in caplog.text
    html = officer_client.get(address).content.decode()
    assert "Dikabari" in html
    assert "81234567890" not in html


def test_a_copied_text_is_logged_and_leads_back(officer_client, event, by, now):
    (certificate,) = hall(event, by, now, [("Maria", "53.71.01.1001")])
    address = reverse("office_certificate_tell", args=[certificate.pk])

    answer = officer_client.post(address, {"jalur": "copy"}, follow=True)

    assert "Tercatat: teksnya sudah Anda salin." in answer.content.decode()
    assert officer_client.post(address, {"jalur": "surel"}).status_code == 404
    assert [row.channel for row in Handover.objects.all()] == ["copy"]


def test_without_a_number_whatsapp_asks_whom(event, by, now):
    (certificate,) = hall(event, by, now, [("Maria", "53.71.01.1001")])
    certificate.member.phone = ""
    certificate.member.save()

    address = hand_over(certificate=certificate, channel="whatsapp", by=by, now=now)

    assert address.startswith("https://wa.me/?text=")
    assert Disclosure.objects.count() == 0


def test_what_is_not_valid_or_not_drawn_is_not_announced(officer_client, event, by, now):
    participant(event)
    (certificate,) = issue_event(event=event, by=by, now=now)

    with pytest.raises(NothingToHandOver):
        hand_over(certificate=certificate, channel="copy", by=by, now=now)
    FileFactory(certificate=certificate)
    revoke(certificate=certificate, by=by, reason="keliru", now=now)
    with pytest.raises(NothingToHandOver):
        hand_over(certificate=Certificate.objects.get(), channel="copy", by=by, now=now)
    address = reverse("office_certificate_tell", args=[certificate.pk])
    assert "tidak berlaku lagi" in officer_client.get(address).content.decode()
    assert "belum selesai" in officer_client.post(address, {"jalur": "copy"}, follow=True).content.decode()
    assert Handover.objects.count() == 0
