"""Making two entries of one person one, and parting them again."""

from datetime import date, timedelta

import pytest
from wagtail.models import ModelLogEntry

from members.choices import CodePurpose, ConsentPurpose, KimOffice, RequestKind, Role
from members.models import Consent, ConsentText, DataRequest, LoginCode, Member, MemberMerge, WalkOfLife
from members.services.merge_undo import UndoImpossible, UndoOutOfOrder, UndoTooLate, undo_merge
from members.services.merges import MergeBlocked, entries_of, merge_members, preview_merge, standing_entry
from tests.factories.members import (
    KimFactory,
    KimMembershipFactory,
    MemberFactory,
    OrganizationFactory,
    RegionFactory,
    UserFactory,
    assign_role,
)


@pytest.fixture
def kept(organization):
    return MemberFactory(full_name="Maria Goreti", organization=organization, gender="", region=None)


@pytest.fixture
def merged(organization):
    return MemberFactory(
        full_name="MARIA GORETI, S.Sos",
        organization=organization,
        phone="+6281234567890",
        institution="Sekretaris Lurah",
    )


def merge(kept, merged, by, now, fields=()):
    result = merge_members(kept=kept, merged=merged, by=by, now=now, fields=fields)
    kept.refresh_from_db()
    merged.refresh_from_db()
    return result


def part(result, by, now, *people):
    result = undo_merge(merge=result, by=by, now=now)
    for person in people:
        person.refresh_from_db()
    return result


def reasons_for(kept, merged, by, now):
    with pytest.raises(MergeBlocked) as caught:
        merge_members(kept=kept, merged=merged, by=by, now=now)
    return len(caught.value.reasons), str(caught.value)


def open_code(member, by, now, digest="a"):
    return LoginCode.objects.create(
        member=member,
        purpose=CodePurpose.CARD,
        digest=digest,
        issued_by=by,
        issued_at=now,
        expires_at=now + timedelta(days=1),
    )


def consent(member, by, at, withdrawn_at=None):
    text, _new = ConsentText.objects.get_or_create(
        purpose=ConsentPurpose.PHOTO, version=90, defaults={"text": "Boleh?", "published_at": at}
    )
    return Consent.objects.create(
        member=member,
        purpose=ConsentPurpose.PHOTO,
        text=text,
        method="paper",
        given_at=at,
        recorded_by=by,
        withdrawn_at=withdrawn_at,
    )


def test_merging_fills_what_was_empty_and_keeps_what_was_there(kept, merged, officer, now):
    merge(kept, merged, officer, now)

    assert (kept.full_name, str(kept.phone), kept.gender, kept.institution) == (
        "Maria Goreti",
        "+6281234567890",
        "P",
        "Sekretaris Lurah",
    )
    assert kept.region == RegionFactory()


def test_no_name_is_destroyed(kept, merged, officer, now):
    result = merge(kept, merged, officer, now, fields=["full_name"])

    assert kept.full_name == "MARIA GORETI, S.Sos"
    assert merged.full_name == "MARIA GORETI, S.Sos"
    assert (result.before["kept"]["full_name"], result.before["merged"]["full_name"]) == (
        "Maria Goreti",
        "MARIA GORETI, S.Sos",
    )


def test_a_merged_entry_is_nobody_any_more_and_leads_to_the_kept_one(kept, merged, officer, now):
    merge(kept, merged, officer, now)

    assert list(Member.objects.current()) == [kept]
    assert merged.merged_into == kept
    assert standing_entry(member=merged) == kept


def test_walks_of_life_add_up_and_are_given_back(kept, merged, officer, now):
    teacher, farmer, fisher = [WalkOfLife.objects.create(name=f"Unsur {name}") for name in ("guru", "tani", "laut")]
    kept.walks_of_life.set([teacher])
    merged.walks_of_life.set([teacher, farmer])

    result = merge(kept, merged, officer, now)
    together = set(kept.walks_of_life.all())
    kept.walks_of_life.add(fisher)
    part(result, officer, now, kept, merged)

    assert together == {teacher, farmer}
    assert set(kept.walks_of_life.all()) == {teacher, fisher}
    assert set(merged.walks_of_life.all()) == {teacher, farmer}


