"""`/akun/` and the ways back in: history, leaving everywhere, mails, what others did."""

import re
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.models import Job
from lms.services import jobs
from lms.settings import base
from members.choices import AccountEventKind, CodePurpose, Role
from members.models import AccountEvent
from members.services.codes import issue_code
from members.services.events import events_by_others, recent_events, record_event
from members.services.reset_mails import request_reset_mail
from members.services.roles import grant_role, revoke_role
from members.services.sessions import end_sessions, log_out_everywhere
from tests.factories.members import MemberFactory, UserFactory, assign_role

pytestmark = pytest.mark.django_db


def log_in(client, user, password="belajar-kim"):
    return client.post("/masuk/", {"login": user.username, "password": password})


def kinds(user):
    return list(user.account_events.order_by("pk").values_list("kind", flat=True))


# Sessions


def test_leaving_everywhere_closes_every_session(member_client, member):
    others = [Client() for _phone in range(3)]
    for phone in others:
        phone.force_login(member.user)

    response = member_client.post("/akun/keluar-semua/")

    assert response.url == "/"
    assert "Anda sudah keluar di semua perangkat." in member_client.get("/masuk/").content.decode()
    assert [phone.get("/akun/").status_code for phone in [member_client, *others]] == [302] * 4
    assert kinds(member.user) == [AccountEventKind.LOGGED_OUT_EVERYWHERE]
    assert log_in(Client(), member.user).status_code == 302


def test_leaving_everywhere_needs_a_button(member_client):
    html = member_client.get("/akun/keluar-semua/").content.decode()

    assert "Keluar dari semua perangkat</button>" in html
    assert member_client.get("/akun/").status_code == 200


