"""Who belongs to a group from when to when: joined, corrected, changed, ended."""

from datetime import date

import pytest
from django.urls import reverse

from members.models import KimMembership
from members.services.kims import AlreadyMember, EndsBeforeStart, change_office, correct_membership, join_kim, leave_kim
from tests.factories.members import KimFactory, KimMembershipFactory, MemberFactory
from tests.races import run_at_once

pytestmark = pytest.mark.django_db
START = date(2024, 1, 1)


@pytest.fixture
def membership():
    return KimMembershipFactory(kim__name="KIM Namosain", member__full_name="Maria Bria", office="member")


def where(kim):
    return list(kim.memberships.order_by("starts_on").values_list("office", "section", "starts_on", "ends_on"))


def post(client, name, pk, **data):
    return client.post(reverse(name, args=[pk]), data)


def test_joining_starts_on_the_day_given_or_today(now, membership):
    first, second = MemberFactory(), MemberFactory()

    then = join_kim(kim=membership.kim, member=first, starts_on=START, section=" Diskusi ", now=now)
    today = join_kim(kim=membership.kim, member=second, now=now)

    assert (then.starts_on, then.section, today.starts_on) == (START, "Diskusi", date(2024, 7, 11))


@pytest.mark.parametrize("starts_on", [date(2023, 12, 31), date(2024, 3, 31)])
def test_nobody_is_twice_in_a_group_on_one_day(now, membership, starts_on):
    membership.ends_on = date(2024, 3, 31)
    membership.save()

    with pytest.raises(AlreadyMember) as clash:
        join_kim(kim=membership.kim, member=membership.member, starts_on=starts_on, now=now)

    assert clash.value.membership == membership


def test_the_day_after_the_end_is_free(now, membership):
    membership.ends_on = date(2024, 3, 31)
    membership.save()

    again = join_kim(kim=membership.kim, member=membership.member, starts_on=date(2024, 4, 1), now=now)

    assert again.starts_on == date(2024, 4, 1)


def test_a_correction_keeps_the_row(membership):
    correct_membership(
        membership=membership, office="chair", section=" x ", starts_on=date(2023, 5, 1), ends_on=date(2024, 2, 1)
    )

    assert where(membership.kim) == [("chair", "x", date(2023, 5, 1), date(2024, 2, 1))]


def test_a_correction_opens_an_ended_membership_again_unless_another_is_open(membership):
    membership.ends_on = date(2024, 2, 1)
    membership.save()
    values = {"office": "member", "section": "", "starts_on": START, "ends_on": None}

    correct_membership(membership=membership, **values)
    assert where(membership.kim) == [("member", "", START, None)]

    correct_membership(membership=membership, **values | {"ends_on": date(2024, 2, 1)})
    KimMembershipFactory(kim=membership.kim, member=membership.member, starts_on=date(2024, 3, 1))
    with pytest.raises(AlreadyMember):
        correct_membership(membership=membership, **values)


def test_a_correction_cannot_end_before_it_begins(membership):
    with pytest.raises(EndsBeforeStart):
        correct_membership(
            membership=membership, office="member", section="", starts_on=START, ends_on=date(2023, 1, 1)
        )


def test_another_office_ends_the_old_one_the_day_before(membership):
    change_office(membership=membership, office="chair", section="", starts_on=date(2024, 6, 1))

    assert where(membership.kim) == [
        ("member", "", START, date(2024, 5, 31)), ("chair", "", date(2024, 6, 1), None),
    ]  # fmt: skip


def test_another_office_needs_a_day_of_the_old_one_and_an_open_membership(membership):
    with pytest.raises(EndsBeforeStart):
        change_office(membership=membership, office="chair", section="", starts_on=START)
    leave_kim(membership=membership, ends_on=date(2024, 2, 1), now=None)
    with pytest.raises(AlreadyMember):
        change_office(membership=membership, office="chair", section="", starts_on=date(2024, 6, 1))


def test_a_membership_ends_once(now, membership):
    leave_kim(membership=membership, ends_on=date(2024, 2, 1), now=now)
    leave_kim(membership=membership, now=now)

    assert where(membership.kim) == [("member", "", START, date(2024, 2, 1))]
    with pytest.raises(EndsBeforeStart):
        leave_kim(membership=KimMembershipFactory(), ends_on=date(2023, 1, 1), now=now)


def test_a_membership_that_begins_later_ends_on_its_first_day(now):
    membership = KimMembershipFactory(starts_on=date(2030, 1, 1))

    assert leave_kim(membership=membership, now=now).ends_on == date(2030, 1, 1)


def test_officer_adds_a_person_with_office_section_and_day(officer_client, member):
    kim = KimFactory()

    response = post(
        officer_client, "office_kim_join", kim.pk, member=member.pk, office="section", section="Diskusi",
        starts_on="2023-02-03",
    )  # fmt: skip

    assert response.url == f"/cms/kim/{kim.pk}/"
    assert where(kim) == [("section", "Diskusi", date(2023, 2, 3), None)]


def test_a_wrong_day_is_explained_beside_the_person(officer_client, member):
    kim = KimFactory()

    html = post(
        officer_client, "office_kim_join", kim.pk, member=member.pk, office="chair", starts_on="0001-01-01"
    ).content.decode()

    assert "Periksa tahunnya: antara 1990 dan 2100." in html
    assert f'name="member" value="{member.pk}" required checked' in html
    assert where(kim) == []