def test_the_only_login_moves(kept, merged, officer, now):
    user = UserFactory()
    Member.objects.filter(pk=merged.pk).update(user=user)

    result = merge(kept, merged, officer, now)
    after = (kept.user, merged.user)
    part(result, officer, now, kept, merged)

    assert after == (user, None)
    assert (kept.user, merged.user) == (None, user)


def test_of_two_logins_the_kept_one_stays_and_takes_over_the_number(kept, merged, officer, now):
    mine, theirs = UserFactory(), UserFactory(phone="+6281234567890")
    Member.objects.filter(pk=kept.pk).update(user=mine)
    Member.objects.filter(pk=merged.pk).update(user=theirs)

    result = merge(kept, merged, officer, now)
    for user in (mine, theirs):
        user.refresh_from_db()
    after = (mine.is_active, str(mine.phone), theirs.is_active, theirs.phone)
    part(result, officer, now, kept, merged)
    for user in (mine, theirs):
        user.refresh_from_db()

    assert after == (True, "+6281234567890", False, None)
    assert (mine.phone, theirs.is_active, str(theirs.phone)) == (None, True, "+6281234567890")
    assert (kept.user, merged.user) == (mine, theirs)


def test_the_number_of_staff_never_changes(kept, merged, officer, now):
    staff = assign_role(UserFactory(), Role.TRAINER, kept.organization)
    Member.objects.filter(pk=kept.pk).update(user=staff)
    Member.objects.filter(pk=merged.pk).update(user=UserFactory(phone="+6281234567890"))

    merge(kept, merged, officer, now)
    staff.refresh_from_db()

    assert staff.phone is None


def test_membership_of_the_same_group_keeps_the_earlier_day_and_the_higher_office(kept, merged, officer, now):
    kim = KimFactory()
    mine = KimMembershipFactory(kim=kim, member=kept, starts_on=date(2024, 1, 1))
    theirs = KimMembershipFactory(kim=kim, member=merged, starts_on=date(2022, 3, 1), office=KimOffice.CHAIR)

    result = merge(kept, merged, officer, now)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    after = (mine.starts_on, mine.office, theirs.member)
    part(result, officer, now, kept, merged)
    mine.refresh_from_db()

    assert after == (date(2022, 3, 1), KimOffice.CHAIR, merged)
    assert (mine.starts_on, mine.office) == (date(2024, 1, 1), KimOffice.MEMBER)


def test_a_group_counts_a_merged_person_once(kept, merged, officer, now):
    kim = KimFactory()
    KimMembershipFactory(kim=kim, member=kept)
    KimMembershipFactory(kim=kim, member=merged)

    merge(kept, merged, officer, now)

    assert [row.member for row in kim.memberships.active_on(now.date())] == [kept]


def test_of_two_open_codes_one_dies(kept, merged, officer, now):
    mine, theirs = open_code(kept, officer, now, "a"), open_code(merged, officer, now, "b")

    result = merge(kept, merged, officer, now)
    theirs.refresh_from_db()
    after = (theirs.member, theirs.revoked_at)
    part(result, officer, now)
    for code in (mine, theirs):
        code.refresh_from_db()

    assert after == (kept, now)
    assert (mine.revoked_at, theirs.revoked_at, theirs.member) == (None, None, merged)


def test_a_later_withdrawal_on_either_entry_counts(kept, merged, officer, now):
    given = consent(kept, officer, now - timedelta(days=9))
    consent(merged, officer, now - timedelta(days=8), withdrawn_at=now - timedelta(days=2))

    result = merge(kept, merged, officer, now)
    given.refresh_from_db()
    after = given.withdrawn_at
    part(result, officer, now)
    given.refresh_from_db()

    assert after == now - timedelta(days=2)
    assert given.withdrawn_at is None


def test_a_consent_given_after_a_withdrawal_stands(kept, merged, officer, now):
    consent(kept, officer, now - timedelta(days=9), withdrawn_at=now - timedelta(days=5))
    given = consent(merged, officer, now - timedelta(days=1))

    merge(kept, merged, officer, now)
    given.refresh_from_db()

    assert (given.member, given.withdrawn_at) == (kept, None)


def test_of_two_standing_consents_one_stays_behind(kept, merged, officer, now):
    consent(kept, officer, now)
    theirs = consent(merged, officer, now)

    result = merge(kept, merged, officer, now)
    theirs.refresh_from_db()

    assert theirs.member == merged
    assert result.before["counts"]["members.Consent"] == [0, 0, 1]