def test_sessions_of_others_stay(member_client, member):
    log_out_everywhere(user=UserFactory(), now=timezone.now())

    assert member_client.get("/akun/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_ending_sessions_costs_the_same_however_many(member, count, django_assert_num_queries):
    for _phone in range(count):
        Client().force_login(member.user)

    with django_assert_num_queries(4):  # a savepoint, the update, and reading the number again
        end_sessions(user=member.user)


def test_a_new_role_ends_the_sessions_of_before(member_client, member, organization, now):
    grant_role(user=member.user, role=Role.OFFICER, organization=organization, now=now)

    assert member_client.get("/akun/").status_code == 302
    assert kinds(member.user) == [AccountEventKind.ROLE_CHANGED]


def test_a_lost_role_ends_the_sessions_of_before(client, member, organization, now):
    assignment = grant_role(user=member.user, role=Role.OFFICER, organization=organization, now=now)
    client.force_login(member.user)

    revoke_role(assignment=assignment, now=now)

    assert client.get("/akun/").status_code == 302
    assert kinds(member.user) == [AccountEventKind.ROLE_CHANGED] * 2


def test_a_login_costs_no_more_with_many_open_sessions(member, django_assert_max_num_queries):
    for _phone in range(20):
        log_in(Client(), member.user)

    with django_assert_max_num_queries(20):
        log_in(Client(), member.user)


def test_sessions_last_through_a_slow_quiz(client, member):
    log_in(client, member.user)

    assert client.session.get_expiry_age() > 8 * 60 * 60


# History


def test_every_change_of_the_password_is_in_the_history(client, member):
    log_in(client, member.user)

    client.post(
        "/akun/sandi/", {"oldpassword": "belajar-kim", "password1": "sawah-hijau-7", "password2": "sawah-hijau-7"}
    )

    assert [(event.kind, event.actor) for event in member.user.account_events.all()] == [
        (AccountEventKind.PASSWORD_CHANGED, member.user)
    ]
    assert "Kata sandi diganti" in client.get("/akun/").content.decode()


def test_a_first_password_is_in_the_history(client):
    user = UserFactory()
    user.set_unusable_password()
    user.save()
    client.force_login(user)

    client.post("/akun/sandi/atur/", {"password1": "sawah-hijau-7", "password2": "sawah-hijau-7"})

    assert kinds(user) == [AccountEventKind.PASSWORD_CHANGED]


def test_the_history_names_who_did_it(member_client, member, officer):
    MemberFactory(user=officer, full_name="Yohanis Petugas")
    issue_code(member=member, purpose=CodePurpose.RESET, by=officer, now=timezone.now())

    html = member_client.get("/akun/").content.decode()

    assert "Kode sekali pakai dibuat" in html
    assert "oleh Yohanis Petugas" in html


def test_an_empty_history_says_what_will_stand_there(member_client):
    assert "Belum ada yang tercatat." in member_client.get("/akun/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_history_takes_one_query(member, count, now, django_assert_num_queries):
    for _event in range(count):
        actor = MemberFactory(user=UserFactory()).user
        record_event(user=member.user, kind=AccountEventKind.CODE_ISSUED, actor=actor, now=now)

    with django_assert_num_queries(1):
        assert len([event.actor.member.full_name for event in recent_events(user=member.user)]) == count


def test_the_history_shows_the_newest_twenty(member, now):
    for minute in range(25):
        record_event(
            user=member.user, kind=AccountEventKind.CODE_ISSUED, actor=None, now=now + timedelta(minutes=minute)
        )

    shown = recent_events(user=member.user)

    assert len(shown) == 20
    assert shown[0].happened_at == now + timedelta(minutes=24)


def test_nobody_sees_the_history_of_another(member_client, now):
    record_event(user=UserFactory(), kind=AccountEventKind.CODE_ISSUED, actor=None, now=now)

    assert "Belum ada yang tercatat." in member_client.get("/akun/").content.decode()


def test_the_next_login_tells_what_others_did(client, member, officer):
    member.user.last_login = timezone.now() - timedelta(days=1)
    member.user.save()
    issue_code(member=member, purpose=CodePurpose.RESET, by=officer, now=timezone.now())

    log_in(client, member.user)
    first, second = client.get("/belajar/").content.decode(), client.get("/belajar/").content.decode()

    assert "Kode sekali pakai dibuat oleh petugas" in first
    assert "Kalau Anda tidak memintanya" in first
    assert "Kode sekali pakai dibuat oleh petugas" not in second


def test_own_deeds_and_old_ones_are_not_told(member, officer, now):
    record_event(user=member.user, kind=AccountEventKind.PASSWORD_CHANGED, actor=member.user, now=now)
    record_event(user=member.user, kind=AccountEventKind.CODE_USED, actor=None, now=now)
    old = now - timedelta(days=2)
    record_event(user=member.user, kind=AccountEventKind.CODE_ISSUED, actor=officer, now=old)

    assert events_by_others(user=member.user, since=now - timedelta(days=1)) == []
    assert events_by_others(user=member.user, since=None) == []
    assert len(events_by_others(user=member.user, since=now - timedelta(days=3))) == 1


# Forgotten


def test_the_page_of_a_forgotten_password_names_three_ways(client):
    html = client.get("/masuk/lupa/").content.decode()

    assert [address in html for address in ("/masuk/kartu/", "/bantuan/#kontak", "/masuk/lupa/surel/")] == [True] * 3


def test_the_login_page_leads_to_cards_sign_up_and_help(client):
    html = client.get("/masuk/").content.decode()

    assert [address in html for address in ("/masuk/kartu/", "/daftar/", "/masuk/lupa/")] == [True] * 3


@pytest.fixture
def maria(organization):
    return MemberFactory(user=UserFactory(username="maria", email="maria@contoh.id")).user


def ask(client, email, **more):
    return client.post("/masuk/lupa/surel/", {"email": email}, **more)


def mailed_address():
    jobs.run_due(now=timezone.now())
    return re.search(r"(http\S+)", mail.outbox[-1].body)[1]


def path_of(address):
    return address.removeprefix("http://localhost:8000")


def test_a_mail_leads_to_a_new_password(client, maria):
    assert ask(client, "MARIA@contoh.id").url == "/masuk/lupa/terkirim/"
    address = mailed_address()
    phone = Client()

    form = phone.get(path_of(address), follow=True)
    done = phone.post(form.request["PATH_INFO"], {"password1": "sawah-hijau-7", "password2": "sawah-hijau-7"})

    assert done.url == "/masuk/lupa/selesai/"
    assert phone.get(done.url).status_code == 200
    assert log_in(Client(), maria, "sawah-hijau-7").status_code == 302
    assert [(event.kind, event.actor) for event in AccountEvent.objects.all()] == [
        (AccountEventKind.PASSWORD_RESET, None)
    ]


def test_a_link_works_once_and_not_after_a_login(client, maria):
    ask(client, "maria@contoh.id")
    address = path_of(mailed_address())
    log_in(Client(), maria)

    response = client.get(address, follow=True)

    assert "Tautan ini tidak berlaku lagi" in response.content.decode()


def test_the_link_stays_out_of_the_address_of_the_form(client, maria):
    ask(client, "maria@contoh.id")

    shown = client.get(path_of(mailed_address()))

    assert shown.url.endswith("/set-password/")


def test_the_link_is_that_of_the_configured_site(client, maria, settings):
    settings.ALLOWED_HOSTS = ["*"]
    ask(client, "maria@contoh.id", HTTP_HOST="jahat.example", HTTP_X_FORWARDED_HOST="jahat.example")

    assert mailed_address().startswith("http://localhost:8000/masuk/lupa/")
    assert "jahat" not in mail.outbox[-1].body


def test_known_and_unknown_addresses_are_answered_alike(client, maria):
    known, unknown = ask(client, "maria@contoh.id"), ask(client, "tidak@contoh.id")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert Job.objects.filter(kind="members.reset_mail").count() == 2
    jobs.run_due(now=timezone.now())
    assert [message.to for message in mail.outbox] == [["maria@contoh.id"]]


def test_known_and_unknown_addresses_cost_the_same(client, maria):
    def cpu_of(email):
        spans = []
        for round_number in range(5):
            cache.clear()
            Job.objects.all().delete()
            start = time.process_time()
            ask(client, email, REMOTE_ADDR=f"10.0.0.{round_number}")
            spans.append(time.process_time() - start)
        return min(spans)

    assert 0.5 < cpu_of("maria@contoh.id") / cpu_of("tidak@contoh.id") < 2


def test_no_job_names_a_person(client, maria):
    ask(client, "maria@contoh.id")
    ask(client, "tidak@contoh.id")

    assert [key for key in Job.objects.values_list("key", flat=True) if "@" in key or "maria" in key] == []


def test_asking_twice_in_a_minute_gives_one_mail(maria, now):
    for second in range(3):
        request_reset_mail(email="maria@contoh.id", now=now + timedelta(seconds=second))

    jobs.run_due(now=now + timedelta(hours=1))

    assert len(mail.outbox) == 1


def test_locked_accounts_get_no_mail(client, maria):
    maria.is_active = False
    maria.save()

    ask(client, "maria@contoh.id")
    jobs.run_due(now=timezone.now())

    assert mail.outbox == []


def test_a_refusing_mail_server_does_not_write_the_address_into_the_job(client, maria, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    ask(client, "maria@contoh.id")

    jobs.run_due(now=timezone.now())

    job = Job.objects.get()
    assert (job.state, job.last_error.startswith("MailNotSent"), "@" in job.last_error) == ("waiting", True, False)


def test_asking_for_mails_is_rationed(client, maria, settings, tmp_path):
    settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS
    settings.CACHES = {"default": {"BACKEND": "lms.cache.SharedFileCache", "LOCATION": str(tmp_path)}}

    answers = [ask(Client(), "maria@contoh.id", REMOTE_ADDR=f"10.0.0.{number}").status_code for number in range(6)]

    assert answers == [302] * 5 + [429]


def test_staff_reset_by_mail_keep_their_second_step(client, organization):
    boss = assign_role(UserFactory(username="bos", email="bos@contoh.id"), Role.ADMIN, organization)
    ask(client, "bos@contoh.id")
    address = path_of(mailed_address())

    form = client.get(address, follow=True)
    response = client.post(form.request["PATH_INFO"], {"password1": "sawah-hijau-7", "password2": "sawah-hijau-7"})

    assert response.url == reverse("account_reset_password_from_key_done")
    assert "_auth_user_id" not in client.session
    assert kinds(boss) == [AccountEventKind.PASSWORD_RESET]


# Passwords set by a superuser in Wagtail's accounts


def test_a_password_set_in_wagtail_is_in_the_history_and_ends_sessions(client, member, member_client):
    phone = Client()
    phone.force_login(member.user)
    root = UserFactory(is_superuser=True)
    client.force_login(root)
    fields = {
        "username": member.user.username,
        "first_name": "A",
        "last_name": "B",
        "email": "a@contoh.id",
        "is_active": "on",
    }

    client.post(
        reverse("wagtailusers_users:edit", args=[member.user.pk]),
        fields | {"password1": "sawah-hijau-7", "password2": "sawah-hijau-7"},
    )

    assert [(event.kind, event.actor) for event in member.user.account_events.all()] == [
        (AccountEventKind.PASSWORD_CHANGED, root)
    ]
    assert phone.get("/akun/").status_code == 302


def test_other_edits_in_wagtail_write_nothing(client, member):
    client.force_login(UserFactory(is_superuser=True))
    fields = {"username": member.user.username, "first_name": "Baru", "last_name": "B", "email": "a@contoh.id"}

    client.post(reverse("wagtailusers_users:edit", args=[member.user.pk]), fields | {"is_active": "on"})

    member.user.refresh_from_db()
    assert (member.user.first_name, member.user.account_events.count()) == ("Baru", 0)
