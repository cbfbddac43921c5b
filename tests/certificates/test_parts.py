"""Certificates for those with a part in the event: speakers, moderators, host, committee."""

import pytest
from django.urls import reverse

from bimtek.choices import SpeakerRole
from bimtek.models import Speaker
from bimtek.services.agenda import SpeakerHasCertificate, remove_speaker
from certificates.models import Certificate
from certificates.services.issuing import issue, issue_event, issue_parts
from certificates.services.refusals import AlreadyIssued, EventNotHeld, RequirementsMissing
from certificates.services.requirements import parts_of_event
from members.services.erasure import erase_member
from tests.factories.bimtek import SpeakerFactory
from tests.factories.certificates import participant
from tests.factories.members import MemberFactory, UserFactory


@pytest.fixture
def by(db):
    return UserFactory()


def part(event, name, role, **kwargs):
    return SpeakerFactory(event=event, member=MemberFactory(full_name=name), role=role, **kwargs)


@pytest.mark.parametrize("role", SpeakerRole.values)
def test_every_role_of_an_event_is_a_role_of_a_certificate(event, by, now, role):
    certificate = issue(source=part(event, "Kornelis Taek", role), by=by, now=now)

    assert (certificate.role, certificate.printed["role_key"]) == (role, role)
    assert certificate.printed["is_passed"] is False
    assert "LULUS" not in certificate.printed["wording"]


def test_parts_have_their_own_button_and_participants_theirs(event, by, now):
    part(event, "Kornelis Taek", "committee")
    participant(event)

    parts = issue_parts(event=event, by=by, now=now)
    seats = issue_event(event=event, by=by, now=now)

    assert [row.role for row in parts] == ["speaker", "committee"]
    assert [row.role for row in seats] == ["participant"]
    assert [row.serial for row in [*parts, *seats]] == [1, 2, 3]
    assert issue_parts(event=event, by=by, now=now) == []


def test_one_person_with_two_roles_gets_two(event, by, now):
    member = MemberFactory(full_name="Kornelis Taek")
    for role in ("moderator", "host"):
        SpeakerFactory(event=event, member=member, role=role)

    issued = issue_parts(event=event, by=by, now=now)

    assert [row.role for row in issued if row.member == member] == ["moderator", "host"]


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("published", "kegiatan belum berlangsung"),
        ("draft", "kegiatan masih draf"),
        ("cancelled", "kegiatan dibatalkan"),
    ],
)
def test_the_one_reason_is_named_why_an_event_gives_nothing_yet(event, status, why):
    event.status = status
    event.save(update_fields=["status"])

    (check,) = parts_of_event(event=event, now=event.starts_at.replace(year=2020))

    assert [row.detail for row in check.missing] == [why]


def test_a_part_needs_a_held_event_and_a_printable_name(event, by, now):
    strange = part(event, "Budi 王", "host")

    with pytest.raises(RequirementsMissing):
        issue(source=strange, by=by, now=now)
    checks = parts_of_event(event=event, now=event.starts_at.replace(year=2020))

    assert [[row.key for row in check.missing] for check in checks] == [["held"], ["name", "held"]]
    with pytest.raises(EventNotHeld):
        issue_parts(event=event, by=by, now=event.starts_at.replace(year=2020))
    assert Certificate.objects.count() == 0


def test_a_part_gets_one(event, by, now):
    speaker = event.speakers.get()
    issue(source=speaker, by=by, now=now)

    with pytest.raises(AlreadyIssued):
        issue(source=speaker, by=by, now=now)


def test_a_part_with_a_certificate_cannot_be_taken_away(officer_client, event, by, now):
    speaker = event.speakers.get()
    issue(source=speaker, by=by, now=now)

    with pytest.raises(SpeakerHasCertificate):
        remove_speaker(speaker=speaker)
    answer = officer_client.post(reverse("office_speaker_delete", args=[event.pk, speaker.pk]), follow=True)

    assert "sudah menerima sertifikat untuk peran ini" in answer.content.decode()
    assert Speaker.objects.filter(pk=speaker.pk).exists()


def test_erasing_a_speaker_keeps_the_proof_and_forgets_the_title(event, by, now):
    speaker = event.speakers.get()
    Speaker.objects.filter(pk=speaker.pk).update(presented_as="Kepala Seksi")
    other = part(event, "Orang Lain", "host")
    SpeakerFactory(event=event, member=speaker.member, role="host")
    certificate = issue(source=speaker, by=by, now=now)

    erase_member(member=speaker.member, by=by, now=now)

    assert [row.presented_as for row in Speaker.objects.filter(member=speaker.member)] == [""]
    assert Speaker.objects.filter(pk=other.pk).exists()
    certificate.refresh_from_db()
    assert certificate.printed["name"] == "Gregorius Manek Tefa"


def test_the_officer_presses_the_second_button(officer_client, event, now):
    part(event, "Kornelis Taek", "committee", presented_as="Ketua panitia")
    participant(event)
    address = reverse("office_certificate_issue_parts", args=[event.pk])

    html = " ".join(officer_client.get(reverse("office_certificates", args=[event.pk])).content.decode().split())
    unsure = officer_client.post(address, follow=True)
    done = officer_client.post(address, {"sure": "1"}, follow=True)

    assert "Terbitkan 2 sertifikat untuk narasumber dan panitia" in html
    assert "Ketua panitia" in html
    assert "Centang dulu" in unsure.content.decode()
    assert "2 sertifikat diterbitkan." in done.content.decode()
    assert "Panitia" in done.content.decode()
    assert sorted(Certificate.objects.values_list("role", flat=True)) == ["committee", "speaker"]


def test_the_page_of_a_part_opens(officer_client, event):
    speaker = event.speakers.get()

    html = officer_client.get(reverse("office_certificate_part", args=[speaker.pk])).content.decode()

    assert "Kegiatan berlangsung" in html
    assert "Kecualikan" not in html


def test_host_and_committee_stay_off_the_public_page_and_the_agenda(client, event, officer_client):
    part(event, "Kornelis Taek", "committee")

    public = client.get(reverse("event_detail", args=[event.slug])).content.decode()
    slot = event.slots.get()
    form = officer_client.get(reverse("office_slot", args=[event.pk, slot.pk])).content.decode()

    assert "Gregorius Manek Tefa" in public
    assert "Kornelis Taek" not in public
    assert "Kornelis Taek" not in form


def test_the_role_is_chosen_when_somebody_is_picked(officer_client, event, organization):
    member = MemberFactory(full_name="Kornelis Taek", organization=organization)
    address = reverse("office_speaker_pick", args=[event.pk])

    answer = officer_client.post(address, {"member": member.pk, "role": "host"}, follow=True)

    assert "Kornelis Taek tercatat sebagai pembawa acara." in answer.content.decode()
    assert officer_client.post(address, {"member": member.pk, "role": "raja"}).status_code == 404
