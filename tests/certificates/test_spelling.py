"""The name before it is printed: who said when that it is right, and who asked for another spelling."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from certificates.models import NameCheck
from certificates.services.issuing import issue_event
from certificates.services.names import (
    NoWish,
    SpellingMissing,
    carry_out_wish,
    confirm_name,
    people_of_event,
    spelling_of,
    wish_for_name,
)
from members.models import Disclosure, Member
from members.services.erasure import erase_member
from tests.factories.bimtek import SpeakerFactory
from tests.factories.certificates import participant
from tests.factories.members import MemberFactory, UserFactory


def said(response):
    return [str(message) for message in response.context["messages"]]


def page(response):
    return " ".join(response.content.decode().split())


def test_a_confirmation_speaks_about_one_spelling_only(member, officer, now):
    confirm_name(member=member, by=member.user, now=now)
    assert spelling_of(member=member).is_confirmed is True

    member.full_name = "Nama Lain"
    member.save()

    assert spelling_of(member=member).is_confirmed is False


def test_a_wish_waits_for_an_officer_who_carries_it_out(member, officer, now):
    wish_for_name(member=member, wish="  Yosefina   Da'Lopez ", by=member.user, now=now)
    spelling = spelling_of(member=member)
    assert (spelling.wish, spelling.is_confirmed) == ("Yosefina Da'Lopez", False)

    changed = carry_out_wish(member=member, by=officer, now=now)

    assert Member.objects.get(pk=member.pk).full_name == "Yosefina Da'Lopez"
    spelling = spelling_of(member=changed)
    assert (spelling.wish, spelling.is_confirmed, spelling.check.answered_by) == ("", True, officer)
    with pytest.raises(NoWish):
        carry_out_wish(member=changed, by=officer, now=now)


@pytest.mark.parametrize("wish", ["", "  ", "123", "\u202e", None])
def test_a_wish_needs_another_spelling(member, now, wish):
    with pytest.raises(SpellingMissing):
        wish_for_name(member=member, wish=member.full_name if wish is None else wish, by=member.user, now=now)


def test_the_learner_confirms_on_the_own_page(member_client, member, event):
    seat = participant(event)
    seat.member = member
    seat.save()
    assert "Periksa ejaan nama" in page(member_client.get(reverse("learning")))

    answer = member_client.post(reverse("certificate_name"), {"benar": "1"}, follow=True)

    assert said(answer) == ["Terima kasih. Nama Anda akan dicetak seperti ini."]
    assert spelling_of(member=member).is_by_owner
    assert "Periksa ejaan nama" not in page(member_client.get(reverse("learning")))


def test_nobody_is_asked_before_anything_will_be_printed(member_client):
    assert "Periksa ejaan nama" not in page(member_client.get(reverse("learning")))


def test_the_learner_asks_for_another_spelling_and_the_officer_writes_it(client, member, officer, event):
    seat = participant(event)
    seat.member = member
    seat.save()
    client.force_login(member.user)

    empty = client.post(reverse("certificate_name"), {"ejaan": " "})
    asked = client.post(reverse("certificate_name"), {"ejaan": "Rambu Ana Hamu"}, follow=True)
    client.force_login(officer)
    address = reverse("office_certificate_participant", args=[seat.pk])
    seen = page(client.get(reverse("office_certificates", args=[event.pk])))
    done = client.post(address, {"lakukan": "pakai-ejaan"}, follow=True)

    assert said(empty) == ["Tulis ejaan yang benar, yang berbeda dari yang sekarang."]
    assert said(asked) == ["Permintaan Anda tersimpan. Petugas memeriksanya sebelum sertifikat terbit."]
    assert "minta ditulis “Rambu Ana Hamu”" in seen
    assert said(done) == ["Nama ditulis menjadi “Rambu Ana Hamu”."]
    assert said(client.post(address, {"lakukan": "pakai-ejaan"}, follow=True)) == [
        "Tidak ada lagi permintaan ejaan yang menunggu."
    ]


def test_the_signed_sheet_is_noted_for_those_ticked(officer_client, officer, event):
    first, second = participant(event, full_name="Adriana Lika"), participant(event, full_name="Rambu Hamu")
    stranger = MemberFactory()
    address = reverse("office_certificate_names", args=[event.pk])

    answer = officer_client.post(address, {"orang": [first.member_id, stranger.pk, "x"]}, follow=True)

    assert said(answer) == ["1 nama dicatat sudah benar."]
    (row,) = NameCheck.objects.all()
    assert (row.member, row.name, row.answered_by) == (first.member, "Adriana Lika", officer)
    html = page(answer)
    assert "dikonfirmasi petugas" in html
    assert f'value="{second.member_id}"' in html
    assert f'value="{first.member_id}"' not in html


def test_speakers_are_asked_too_and_each_person_once(event):
    seat = participant(event)
    SpeakerFactory(event=event, member=seat.member, role="moderator")

    assert [member.full_name for member in people_of_event(event=event)] == [
        seat.member.full_name,
        "Gregorius Manek Tefa",
    ]


def test_only_names_still_to_be_printed_are_asked_about(officer_client, officer, event, now):
    done = participant(event, full_name="Adriana Lika")
    waiting = participant(event, full_name="Rambu Hamu", is_present=False)
    issue_event(event=event, by=officer, now=now)

    html = page(officer_client.get(reverse("office_certificate_names", args=[event.pk])))

    assert [member.full_name for member in people_of_event(event=event)] == ["Rambu Hamu", "Gregorius Manek Tefa"]
    assert "2 dari 2 nama belum dikonfirmasi." in html
    assert "1 nama sudah tercetak." in html
    assert (f'value="{waiting.member_id}"' in html, f'value="{done.member_id}"' in html) == (True, False)


def test_the_list_says_when_everything_is_issued(officer_client, officer, event, now):
    participant(event)
    issue_event(event=event, by=officer, now=now)
    event.speakers.all().delete()

    html = page(officer_client.get(reverse("office_certificate_names", args=[event.pk])))

    assert "Semua sertifikat kegiatan ini sudah terbit." in html
    assert "Belum ada peserta" not in html


def test_the_sheet_for_the_hall_holds_every_name_and_is_noted(officer_client, event):
    participant(event, full_name="Yosefina Da'Lopez")

    response = officer_client.get(reverse("office_certificate_name_sheet", args=[event.pk]))

    text = PdfReader(BytesIO(response.content)).pages[0].extract_text()
    assert "PERNYATAAN EJAAN NAMA" in text
    assert "Yosefina Da'Lopez" in text
    assert Disclosure.objects.get().subject.startswith("Lembar ejaan nama")


def test_a_sheet_with_a_name_the_fonts_lack_says_so(officer_client, event):
    participant(event, full_name="Budi 王")

    response = officer_client.get(reverse("office_certificate_name_sheet", args=[event.pk]), follow=True)

    assert said(response) == ["Lembar tidak bisa dibuat: ada nama berhuruf yang tidak bisa dicetak."]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_hall(officer_client, event, count, django_assert_num_queries):
    for _ in range(count):
        participant(event)
    address = reverse("office_certificate_names", args=[event.pk])
    officer_client.get(address)

    with django_assert_num_queries(9):
        officer_client.get(address)


def test_an_empty_event_says_what_to_do(officer_client, event):
    event.speakers.all().delete()

    assert "Daftarkan peserta dulu" in page(officer_client.get(reverse("office_certificate_names", args=[event.pk])))


def test_a_login_without_an_entry_has_no_name_to_print(client, db):
    client.force_login(UserFactory())

    assert client.get(reverse("certificate_name")).status_code == 404


def test_erasing_forgets_what_was_asked(member, officer, now):
    wish_for_name(member=member, wish="Nama Lain", by=member.user, now=now)

    erase_member(member=member, by=officer, now=now)

    assert NameCheck.objects.count() == 0
