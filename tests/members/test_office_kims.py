"""`/cms/kim/`: the register of groups."""

import re
from datetime import date

import pytest
from django.urls import reverse

from members.choices import Role
from members.models import Kim, KimMembership, WalkOfLife
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
LIST = "/cms/kim/"


@pytest.fixture
def foreign():
    office = OrganizationFactory(name="Diskominfo Kota Serang", region=RegionFactory(code="36.73"))
    kim = KimFactory(name="KIM Serang", region=RegionFactory(code="36.73.01.1001"))
    return KimMembershipFactory(
        kim=kim, member=MemberFactory(full_name="Orang Serang", organization=office, region=kim.region)
    )


@pytest.fixture
def viewer_client(client, organization):
    client.force_login(assign_role(UserFactory(), Role.VIEWER, organization))
    return client


def shown(html):
    return re.findall(r'<h3><a href="/cms/kim/\d+/">([^<]+)</a>', html)


def page(client, query=""):
    return client.get(f"{LIST}{query}").content.decode()


def fields(**changes):
    return {"name": "KIM Namosain", "region": "Namosain, Kecamatan Alak", "status": "active", **changes}


def test_list_groups_by_district_with_chair_and_count(officer_client):
    kim = KimFactory(name="KIM Namosain")
    KimMembershipFactory(kim=kim, office="chair", member=MemberFactory(full_name="Ju'at"))
    KimMembershipFactory(kim=kim)
    KimMembershipFactory(kim=kim, ends_on="2024-02-01")
    KimFactory(name="KIM Oebobo", region=RegionFactory(code="53.71.04.1001"), status="without_decree")

    html = page(officer_client)

    assert re.findall(r"<h2>(Kecamatan [^<]+)</h2>", html) == ["Kecamatan Alak", "Kecamatan Oebobo"]
    assert shown(html) == ["KIM Namosain", "KIM Oebobo"]
    assert "Ketua: Ju&#x27;at" in html
    assert "2 anggota" in html
    assert "Ketua belum dicatat" in html
    assert "Belum ber-SK" in html


def test_group_of_a_whole_district_stands_under_it(officer_client):
    KimFactory(name="KIM Kecamatan", region=RegionFactory(code="53.71.01"))

    assert re.findall(r"<h2>(Kecamatan [^<]+)</h2>", page(officer_client)) == ["Kecamatan Alak"]


def test_list_shows_the_own_city_only(officer_client, foreign):
    KimFactory(name="KIM Namosain")

    assert shown(page(officer_client)) == ["KIM Namosain"]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_needs_the_same_queries_for_any_number_of_groups(officer_client, django_assert_num_queries, rows):
    for number in range(rows):
        KimMembershipFactory(kim=KimFactory(region=RegionFactory(code=f"53.71.0{number + 1}.1001")), office="chair")
    page(officer_client)

    with django_assert_num_queries(8):
        page(officer_client)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=namosain", ["KIM Maju"]),
        ("?q=maju", ["KIM Maju"]),
        ("?q=zz", []),
        ("?district=53.71.04", ["KIM Lain", "KIM Usai"]),
        ("?status=inactive", ["KIM Usai"]),
        ("?decree=none", ["KIM Maju"]),
        ("?decree=valid", ["KIM Lain"]),
        ("?decree=ended", ["KIM Usai"]),
        ("?decree=ended&status=active", []),
    ],
)
def test_list_is_filtered(officer_client, query, found):
    oebobo = RegionFactory(code="53.71.04.1001")
    KimFactory(name="KIM Maju")
    KimFactory(name="KIM Lain", region=oebobo, decree_number="1")
    KimFactory(name="KIM Usai", region=oebobo, decree_number="2", decree_valid_until="2024-01-01", status="inactive")

    assert shown(page(officer_client, query)) == found


@pytest.mark.parametrize(
    ("query", "status"),
    [("?page=9", 404), ("?q=" + "a" * 200, 400), ("?district=36", 400), ("?status=x", 400), ("?decree=x", 400)],
)
def test_nonsense_in_the_address_is_refused(officer_client, query, status):
    assert officer_client.get(f"{LIST}{query}").status_code == status


