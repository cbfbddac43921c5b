"""The member's own pages: data, corrections, downloads, requests, consents."""

import json

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client

from bimtek.models import Speaker
from members.choices import ConsentPurpose, RequestKind
from members.models import Consent, DataRequest, Disclosure, Member, User
from members.services.consents import give_consent, has_consent, withdraw_consent
from members.services.data_requests import answer_request, open_request
from tests.factories.bimtek import EventFactory, SlotFactory, SpeakerFactory
from tests.factories.members import MemberFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGES = ["/akun/data/", "/akun/data/betulkan/", "/akun/data/permintaan/", "/akun/persetujuan/"]
FILES = ["/akun/data/unduh.json", "/akun/data/unduh.pdf"]


def html(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_visitors_are_sent_to_the_login(client, address):
    assert client.get(address).url == f"/masuk/?next={address}"


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_nobody_else_keeps_a_copy(member_client, address):
    response = member_client.get(address)

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("address", PAGES[1:])
def test_staff_without_a_person_have_nothing_to_decide(officer_client, address):
    assert officer_client.get(address).status_code == 404


def test_staff_without_a_person_see_their_account(officer_client):
    text = html(officer_client.get("/akun/data/"))

    assert "petugas" in text
    assert "Ajukan permintaan" not in text


def test_the_page_tells_what_is_held(member_client, member):
    text = html(member_client.get("/akun/data/"))

    assert f"<dd>{member.full_name}</dd>" in text
    assert "Namosain, Kecamatan Alak" in text


def test_nobody_reads_another_persons_data(member_client):
    MemberFactory(full_name="Orang Lain", user=UserFactory(username="lain"))

    assert "Orang Lain" not in html(member_client.get("/akun/data/"))


def test_json_is_a_file(member_client, member):
    response = member_client.get("/akun/data/unduh.json")

    assert response["Content-Disposition"] == 'attachment; filename="data-saya.json"'
    assert json.loads(response.content)["about"] == member.full_name


def test_pdf_is_a_file(member_client):
    response = member_client.get("/akun/data/unduh.pdf")

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")


def correct(client, **changes):
    return client.post("/akun/data/betulkan/", {"phone": "", "gender": "P", **changes})


def test_people_correct_their_number_and_log_in_with_it(member_client, member):
    response = correct(member_client, phone="0812 3456 7890", gender="L")

    assert response.url == "/akun/data/"
    member.refresh_from_db()
    assert (str(member.phone), member.gender) == ("+6281234567890", "L")
    assert str(User.objects.get(pk=member.user_id).phone) == "+6281234567890"


def test_the_name_is_not_theirs_to_change(member_client, member):
    correct(member_client, full_name="Raja", institution="Istana", organization="9")

    changed = Member.objects.get(pk=member.pk)
    assert (changed.full_name, changed.institution) == (member.full_name, "")
    assert changed.region == member.region


def test_a_number_of_somebody_else_is_refused_without_saying_whose(member_client, member):
    UserFactory(phone="+6281234567890", first_name="Yohanes")

    response = correct(member_client, phone="081234567890")

    assert response.status_code == 400
    assert "Nomor ini tidak bisa dipakai" in html(response)
    assert "Yohanes" not in html(response)
    member.refresh_from_db()
    assert str(member.phone) == ""


def test_a_wrong_number_keeps_what_was_typed(member_client):
    response = correct(member_client, phone="halo")

    assert response.status_code == 400
    assert 'value="halo"' in html(response)


@time_machine.travel("2024-07-11 10:00+08:00", tick=False)
def test_a_request_starts_the_clock_for_both(member_client, member):
    response = member_client.post(
        "/akun/data/permintaan/", {"kind": "rectify", "details": "Nama saya Goreti."}, follow=True
    )

    assert "Menunggu jawaban: sisa 3 hari" in html(response).replace("</p>", "")
    assert DataRequest.objects.get().details == "Nama saya Goreti."


def test_a_second_request_of_the_kind_waits(member_client, member, now):
    open_request(member=member, kind=RequestKind.ERASE, now=now)

    response = member_client.post("/akun/data/permintaan/", {"kind": "erase"}, follow=True)

    assert "masih menunggu jawaban" in html(response)
    assert DataRequest.objects.count() == 1


@pytest.mark.parametrize("fields", [{}, {"kind": "spy"}, {"kind": "rectify", "details": "  "}])
def test_an_unclear_request_is_not_sent(member_client, fields):
    assert member_client.post("/akun/data/permintaan/", fields).status_code == 400
    assert DataRequest.objects.count() == 0


@pytest.mark.parametrize(("query", "kind"), [("", "rectify"), ("?untuk=erase", "erase"), ("?untuk=x", "rectify")])
def test_a_link_chooses_the_kind_beforehand(member_client, query, kind):
    form = member_client.get(f"/akun/data/permintaan/{query}").context["form"]

    assert form["kind"].value() == kind


def test_the_answer_is_shown(member_client, member, officer, now):
    request = open_request(member=member, kind=RequestKind.ACCESS, now=now)
    answer_request(request=request, is_granted=True, answer="Silakan ambil di kantor.", by=officer, now=now)

    assert "Silakan ambil di kantor." in html(member_client.get("/akun/data/"))


@pytest.fixture
def unasked(member):
    Member.objects.filter(pk=member.pk).update(consents_asked_at=None, is_minor=None)
    member.refresh_from_db()
    return member


def test_nothing_is_ticked_beforehand(member_client, unasked):
    text = html(member_client.get("/akun/persetujuan/"))

    assert text.count('type="checkbox"') == 3
    assert "checked" not in text
    assert "Lewati dulu" in text


def log_in(member):
    member.user.set_password("belajar-kim")
    member.user.save()
    return Client().post("/masuk/", {"login": member.user.username, "password": "belajar-kim"})


def test_the_question_comes_once_after_the_first_login(unasked):
    assert log_in(unasked).url == "/akun/persetujuan/"
    browser = Client()
    browser.force_login(unasked.user)
    assert browser.post("/akun/persetujuan/", {"skip": "1"}).url == "/belajar/"
    assert log_in(unasked).url == "/belajar/"


def test_skipping_agrees_to_nothing(member_client, unasked):
    member_client.post("/akun/persetujuan/", {"skip": "1", "photo": "on", "age": "18"})

    assert Consent.objects.count() == 0


def test_an_adult_agrees_to_one_purpose(member_client, unasked):
    response = member_client.post("/akun/persetujuan/", {"photo": "on", "age": "18"})

    assert response.url == "/belajar/"
    assert [has_consent(member=unasked, purpose=purpose) for purpose in ConsentPurpose.values] == [True, False, False]
    assert Consent.objects.get().recorded_by == unasked.user


def test_without_an_age_nothing_is_agreed_to(member_client, unasked):
    response = member_client.post("/akun/persetujuan/", {"photo": "on"})

    assert response.status_code == 400
    assert "Pilih dulu umur Anda" in html(response)
    assert Consent.objects.count() == 0


def test_somebody_under_18_names_a_guardian(member_client, unasked):
    refused = member_client.post("/akun/persetujuan/", {"photo": "on", "age": "17"})
    member_client.post("/akun/persetujuan/", {"photo": "on", "age": "17", "guardian_name": "Yohana Nahak"})

    assert "tulis nama orang tua atau wali" in html(refused)
    assert Consent.objects.get().guardian_name == "Yohana Nahak"


def test_a_child_is_not_asked_for_the_age_again(member_client, member):
    Member.objects.update(is_minor=True)

    text = html(member_client.get("/akun/persetujuan/"))
    member_client.post("/akun/persetujuan/", {"photo": "on", "age": "18"})

    assert "18 tahun atau lebih" not in text
    assert Consent.objects.count() == 0


def test_taking_a_tick_away_withdraws_at_once(member_client, member, now):
    Member.objects.update(is_minor=False)
    member.refresh_from_db()
    give_consent(member=member, purpose="photo", by=member.user, now=now)

    response = member_client.post("/akun/persetujuan/", {})

    assert response.url == "/akun/persetujuan/"
    assert has_consent(member=member, purpose="photo") is False


def test_what_was_agreed_to_is_ticked(member_client, member, now):
    Member.objects.update(is_minor=False)
    member.refresh_from_db()
    give_consent(member=member, purpose="contact", by=member.user, now=now)

    assert html(member_client.get("/akun/persetujuan/")).count("checked") == 1


@pytest.fixture
def scanned(member, officer, now):
    Member.objects.update(is_minor=False)
    member.refresh_from_db()
    consent = give_consent(
        member=member, purpose="photo", by=officer, method="paper", scan=ContentFile(b"%PDF-1", "a.pdf"), now=now
    )
    yield consent
    consent.scan.delete(save=False)


def test_the_own_sheet_can_be_read_without_a_note(member_client, scanned):
    response = member_client.get(f"/akun/persetujuan/{scanned.pk}/lembar/")

    assert b"".join(response.streaming_content) == b"%PDF-1"
    assert response["Content-Disposition"] == 'attachment; filename="persetujuan-photo.pdf"'
    assert Disclosure.objects.count() == 0


def test_a_sheet_of_somebody_else_does_not_exist(client, scanned):
    client.force_login(MemberFactory(user=UserFactory()).user)

    assert client.get(f"/akun/persetujuan/{scanned.pk}/lembar/").status_code == 404


def test_a_lost_sheet_is_missing_not_broken(member_client, scanned):
    scanned.scan.storage.delete(scanned.scan.name)

    assert member_client.get(f"/akun/persetujuan/{scanned.pk}/lembar/").status_code == 404


def speaker_page(client, member, organization):
    event = EventFactory(organization=organization, slug="bimtek-nama")
    speaker = SpeakerFactory(event=event, member=member)
    SlotFactory(event=event).speakers.add(speaker)
    return html(client.get("/kegiatan/bimtek-nama/"))


def test_a_speaker_who_never_decided_is_named_by_duty(client, member, organization):
    assert speaker_page(client, member, organization).count(member.full_name) == 2


def test_a_speaker_who_takes_the_name_back_is_not_named(client, member, organization, now):
    Member.objects.update(is_minor=False)
    member.refresh_from_db()
    give_consent(member=member, purpose="listing", by=member.user, now=now)
    withdraw_consent(member=member, purpose="listing", by=member.user, now=now)

    text = speaker_page(client, member, organization)

    assert text.count(member.full_name) == 0
    assert text.count("Nama tidak ditampilkan") == 1
    assert Speaker.objects.count() == 1


def test_the_account_leads_to_both_pages(member_client):
    text = html(member_client.get("/akun/"))

    assert '"/akun/data/"' in text
    assert '"/akun/persetujuan/"' in text
