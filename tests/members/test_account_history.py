"""What the owner reads about the own login, and which acts close its sessions everywhere."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.choices import AccountEventKind, CodePurpose, KimOffice, Role
from members.models import AccountEvent, User
from members.services.codes import find_code, issue_code, use_code
from members.services.codes_by_chair import hand_out_code
from members.services.erasure import erase_member
from members.services.events import SHOWN, events_by_others, recent_events, record_event
from members.services.roles import grant_role, revoke_role
from members.services.second_factor import note_second_factor, reset_second_factor
from members.services.sessions import end_sessions, log_out_everywhere
from members.services.staff import renew_staff_password, set_account_locked
from tests.factories.members import KimFactory, KimMembershipFactory, MemberFactory, UserFactory

pytestmark = pytest.mark.django_db


def page(client):
    return client.get("/akun/").content.decode()


# What is shown


@pytest.mark.parametrize("kind", AccountEventKind)
def test_every_kind_is_shown_in_words(member_client, member, officer, now, kind):
    record_event(user=member.user, kind=kind, actor=officer, now=now)

    html = page(member_client)

    assert (f"<b>{kind.label}</b>" in html, "11 Juli 2024, 10.00" in html) == (True, True)
    assert (str(kind) in html, "oleh petugas" in html) == (False, True)


def test_an_empty_history_says_what_it_is_for(member_client):
    assert "Belum ada yang tercatat." in page(member_client)


def test_own_acts_name_nobody(member_client, member, now):
    record_event(user=member.user, kind=AccountEventKind.PASSWORD_CHANGED, actor=member.user, now=now)
    record_event(user=member.user, kind=AccountEventKind.PASSWORD_RESET, now=now)

    html = page(member_client)

    assert (html.count("<b>Kata sandi di"), "oleh" in html.partition("Riwayat akun")[2].partition("</ul>")[0]) == (
        2,
        False,
    )


def test_a_ketua_is_named_by_name(member_client, member):
    kim = KimFactory()
    chair = MemberFactory(full_name="Yohana Bere", user=UserFactory(username="yohana"))
    KimMembershipFactory(kim=kim, member=chair, office=KimOffice.CHAIR)
    row = KimMembershipFactory(kim=kim, member=member)
    hand_out_code(chair=chair, membership_pk=row.pk, now=timezone.now())

    html = page(member_client)

    assert ("oleh Yohana Bere" in html, "oleh yohana" in html) == (True, False)


def test_nobody_reads_the_history_of_others(member_client, officer, now):
    record_event(user=officer, kind=AccountEventKind.ROLE_CHANGED, actor=None, now=now)

    assert "Peran berubah" not in page(member_client)


def test_the_newest_twenty_come_first(member, now):
    for minutes in range(SHOWN + 5):
        record_event(user=member.user, kind="code_issued", now=now + timedelta(minutes=minutes))

    moments = [event.happened_at for event in recent_events(user=member.user)]

    assert moments == [now + timedelta(minutes=minutes) for minutes in range(SHOWN + 4, 4, -1)]


def test_of_one_moment_the_later_row_comes_first(member, now):
    rows = [record_event(user=member.user, kind=kind, now=now) for kind in ("code_revoked", "code_issued")]

    assert recent_events(user=member.user) == rows[::-1]


@pytest.mark.parametrize("count", [1, 3])
def test_the_history_takes_one_query(member, officer, now, count, django_assert_num_queries):
    for _number in range(count):
        record_event(user=member.user, kind="code_issued", actor=MemberFactory(user=UserFactory()).user, now=now)

    with django_assert_num_queries(1):
        assert [bool(event.actor.member.full_name) for event in recent_events(user=member.user)] == [True] * count


@pytest.mark.parametrize(
    ("later", "count"), [(timedelta(microseconds=-1), 0), (timedelta(0), 0), (timedelta(microseconds=1), 1)]
)
def test_a_login_tells_what_others_did_since_the_last(member, officer, now, later, count):
    record_event(user=member.user, kind="code_issued", actor=officer, now=now + later)
    record_event(user=member.user, kind="code_used", actor=member.user, now=now + timedelta(days=1))
    record_event(user=member.user, kind="password_reset", now=now + timedelta(days=1))

    assert len(events_by_others(user=member.user, since=now)) == count
    assert events_by_others(user=member.user, since=None) == []


def test_a_code_leaves_three_lines_for_two_tries(member, officer, now):
    issue_code(member=member, purpose=CodePurpose.CARD, by=officer, now=now)
    issued = issue_code(member=member, purpose=CodePurpose.RESET, by=officer, now=now)
    use_code(code=find_code(text=issued.text, now=now), password="sawah-hijau-7", now=now)

    kinds = [(event.kind, event.actor) for event in recent_events(user=member.user)][::-1]

    assert kinds == [
        ("code_issued", officer), ("code_revoked", officer), ("code_issued", officer), ("code_used", None),
    ]  # fmt: skip


# What closes the sessions


def by_password(user, officer, now):
    renew_staff_password(user=user, by=officer, now=now)


def by_lock(user, officer, now):
    set_account_locked(user=user, is_locked=True, by=officer, reason="x", now=now)


def by_leaving(user, officer, now):
    log_out_everywhere(user=user, now=now)


def by_factor(user, officer, now):
    note_second_factor(user=user, is_on=True, actor=user, now=now)


def by_lost_factor(user, officer, now):
    TOTP.activate(user, generate_totp_secret())
    assert reset_second_factor(user=user, by=officer, now=now) == 1


def by_role(user, officer, now):
    grant_role(user=user, role=Role.VIEWER, organization=officer.role_assignments.get().organization, now=now)


def by_lost_role(user, officer, now):
    office = officer.role_assignments.get().organization
    assignment = grant_role(user=user, role=Role.VIEWER, organization=office, now=now)
    User.objects.filter(pk=user.pk).update(session_epoch=0)
    revoke_role(assignment=assignment, by=officer, reason="x", now=now)


def by_code(user, officer, now):
    issued = issue_code(member=user.member, purpose=CodePurpose.RESET, by=officer, now=now)
    use_code(code=issued.row, password="sawah-hijau-7", now=now)


def by_erasure(user, officer, now):
    erase_member(member=user.member, by=officer, now=now)


ENDINGS = [by_password, by_lock, by_leaving, by_factor, by_lost_factor, by_role, by_lost_role, by_code, by_erasure]


@pytest.mark.parametrize("end", ENDINGS)
def test_every_device_is_out_at_its_next_request(member, officer, now, end):
    devices = [Client(), Client()]
    for device in devices:
        device.force_login(member.user)
    other = Client()
    other.force_login(officer)

    end(User.objects.get(pk=member.user_id), officer, now)

    assert [device.get("/akun/").status_code for device in devices] == [302, 302]
    assert other.get("/akun/").status_code == 200


def looked(user, officer, now):
    recent_events(user=user)


def got_a_code(user, officer, now):
    issue_code(member=user.member, purpose=CodePurpose.RESET, by=officer, now=now)


def reset_nothing(user, officer, now):
    assert reset_second_factor(user=user, by=officer, now=now) == 0


def unlocked_the_open(user, officer, now):
    set_account_locked(user=user, is_locked=False, by=officer, reason="x", now=now)


@pytest.mark.parametrize("act", [looked, got_a_code, reset_nothing, unlocked_the_open])
def test_whatever_changes_nothing_leaves_the_sessions(member_client, member, officer, now, act):
    act(User.objects.get(pk=member.user_id), officer, now)

    assert member_client.get("/akun/").status_code == 200


def test_sessions_end_in_one_update_and_for_one_account(member, officer, django_assert_num_queries):
    with django_assert_num_queries(4):  # savepoint, update, read back, release
        end_sessions(user=member.user)

    member.user.refresh_from_db()
    officer.refresh_from_db()
    assert (member.user.session_epoch, officer.session_epoch) == (1, 0)


def test_leaving_everywhere_by_the_button(member_client, member):
    phone = Client()
    phone.force_login(member.user)

    answer = member_client.post(reverse("account_leave_everywhere"))

    assert answer.url == "/"
    assert [one.get("/akun/").status_code for one in (member_client, phone)] == [302, 302]
    assert AccountEvent.objects.get().kind == AccountEventKind.LOGGED_OUT_EVERYWHERE


def test_leaving_everywhere_needs_a_button(member_client):
    asked = member_client.get(reverse("account_leave_everywhere"))

    assert (asked.status_code, AccountEvent.objects.count()) == (200, 0)
    assert 'method="post"' in asked.content.decode()
    assert member_client.get("/akun/").status_code == 200


def test_visitors_have_nothing_to_leave(client):
    assert client.post(reverse("account_leave_everywhere")).url.startswith("/masuk/")
    assert (AccountEvent.objects.count(), Authenticator.objects.count()) == (0, 0)