def test_officer_corrects_a_membership(officer_client, membership):
    page = reverse("office_membership", args=[membership.pk])
    html = officer_client.get(page).content.decode()

    response = officer_client.post(
        page, {"office": "treasurer", "section": "", "starts_on": "2023-01-01", "ends_on": "2024-01-01"}
    )

    assert 'value="2024-01-01"' in html
    assert response.url == f"/cms/kim/{membership.kim_id}/"
    assert where(membership.kim) == [("treasurer", "", date(2023, 1, 1), date(2024, 1, 1))]


def test_officer_changes_an_office(officer_client, membership):
    post(officer_client, "office_membership_change", membership.pk, office="chair", section="", starts_on="2024-06-01")

    assert where(membership.kim)[1] == ("chair", "", date(2024, 6, 1), None)
    html = officer_client.get(f"/cms/kim/{membership.kim_id}/").content.decode()
    assert "Riwayat: 1 keanggotaan yang sudah selesai" in html
    assert "1 Januari 2024 – 31 Mei 2024" in html


def test_officer_ends_a_membership_on_a_day(officer_client, membership):
    post(officer_client, "office_kim_leave", membership.pk, ends_on="2024-03-01")

    assert where(membership.kim) == [("member", "", START, date(2024, 3, 1))]
    html = officer_client.get(f"/cms/kim/{membership.kim_id}/").content.decode()
    assert "Keanggotaan berakhir pada 1 Maret 2024." in html


def test_officer_ends_a_membership_today(officer_client, membership):
    post(officer_client, "office_kim_leave", membership.pk)

    membership.refresh_from_db()
    assert membership.ends_on is not None


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("office_membership", {"office": "member", "starts_on": "2024-02-01", "ends_on": "2024-01-01"},
         "Hari terakhir tidak bisa sebelum hari pertama."),
        ("office_membership", {"office": "member", "starts_on": ""}, "Isi tanggalnya."),
        ("office_membership", {"office": "raja", "starts_on": "2024-02-01"}, "bukan salah satu dari pilihan"),
        ("office_membership", {"office": "member", "starts_on": "2021-06-01"},
         "Orang ini sudah tercatat di KIM ini dari 1 Januari 2021 sampai 31 Desember 2021. Pilih masa yang lain."),
        ("office_membership_change", {"office": "chair", "starts_on": "2024-01-01"},
         "Pilih hari sesudah hari pertama jabatan yang sekarang."),
        ("office_membership_change", {"office": "chair", "starts_on": "besok"}, "Isi tanggal seperti 11/07/2024."),
        ("office_kim_leave", {"ends_on": "2023-12-31"}, "Hari terakhir tidak bisa sebelum hari pertama."),
        ("office_kim_leave", {"ends_on": "9999-12-31"}, "Periksa tahunnya: antara 1990 dan 2100."),
    ],
)  # fmt: skip
def test_faults_are_explained_and_nothing_is_written(officer_client, membership, name, data, message):
    KimMembershipFactory(
        kim=membership.kim, member=membership.member, starts_on=date(2021, 1, 1), ends_on=date(2021, 12, 31)
    )
    before = list(KimMembership.objects.order_by("pk").values())

    html = post(officer_client, name, membership.pk, **data).content.decode()

    assert "Belum tersimpan" in html
    assert message in html
    assert list(KimMembership.objects.order_by("pk").values()) == before


def test_an_ended_membership_can_only_be_corrected(officer_client, membership):
    membership.ends_on = date(2024, 2, 1)
    membership.save()

    html = officer_client.get(reverse("office_membership", args=[membership.pk])).content.decode()
    refused = post(officer_client, "office_membership_change", membership.pk, office="chair", starts_on="2024-06-01")

    assert ("Akhiri keanggotaan" in html, "Betulkan yang salah catat" in html) == (False, True)
    assert refused.status_code == 200
    assert KimMembership.objects.count() == 1


def test_people_who_were_merged_or_erased_are_in_no_list(officer_client, membership, now):
    kim = membership.kim
    KimMembershipFactory(kim=kim, member=MemberFactory(full_name="Kembar", merged_into=membership.member))
    KimMembershipFactory(kim=kim, member=MemberFactory(full_name="Terhapus", erased_at=now))
    twin = MemberFactory(full_name="Kembar Lain", merged_into=membership.member)

    page = officer_client.get(f"/cms/kim/{kim.pk}/").content.decode()
    found = officer_client.post(reverse("office_kim_search", args=[kim.pk]), {"cari": "Kembar"}).content.decode()
    joined = post(officer_client, "office_kim_join", kim.pk, member=twin.pk, office="member")
    listed = officer_client.get("/cms/kim/").content.decode()

    assert ("Kembar" in page, "Terhapus" in page) == (False, False)
    assert "Kembar Lain" not in found
    assert joined.status_code == 404
    assert "1 anggota" in listed


def test_the_unsur_of_people_stands_in_the_list(officer_client, membership):
    membership.member.walks_of_life.create(name="Penenun")

    assert '<span class="tag">Penenun</span>' in officer_client.get(f"/cms/kim/{membership.kim_id}/").content.decode()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_joining_from_two_desks_at_once_makes_one_row(now):
    kim, member = KimFactory(), MemberFactory()

    def join():
        return join_kim(kim=kim, member=member, now=now)

    results = run_at_once([join] * 4)

    assert [type(result) for result in results].count(AlreadyMember) == 3
    assert kim.memberships.count() == 1