def test_officer_enters_a_group(officer_client):
    RegionFactory()

    response = officer_client.post(
        f"{LIST}baru/", fields(decree_number="489/07/2024", decree_date="2024-07-11", decree_issuer="Lurah Namosain")
    )

    kim = Kim.objects.get()
    assert response.url == f"{LIST}{kim.pk}/"
    assert (kim.region_id, kim.decree_number, kim.decree_date.isoformat()) == (
        "53.71.01.1001", "489/07/2024", "2024-07-11",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "Tulis nama KIM, misalnya KIM Namosain."),
        ({"region": ""}, "Tulis kelurahan, desa, atau kecamatan KIM ini."),
        ({"region": "Cipare"}, "Tidak ada “Cipare” di wilayah kerja Anda."),
        ({"region": "Kota Kupang"}, "Tidak ada “Kota Kupang”"),
        ({"decree_date": "2024-07-11"}, "Tulis juga nomor SK, atau kosongkan tanggalnya."),
        (
            {"decree_number": "1", "decree_date": "2024-07-11", "decree_valid_until": "2024-07-10"},
            "SK tidak bisa habis sebelum tanggalnya.",
        ),
        ({"decree_number": "1", "decree_date": "0024-07-11"}, "Periksa tahunnya: antara 1990 dan 2100."),
        ({"kim_id_url": "javascript:alert(1)"}, "Tulis alamat lengkap, misalnya https://namosain.kim.id."),
        ({"contact_phone": "12"}, "Tulis nomor HP seperti 0812-3456-7890, atau kosongkan."),
        ({"founded_year": "abad lalu"}, "Masukkan"),
        ({"status": "x"}, "bukan salah satu dari pilihan"),
    ],
)
def test_faults_are_explained_and_nothing_is_written(officer_client, foreign, changes, message):
    RegionFactory()

    html = officer_client.post(f"{LIST}baru/", fields(**changes)).content.decode()

    assert message in html
    assert Kim.objects.exclude(pk=foreign.kim_id).count() == 0


def test_same_name_at_the_same_place_is_explained(officer_client):
    KimFactory(name="KIM Namosain")

    html = officer_client.post(f"{LIST}baru/", fields()).content.decode()

    assert "KIM dengan nama ini sudah ada di wilayah itu." in html
    assert Kim.objects.count() == 1


def test_officer_corrects_a_group(officer_client):
    kim = KimFactory()

    response = officer_client.post(f"{LIST}{kim.pk}/ubah/", fields(name="KIM Namosain Baru", status="inactive"))

    kim.refresh_from_db()
    assert response.url == f"{LIST}{kim.pk}/"
    assert (kim.name, kim.status) == ("KIM Namosain Baru", "inactive")


def test_officer_finds_and_adds_a_person(officer_client, member):
    kim = KimFactory()
    html = officer_client.post(reverse("office_kim_search", args=[kim.pk]), {"cari": member.full_name}).content.decode()
    assert f'name="member" value="{member.pk}"' in html

    response = officer_client.post(reverse("office_kim_join", args=[kim.pk]), {"member": member.pk, "office": "chair"})

    assert response.url == f"{LIST}{kim.pk}/"
    assert [(row.member, row.office) for row in kim.memberships.all()] == [(member, "chair")]
    repeated = officer_client.post(reverse("office_kim_search", args=[kim.pk]), {"cari": member.full_name})
    assert "Tidak ada orang di wilayah kerja Anda" in repeated.content.decode()


def test_adding_twice_is_explained(officer_client, member):
    kim = KimMembershipFactory(member=member).kim

    officer_client.post(reverse("office_kim_join", args=[kim.pk]), {"member": member.pk, "office": "member"})

    assert "sudah ada dalam daftar KIM ini" in officer_client.get(f"{LIST}{kim.pk}/").content.decode()
    assert kim.memberships.count() == 1


