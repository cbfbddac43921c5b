"""One-time codes: what they open, when they die, and what is written down."""

from datetime import timedelta

import pytest
from django.db import connection

from members.choices import AccountEventKind, CodePurpose, KimOffice, Role
from members.models import AccountEvent, LoginCode
from members.services import codes
from members.services.codes import (
    CodeDead,
    LoginIsStaff,
    NoLogin,
    digest_of,
    find_code,
    issue_code,
    open_account,
    use_code,
)
from members.services.codes_by_chair import NotTheirs, chaired_kims, hand_out_code, people_of
from members.services.logins import LoginBackend
from tests.factories.members import KimFactory, KimMembershipFactory, MemberFactory, UserFactory, assign_role

pytestmark = pytest.mark.django_db


def issue(member, officer, now, purpose=CodePurpose.CARD):
    return issue_code(member=member, purpose=purpose, by=officer, now=now)


def kinds(user):
    return [event.kind for event in user.account_events.order_by("pk")]


def test_a_code_opens_the_account_once(member, officer, now):
    issued = issue(member, officer, now)

    user = use_code(code=find_code(text=issued.text, now=now), password="sawah-hijau-7", now=now)

    assert user == member.user
    assert LoginBackend().authenticate(None, username=user.username, password="sawah-hijau-7") == user
    assert find_code(text=issued.text, now=now) is None
    with pytest.raises(CodeDead):
        use_code(code=issued.row, password="lain-sekali-8", now=now)


@pytest.mark.parametrize(
    "write", [str, str.upper, lambda text: text.replace("-", ""), lambda text: f" {text[:3]} {text[3:]} "]
)
def test_a_code_may_be_written_in_any_way(member, officer, now, write):
    issued = issue(member, officer, now)

    assert find_code(text=write(issued.text), now=now) == issued.row


@pytest.mark.parametrize("text", ["", "x", "aaaaaaaaaa", "a" * 5_000, "%", "王" * 10, "k7mqx-3wph\0"])
def test_anything_else_opens_nothing(member, officer, now, text):
    issue(member, officer, now)

    assert find_code(text=text, now=now) is None


def test_looking_at_a_code_changes_nothing(member, officer, now):
    issued = issue(member, officer, now)
    before = LoginCode.objects.values().get()

    for _look in range(3):
        find_code(text=issued.text, now=now)

    assert LoginCode.objects.values().get() == before


def test_the_code_itself_is_stored_nowhere(member, officer, now):
    issued = issue(member, officer, now)
    plain = issued.text.replace("-", "")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM members_logincode")
        row = str(cursor.fetchall())

    assert (issued.text in row, plain in row, digest_of(plain) in row) == (False, False, True)


def test_the_digest_needs_the_key(settings):
    before = digest_of("k7mqx-3wpht")
    settings.SECRET_KEY = "another-key-for-this-test-only"

    assert digest_of("k7mqx-3wpht") != before


def test_a_new_card_kills_the_old_one(member, officer, now):
    lost = issue(member, officer, now)
    found = issue(member, officer, now + timedelta(minutes=1))

    assert find_code(text=lost.text, now=now + timedelta(minutes=2)) is None
    assert find_code(text=found.text, now=now + timedelta(minutes=2)) == found.row
    assert kinds(member.user) == [
        AccountEventKind.CODE_ISSUED, AccountEventKind.CODE_REVOKED, AccountEventKind.CODE_ISSUED,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("purpose", "lifetime"), [(CodePurpose.CARD, timedelta(days=14)), (CodePurpose.RESET, timedelta(hours=24))]
)
def test_codes_expire(member, officer, now, purpose, lifetime):
    issued = issue(member, officer, now, purpose)

    assert issued.row.expires_at == now + lifetime
    assert find_code(text=issued.text, now=now + lifetime - timedelta(seconds=1)) == issued.row
    assert find_code(text=issued.text, now=now + lifetime) is None
    with pytest.raises(CodeDead):
        use_code(code=issued.row, password="sawah-hijau-7", now=now + lifetime)


def test_an_expired_code_is_replaced_without_a_word(member, officer, now):
    issue(member, officer, now)
    issue(member, officer, now + timedelta(days=20))

    assert kinds(member.user) == [AccountEventKind.CODE_ISSUED] * 2


