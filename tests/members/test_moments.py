"""The last moment of everything that ends: one second before, and the moment itself."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from members.choices import CodePurpose, RetentionSubject, Role, SheetState
from members.models import AccountEvent, Disclosure, LoginCode, RetentionRule, Scope, SheetImport, User
from members.models.scope import ADMINS, scope_of
from members.services.codes import CodeDead, find_code, issue_code, open_code, use_code
from members.services.data_requests import TIME_TO_ANSWER, describe_clock, open_request
from members.services.kims import join_kim, leave_kim
from members.services.merge_undo import UndoTooLate, undo_merge
from members.services.merges import merge_members
from members.services.retention import months_before, preview_retention
from members.services.second_factor import note_second_factor, reset_second_factor, second_factor_deadline
from members.views.codes import PATIENCE_SECONDS, SHOWN_CODE
from tests.factories.members import (
    KimFactory,
    KimMembershipFactory,
    MemberFactory,
    OrganizationFactory,
    RegionFactory,
    UserFactory,
    assign_role,
)

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


# Codes


@pytest.mark.parametrize(
    ("purpose", "lifetime"), [(CodePurpose.CARD, timedelta(days=14)), (CodePurpose.RESET, timedelta(hours=24))]
)
@pytest.mark.parametrize(("later", "is_open"), [(-SECOND, True), (timedelta(0), False), (SECOND, False)])
def test_a_code_dies_at_its_moment(member, officer, now, purpose, lifetime, later, is_open):
    issued = issue_code(member=member, purpose=purpose, by=officer, now=now)
    moment = now + lifetime + later

    assert (find_code(text=issued.text, now=moment) is not None) is is_open
    assert (open_code(pk=issued.row.pk, now=moment) is not None) is is_open


@pytest.mark.parametrize(("later", "is_open"), [(-SECOND, True), (timedelta(0), False)])
def test_a_code_that_was_shown_in_time_is_used_in_time(member, officer, now, later, is_open):
    """The page was opened while the code lived; what counts is when the password arrives."""
    issued = issue_code(member=member, purpose=CodePurpose.RESET, by=officer, now=now)
    code, moment = find_code(text=issued.text, now=now), issued.row.expires_at + later

    if is_open:
        assert use_code(code=code, password="sawah-hijau-7", now=moment) == member.user
    else:
        with pytest.raises(CodeDead):
            use_code(code=code, password="sawah-hijau-7", now=moment)

    assert User.objects.get(pk=member.user_id).check_password("sawah-hijau-7") is is_open


def test_settings_move_the_moment(member, officer, now, settings):
    settings.LOGIN_CARD_DAYS, settings.RESET_CODE_HOURS = 1, 2

    ends = [issue_code(member=member, purpose=kind, by=officer, now=now).row.expires_at for kind in CodePurpose]

    assert [end - now for end in ends] == [timedelta(days=1), timedelta(hours=2)]


@pytest.mark.parametrize(("age", "status"), [(PATIENCE_SECONDS - 30, 200), (PATIENCE_SECONDS, 302), (9_999_999, 302)])
def test_a_shown_code_waits_half_an_hour_in_a_browser(client, member, officer, age, status):
    issued = issue_code(member=member, purpose=CodePurpose.CARD, by=officer, now=timezone.now())
    client.get(f"/masuk/kartu/{issued.text.replace('-', '')}/")
    session = client.session
    session[SHOWN_CODE] = {"pk": issued.row.pk, "at": timezone.now().timestamp() - age}
    session.save()

    assert client.get("/masuk/kartu/sandi/").status_code == status
    assert (SHOWN_CODE in client.session) is (status == 200)
    assert find_code(text=issued.text, now=timezone.now()) == issued.row


# The second step


def test_the_grace_is_counted_from_the_first_question(officer, now, settings):
    settings.SECOND_FACTOR_GRACE_HOURS = 72
    first = second_factor_deadline(user=officer, now=now)

    later = [second_factor_deadline(user=officer, now=now + timedelta(hours=hours)) for hours in (1, 71, 72, 1000)]

    assert (first, later) == (now + timedelta(hours=72), [first] * 4)


def test_no_setting_moves_a_grace_that_runs(officer, now, settings):
    settings.SECOND_FACTOR_GRACE_HOURS = 72
    first = second_factor_deadline(user=officer, now=now)
    settings.SECOND_FACTOR_GRACE_HOURS = 1000

    assert second_factor_deadline(user=officer, now=now) == first


def test_whoever_had_a_factor_gets_no_grace_until_it_is_reset(officer, now, settings):
    settings.SECOND_FACTOR_GRACE_HOURS = 72
    note_second_factor(user=officer, is_on=True, actor=officer, now=now)
    officer.refresh_from_db()
    assert second_factor_deadline(user=officer, now=now + SECOND) == now

    reset_second_factor(user=officer, by=None, now=now)
    officer.refresh_from_db()
    assert second_factor_deadline(user=officer, now=now + SECOND) == now + SECOND + timedelta(hours=72)


# Requests


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (timedelta(hours=72), "sisa 3 hari"),
        (timedelta(hours=72) - SECOND, "sisa 2 hari 23 jam"),
        (timedelta(hours=1), "sisa 1 jam"),
        (timedelta(hours=1) - SECOND, "sisa 59 menit"),
        (SECOND, "sisa 0 menit"),
        (timedelta(0), "sisa 0 menit"),
        (-SECOND, "lewat 0 menit"),
        (-timedelta(minutes=1), "lewat 1 menit"),
        (-timedelta(days=1, hours=2), "lewat 1 hari 2 jam"),
    ],
)
def test_the_clock_turns_at_its_moment(member, now, before, text):
    request = open_request(member=member, kind="access", now=now)

    assert request.due_at == now + TIME_TO_ANSWER
    assert describe_clock(due_at=request.due_at, now=request.due_at - before) == text


# Merging


@pytest.mark.parametrize("days", [1, 30])
@pytest.mark.parametrize(("later", "is_possible"), [(-SECOND, True), (timedelta(0), False)])
def test_a_merge_is_parted_until_its_moment(officer, now, settings, days, later, is_possible):
    settings.MERGE_UNDO_DAYS = days
    kept, merged = MemberFactory(full_name="Maria Nahak"), MemberFactory(full_name="Maria Nahak")
    merge = merge_members(kept=kept, merged=merged, by=officer, now=now)
    moment = now + timedelta(days=days) + later

    if is_possible:
        undo_merge(merge=merge, by=officer, now=moment)
    else:
        with pytest.raises(UndoTooLate):
            undo_merge(merge=merge, by=officer, now=moment)

    merged.refresh_from_db()
    assert (merged.merged_into_id is None) is is_possible


# Groups: days count whole, in the zone of the site


@pytest.mark.parametrize(
    ("day", "belongs"),
    [(date(2024, 7, 10), False), (date(2024, 7, 11), True), (date(2024, 7, 31), True), (date(2024, 8, 1), False)],
)
def test_first_and_last_day_belong_to_a_membership(day, belongs):
    row = KimMembershipFactory(starts_on=date(2024, 7, 11), ends_on=date(2024, 7, 31))

    assert (row in row.kim.memberships.active_on(day)) is belongs


def test_who_leaves_today_may_join_again_tomorrow(now):
    row = join_kim(kim=KimFactory(), member=MemberFactory(), now=now)
    leave_kim(membership=row, now=now)

    again = join_kim(kim=row.kim, member=row.member, now=now + timedelta(days=1))

    row.refresh_from_db()
    assert (row.ends_on, again.starts_on - row.ends_on) == (row.starts_on, timedelta(days=1))


# Retention: `months` ago is the first moment that stays


@pytest.fixture
def kinds(member, officer, organization):
    """How to make one row of each kind that ended at a given moment."""

    def code(ended, **how):
        values = {"issued_at": ended - timedelta(days=30), "expires_at": ended + timedelta(days=900)} | how
        return LoginCode.objects.create(
            member=MemberFactory(), issued_by=officer, purpose="card", digest=f"{LoginCode.objects.count()}", **values
        )

    return {
        "used": lambda ended: code(ended, used_at=ended),
        "revoked": lambda ended: code(ended, revoked_at=ended),
        "expired": lambda ended: code(ended, expires_at=ended),
        "event": lambda ended: AccountEvent.objects.create(user=member.user, kind="signed_up", happened_at=ended),
        "look": lambda ended: Disclosure.objects.create(
            user=officer, member=member, kind="phone", people_count=1, happened_at=ended
        ),
        "person": lambda ended: MemberFactory(created_at=ended),
        "visitor": lambda ended: MemberFactory(
            created_at=datetime(2000, 1, 1, tzinfo=UTC), user=User.objects.create(username="lama", last_login=ended)
        ),
    }


SUBJECTS = {
    "used": RetentionSubject.LOGIN_CODES,
    "revoked": RetentionSubject.LOGIN_CODES,
    "expired": RetentionSubject.LOGIN_CODES,
    "event": RetentionSubject.ACCOUNT_EVENTS,
    "look": RetentionSubject.DISCLOSURES,
    "person": RetentionSubject.INACTIVE_MEMBERS,
    "visitor": RetentionSubject.INACTIVE_MEMBERS,
}


def due(subject, now, **more):
    return next(row for row in preview_retention(now=now, **more) if row.rule.subject == subject)


@pytest.mark.parametrize("kind", SUBJECTS)
@pytest.mark.parametrize("months", [1, 24])
@pytest.mark.parametrize(("later", "count"), [(-SECOND, 1), (timedelta(0), 0), (SECOND, 0)])
def test_data_goes_after_its_months_and_not_at_them(kinds, now, kind, months, later, count):
    RetentionRule.objects.filter(subject=SUBJECTS[kind]).update(months=months)
    kinds[kind](months_before(now, months) + later)

    assert due(SUBJECTS[kind], now).count == count


@pytest.mark.parametrize("kind", SUBJECTS)
def test_an_empty_scope_never_finds_anything(kinds, now, kind):
    kinds[kind](months_before(now, 120))

    assert due(SUBJECTS[kind], now, scope=Scope()).count == 0


@pytest.mark.parametrize("kind", ["used", "event", "look", "person"])
def test_a_scope_finds_its_own_people_only(kinds, now, organization, kind):
    kinds[kind](months_before(now, 120))
    far = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))
    admins = [assign_role(UserFactory(), Role.ADMIN, office) for office in (organization, far)]

    assert [due(SUBJECTS[kind], now, scope=scope_of(admin, ADMINS)).count for admin in admins] == [1, 0]


def test_an_open_code_never_ends_by_age(kinds, now, member, officer):
    issue_code(member=member, purpose=CodePurpose.CARD, by=officer, now=now)

    assert due(RetentionSubject.LOGIN_CODES, now).count == 0


@pytest.mark.parametrize(("later", "count"), [(-SECOND, 1), (timedelta(0), 0)])
def test_a_sheet_goes_after_its_months(organization, officer, now, later, count):
    ended = months_before(now, 1) + later
    sheets = [
        SheetImport.objects.create(
            organization=organization, uploaded_by=officer, kind="members", file_name="a.csv", uploaded_at=ended,
            state=state, finished_at=finished_at,
        )
        for state, finished_at in [
            (SheetState.DONE, ended), (SheetState.UPLOADED, None), (SheetState.WRITING, None),
        ]
    ]  # fmt: skip
    RetentionRule.objects.filter(subject=RetentionSubject.SHEET_IMPORTS).update(months=1)

    assert due(RetentionSubject.SHEET_IMPORTS, now).count == 2 * count
    assert len(sheets) == 3


def test_months_end_on_the_last_day_of_short_ones():
    ends = [months_before(datetime(2024, 3, 31, 5, tzinfo=UTC), months) for months in range(13)]

    assert [(end.month, end.day) for end in ends] == [
        (3, 31), (2, 29), (1, 31), (12, 31), (11, 30), (10, 31), (9, 30), (8, 31), (7, 31), (6, 30), (5, 31), (4, 30),
        (3, 31),
    ]  # fmt: skip
    assert {end.hour for end in ends} == {5}
