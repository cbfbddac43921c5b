"""Any order of agreeing, withdrawing, growing versions and ages: the rule in the database is the rule on paper."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

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
from tests.factories.members import MemberFactory, UserFactory

START = datetime(2024, 7, 11, 2, tzinfo=UTC)
PHOTO, CONTACT = ConsentPurpose.PHOTO, ConsentPurpose.CONTACT

acts = st.lists(
    st.one_of(
        st.tuples(st.just("give"), st.sampled_from(["", "Yohana"])),
        st.tuples(st.just("withdraw"), st.none()),
        st.tuples(st.just("publish"), st.booleans()),
        st.tuples(st.just("age"), st.sampled_from([None, True, False])),
    ),
    max_size=8,
)


class Paper:
    """The rule as a lawyer would keep it, in a few words of memory."""

    def __init__(self):
        self.is_minor, self.guardian, self.is_given = None, "", False

    def give(self, guardian):
        if self.is_minor is None:
            return AgeUnknown
        if self.is_minor and not guardian:
            return GuardianMissing
        if not self.counts:
            self.is_given, self.guardian = True, guardian if self.is_minor else ""
        return None

    @property
    def counts(self):
        return self.is_given and (self.is_minor is False or bool(self.guardian))


class AnyStory(TestCase):
    @settings(deadline=None, max_examples=60)
    @given(acts)
    def test_what_counts_follows_the_story(self, acts):
        member, paper = MemberFactory(user=UserFactory()), Paper()
        for step, (act, value) in enumerate(acts):
            now = START + timedelta(minutes=step)
            getattr(self, act)(member, paper, value, now)
            member.refresh_from_db()

            assert has_consent(member=member, purpose=PHOTO) is paper.counts
            assert (member in Member.objects.consenting_to(PHOTO)) is paper.counts
            assert has_consent(member=member, purpose=CONTACT) is False
            assert Consent.objects.given().filter(member=member).count() <= 1
        self.check_history(member)

    def give(self, member, paper, guardian, now):
        refusal = paper.give(guardian)
        expected = pytest.raises(refusal) if refusal else nullcontext()
        with expected:
            give_consent(member=member, purpose=PHOTO, by=member.user, guardian_name=guardian, now=now)

    def withdraw(self, member, paper, _value, now):
        withdraw_consent(member=member, purpose=PHOTO, by=member.user, now=now)
        paper.is_given = False

    def publish(self, member, paper, is_new_meaning, now):
        publish_text(purpose=PHOTO, text=f"Naskah {now.minute}", is_new_meaning=is_new_meaning, now=now)
        paper.is_given = paper.is_given and not is_new_meaning

    def age(self, member, paper, is_minor, now):
        Member.objects.filter(pk=member.pk).update(is_minor=is_minor)
        paper.is_minor = is_minor

    def check_history(self, member):
        """Nothing is ever rewritten: each row keeps its words, ends after it began, and ends before the next begins."""
        rows = list(member.consents.order_by("given_at", "pk"))
        for row, following in pairwise(rows):
            assert row.given_at <= row.withdrawn_at <= following.given_at
        versions = list(ConsentText.objects.filter(purpose=PHOTO).values_list("version", flat=True))
        assert sorted(versions) == list(range(1, len(versions) + 1))


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", [[], [PHOTO], [CONTACT], [PHOTO, CONTACT], list(ConsentPurpose)])
@pytest.mark.parametrize("before", [[], [PHOTO], list(ConsentPurpose)])
def test_a_decision_is_exactly_what_was_ticked(member, now, before, chosen):
    decide(member=member, purposes=before, is_minor=False, by=member.user, now=now)

    decide(member=member, purposes=chosen, by=member.user, now=now + timedelta(hours=1))

    agreed = [choice.purpose for choice in list_choices(member=member) if choice.consent]
    assert agreed == [purpose for purpose in ConsentPurpose if purpose in chosen]
    assert Consent.objects.filter(member=member).count() == len(set(before) | set(chosen))


@pytest.mark.django_db
def test_a_decision_without_an_age_changes_nothing(member, now):
    Member.objects.filter(pk=member.pk).update(consents_asked_at=None)

    with pytest.raises(AgeUnknown):
        decide(member=member, purposes=[PHOTO], by=member.user, now=now)

    member.refresh_from_db()
    assert (member.consents_asked_at, Consent.objects.count()) == (None, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("guardian", ["  Yohana   Bere ", "Yohana Bere"])
def test_a_sheet_of_a_child_keeps_the_guardian_tidily(member, officer, now, guardian):
    rows = record_paper(
        member=member, purposes=[PHOTO, CONTACT], is_minor=True, guardian_name=guardian, by=officer, now=now
    )

    assert [(row.guardian_name, row.recorded_by, row.method) for row in rows] == [("Yohana Bere", officer, "paper")] * 2


@pytest.mark.django_db
def test_skipping_twice_keeps_the_first_moment(member, now):
    Member.objects.filter(pk=member.pk).update(consents_asked_at=None)

    for hours in (0, 5):
        skip_consents(member=member, now=now + timedelta(hours=hours))

    member.refresh_from_db()
    assert (member.consents_asked_at, Consent.objects.count()) == (now, 0)
