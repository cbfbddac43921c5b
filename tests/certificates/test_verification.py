import time
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.services import limits
from certificates.services.issuing import issue
from certificates.services.revoking import AlreadyRevoked, ReasonMissing, revoke
from tests.factories.certificates import LATER, NOW, participant
from tests.factories.members import UserFactory


@pytest.fixture(autouse=True)
def _fresh_ration():
    cache.clear()


@pytest.fixture
def certificate(event, now):
    return issue(source=participant(event, full_name="Yosefina Da'Lopez"), by=UserFactory(), now=now)


def facts(html):
    return [html.split(f"<dt>{name}</dt><dd>")[1].split("</dd>")[0] for name in ("Nama", "Sebagai", "Tanggal", "Nomor")]


def test_valid_certificate_shows_what_is_printed(client, certificate):
    response = client.get(reverse("verify", args=[certificate.code]))

    html = response.content.decode()
    assert response.status_code == 200
    assert "Berlaku" in html
    assert facts(html) == [
        "Yosefina Da&#x27;Lopez",
        "Peserta",
        "Kamis, 11 Juli 2024, 2 JP",
        "000/001/DISKOMINFO/VII/2024",
    ]
    assert "Dinas Komunikasi dan Informatika Kota Kupang" in html
    assert "Kupang, 11 Juli 2024" in html


def test_no_copy_is_kept_and_no_search_engine_lists_it(client, certificate):
    for code in (certificate.code, "0" * 20):
        response = client.get(reverse("verify", args=[code]))

        assert response["Cache-Control"] == "no-store, private"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_private_things_are_not_shown(client, certificate):
    certificate.member.phone = "+6281234567890"
    certificate.member.save()

    html = client.get(reverse("verify", args=[certificate.code])).content.decode()

    assert "81234567890" not in html
    assert certificate.series.pattern not in html


@pytest.mark.parametrize("change", [str.lower, lambda code: f"{code[:4]}-{code[4:]}", lambda code: f" {code} "])
def test_address_is_forgiving(client, certificate, change):
    assert client.get(reverse("verify", args=[change(certificate.code)])).status_code == 200


def test_revoked_certificate_says_since_when_and_why(client, certificate):
    revoke(certificate=certificate, by=UserFactory(), reason="nama tercetak keliru", now=LATER)

    html = client.get(reverse("verify", args=[certificate.code])).content.decode()

    assert "Dicabut" in html
    assert "<b>tidak berlaku lagi</b> sejak Kamis, 11 Juli 2024" in html
    assert "Alasan: nama tercetak keliru" in html
    assert "Berlaku" not in html


@pytest.mark.parametrize("code", ["0" * 20, "XXXX", "é" * 20, "A" * 3000])
def test_unknown_code_is_not_found(client, certificate, code):
    response = client.get(reverse("verify", args=[code]))

    assert response.status_code == 404
    assert "Tidak ditemukan" in response.content.decode()


def test_the_number_verifies_nothing(client, certificate):
    number = certificate.number.replace("/", "")

    assert client.get(reverse("verify", args=[number])).status_code == 404
    assert client.get(reverse("verify_form"), {"kode": certificate.number}).status_code == 400


def test_hostile_name_is_only_text(client, event, now):
    registration = participant(event, full_name="<script>alert(1)</script>")
    certificate = issue(source=registration, by=UserFactory(), now=now)

    html = client.get(reverse("verify", args=[certificate.code])).content.decode()

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_form_leads_to_the_page(client, certificate):
    typed = f" {certificate.code[:4].lower()} {certificate.code[4:]}"

    response = client.get(reverse("verify_form"), {"kode": typed})

    assert response.url == reverse("verify", args=[certificate.code])


@pytest.mark.django_db
def test_form_says_what_a_code_is(client):
    response = client.get(reverse("verify_form"), {"kode": "KPG7"})

    assert response.status_code == 400
    assert "Kode terdiri atas 20 huruf dan angka." in response.content.decode()
    assert client.get(reverse("verify_form")).status_code == 200


def test_hit_and_miss_do_the_same_work(client, certificate):
    def queries(code):
        with CaptureQueriesContext(connection) as context:
            client.get(reverse("verify", args=[code]))
        return [query["sql"].split("WHERE")[0] for query in context.captured_queries]

    assert queries(certificate.code) == queries("0" * 20) == queries("zz")
    assert len(queries(certificate.code)) == 1


def test_hit_and_miss_take_about_the_same_time(client, certificate):
    def median(code):
        times = []
        for _ in range(25):
            cache.clear()
            start = time.perf_counter()
            client.get(reverse("verify", args=[code]))
            times.append(time.perf_counter() - start)
        return sorted(times)[12]

    for code in (certificate.code, "0" * 20):
        client.get(reverse("verify", args=[code]))

    assert abs(median(certificate.code) - median("0" * 20)) < 0.02


@time_machine.travel(NOW, tick=False)  # the ration is by the minute
def test_guessing_is_stopped_after_30_unknown_codes_a_minute(client, certificate):
    answers = [client.get(reverse("verify", args=[f"{count:020d}"])).status_code for count in range(31)]

    assert answers == [404] * 30 + [429]
    limited = client.get(reverse("verify", args=[certificate.code]))
    assert (limited.status_code, limited["Retry-After"]) == (429, "60")
    assert "Tunggu satu menit" in limited.content.decode()
    assert client.get(reverse("verify", args=[certificate.code]), REMOTE_ADDR="198.51.100.7").status_code == 200


@time_machine.travel(NOW, tick=False)  # the ration is by the minute
def test_a_hall_behind_one_line_may_verify_real_certificates(client, certificate):
    address = reverse("verify", args=[certificate.code])

    assert [client.get(address).status_code for _ in range(51)] == [200] * 51


def test_ration_is_per_minute_and_per_household(now):
    for _ in range(limits.MISSES_PER_MINUTE):
        limits.count_miss(address="2001:db8:1:2::1", now=now)

    assert not limits.may_look_up(address="2001:db8:1:2:ffff::9", now=now)
    assert limits.may_look_up(address="2001:db8:1:3::1", now=now)
    assert limits.may_look_up(address="2001:db8:1:2::1", now=now + timedelta(minutes=1))


def test_lookups_are_rationed_too(now):
    allowed = [limits.may_look_up(address="192.0.2.1", now=now) for _ in range(limits.LOOKUPS_PER_MINUTE + 1)]

    assert allowed.count(False) == 1
    assert limits.may_look_up(address="kein-adresse", now=now)


@pytest.mark.parametrize("reason", ["", "   ", "\u202e"])
def test_revoking_needs_a_reason(certificate, reason, now):
    with pytest.raises(ReasonMissing):
        revoke(certificate=certificate, by=UserFactory(), reason=reason, now=now)


def test_revoking_twice_keeps_the_first_reason(certificate, now):
    by = UserFactory()
    revoke(certificate=certificate, by=by, reason="pertama", now=now)

    with pytest.raises(AlreadyRevoked):
        revoke(certificate=certificate, by=by, reason="kedua", now=LATER)

    certificate.refresh_from_db()
    assert (certificate.revocation_reason, certificate.revoked_at, certificate.revoked_by) == ("pertama", now, by)


def test_a_revoked_number_is_never_given_again(certificate, event, now):
    by = UserFactory()
    revoke(certificate=certificate, by=by, reason="keliru", now=now)

    assert issue(source=participant(event), by=by, now=LATER).serial == 2
