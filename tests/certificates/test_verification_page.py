"""The public page as an extract of the register: its states, its JSON, its weight."""

import gzip
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from certificates.services.extracts import Standing, make_extract, standing_on
from certificates.services.revoking import revoke
from members.services.erasure import erase_member
from tests.factories.certificates import LATER, NOW, CertificateFactory, printed
from tests.factories.members import UserFactory

SIGNER = {"lines": ["KETUA PANITIA,"], "name": "RAMBU ANA", "rank": "", "nip": ""}


@pytest.fixture(autouse=True)
def _fresh_ration():
    cache.clear()


@pytest.fixture
def certificate(db):
    return CertificateFactory(code="KPG7M2QX8RTD4WZN6B3H", printed=printed(second_signatory=SIGNER))


def page(client, certificate, **headers):
    return client.get(reverse("verify", args=[certificate.code]), headers=headers).content.decode()


def word(html):
    return html.split('class="verdict-word">')[1].split("</svg>")[1].split("</p>")[0].strip()


def replaced(certificate, **changes):
    same = {"registration": certificate.registration, "member": certificate.member}
    new = CertificateFactory(
        replaces=certificate, reissue_reason="nama dibetulkan", code="9" * 20, status="replaced", **same, **changes
    )
    Certificate.objects.filter(pk=certificate.pk).update(status="replaced")
    Certificate.objects.filter(pk=new.pk).update(status="valid")
    return new


def test_everything_printed_is_there_to_compare(client, certificate):
    html = page(client, certificate)

    facts = dict(part.split("</dt><dd") for part in html.split("<dt>")[1:])
    assert list(facts) == [
        *("Nama", "Asal", "Sebagai", "Kegiatan", "Tanggal", "Tempat", "Hasil", "Nomor"),
        *("Diterbitkan", "Penanda tangan", "Kode"),
    ]
    assert html.count("<dt>Penanda tangan</dt>") == 2
    for text in (
        "Maria Goreti Bernadetha Nahak Seran Lopes da Costa",
        "KIM Suara Alak · Kelurahan Namosain, Kecamatan Alak",
        "telah mengikuti dan dinyatakan LULUS pada Bimbingan Teknis Desain Konten untuk KIM",
        "Kamis, 11 Juli 2024, 8 JP",
        "Di Aula Contoh, Kupang",
        "Nilai tes akhir: 80",
        "000/015/DISKOMINFO/VII/2024",
        "ELISABET MANAFE TODE",
        "a.n. KEPALA DINAS KOMUNIKASI DAN INFORMATIKA KOTA KUPANG, SEKRETARIS<",
        "RAMBU ANA<small>KETUA PANITIA<",
        "Materi ke-4",
        "KPG7-M2QX-8RTD-4WZN-6B3H",
        "Cocokkan dengan yang tercetak",
    ):
        assert text in html
    assert "19800101" not in html  # the NIP is for the paper


def test_what_was_not_printed_is_not_shown(client, certificate):
    bare = printed(results="", origin="", materials=0, valid_until="")
    Certificate.objects.update(printed=bare)

    html = page(client, certificate)

    assert [label for label in ("Hasil", "Asal", "Berlaku sampai", "Daftar materi") if f">{label}<" in html] == []
    assert html.count("<dt>Penanda tangan</dt>") == 1


def test_a_replaced_one_leads_to_its_successor(client, certificate):
    new = replaced(certificate)

    html = page(client, certificate)

    assert word(html) == "Digantikan"
    assert f"Penggantinya bernomor {new.number}. Alasan: nama dibetulkan" in html
    assert reverse("verify", args=[new.code]) in html
    assert word(page(client, new)) == "Berlaku"


def test_a_replaced_one_without_successor_still_says_so(client, certificate):
    Certificate.objects.update(status="replaced")

    assert "<b>tidak berlaku lagi</b> karena sudah digantikan" in page(client, certificate)


def test_a_revoked_one_may_have_a_successor_too(client, certificate):
    revoke(certificate=certificate, by=UserFactory(), reason="keliru", now=LATER)
    new = CertificateFactory(
        replaces=certificate, registration=certificate.registration, reissue_reason="dibetulkan", code="9" * 20
    )

    html = page(client, certificate)

    assert word(html) == "Dicabut"
    assert reverse("verify", args=[new.code]) in html


def test_an_expired_one_says_until_when(client, certificate):
    Certificate.objects.update(valid_until=date(2025, 7, 11), printed=printed(valid_until="11 Juli 2025"))

    html = page(client, certificate)

    assert word(html) == "Kedaluwarsa"
    assert "hanya berlaku sampai Jumat, 11 Juli 2025." in html
    assert "verdict good" not in html


def test_one_with_a_term_to_come_is_valid(client, certificate):
    Certificate.objects.update(
        valid_until=timezone.localdate() + timedelta(days=30), printed=printed(valid_until="kelak")
    )

    html = page(client, certificate)

    assert word(html) == "Berlaku"
    assert "<dt>Berlaku sampai</dt><dd>kelak</dd>" in html