def test_the_old_password_works_until_the_code_is_used(member, officer, now):
    issued = issue(member, officer, now, CodePurpose.RESET)
    backend = LoginBackend()
    assert backend.authenticate(None, username=member.user.username, password="belajar-kim") == member.user

    use_code(code=issued.row, password="sawah-hijau-7", now=now)

    assert backend.authenticate(None, username=member.user.username, password="belajar-kim") is None


def test_every_step_is_written_down_with_who_did_it(member, officer, now):
    issued = issue(member, officer, now)
    use_code(code=issued.row, password="sawah-hijau-7", now=now + timedelta(hours=1))

    rows = AccountEvent.objects.order_by("pk").values_list("user", "kind", "actor", "happened_at")
    assert list(rows) == [
        (member.user_id, AccountEventKind.CODE_ISSUED, officer.pk, now),
        (member.user_id, AccountEventKind.CODE_USED, None, now + timedelta(hours=1)),
    ]


@pytest.mark.parametrize("role", list(Role))
def test_people_with_a_role_get_no_codes(organization, officer, now, role):
    colleague = assign_role(UserFactory(), role, organization)

    with pytest.raises(LoginIsStaff):
        issue(MemberFactory(user=colleague), officer, now)

    assert (LoginCode.objects.count(), AccountEvent.objects.count()) == (0, 0)


@pytest.mark.parametrize("rank", [{"is_superuser": True}, {"is_staff": True}])
def test_superusers_get_no_codes(organization, officer, now, rank):
    with pytest.raises(LoginIsStaff):
        issue(MemberFactory(user=UserFactory(**rank)), officer, now)


def test_whoever_gets_a_role_meanwhile_cannot_use_the_card(member, organization, officer, now):
    issued = issue(member, officer, now)
    assign_role(member.user, Role.OFFICER, organization)
    before = member.user.password

    with pytest.raises(CodeDead):
        use_code(code=issued.row, password="sawah-hijau-7", now=now)

    member.user.refresh_from_db()
    assert member.user.password == before


def test_people_without_an_account_get_no_code(organization, officer, now):
    with pytest.raises(NoLogin):
        issue(MemberFactory(), officer, now)


@pytest.mark.parametrize("state", ["locked", "merged", "erased"])
def test_accounts_that_are_closed_get_no_code_and_open_with_none(member, officer, now, state):
    issued = issue(member, officer, now)
    if state == "locked":
        member.user.is_active = False
        member.user.save()
    member.merged_into = MemberFactory() if state == "merged" else None
    member.erased_at = now if state == "erased" else None
    member.save()

    assert find_code(text=issued.text, now=now) is None
    with pytest.raises(CodeDead):
        use_code(code=issued.row, password="sawah-hijau-7", now=now)
    with pytest.raises(NoLogin):
        issue(member, officer, now)


def test_open_account_gives_account_and_code_together(organization, officer, now):
    member = MemberFactory(full_name="Suyati")

    issued = open_account(member=member, by=officer, now=now)

    member.refresh_from_db()
    assert (member.user.username, issued.row.member, issued.row.purpose) == ("suyati", member, CodePurpose.CARD)
    assert member.user.has_usable_password() is False


def test_addresses_on_cards_are_those_of_the_configured_site(member, officer, now, settings):
    settings.BASE_URL = "https://belajar.contoh.go.id"
    issued = issue(member, officer, now)

    assert issued.address == f"https://belajar.contoh.go.id/masuk/kartu/{issued.text.replace('-', '')}/"
    assert issued.where == "belajar.contoh.go.id/masuk/kartu/"


def test_codes_are_readable_and_never_the_same():
    drawn = {codes.draw_code() for _index in range(200)}

    assert len(drawn) == 200
    assert {len(code) for code in drawn} == {11}
    assert not set("".join(drawn)) & set("01ilo")


# The ketua


@pytest.fixture
def kim(organization):
    return KimFactory()


@pytest.fixture
def chair(kim):
    person = MemberFactory(user=UserFactory(), full_name="Ketua Kelompok")
    KimMembershipFactory(kim=kim, member=person, office=KimOffice.CHAIR)
    return person