def test_chairs_come_first(officer_client):
    kim = KimFactory()
    KimMembershipFactory(kim=kim, member=MemberFactory(full_name="Aan"))
    KimMembershipFactory(kim=kim, member=MemberFactory(full_name="Zul"), office="chair")

    html = officer_client.get(f"{LIST}{kim.pk}/").content.decode()

    assert re.findall(r'<h3><a href="/cms/anggota/\d+/">([^<]+)</a>', html) == ["Zul", "Aan"]


@pytest.mark.parametrize("rows", [1, 3])
def test_group_page_needs_the_same_queries_for_any_number_of_people(officer_client, django_assert_num_queries, rows):
    kim = KimFactory()
    for row in [*KimMembershipFactory.create_batch(rows, kim=kim), *KimMembershipFactory.create_batch(rows, kim=kim)]:
        row.member.walks_of_life.add(*WalkOfLife.objects.all()[:rows])
    KimMembershipFactory.create_batch(rows, kim=kim, ends_on=date(2024, 2, 1))
    officer_client.get(f"{LIST}{kim.pk}/")

    # session, user, roles, waiting, group, right to change, people, unsur, ended, links
    with django_assert_num_queries(10):
        officer_client.get(f"{LIST}{kim.pk}/")


def test_viewer_reads_only(viewer_client):
    kim = KimMembershipFactory(kim__contact_phone="+6281234567890").kim

    html = viewer_client.get(f"{LIST}{kim.pk}/").content.decode()

    main = html.partition("<main")[2].partition("</main>")[0]
    assert "Pengurus dan anggota" in main
    assert "•••• 890" in main
    assert "<button" not in main
    assert "/cms/keanggotaan/" not in main
    assert viewer_client.get(f"{LIST}{kim.pk}/ubah/").status_code == 404
    assert viewer_client.post(f"{LIST}{kim.pk}/ubah/", fields()).status_code == 404
    assert viewer_client.post(f"{LIST}baru/", fields()).status_code == 404


BUTTONS = ["office_kim_search", "office_kim_join", "office_kim_contact"]
OF_MEMBERSHIP = ["office_membership", "office_membership_change", "office_kim_leave"]


@pytest.mark.parametrize("name", BUTTONS + OF_MEMBERSHIP)
def test_viewer_changes_no_register(viewer_client, name):
    membership = KimMembershipFactory(kim__contact_phone="+6281234567890")
    pk = membership.pk if name in OF_MEMBERSHIP else membership.kim_id

    assert viewer_client.post(reverse(name, args=[pk]), {"member": membership.member_id}).status_code == 404


@pytest.mark.parametrize("name", [*BUTTONS, "office_kim_edit", "office_kim_decree", *OF_MEMBERSHIP])
def test_foreign_groups_do_not_exist(officer_client, foreign, name):
    Kim.objects.update(contact_phone="+6281234567890", decree_file="decrees/x.pdf")
    pk = foreign.pk if name in OF_MEMBERSHIP else foreign.kim_id
    before = list(Kim.objects.values()) + list(KimMembership.objects.values())

    answer = officer_client.post(reverse(name, args=[pk]), fields(member=foreign.member_id, office="member"))

    assert answer.status_code == 404
    assert list(Kim.objects.values()) + list(KimMembership.objects.values()) == before
    assert officer_client.get(reverse("office_kim", args=[foreign.kim_id])).status_code == 404


def test_foreign_people_and_unknown_offices_join_nothing(officer_client, foreign, member):
    join = reverse("office_kim_join", args=[KimFactory().pk])

    answers = [
        officer_client.post(join, {"member": foreign.member_id, "office": "member"}),
        officer_client.post(join, {"member": member.pk, "office": "raja"}),
        officer_client.post(join, {"office": "member"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert KimMembership.objects.exclude(pk=foreign.pk).count() == 0


def test_foreign_people_are_not_found(officer_client, foreign):
    kim = KimFactory()

    html = officer_client.post(reverse("office_kim_search", args=[kim.pk]), {"cari": "serang"}).content.decode()

    assert "Orang Serang" not in html