@pytest.mark.parametrize(
    ("status", "day", "standing"),
    [
        ("valid", date(2025, 7, 11), Standing.VALID),
        ("valid", date(2025, 7, 12), Standing.EXPIRED),
        ("replaced", date(2025, 7, 12), Standing.REPLACED),
        ("revoked", date(2025, 7, 12), Standing.REVOKED),
    ],
)
def test_the_last_day_counts_and_worse_news_come_first(status, day, standing):
    certificate = Certificate(status=status, valid_until=date(2025, 7, 11))

    assert standing_on(certificate=certificate, day=day) == standing


def test_the_day_ends_at_the_clock_of_the_office(certificate):
    """At 17.00 UTC it is already tomorrow in Kupang."""
    certificate.valid_until = LATER.date()
    evening = LATER.replace(hour=15, minute=59)

    assert make_extract(certificate=certificate, now=evening).standing == Standing.VALID
    assert make_extract(certificate=certificate, now=evening.replace(hour=16)).standing == Standing.EXPIRED


def test_it_answers_after_the_person_was_erased(client, certificate):
    before = page(client, certificate)

    erase_member(member=certificate.member, by=UserFactory(), now=LATER)

    assert page(client, certificate) == before


def test_the_same_for_machines(client, certificate):
    new = replaced(certificate)
    revoke(certificate=new, by=UserFactory(), reason="keliru lagi", now=LATER)

    old = client.get(reverse("verify_json", args=["kpg7-m2qx-8rtd-4wzn-6b3h"]))
    latest = client.get(reverse("verify", args=[new.code]), headers={"Accept": "application/json"})

    assert old["Content-Type"] == latest["Content-Type"] == "application/json"
    answer = old.json()
    address = f"{settings.BASE_URL}{reverse('verify', args=[new.code])}"
    assert answer["replaced_by"] == {"number": new.number, "address": address, "reason": "nama dibetulkan"}
    assert {key: answer[key] for key in ("status", "code", "name", "role", "issued_on", "valid_until")} == {
        "status": "replaced",
        "code": certificate.code,
        "name": "Maria Goreti Bernadetha Nahak Seran Lopes da Costa",
        "role": "peserta",
        "issued_on": "2024-07-11",
        "valid_until": None,
    }
    assert [one["name"] for one in answer["signatories"]] == ["ELISABET MANAFE TODE", "RAMBU ANA"]
    assert len(answer["activity"]["materials"]) == 4
    assert (latest.json()["status"], latest.json()["revocation_reason"]) == ("revoked", "keliru lagi")
    assert latest["Access-Control-Allow-Origin"] == "*"
    assert latest["X-Robots-Tag"] == "noindex, nofollow"
    assert "Accept" in latest["Vary"]


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)  # the ration is by the minute
def test_machines_are_told_what_is_unknown_and_when_it_is_too_much(client):
    addresses = [reverse("verify_json", args=[f"{count:020d}"]) for count in range(31)]

    answers = [client.get(address) for address in addresses]

    assert [answer.status_code for answer in answers] == [404] * 30 + [429]
    assert answers[0].json() == {"status": "unknown", "detail": "Not found"}
    assert answers[-1]["Retry-After"] == "60"


def test_a_browser_gets_the_page(client, certificate):
    html = page(client, certificate, accept="text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")

    assert word(html) == "Berlaku"


def test_a_page_and_all_it_needs_weigh_less_than_ten_kilobytes(client, certificate):
    """Compressed, with an empty cache; the header of the site would be more than that by itself."""
    long = printed(materials=20, second_signatory=SIGNER, valid_until="11 Juli 2027")
    Certificate.objects.update(printed=long, valid_until=timezone.localdate())
    html = page(client, certificate)
    sheet = settings.STATICFILES_DIRS[0] / "css/verify.css"

    needed = [part.split('"')[0] for part in html.split('href="')[1:] if part.split('"')[0].endswith(".css")]

    assert needed == ["/static/css/verify.css"]
    assert [word for word in ("<script", "<img", "<use", "@import", "manifest") if word in html] == []
    weight = len(gzip.compress(html.encode(), 6)) + len(gzip.compress(sheet.read_bytes(), 6))
    assert weight < 10_000


@pytest.mark.parametrize("who", ["nobody", "officer"])
def test_it_takes_one_query_whoever_asks(request, client, certificate, who, django_assert_num_queries):
    """Nor does it look at the session: a login is never read, so nothing of it can show."""
    if who == "officer":
        client.force_login(request.getfixturevalue("officer"))
    replaced(certificate)

    with django_assert_num_queries(1):
        page(client, certificate)
    with django_assert_num_queries(0):
        client.get(reverse("verify_form"))


def test_no_cookie_is_set_and_no_page_claims_a_certified_signature(client, certificate):
    response = client.get(reverse("verify", args=[certificate.code]))

    assert dict(response.cookies) == {}
    assert "BSrE" not in response.content.decode()


def test_the_kept_form_speaks_the_language_of_who_reads(client, certificate, settings):
    kept = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "verifikasi"}
    settings.CACHES = settings.CACHES | {"pages": kept}

    labels = []
    for language in ("id", "en", "id"):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for code in (certificate.code, "0" * 20):
            page = client.get(f"/verifikasi/{code}/").content.decode()
            labels.append(re.search(r"<label[^>]*>([^<]+)", page)[1].strip())

    assert labels == ["Kode sertifikat"] * 2 + ["Certificate code"] * 2 + ["Kode sertifikat"] * 2
