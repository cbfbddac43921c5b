"""What served its time, by rule: found, shown, erased."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from lms.files import private_files
from members.choices import AccountEventKind, DisclosureKind, RetentionSubject, Role, SheetState
from members.models import (
    AccountEvent,
    Disclosure,
    LoginCode,
    Member,
    RetentionRule,
    Scope,
    SheetImport,
    scope_of,
)
from members.services.data_requests import open_request
from members.services.disclosures import record_disclosure
from members.services.retention import KEEPERS, apply_retention, months_before, preview_retention
from quizzes.models import Attempt, AttemptItem
from quizzes.services.attempts import submit_attempt
from tests.factories.bimtek import RegistrationFactory
from tests.factories.courses import EnrollmentFactory
from tests.factories.members import (
    KimMembershipFactory,
    MemberFactory,
    OrganizationFactory,
    RegionFactory,
    UserFactory,
    assign_role,
)
from tests.factories.quizzes import make_attempt

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2015, 1, 1, tzinfo=UTC)


@pytest.fixture
def switch_on(db):
    def switch_on(subject, months=12):
        RetentionRule.objects.filter(subject=subject).update(is_active=True, months=months)

    return switch_on


def due(subject, now, scope=None):
    options = {"scope": scope} if scope else {}
    return next(row for row in preview_retention(now=now, **options) if row.rule.subject == subject)


def old_member(**fields):
    return MemberFactory(created_at=LONG_AGO, **fields)


def test_every_subject_has_a_rule_and_a_keeper():
    assert sorted(RetentionRule.objects.values_list("subject", flat=True)) == sorted(RetentionSubject.values)
    assert sorted(KEEPERS) == sorted(RetentionSubject.values)


def test_no_rule_runs_by_itself(now):
    old_member()

    assert apply_retention(now=now) == {}
    assert RetentionRule.objects.filter(is_active=True).count() == 0


@pytest.mark.parametrize(
    ("moment", "months", "expected"),
    [
        ((2024, 7, 11), 1, (2024, 6, 11)),
        ((2024, 7, 31), 1, (2024, 6, 30)),
        ((2024, 3, 30), 1, (2024, 2, 29)),
        ((2024, 1, 15), 1, (2023, 12, 15)),
        ((2024, 1, 15), 60, (2019, 1, 15)),
        ((2024, 12, 31), 12, (2023, 12, 31)),
    ],
)
def test_months_are_calendar_months(moment, months, expected):
    assert months_before(datetime(*moment, tzinfo=UTC), months) == datetime(*expected, tzinfo=UTC)


def test_somebody_nobody_heard_of_is_due(now, switch_on):
    forgotten = old_member(full_name="Yohanes Bere")
    MemberFactory(created_at=now)
    switch_on("inactive_members")

    preview = due("inactive_members", now)
    done = apply_retention(now=now)

    assert (preview.count, preview.names) == (1, ["Yohanes Bere"])
    assert done == {"inactive_members": 1}
    forgotten.refresh_from_db()
    assert forgotten.erased_at == now


def active_in_a_group(member, now):
    KimMembershipFactory(member=member)


def logged_in(member, now):
    member.user = UserFactory(last_login=now)
    member.save()


def registered(member, now):
    RegistrationFactory(member=member, created_at=now)


def enrolled(member, now):
    EnrollmentFactory(member=member, enrolled_at=now)


def tried_a_quiz(member, now):
    make_attempt(member=member, now=now)


def has_a_role(member, now):
    member.user = UserFactory()
    member.save()
    assign_role(member.user, Role.VIEWER, member.organization)


def waits_for_an_answer(member, now):
    open_request(member=member, kind="access", now=now)


def merged_away(member, now):
    member.merged_into = MemberFactory(created_at=now)
    member.save()


ALIVE = [
    active_in_a_group,
    logged_in,
    registered,
    enrolled,
    tried_a_quiz,
    has_a_role,
    waits_for_an_answer,
    merged_away,
]


@pytest.mark.parametrize("happened", ALIVE, ids=lambda row: row.__name__)
def test_whoever_is_still_about_is_not_due(now, switch_on, happened):
    happened(old_member(), now)
    switch_on("inactive_members")

    assert due("inactive_members", now).count == 0


def test_a_membership_that_ended_long_ago_keeps_nobody(now, switch_on):
    KimMembershipFactory(member=old_member(), starts_on=LONG_AGO.date(), ends_on=LONG_AGO.date())
    switch_on("inactive_members")

    assert due("inactive_members", now).count == 1


def test_a_closed_request_keeps_nobody(now, switch_on, officer):
    request = open_request(member=old_member(), kind="access", now=LONG_AGO)
    request.closed_at, request.is_granted = LONG_AGO, True
    request.save()
    switch_on("inactive_members")

    assert due("inactive_members", now).count == 1


def test_the_erased_are_not_due_again(now, switch_on):
    old_member()
    switch_on("inactive_members")
    apply_retention(now=now)

    assert apply_retention(now=now) == {"inactive_members": 0}


def code(member, by, issued_at, **fields):
    return LoginCode.objects.create(
        member=member,
        purpose="card",
        digest=str(LoginCode.objects.count()),
        issued_by=by,
        issued_at=issued_at,
        expires_at=issued_at + timedelta(days=7),
        **fields,
    )


def test_dead_codes_go(now, switch_on, member, officer):
    code(member, officer, LONG_AGO, used_at=LONG_AGO)
    code(member, officer, LONG_AGO, revoked_at=LONG_AGO)
    fresh = code(member, officer, now)
    switch_on("login_codes", 3)

    assert apply_retention(now=now) == {"login_codes": 2}
    assert list(LoginCode.objects.all()) == [fresh]


def test_account_history_goes(now, switch_on, member):
    for moment in (LONG_AGO, now):
        AccountEvent.objects.create(user=member.user, kind=AccountEventKind.CODE_USED, happened_at=moment)
    switch_on("account_events")

    assert apply_retention(now=now) == {"account_events": 1}
    assert AccountEvent.objects.get().happened_at == now


def test_disclosures_go(now, switch_on, member, officer):
    for moment in (LONG_AGO, now):
        record_disclosure(user=officer, kind=DisclosureKind.PHONE, member=member, now=moment)
    switch_on("disclosures")

    assert apply_retention(now=now) == {"disclosures": 1}
    assert Disclosure.objects.get().happened_at == now


@pytest.fixture
def sheet(organization, officer):
    return SheetImport.objects.create(
        kind="members",
        organization=organization,
        uploaded_by=officer,
        uploaded_at=LONG_AGO,
        file_name="anggota.xlsx",
        file=ContentFile(b"isi", "anggota.xlsx"),
        state=SheetState.DONE,
        finished_at=LONG_AGO,
    )


def test_imported_sheets_go_with_their_files(now, switch_on, sheet, django_capture_on_commit_callbacks):
    switch_on("sheet_imports", 1)

    with django_capture_on_commit_callbacks(execute=True):
        done = apply_retention(now=now)

    assert (done, SheetImport.objects.count()) == ({"sheet_imports": 1}, 0)
    assert private_files().exists(sheet.file.name) is False


def test_quiz_answers_go_and_scores_stay(now, switch_on):
    old = make_attempt(now=LONG_AGO)
    submit_attempt(attempt=old, now=LONG_AGO)
    fresh = make_attempt(now=now)
    switch_on("quiz_answers")

    done = apply_retention(now=now)

    assert done == {"quiz_answers": 3}
    assert Attempt.objects.get(pk=old.pk).score is not None
    assert AttemptItem.objects.filter(attempt=fresh).count() == 3


def test_an_admin_reaches_the_own_scope_only(now, switch_on, sheet, officer):
    serang = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))
    theirs = old_member(organization=serang, region=None)
    ours = old_member(organization=sheet.organization)
    code(theirs, officer, LONG_AGO)
    record_disclosure(user=officer, kind=DisclosureKind.PHONE, member=theirs, now=LONG_AGO)
    admin = assign_role(UserFactory(), Role.ADMIN, sheet.organization)
    scope = scope_of(admin, frozenset({Role.ADMIN}))
    for subject in RetentionSubject.values:
        switch_on(subject)

    counts = {row.rule.subject: row.count for row in preview_retention(scope=scope, now=now)}
    apply_retention(scope=scope, by=admin, now=now)

    assert counts == {
        "inactive_members": 1,
        "login_codes": 0,
        "account_events": 0,
        "disclosures": 0,
        "sheet_imports": 1,
        "quiz_answers": 0,
        "progress_events": 0,
        "unused_uploads": 0,
    }
    theirs.refresh_from_db()
    ours.refresh_from_db()
    assert (theirs.erased_at, ours.erased_at) == (None, now)


def test_an_empty_scope_reaches_nothing(now, switch_on, sheet):
    old_member()
    for subject in RetentionSubject.values:
        switch_on(subject)

    assert {row.count for row in preview_retention(scope=Scope(), now=now)} == {0}


def test_a_preview_writes_nothing(now, switch_on):
    old_member()
    switch_on("inactive_members")

    preview_retention(now=now)

    assert Member.objects.filter(erased_at=None).count() == 1


def run(*options):
    out = StringIO()
    call_command("apply_retention", *options, stdout=out)
    return out.getvalue()


def test_the_command_shows_first(switch_on):
    old_member(full_name="Yohanes Bere")
    switch_on("inactive_members")

    text = run("--dry-run")

    assert "inactive_members: 1" in text
    assert "Yohanes" not in text
    assert Member.objects.get().erased_at is None


def test_the_command_erases(switch_on):
    old_member()
    switch_on("inactive_members")

    assert run() == "inactive_members: 1 dihapus\n"
    assert Member.objects.get().erased_at is not None


def test_the_command_says_when_no_rule_runs():
    assert run() == "Tidak ada aturan yang dijalankan.\n"
