"""The pages on which an officer finds people recorded twice, makes them one, and parts them again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.choices import Role
from members.models import MemberMerge, NotSamePerson
from members.services.kims import join_kim
from members.services.merge_undo import undo_merge
from members.services.merges import merge_members
from tests.factories.bimtek import EventFactory, RegistrationFactory
from tests.factories.courses import EnrollmentFactory
from tests.factories.members import KimFactory, MemberFactory, UserFactory, assign_role


@pytest.fixture
def kept(organization):
    return MemberFactory(full_name="Maria Goreti", organization=organization)


@pytest.fixture
def merged(organization):
    return MemberFactory(full_name="MARIA GORETI, S.Sos", organization=organization, phone="+6281234567890")


@pytest.fixture
def done(kept, merged, officer):
    return merge_members(kept=kept, merged=merged, by=officer, now=timezone.now())


@pytest.fixture
def viewer_client(client, organization):
    client.force_login(assign_role(UserFactory(username="pemantau"), Role.VIEWER, organization))
    return client


def page_of(client, name, *args):
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def merge_url(kept, merged, name="office_merge"):
    return reverse(name, args=[kept.pk, merged.pk])


def test_the_member_page_names_who_may_be_the_same(officer_client, kept, merged):
    page = page_of(officer_client, "office_member", kept.pk)

    assert page.count("Mungkin orang yang sama") == 1
    assert page.count(f'href="{merge_url(kept, merged)}"') == 1


def test_the_member_page_of_somebody_unique_says_nothing(officer_client, kept):
    assert page_of(officer_client, "office_member", kept.pk).count("Mungkin orang yang sama") == 0


def test_a_viewer_sees_the_hint_too(viewer_client, kept, merged):
    assert page_of(viewer_client, "office_member", kept.pk).count(merge_url(kept, merged)) == 1


def test_the_list_shows_pairs_with_masked_numbers(officer_client, kept, merged):
    MemberFactory(full_name="Orang Lain", phone="+6281234567890", organization=kept.organization)

    page = page_of(officer_client, "office_duplicates")

    assert page.count("Bandingkan") == 2
    assert page.count("•••• 890") == 1
    assert "81234567890" not in page


def test_the_empty_list_says_when_it_fills(officer_client):
    assert page_of(officer_client, "office_duplicates").count("tampak tercatat dua kali") == 1


def count_queries(client, name):
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse(name))
    return len(queries)


def test_the_list_costs_the_same_for_one_pair_and_for_three(officer_client, organization):
    MemberFactory.create_batch(2, full_name="Maria", organization=organization)
    one = count_queries(officer_client, "office_duplicates")
    for name in ("Yosef", "Anna"):
        MemberFactory.create_batch(2, full_name=name, organization=organization)

    assert count_queries(officer_client, "office_duplicates") == one
    assert one <= 8


def test_the_history_costs_the_same_for_one_merge_and_for_three(officer_client, officer, organization):
    costs = []
    for _number in range(3):
        kept, merged = MemberFactory.create_batch(2, organization=organization)
        merge_members(kept=kept, merged=merged, by=officer, now=timezone.now())
        costs.append(count_queries(officer_client, "office_merges"))

    assert costs[2] == costs[0]
    assert costs[0] <= 8


def test_the_comparison_asks_only_where_both_say_something_else(officer_client, kept, merged):
    page = page_of(officer_client, "office_merge", kept.pk, merged.pk)

    assert page.count('type="radio"') == 2
    assert page.count('name="full_name"') == 2
    assert page.count(">Gabungkan<") == 1
    assert "81234567890" not in page


def test_merging_leads_to_the_kept_person_and_says_how_long_it_can_be_undone(officer_client, kept, merged):
    response = officer_client.post(merge_url(kept, merged), {"full_name": "merged"}, follow=True)

    kept.refresh_from_db()
    assert response.redirect_chain == [(reverse("office_member", args=[kept.pk]), 302)]
    assert (kept.full_name, str(kept.phone)) == ("MARIA GORETI, S.Sos", "+6281234567890")
    assert response.content.decode().count("Bisa dibatalkan sampai") == 1
    assert MemberMerge.objects.get().merged == merged


def test_the_second_press_changes_nothing(officer_client, kept, merged):
    for _press in range(2):
        response = officer_client.post(merge_url(kept, merged), {"full_name": "kept"})

    assert (response.status_code, response.url) == (302, reverse("office_member", args=[kept.pk]))
    assert MemberMerge.objects.count() == 1


def test_without_a_choice_nothing_is_merged(officer_client, kept, merged):
    response = officer_client.post(merge_url(kept, merged))

    assert response.status_code == 400
    assert response.content.decode().count("Pilih salah satu.") == 1
    assert MemberMerge.objects.count() == 0


def test_a_reason_against_it_is_told_and_there_is_no_button(officer_client, kept, merged):
    merged.user = assign_role(UserFactory(), Role.TRAINER, kept.organization)
    merged.save()

    page = page_of(officer_client, "office_merge", kept.pk, merged.pk)
    response = officer_client.post(merge_url(kept, merged), {"full_name": "kept"})

    assert (page.count("Belum bisa digabung"), page.count(">Gabungkan<")) == (1, 0)
    assert response.status_code == 409
    assert MemberMerge.objects.count() == 0


def test_two_accounts_are_explained_to_the_officer(officer_client, kept, merged):
    kept.user, merged.user = UserFactory(username="maria"), UserFactory(username="maria2")
    kept.save(), merged.save()

    page = page_of(officer_client, "office_merge", kept.pk, merged.pk)
    answer = officer_client.post(merge_url(kept, merged), {"full_name": "kept"}, follow=True).content.decode()

    assert page.count("Keduanya punya akun") == 1
    assert answer.count("Akun maria2 tidak bisa dipakai lagi") == 1


def test_the_account_that_was_given_up_logs_in_no_more_and_the_message_tells_nothing(client, kept, merged, officer):
    kept.user, merged.user = UserFactory(username="maria"), UserFactory(username="maria2")
    kept.save(), merged.save()
    merge_members(kept=kept, merged=merged, by=officer, now=timezone.now())

    response = client.post(reverse("account_login"), {"login": "maria2", "password": "belajar-kim"})

    assert "_auth_user_id" not in client.session
    assert "maria" not in response.content.decode().replace("maria2", "")


def test_a_viewer_compares_but_does_not_merge(viewer_client, kept, merged):
    page = page_of(viewer_client, "office_merge", kept.pk, merged.pk)

    assert (page.count(">Gabungkan<"), page.count('type="radio"'), page.count("Bukan orang yang sama")) == (0, 0, 0)
    assert viewer_client.post(merge_url(kept, merged), {"full_name": "kept"}).status_code == 404
    assert viewer_client.post(merge_url(kept, merged, "office_merge_dismiss")).status_code == 404
    assert (MemberMerge.objects.count(), NotSamePerson.objects.count()) == (0, 0)


def test_a_pair_is_dismissed(officer_client, kept, merged):
    response = officer_client.post(merge_url(kept, merged, "office_merge_dismiss"), follow=True)

    assert response.content.decode().count("Bandingkan") == 0
    assert page_of(officer_client, "office_member", kept.pk).count("Mungkin orang yang sama") == 0


def test_a_dismissed_pair_is_found_again_and_flagged_again(officer_client, kept, merged):
    url = merge_url(kept, merged, "office_merge_dismiss")
    officer_client.post(url)

    listed = page_of(officer_client, "office_merges").count(merge_url(kept, merged))
    page = page_of(officer_client, "office_merge", merged.pk, kept.pk)
    officer_client.post(url, {"reopen": "1"})

    assert (listed, page.count("ini dua orang berbeda"), page.count("Tandai lagi")) == (1, 1, 1)
    assert page_of(officer_client, "office_duplicates").count("Bandingkan") == 1


@pytest.mark.parametrize("name", ["office_merge", "office_merge_dismiss"])
def test_nobody_is_compared_with_themselves(officer_client, kept, name):
    assert officer_client.post(reverse(name, args=[kept.pk, kept.pk])).status_code == 404


def test_an_old_link_leads_to_the_kept_entry_with_a_note(officer_client, done):
    response = officer_client.get(reverse("office_member", args=[done.merged_id]), follow=True)

    assert response.redirect_chain == [(reverse("office_member", args=[done.kept_id]), 302)]
    assert response.content.decode().count("sudah digabung ke sini") == 1


def test_an_old_comparison_leads_to_the_kept_entry(officer_client, done):
    response = officer_client.get(merge_url(done.kept, done.merged), follow=True)

    assert response.redirect_chain[-1][0] == reverse("office_member", args=[done.kept_id])


def test_the_kept_page_names_what_was_merged_into_it(officer_client, done):
    page = page_of(officer_client, "office_member", done.kept_id)

    assert page.count("digabung ke sini pada") == 1
    assert page.count(reverse("office_merge_history", args=[done.pk])) == 1


def test_the_history_says_what_both_were_called_and_what_stayed(officer_client, officer, kept, merged):
    event = EventFactory(title="Bimtek Literasi")
    RegistrationFactory(event=event, member=kept)
    RegistrationFactory(event=event, member=merged)
    done = merge_members(kept=kept, merged=merged, by=officer, now=timezone.now(), fields=["full_name"])

    page = page_of(officer_client, "office_merge_history", done.pk)

    assert page.count("<h3>Maria Goreti</h3>") == 1
    assert page.count("<h3>MARIA GORETI, S.Sos</h3>") == 1
    assert page.count("disatukan dengan yang sudah ada") == 1
    assert page.count("Pendaftaran kegiatan: Bimtek Literasi") == 1
    assert page.count("Bisa dibatalkan 30 hari lagi") == 1


def test_undoing_from_the_history(officer_client, done):
    url = reverse("office_merge_undo", args=[done.pk])

    answer = officer_client.post(url, follow=True).content.decode()
    again = officer_client.post(url)

    done.refresh_from_db()
    done.merged.refresh_from_db()
    assert (done.is_undone, done.merged.merged_into) == (True, None)
    assert answer.count("Penggabungan dibatalkan.") == 1
    assert (answer.count(">Batalkan penggabungan<"), again.status_code) == (0, 302)


def test_undoing_too_late_is_refused_in_words(officer_client, done):
    MemberMerge.objects.update(
        merged_at=timezone.now() - timezone.timedelta(days=31), undo_until=timezone.now() - timezone.timedelta(days=1)
    )

    page = page_of(officer_client, "office_merge_history", done.pk)
    answer = officer_client.post(reverse("office_merge_undo", args=[done.pk]), follow=True).content.decode()

    assert (page.count(">Batalkan penggabungan<"), page.count("Tidak bisa dibatalkan lagi")) == (0, 1)
    assert answer.count("Waktu untuk membatalkan sudah lewat.") == 1


def test_undoing_out_of_order_leads_to_the_later_merge(officer_client, officer, done, organization):
    last = MemberFactory(organization=organization)
    later = merge_members(kept=last, merged=done.kept, by=officer, now=timezone.now())

    response = officer_client.post(reverse("office_merge_undo", args=[done.pk]))

    assert response.url == reverse("office_merge_history", args=[later.pk])


def test_undoing_after_an_erasure_is_refused_in_words(officer_client, done):
    done.kept.erased_at = timezone.now()
    done.kept.save()

    answer = officer_client.post(reverse("office_merge_undo", args=[done.pk]), follow=True).content.decode()

    assert answer.count("sudah dihapus, jadi tidak bisa dipisahkan lagi") == 1


def test_a_viewer_reads_the_history_without_a_button(viewer_client, done):
    assert page_of(viewer_client, "office_merge_history", done.pk).count(">Batalkan penggabungan<") == 0
    assert viewer_client.post(reverse("office_merge_undo", args=[done.pk])).status_code == 404


def test_the_list_of_merges_is_empty_or_shows_the_days_left(officer_client, kept, merged, officer):
    empty = page_of(officer_client, "office_merges")
    done = merge_members(kept=kept, merged=merged, by=officer, now=timezone.now())
    full = page_of(officer_client, "office_merges")
    undo_merge(merge=done, by=officer, now=timezone.now())
    undone = page_of(officer_client, "office_merges")

    assert empty.count("Belum ada entri yang digabung.") == 1
    assert full.count("Bisa dibatalkan 30 hari lagi") == 1
    assert undone.count("Dibatalkan ") == 1


def test_a_merged_entry_is_not_listed_searched_or_offered(officer_client, officer, done):
    event, kim = EventFactory(organization=done.kept.organization), KimFactory()

    listed = page_of(officer_client, "office_members")
    found = officer_client.post(reverse("office_member_search", args=[event.pk]), {"text": "goreti"}).content.decode()
    offered = officer_client.post(reverse("office_kim_search", args=[kim.pk]), {"cari": "goreti"}).content.decode()

    name = done.merged.full_name
    assert [page.count(name) for page in (listed, found, offered)] == [0, 0, 0]


def test_a_merged_entry_is_not_seated_by_number(officer_client, done):
    event = EventFactory(organization=done.kept.organization)

    officer_client.post(reverse("office_register", args=[event.pk]), {"member": done.merged_id})

    assert event.registrations.count() == 0


def test_completion_counts_a_merged_person_once(officer_client, officer, kept, merged):
    kim = KimFactory()
    enrollment = EnrollmentFactory(member=kept)
    EnrollmentFactory(member=merged, course=enrollment.course)
    for member in (kept, merged):
        join_kim(kim=kim, member=member, now=timezone.now())

    before = officer_client.get(reverse("office_completion")).context["report"].total
    merge_members(kept=kept, merged=merged, by=officer, now=timezone.now())
    after = officer_client.get(reverse("office_completion")).context["report"].total

    assert (before.member_count, after.member_count) == (2, 1)
    assert (before.begun_count, after.begun_count) == (2, 1)