def test_two_open_requests_of_one_kind_are_answered_first(kept, merged, officer, now):
    for member in (kept, merged):
        DataRequest.objects.create(
            member=member, kind=RequestKind.ACCESS, created_at=now, due_at=now + timedelta(days=3)
        )

    assert reasons_for(kept, merged, officer, now)[0] == 1


def test_an_entry_with_a_role_can_only_be_the_kept_one(kept, merged, officer, now):
    staff = assign_role(UserFactory(), Role.VIEWER, kept.organization)
    Member.objects.filter(pk=merged.pk).update(user=staff)

    count, text = reasons_for(kept, merged, officer, now)
    merge(merged, kept, officer, now)

    assert (count, "Pilih entri itu sebagai yang tetap" in text) == (1, True)
    assert kept.merged_into == merged


def test_two_entries_with_roles_are_not_merged(kept, merged, officer, now):
    for member in (kept, merged):
        staff = assign_role(UserFactory(), Role.VIEWER, kept.organization)
        Member.objects.filter(pk=member.pk).update(user=staff)

    assert "mencabut peran" in reasons_for(kept, merged, officer, now)[1]


def test_foreign_people_are_not_merged(kept, officer, now):
    serang = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))
    stranger = MemberFactory(organization=serang, region=RegionFactory(code="36.73.01.1001"))

    assert "wilayah kerja" in reasons_for(kept, stranger, officer, now)[1]
    assert "wilayah kerja" in reasons_for(stranger, kept, officer, now)[1]


def test_a_viewer_merges_nobody(kept, merged, now):
    viewer = assign_role(UserFactory(), Role.VIEWER, kept.organization)

    assert "wilayah kerja" in reasons_for(kept, merged, viewer, now)[1]


def test_an_entry_is_not_merged_with_itself(kept, officer, now):
    assert "entri yang sama" in reasons_for(kept, kept, officer, now)[1]


def test_an_erased_person_is_not_merged(kept, merged, officer, now):
    Member.objects.filter(pk=merged.pk).update(erased_at=now)

    assert "dihapus" in reasons_for(kept, merged, officer, now)[1]


def test_a_merged_entry_is_not_merged_again(kept, merged, officer, now):
    third = MemberFactory(organization=kept.organization)
    merge(kept, merged, officer, now)

    assert "sudah digabung" in reasons_for(third, merged, officer, now)[1]
    assert "sudah digabung" in reasons_for(merged, third, officer, now)[1]


def test_pressing_twice_is_one_merge(kept, merged, officer, now):
    first = merge(kept, merged, officer, now)

    assert merge(kept, merged, officer, now) == first
    assert MemberMerge.objects.count() == 1


def test_taking_back_twice_is_once(kept, merged, officer, now):
    result = merge(kept, merged, officer, now)
    part(result, officer, now)

    again = undo_merge(merge=result, by=officer, now=now + timedelta(days=1))

    assert again.undone_at == now


def test_merging_after_taking_back_is_a_new_merge(kept, merged, officer, now):
    first = merge(kept, merged, officer, now)
    part(first, officer, now, kept, merged)

    assert merge(kept, merged, officer, now) != first
    assert merged.merged_into == kept


def test_values_changed_since_stay(kept, merged, officer, now):
    result = merge(kept, merged, officer, now)
    Member.objects.filter(pk=kept.pk).update(institution="Lurah")

    result = part(result, officer, now, kept, merged)

    assert (kept.institution, kept.phone, kept.gender) == ("Lurah", "", "")
    assert result.before["left"] == 1


def test_what_came_later_stays_with_the_kept_entry(kept, merged, officer, now):
    result = merge(kept, merged, officer, now)
    later = KimMembershipFactory(member=kept)

    part(result, officer, now)
    later.refresh_from_db()

    assert later.member == kept


def test_a_number_that_went_to_somebody_else_stays_there(kept, merged, officer, now):
    theirs = UserFactory(phone="+6281234567890")
    Member.objects.filter(pk=kept.pk).update(user=UserFactory(phone="+6281111111111"))
    Member.objects.filter(pk=merged.pk).update(user=theirs)
    result = merge(kept, merged, officer, now)
    stranger = UserFactory(phone="+6281234567890")

    result = part(result, officer, now, kept, merged)
    theirs.refresh_from_db()
    stranger.refresh_from_db()

    assert (theirs.phone, str(stranger.phone)) == (None, "+6281234567890")
    assert (merged.merged_into, result.before["left"]) == (None, 1)


