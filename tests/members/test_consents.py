"""What people agree to: by whom, to which words, until when."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from lms.files import private_files
from members.choices import ConsentPurpose
from members.models import Consent, ConsentText, Member
from members.services.consents import (
    AgeUnknown,
    GuardianMissing,
    decide,
    give_consent,
    has_consent,
    list_choices,
    publish_text,
    record_paper,
    skip_consents,
    withdraw_consent,
)
from tests.factories.members import MemberFactory
from tests.races import run_at_once

pytestmark = pytest.mark.django_db
PHOTO, CONTACT, LISTING = ConsentPurpose.PHOTO, ConsentPurpose.CONTACT, ConsentPurpose.LISTING


@pytest.fixture
def member(member):
    """Nobody asked yet."""
    member.consents_asked_at = None
    member.save()
    return member


@pytest.fixture
def adult(member):
    member.is_minor = False
    member.save()
    return member


@pytest.fixture
def minor(member):
    member.is_minor = True
    member.save()
    return member


def agree(member, now, purpose=PHOTO, **more):
    return give_consent(member=member, purpose=purpose, by=member.user, now=now, **more)


def test_every_purpose_has_words_from_the_start():
    texts = ConsentText.objects.newest()

    assert sorted(text.purpose for text in texts) == sorted(ConsentPurpose.values)
    assert {text.version for text in texts} == {1}


def test_nothing_is_agreed_to_by_default(adult):
    assert [has_consent(member=adult, purpose=purpose) for purpose in ConsentPurpose.values] == [False] * 3


def test_consent_counts_for_its_own_purpose_only(adult, now):
    consent = agree(adult, now)

    assert (consent.text.version, consent.given_at, consent.recorded_by) == (1, now, adult.user)
    assert has_consent(member=adult, purpose=PHOTO) is True
    assert has_consent(member=adult, purpose=CONTACT) is False


def test_people_who_agree_are_a_queryset(adult, now):
    MemberFactory()
    agree(adult, now)

    assert list(Member.objects.consenting_to(PHOTO)) == [adult]
    assert list(Member.objects.consenting_to(LISTING)) == []


def test_agreeing_twice_is_one_consent(adult, now):
    assert agree(adult, now) == agree(adult, now + timedelta(days=1))
    assert Consent.objects.count() == 1


def test_withdrawal_counts_at_once(adult, now):
    agree(adult, now)

    withdraw_consent(member=adult, purpose=PHOTO, by=adult.user, now=now)

    row = Consent.objects.get()
    assert (row.withdrawn_at, row.withdrawn_by) == (now, adult.user)
    assert has_consent(member=adult, purpose=PHOTO) is False
    assert list(Member.objects.objecting_to(PHOTO)) == [adult]


def test_withdrawing_twice_keeps_the_first_moment(adult, now):
    agree(adult, now)
    withdraw_consent(member=adult, purpose=PHOTO, by=adult.user, now=now)

    withdraw_consent(member=adult, purpose=PHOTO, by=adult.user, now=now + timedelta(days=3))

    assert Consent.objects.get().withdrawn_at == now


def test_a_clock_set_back_does_not_stop_a_withdrawal(adult, now):
    agree(adult, now)

    withdraw_consent(member=adult, purpose=PHOTO, by=adult.user, now=now - timedelta(hours=1))

    assert Consent.objects.get().withdrawn_at == now


def test_who_agrees_again_no_longer_objects(adult, now):
    agree(adult, now)
    withdraw_consent(member=adult, purpose=PHOTO, by=adult.user, now=now)

    agree(adult, now + timedelta(days=1))

    assert has_consent(member=adult, purpose=PHOTO) is True
    assert list(Member.objects.objecting_to(PHOTO)) == []
    assert Consent.objects.count() == 2


def test_who_was_never_asked_does_not_object(adult):
    assert list(Member.objects.objecting_to(PHOTO)) == []


def test_nobody_agrees_before_the_age_is_known(member, now):
    with pytest.raises(AgeUnknown):
        agree(member, now)

    assert Consent.objects.count() == 0


@pytest.mark.parametrize("name", ["", "   "])
def test_somebody_under_18_needs_a_guardian(minor, now, name):
    with pytest.raises(GuardianMissing):
        agree(minor, now, guardian_name=name)


def test_a_guardian_speaks_for_somebody_under_18(minor, now):
    consent = agree(minor, now, guardian_name=" Maria  Nahak ")

    assert consent.guardian_name == "Maria Nahak"
    assert has_consent(member=minor, purpose=PHOTO) is True


def test_an_adult_has_no_guardian(adult, now):
    assert agree(adult, now, guardian_name="Maria").guardian_name == ""


def test_consent_stops_counting_when_the_person_turns_out_to_be_a_child(adult, now):
    agree(adult, now)

    Member.objects.update(is_minor=True)

    assert has_consent(member=adult, purpose=PHOTO) is False
    assert list(Member.objects.consenting_to(PHOTO)) == []


def test_a_new_meaning_asks_again(adult, now):
    agree(adult, now)

    publish_text(purpose=PHOTO, text="Juga di televisi.", is_new_meaning=True, now=now)

    assert has_consent(member=adult, purpose=PHOTO) is False
    assert [choice.consent for choice in list_choices(member=adult)] == [None, None, None]


def test_a_corrected_spelling_asks_nobody(adult, now):
    consent = agree(adult, now)

    publish_text(purpose=PHOTO, text="Ejaan dibetulkan.", is_new_meaning=False, now=now)

    assert has_consent(member=adult, purpose=PHOTO) is True
    assert list_choices(member=adult)[0].consent == consent


def test_a_correction_after_a_new_meaning_does_not_bring_old_consent_back(adult, now):
    agree(adult, now)
    publish_text(purpose=PHOTO, text="Juga di televisi.", is_new_meaning=True, now=now)
    publish_text(purpose=PHOTO, text="Juga di TV.", is_new_meaning=False, now=now)

    assert has_consent(member=adult, purpose=PHOTO) is False


def test_agreeing_to_new_words_ends_the_old_consent(adult, now):
    agree(adult, now)
    publish_text(purpose=PHOTO, text="Juga di televisi.", is_new_meaning=True, now=now)

    new = agree(adult, now)

    assert (new.text.version, has_consent(member=adult, purpose=PHOTO)) == (2, True)
    assert list(Consent.objects.given()) == [new]


def test_a_new_meaning_of_one_purpose_leaves_the_others(adult, now):
    agree(adult, now)

    publish_text(purpose=CONTACT, text="Juga kepada pelatih.", is_new_meaning=True, now=now)

    assert has_consent(member=adult, purpose=PHOTO) is True


def test_unchanged_words_make_no_version(now):
    text = ConsentText.objects.newest().get(purpose=PHOTO)

    assert publish_text(purpose=PHOTO, text=f" {text.text} ", is_new_meaning=True, now=now) == text
    assert ConsentText.objects.filter(purpose=PHOTO).count() == 1


def test_old_words_stay_readable(now):
    before = ConsentText.objects.newest().get(purpose=PHOTO)

    publish_text(purpose=PHOTO, text="Baru.", is_new_meaning=False, now=now)

    before.refresh_from_db()
    assert before.version == 1
    assert [row.version for row in ConsentText.objects.filter(purpose=PHOTO)] == [2, 1]


def test_the_first_words_of_a_purpose_always_mean_something_new(now):
    ConsentText.objects.all().delete()

    assert publish_text(purpose=PHOTO, text="Baru.", is_new_meaning=False, now=now).is_new_meaning is True


def test_a_decision_sets_all_purposes_at_once(adult, now):
    agree(adult, now, CONTACT)

    decide(member=adult, purposes=[PHOTO], by=adult.user, now=now)

    assert [has_consent(member=adult, purpose=purpose) for purpose in (PHOTO, CONTACT, LISTING)] == [True, False, False]
    adult.refresh_from_db()
    assert adult.consents_asked_at == now


def test_a_decision_tells_the_age_once(member, now):
    decide(member=member, purposes=[PHOTO], is_minor=False, by=member.user, now=now)
    decide(member=member, purposes=[], is_minor=True, by=member.user, now=now)

    member.refresh_from_db()
    assert member.is_minor is False


def test_a_child_cannot_say_it_grew_up(minor, now):
    with pytest.raises(GuardianMissing):
        decide(member=minor, purposes=[PHOTO], is_minor=False, by=minor.user, now=now)

    minor.refresh_from_db()
    assert (minor.is_minor, minor.consents_asked_at, Consent.objects.count()) == (True, None, 0)


def test_agreeing_to_nothing_needs_no_age(member, now):
    decide(member=member, purposes=[], by=member.user, now=now)

    member.refresh_from_db()
    assert (member.is_minor, member.consents_asked_at) == (None, now)


def test_paper_is_recorded_with_its_scan_under_another_name(member, officer, now, settings, tmp_path):
    sheet = ContentFile(b"%PDF-1.4", name="Surat Maria Nahak.pdf")

    rows = record_paper(member=member, purposes=[PHOTO, CONTACT], is_minor=False, scan=sheet, by=officer, now=now)

    assert [(row.method, row.recorded_by) for row in rows] == [("paper", officer)] * 2
    assert [private_files().open(row.scan.name).read() for row in rows] == [b"%PDF-1.4"] * 2
    assert [row.scan.name.endswith(".pdf") and "aria" not in row.scan.name for row in rows] == [True, True]
    for row in rows:
        row.scan.delete(save=False)


def test_paper_without_a_guardian_records_nothing(member, officer, now):
    with pytest.raises(GuardianMissing):
        record_paper(member=member, purposes=[PHOTO], is_minor=True, by=officer, now=now)

    member.refresh_from_db()
    assert (member.is_minor, Consent.objects.count()) == (None, 0)


def test_paper_leaves_what_it_does_not_mention(adult, officer, now):
    agree(adult, now, LISTING)

    record_paper(member=adult, purposes=[PHOTO], is_minor=False, by=officer, now=now)

    assert has_consent(member=adult, purpose=LISTING) is True


def test_a_later_scan_replaces_a_consent_on_screen(adult, officer, now):
    first = agree(adult, now)

    (second,) = record_paper(
        member=adult, purposes=[PHOTO], is_minor=False, scan=ContentFile(b"x", "a.pdf"), by=officer, now=now
    )

    first.refresh_from_db()
    assert (first.withdrawn_at, second.method) == (now, "paper")
    second.scan.delete(save=False)


def test_skipping_is_remembered_and_agrees_to_nothing(member, now):
    skip_consents(member=member, now=now)
    skip_consents(member=member, now=now + timedelta(days=1))

    member.refresh_from_db()
    assert (member.consents_asked_at, Consent.objects.count()) == (now, 0)


def test_choices_cost_two_queries(adult, now, django_assert_num_queries):
    agree(adult, now)
    agree(adult, now, CONTACT)

    with django_assert_num_queries(2):
        choices = list_choices(member=adult)

    assert [(choice.purpose, choice.consent is not None) for choice in choices] == [
        ("photo", True),
        ("contact", True),
        ("listing", False),
    ]


def test_the_database_holds_one_open_consent_per_purpose(adult, now):
    first = agree(adult, now)

    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(
            member=adult, purpose=PHOTO, text=first.text, method="screen", given_at=now, recorded_by=adult.user
        )


@pytest.mark.django_db(transaction=True)
def test_two_browsers_agree_once(adult, now):
    results = run_at_once([lambda: agree(adult, now)] * 4)

    assert [type(result) for result in results] == [Consent] * 4
    assert Consent.objects.count() == 1