def membership_of(kim, **more):
    return KimMembershipFactory(kim=kim, member=MemberFactory(user=UserFactory(), **more))


def test_a_chair_hands_out_a_reset_code(chair, kim, now):
    membership = membership_of(kim)

    issued = hand_out_code(chair=chair, membership_pk=membership.pk, now=now)

    assert (issued.row.purpose, issued.row.issued_by) == (CodePurpose.RESET, chair.user)
    assert find_code(text=issued.text, now=now).member == membership.member


def test_a_chair_helps_only_the_own_group(chair, now):
    stranger = membership_of(KimFactory())

    with pytest.raises(NotTheirs):
        hand_out_code(chair=chair, membership_pk=stranger.pk, now=now)


@pytest.mark.parametrize("office", [KimOffice.SECRETARY, KimOffice.TREASURER, KimOffice.SECTION, KimOffice.MEMBER])
def test_other_offices_hand_out_nothing(kim, now, office):
    person = MemberFactory(user=UserFactory())
    KimMembershipFactory(kim=kim, member=person, office=office)
    membership = membership_of(kim)

    with pytest.raises(NotTheirs):
        hand_out_code(chair=person, membership_pk=membership.pk, now=now)


def test_a_chair_of_the_past_hands_out_nothing(chair, kim, now):
    chair.memberships.update(ends_on=(now - timedelta(days=1)).date())
    membership = membership_of(kim)

    assert chaired_kims(member=chair, today=now.date()) == []
    with pytest.raises(NotTheirs):
        hand_out_code(chair=chair, membership_pk=membership.pk, now=now)


def test_people_who_left_are_not_the_chairs_any_more(chair, kim, now):
    membership = membership_of(kim)
    membership.ends_on = (now - timedelta(days=1)).date()
    membership.save()

    with pytest.raises(NotTheirs):
        hand_out_code(chair=chair, membership_pk=membership.pk, now=now)


def test_a_chair_makes_no_code_for_the_own_account(chair, now):
    with pytest.raises(NotTheirs):
        hand_out_code(chair=chair, membership_pk=chair.memberships.get().pk, now=now)


def test_a_chair_cannot_step_into_the_shoes_of_another(chair, kim, now):
    membership = membership_of(kim)
    KimMembershipFactory(kim=KimFactory(), member=membership.member, office=KimOffice.CHAIR)

    with pytest.raises(NotTheirs):
        hand_out_code(chair=chair, membership_pk=membership.pk, now=now)


def test_a_chair_makes_no_code_for_people_with_a_role(chair, kim, organization, now):
    membership = membership_of(kim)
    assign_role(membership.member.user, Role.TRAINER, organization)

    with pytest.raises(NotTheirs):
        hand_out_code(chair=chair, membership_pk=membership.pk, now=now)


@pytest.mark.parametrize("state", ["merged", "erased"])
def test_a_chair_who_is_gone_leads_nothing(chair, now, state):
    chair.merged_into = MemberFactory() if state == "merged" else None
    chair.erased_at = now if state == "erased" else None

    assert chaired_kims(member=chair, today=now.date()) == []


def test_the_list_says_who_can_be_helped(chair, kim, organization, now):
    plain = membership_of(kim, full_name="A")
    KimMembershipFactory(kim=kim, member=MemberFactory(full_name="B"))
    assign_role(membership_of(kim, full_name="C").member.user, Role.OFFICER, organization)
    KimMembershipFactory(kim=KimFactory(), member=membership_of(kim, full_name="D").member, office=KimOffice.CHAIR)
    locked = membership_of(kim, full_name="E").member.user
    locked.is_active = False
    locked.save()

    people = people_of(chair=chair, kim=kim, today=now.date())

    assert [(row.membership.member.full_name, row.problem) for row in people] == [
        ("Ketua Kelompok", "self"), ("A", ""), ("B", "account"), ("C", "office"), ("D", "office"), ("E", "account"),
    ]  # fmt: skip
    assert people[1].membership == plain


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_two_queries(chair, kim, now, count, django_assert_num_queries):
    for _person in range(count):
        membership_of(kim)

    with django_assert_num_queries(2):
        assert len(people_of(chair=chair, kim=kim, today=now.date())) == count + 1