def test_undo_ends_after_thirty_days(kept, merged, officer, now):
    result = merge(kept, merged, officer, now)

    with pytest.raises(UndoTooLate):
        undo_merge(merge=result, by=officer, now=now + timedelta(days=30))
    part(result, officer, now + timedelta(days=29, hours=23), merged)

    assert merged.merged_into is None


def test_the_time_for_undo_is_a_setting(kept, merged, officer, now, settings):
    settings.MERGE_UNDO_DAYS = 2

    assert merge(kept, merged, officer, now).undo_until == now + timedelta(days=2)


def test_a_chain_is_taken_back_from_its_end(kept, merged, officer, now):
    last = MemberFactory(organization=kept.organization)
    membership = KimMembershipFactory(member=merged)
    first = merge(kept, merged, officer, now)
    second = merge(last, kept, officer, now)

    assert [entry.pk for entry in entries_of(member=last)] == [last.pk, kept.pk, merged.pk]
    assert standing_entry(member=merged) == last
    with pytest.raises(UndoOutOfOrder) as caught:
        undo_merge(merge=first, by=officer, now=now)
    assert caught.value.later == second

    undo_merge(merge=second, by=officer, now=now)
    undo_merge(merge=first, by=officer, now=now)
    membership.refresh_from_db()
    assert membership.member == merged


def test_after_an_erasure_nothing_is_taken_back(kept, merged, officer, now):
    result = merge(kept, merged, officer, now)
    Member.objects.filter(pk=kept.pk).update(erased_at=now)

    with pytest.raises(UndoImpossible):
        undo_merge(merge=result, by=officer, now=now)


def test_a_foreign_officer_takes_nothing_back(kept, merged, officer, now):
    serang = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))
    stranger = assign_role(UserFactory(), Role.OFFICER, serang)
    result = merge(kept, merged, officer, now)

    with pytest.raises(UndoImpossible):
        undo_merge(merge=result, by=stranger, now=now)


def test_merging_is_logged_without_names(kept, merged, officer, now):
    result = merge(kept, merged, officer, now)
    part(result, officer, now)

    entries = ModelLogEntry.objects.filter(action__startswith="members.").order_by("pk")
    title = f"{result.pk} · {merged.pk} > {kept.pk}"
    assert list(entries.values_list("action", "label", "user_id", "data")) == [
        ("members.merge", title, officer.pk, {}),
        ("members.unmerge", title, officer.pk, {}),
    ]


def test_the_preview_writes_nothing_and_counts_what_the_merge_does(kept, merged, officer, now):
    kim = KimFactory()
    KimMembershipFactory(kim=kim, member=kept)
    KimMembershipFactory(kim=kim, member=merged)
    KimMembershipFactory(member=merged)
    consent(kept, officer, now)
    consent(merged, officer, now)

    preview = preview_merge(kept=kept, merged=merged, by=officer, now=now)
    untouched = (kept.memberships.count(), merged.memberships.count(), MemberMerge.objects.count())
    result = merge(kept, merged, officer, now)

    counted = {str(kind.name): (kind.moved, kind.combined, kind.stayed) for kind in preview.kinds}
    assert counted == {"keanggotaan": (1, 1, 0), "persetujuan": (0, 0, 1)}
    assert untouched == (1, 2, 0)
    assert result.before["counts"] == {"members.KimMembership": [1, 1, 0], "members.Consent": [0, 0, 1]}
    assert (preview.can_merge, preview.stayed_count) == (True, 1)


def test_the_preview_tells_about_logins(kept, merged, officer, now):
    Member.objects.filter(pk=merged.pk).update(user=UserFactory())
    one = preview_merge(kept=kept, merged=merged, by=officer, now=now)
    Member.objects.filter(pk=kept.pk).update(user=UserFactory())
    two = preview_merge(kept=kept, merged=merged, by=officer, now=now)

    assert (one.moves_login, one.has_two_logins) == (True, False)
    assert (two.moves_login, two.has_two_logins) == (False, True)


def test_the_preview_of_people_out_of_reach_says_why(kept, merged, now):
    stranger = UserFactory()

    assert preview_merge(kept=kept, merged=merged, by=stranger, now=now).can_merge is False
