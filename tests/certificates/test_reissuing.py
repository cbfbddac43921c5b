"""A new certificate for one with a mistake: two numbers, two codes, one person, and each knows the other."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from certificates.choices import CertificateStatus, RegisterAction
from certificates.models import Certificate, RegisterEntry
from certificates.services import status_list
from certificates.services.issuing import issue, issue_event
from certificates.services.open_offers import add_months
from certificates.services.refusals import (
    AlreadyIssued,
    AlreadyReplaced,
    ReissueReasonMissing,
    RequirementsMissing,
)
from certificates.services.register_checks import check_register
from certificates.services.reissuing import preview_changes, reissue
from certificates.services.revoking import AlreadyRevoked, revoke
from lms.models import Job
from tests.factories.bimtek import SpeakerFactory
from tests.factories.certificates import LATER, NOW, CertificateFactory, FileFactory, participant
from tests.factories.members import MemberFactory, UserFactory
from tests.races import run_at_once

REASON = "Ejaan nama diperbaiki"


@pytest.fixture
def by(db):
    return UserFactory(username="petugas-ulang")


@pytest.fixture
def issued(event, by, now):
    """The certificate of somebody whose name was misspelt, and then put right."""
    certificate = issue(source=participant(event, full_name="Yosefina Dalopez"), by=by, now=now)
    type(certificate.member).objects.filter(pk=certificate.member_id).update(full_name="Yosefina Da'Lopez")
    return Certificate.objects.get(pk=certificate.pk)


def again(certificate, by, reason=REASON, now=LATER):
    return reissue(certificate=certificate, by=by, reason=reason, now=now)


def test_the_new_one_has_the_next_number_and_the_old_one_is_replaced(issued, by):
    before = issued.printed

    new = again(issued, by)

    issued.refresh_from_db()
    assert (new.serial, new.printed["name"], new.reissue_reason) == (2, "Yosefina Da'Lopez", REASON)
    assert (new.replaces, issued.replaced_by) == (issued, new)
    assert (issued.status, new.status) == (CertificateStatus.REPLACED, CertificateStatus.VALID)
    assert issued.printed == before
    assert new.code != issued.code
    assert Job.objects.filter(kind="certificates.draw", key=str(new.pk)).count() == 1


def test_the_register_tells_both_and_is_whole(issued, by):
    new = again(issued, by)

    lines = list(RegisterEntry.objects.order_by("position").values_list("certificate_id", "action"))
    assert lines == [
        (issued.pk, RegisterAction.ISSUED),
        (issued.pk, RegisterAction.REPLACED),
        (new.pk, RegisterAction.ISSUED),
    ]
    assert list(check_register()) == []


def test_both_verify_and_point_at_each_other(client, issued, by):
    new = again(issued, by)

    old_page = client.get(reverse("verify", args=[issued.code])).content.decode()
    new_page = client.get(reverse("verify", args=[new.code])).content.decode()

    assert "Digantikan" in old_page
    assert new.number in old_page
    assert issued.number in new_page
    assert "Berlaku" in new_page


def test_a_replaced_one_is_on_the_status_list_of_badges(issued, by, keys):
    new = again(issued, by)

    listed = Certificate.objects.no_longer_valid().values_list("pk", flat=True)

    assert list(listed) == [issued.pk]
    assert status_list.make_status_list(number=0, now=LATER) != ""
    assert new.is_valid


def test_only_the_last_of_a_chain_is_issued_anew(issued, by):
    new = again(issued, by)
    third = again(new, by, "Asal diperbaiki")

    with pytest.raises(AlreadyReplaced):
        again(issued, by)

    assert [row.serial for row in Certificate.objects.order_by("pk")] == [1, 2, 3]
    assert third.replaces == new


def test_a_revoked_one_stays_revoked_and_is_followed_only_with_a_reason(event, issued, by):
    revoke(certificate=issued, by=by, reason="nama keliru", now=LATER)

    with pytest.raises(AlreadyIssued):
        issue(source=issued.registration, by=by, now=LATER)
    with pytest.raises(ReissueReasonMissing):
        again(issued, by, reason=" \u200b ")
    assert issue_event(event=event, by=by, now=LATER) == []
    new = again(issued, by)

    issued.refresh_from_db()
    assert (issued.is_revoked, issued.revocation_reason) == (True, "nama keliru")
    assert (new.is_valid, new.replaces) == (True, issued)


def test_a_replaced_one_is_not_revoked_any_more(issued, by):
    again(issued, by)

    with pytest.raises(AlreadyRevoked):
        revoke(certificate=issued, by=by, reason="keliru", now=LATER)


def test_whoever_lacks_a_requirement_by_now_gets_no_new_one(event, issued, by):
    event.pass_mark = 100
    event.save()

    with pytest.raises(RequirementsMissing):
        again(Certificate.objects.get(pk=issued.pk), by)

    issued.refresh_from_db()
    assert issued.is_valid


@pytest.mark.parametrize("changes", [{"replaces": None}, {"reissue_reason": ""}])
def test_the_database_refuses_a_second_first_one_and_a_successor_without_reason(issued, by, now, changes):
    other = CertificateFactory(series=issued.series, serial=800)
    Certificate.objects.filter(pk=issued.pk).update(status="replaced")
    values = {"replaces": issued, "reissue_reason": REASON, **changes}
    own = {"registration": issued.registration, "member": issued.member, "series": other.series}

    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateFactory(**own, **values, serial=801)

    assert Certificate.objects.count() == 2


def test_the_database_refuses_two_valid_ones_for_one_seat(issued):
    own = {"registration": issued.registration, "member": issued.member, "series": issued.series}

    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateFactory(**own, serial=900, replaces=issued, reissue_reason=REASON)


def test_the_preview_names_what_changes_and_nothing_else(issued, by, now):
    (change,) = preview_changes(certificate=issued, now=now)

    assert (change.old, change.new) == ("Yosefina Dalopez", "Yosefina Da'Lopez")
    assert preview_changes(certificate=again(issued, by), now=now) == []


def test_the_officer_sees_the_change_and_gives_the_reason(officer_client, issued):
    address = reverse("office_certificate_reissue", args=[issued.pk])

    html = officer_client.get(address).content.decode()
    unsure = officer_client.post(address, {"reason": REASON})
    done = officer_client.post(address, {"reason": REASON, "sure": "on"}, follow=True)
    late = officer_client.post(address, {"reason": REASON, "sure": "on"})

    assert "Yosefina Da&#x27;Lopez" in html
    assert unsure.status_code == 200
    new = Certificate.objects.get(replaces=issued)
    assert [str(message) for message in done.context["messages"]] == [
        f"Sertifikat {new.number} diterbitkan sebagai pengganti."
    ]
    assert f"Digantikan oleh {new.number}" in done.content.decode()
    assert "sudah digantikan" in late.content.decode()
    assert Certificate.objects.count() == 2


def test_the_learner_sees_which_one_to_use(client, issued, by):
    user = UserFactory()
    type(issued.member).objects.filter(pk=issued.member_id).update(user=user)
    new = again(issued, by)
    FileFactory(certificate=new)
    client.force_login(user)

    html = client.get(reverse("learning")).content.decode()

    assert f"Digantikan oleh {new.number}" in html
    assert f"Alasan: {REASON}. Pakailah yang baru." in html


def test_a_part_is_reissued_in_its_role(event, by, now):
    part = SpeakerFactory(event=event, member=MemberFactory(full_name="Kornelis Taek"), role="moderator")

    new = again(issue(source=part, by=by, now=now), by)

    assert (new.role, new.speaker, new.printed["role_key"]) == ("moderator", part, "moderator")


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        ("2024-07-11", 12, "2025-07-11"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2024-12-15", 1, "2025-01-15"),
        ("2024-02-29", 48, "2028-02-29"),
    ],
)
def test_a_certificate_lasts_whole_months(day, months, last):
    assert add_months(NOW.date().fromisoformat(day), months).isoformat() == last


def test_an_offer_for_some_months_gives_certificates_that_expire(event, by, now, client):
    offer = event.certificate_offer
    offer.valid_months = 1
    offer.save()

    certificate = issue(source=participant(event), by=by, now=now)

    assert str(certificate.valid_until) == "2024-08-11"
    assert certificate.is_expired(certificate.valid_until) is False
    assert certificate.is_expired(certificate.valid_until.replace(day=12)) is True
    assert "Kedaluwarsa" in client.get(reverse("verify", args=[certificate.code])).content.decode()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_pressed_in_many_windows_there_is_one_successor(event, by, now):
    certificate = issue(source=participant(event), by=by, now=now)

    results = run_at_once([lambda: again(certificate, by) for _ in range(8)])

    assert sorted(type(row).__name__ for row in results) == ["AlreadyReplaced"] * 7 + ["Certificate"]
    assert Certificate.objects.count() == 2
