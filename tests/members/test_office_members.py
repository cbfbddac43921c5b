"""`/cms/anggota/` as officer, viewer, trainer, stranger."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from members.choices import Role
from members.models import LoginCode, Member, User, WalkOfLife
from tests.factories.members import (
    KimMembershipFactory,
    MemberFactory,
    OrganizationFactory,
    RegionFactory,
    UserFactory,
    assign_role,
)

pytestmark = pytest.mark.django_db
LIST = "/cms/anggota/"


@pytest.fixture
def serang():
    """Somebody of another city."""
    office = OrganizationFactory(name="Diskominfo Kota Serang", region=RegionFactory(code="36.73"))
    return MemberFactory(
        full_name="Orang Serang", organization=office, region=RegionFactory(code="36.73.01.1001"), user=UserFactory()
    )


@pytest.fixture
def viewer_client(client, organization):
    client.force_login(assign_role(UserFactory(), Role.VIEWER, organization))
    return client


def shown(html):
    return re.findall(r'<h3><a href="/cms/anggota/\d+/">([^<]+)</a>', html)


def page(client, query=""):
    return client.get(f"{LIST}{query}").content.decode()


def fields(**changes):
    return {"full_name": "Orang Baru", "gender": "P", "phone": "", "region": "", "institution": "", **changes}


def test_list_shows_place_group_and_masked_number(officer_client):
    person = MemberFactory(full_name="Ju'at", phone="+6281234567890")
    KimMembershipFactory(member=person, kim__name="KIM Namosain", office="chair")

    html = page(officer_client)

    assert "Ju&#x27;at" in html
    assert "Namosain, Kecamatan Alak" in html
    assert "KIM Namosain (Ketua)" in html
    assert "•••• 890" in html
    assert "81234567890" not in html


def test_list_leaves_out_ended_memberships(officer_client):
    KimMembershipFactory(kim__name="KIM Dahulu", ends_on="2024-02-01")

    assert "KIM Dahulu" not in page(officer_client)


def test_list_shows_the_own_city_only(officer_client, serang):
    MemberFactory(full_name="Orang Kupang")

    assert shown(page(officer_client)) == ["Orang Kupang"]


def test_list_is_narrowed_by_unsur(officer_client):
    walk = WalkOfLife.objects.get(name="Nelayan")
    MemberFactory(full_name="Si Nelayan").walks_of_life.add(walk, WalkOfLife.objects.get(name="Petani"))
    MemberFactory(full_name="Si Petani").walks_of_life.add(WalkOfLife.objects.get(name="Petani"))

    sent_on = officer_client.post("/cms/anggota/", {"q": "", "district": "", "walk": walk.pk})
    html = page(officer_client, f"?walk={walk.pk}")

    assert sent_on.url == f"/cms/anggota/?walk={walk.pk}"
    assert shown(html) == ["Si Nelayan"]
    assert '<span class="tag">Nelayan</span>' in html
    assert f'<option value="{walk.pk}" selected>Nelayan</option>' in html


@pytest.mark.parametrize("walk", ["x", "987654", "\0", "9" * 30])
def test_an_unknown_unsur_is_refused(officer_client, walk):
    assert officer_client.get("/cms/anggota/", {"walk": walk}).status_code == 400


@pytest.mark.parametrize("rows", [1, 3])
def test_list_needs_the_same_queries_for_any_number_of_people(officer_client, django_assert_num_queries, rows):
    for _row in range(rows):
        KimMembershipFactory().member.walks_of_life.add(*WalkOfLife.objects.all()[: rows + 1])
    page(officer_client)

    with django_assert_num_queries(11):
        page(officer_client)


def test_search_leaves_no_name_in_the_address(officer_client):
    MemberFactory(full_name="Maria Goreti")
    MemberFactory(full_name="Yohanes")

    response = officer_client.post(LIST, {"q": "maria", "district": ""})

    assert response.url == LIST
    assert shown(page(officer_client)) == ["Maria Goreti"]
    assert 'value="maria"' in page(officer_client)


def test_search_can_be_taken_back(officer_client):
    MemberFactory(full_name="Yohanes")
    officer_client.post(LIST, {"q": "maria", "district": ""})
    assert "Tidak ada orang yang cocok." in page(officer_client)

    officer_client.post(LIST, {"q": "maria", "reset": "1"})

    assert shown(page(officer_client)) == ["Yohanes"]


def test_search_finds_a_whole_number_in_any_spelling(officer_client):
    MemberFactory(full_name="Maria", phone="+6281234567890")
    MemberFactory(full_name="Lain", phone="+6281234567891")

    officer_client.post(LIST, {"q": "0812 3456 7890"})

    assert shown(page(officer_client)) == ["Maria"]


def test_search_stays_inside_the_scope(officer_client, serang):
    officer_client.post(LIST, {"q": "serang"})

    assert shown(page(officer_client)) == []


def test_filter_by_district_offers_only_districts_with_people(officer_client):
    MemberFactory(full_name="Orang Alak")
    MemberFactory(full_name="Orang Oebobo", region=RegionFactory(code="53.71.04.1001"))
    RegionFactory(code="53.71.02.1001")

    html = page(officer_client, "?district=53.71.04")

    assert shown(html) == ["Orang Oebobo"]
    assert re.findall(r'<option value="(53[^"]*)"', html) == ["53.71.01", "53.71.04"]


def test_search_keeps_the_district(officer_client):
    MemberFactory()

    assert officer_client.post(LIST, {"q": "", "district": "53.71.01"}).url == f"{LIST}?district=53.71.01"


def test_districts_of_several_cities_name_their_city(client):
    MemberFactory()
    MemberFactory(region=RegionFactory(code="53.04.12.1001"))
    client.force_login(assign_role(UserFactory(), Role.VIEWER, region=RegionFactory(code="53")))

    assert "Alak (Kota Kupang)" in page(client)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?page=2", 404),
        ("?page=1000000000", 404),
        ("?page=x", 404),
        ("?district=36.73.01", 400),
        ("?district=%00", 400),
    ],
)
def test_nonsense_in_the_address_is_refused(officer_client, query, status):
    MemberFactory()

    assert officer_client.get(f"{LIST}{query}").status_code == status


def test_endless_search_is_refused_in_words(officer_client):
    response = officer_client.post(LIST, {"q": "a" * 10_000})

    assert response.status_code == 400
    assert "100 karakter" in response.content.decode()


def test_long_lists_have_pages(officer_client):
    MemberFactory.create_batch(26)

    first, second = page(officer_client), page(officer_client, "?page=2")

    assert (len(shown(first)), len(shown(second))) == (25, 1)
    assert 'href="?page=2"' in first
    assert "Halaman 2 dari 2" in second


def test_officer_records_a_person(officer_client, organization):
    RegionFactory()
    petani = WalkOfLife.objects.create(name="petani")

    response = officer_client.post(
        f"{LIST}baru/",
        fields(full_name=" Maria  Goreti ", phone="0812-3456-7890", region="Namosain", walks_of_life=[petani.pk]),
    )

    person = Member.objects.get()
    assert response.url == f"{LIST}{person.pk}/"
    assert (person.full_name, str(person.phone), person.region_id) == (
        "Maria Goreti", "+6281234567890", "53.71.01.1001",
    )  # fmt: skip
    assert person.organization == organization
    assert list(person.walks_of_life.all()) == [petani]
    assert "Maria Goreti sudah tercatat." in officer_client.get(response.url).content.decode()


def test_a_name_is_enough(officer_client):
    officer_client.post(f"{LIST}baru/", {"full_name": "Suyati"})

    assert Member.objects.get().region is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"full_name": "  "}, "Tulis nama lengkapnya."),
        ({"phone": "12"}, "Tulis nomor HP seperti 0812-3456-7890, atau kosongkan."),
        (
            {"region": "Namosian"},
            "Tidak ada “Namosian”. Mungkin maksud Anda salah satu di bawah; pilih, lalu simpan lagi.",
        ),
        ({"region": "Serang"}, "Tidak ada “Serang” di wilayah kerja Anda."),
        ({"full_name": "a" * 201}, "200 karakter"),
        ({"gender": "X"}, "X bukan salah satu dari pilihan"),
    ],
)
def test_faults_are_explained_at_their_field_and_nothing_is_written(officer_client, serang, changes, message):
    RegionFactory()

    html = officer_client.post(f"{LIST}baru/", fields(**changes)).content.decode()

    assert message in html.replace("&quot;", '"')
    assert "Belum tersimpan" in html
    assert Member.objects.exclude(pk=serang.pk).count() == 0


def test_same_village_name_twice_is_asked_back(officer_client):
    RegionFactory(name="Sukawana")
    RegionFactory(code="53.71.04.1001", name="Sukawana")

    html = officer_client.post(f"{LIST}baru/", fields(region="Sukawana")).content.decode()

    assert "Ada beberapa “Sukawana”." in html
    assert [html.count(f"Sukawana, Kecamatan {district}") > 0 for district in ("Alak", "Oebobo")] == [True, True]


def test_form_suggests_the_villages_of_the_own_scope(officer_client, serang):
    RegionFactory()

    html = officer_client.get(f"{LIST}baru/").content.decode()

    assert '<option value="Namosain, Kecamatan Alak">' in html
    assert "36.73" not in html


def test_no_field_beyond_the_form_can_be_set(officer_client, serang):
    officer_client.post(
        f"{LIST}baru/",
        fields(organization=serang.organization_id, user=serang.user_id, created_at="2000-01-01", pk=serang.pk),
    )

    person = Member.objects.get(full_name="Orang Baru")
    assert (person.organization.name, person.user, person.created_at.year) == (
        "Dinas Komunikasi dan Informatika Kota Kupang", None, person.created_at.year,
    )  # fmt: skip
    assert person.created_at.year > 2000


def test_officer_of_several_offices_chooses_one_of_them(client, serang):
    user = assign_role(UserFactory(), Role.OFFICER, OrganizationFactory())
    client.force_login(assign_role(user, Role.OFFICER, serang.organization))
    stranger = OrganizationFactory(name="Diskominfo Belu", region=RegionFactory(code="53.04"))

    refused = client.post(f"{LIST}baru/", fields(organization=stranger.pk))
    accepted = client.post(f"{LIST}baru/", fields(organization=serang.organization_id))

    assert (refused.status_code, accepted.status_code) == (200, 302)
    assert Member.objects.get(full_name="Orang Baru").organization == serang.organization


def test_officer_corrects_a_person(officer_client):
    person = MemberFactory(full_name="Salah Tulis", phone="+6281234567890")

    html = officer_client.get(f"{LIST}{person.pk}/").content.decode()
    officer_client.post(f"{LIST}{person.pk}/", fields(full_name="Benar", region="Namosain, Kecamatan Alak"))

    assert "Tercatat •••• 890." in html
    assert "3456" not in html
    person.refresh_from_db()
    assert (person.full_name, str(person.phone), person.region_id) == ("Benar", "+6281234567890", "53.71.01.1001")


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"phone": ""}, "+6281234567890"),
        ({"phone": "0813 1111 1111"}, "+6281311111111"),
        ({"forgets_phone": "on"}, ""),
        ({"phone": "0813 1111 1111", "forgets_phone": "on"}, "+6281311111111"),
    ],
)
def test_an_unseen_number_is_kept_replaced_or_removed(officer_client, changes, number):
    person = MemberFactory(phone="+6281234567890")

    officer_client.post(f"{LIST}{person.pk}/", fields(**changes))

    person.refresh_from_db()
    assert str(person.phone) == number


def test_the_erased_are_nobody(officer_client):
    person = MemberFactory(full_name="Orang yang dihapus 1", erased_at=timezone.now())

    assert officer_client.get(f"{LIST}{person.pk}/").status_code == 404
    assert shown(page(officer_client)) == []


def test_region_outside_the_scope_survives_a_correction(officer_client, organization):
    person = MemberFactory(region=RegionFactory(code="36.73.01.1001", name="Cipare"), organization=organization)

    officer_client.post(f"{LIST}{person.pk}/", fields(region=person.region.full_name))

    person.refresh_from_db()
    assert (person.full_name, person.region_id) == ("Orang Baru", "36.73.01.1001")


def test_number_of_another_account_is_explained(officer_client, member):
    UserFactory(phone="+6281234567890")

    html = officer_client.post(f"{LIST}{member.pk}/", fields(phone="081234567890")).content.decode()

    assert "Nomor ini sudah dipakai akun lain." in html
    member.refresh_from_db()
    assert member.full_name != "Orang Baru"


def test_viewer_sees_people_masked_and_without_a_form(viewer_client):
    person = MemberFactory(full_name="Maria", phone="+6281234567890")

    html = viewer_client.get(f"{LIST}{person.pk}/").content.decode()

    assert "•••• 890" in html
    assert "81234567890" not in html
    assert "<button" not in html.partition("<main")[2].partition("</main>")[0]
    assert "Catat orang baru" not in page(viewer_client)


ADDRESSES = ["office_member", "office_member_login", "office_member_password"]


@pytest.mark.parametrize("name", ADDRESSES)
def test_viewer_writes_nothing(viewer_client, member, name):
    before = member.user.password

    response = viewer_client.post(reverse(name, args=[member.pk]), fields(username="baru"))

    assert response.status_code == 404
    member.refresh_from_db()
    assert (member.full_name != "Orang Baru", member.user.password) == (True, before)
    assert viewer_client.post(f"{LIST}baru/", fields()).status_code == 404


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_foreign_people_do_not_exist(officer_client, serang, name, method):
    foreign = getattr(officer_client, method)(reverse(name, args=[serang.pk]), fields(username="baru"))
    absent = getattr(officer_client, method)(reverse(name, args=[999_999]), fields(username="baru"))

    assert foreign.status_code == absent.status_code
    assert foreign.status_code in (404, 405)
    serang.refresh_from_db()
    assert serang.full_name == "Orang Serang"


def test_province_viewer_reads_what_a_city_officer_writes(client, organization):
    user = assign_role(UserFactory(), Role.OFFICER, organization)
    client.force_login(assign_role(user, Role.VIEWER, region=RegionFactory(code="53")))
    belu = MemberFactory(
        organization=OrganizationFactory(name="Belu", region=RegionFactory(code="53.04")),
        region=RegionFactory(code="53.04.12.1001"),
    )

    assert client.get(f"{LIST}{belu.pk}/").status_code == 200
    assert client.post(f"{LIST}{belu.pk}/", fields()).status_code == 404


@pytest.mark.parametrize("address", [LIST, f"{LIST}baru/", "/cms/kim/", "/cms/kim/baru/"])
def test_members_and_trainers_find_no_office(client, member, organization, address):
    assert client.get(address).url == f"/masuk/?next={address}"
    for user in (member.user, assign_role(UserFactory(), Role.TRAINER, organization)):
        client.force_login(user)
        assert client.get(address).status_code == 404


def test_officer_hands_out_an_account_once(officer_client):
    person = MemberFactory(full_name="Maria Goreti", phone="+6281234567890")
    address = reverse("office_member_login", args=[person.pk])
    assert 'value="maria.goreti"' in officer_client.get(f"{LIST}{person.pk}/").content.decode()

    response = officer_client.post(address, {"username": "maria.goreti"})

    code = re.search(r"<code data-code>(.+?)</code>", response.content.decode())[1]
    assert "no-store" in response["Cache-Control"]
    assert User.objects.get(username="maria.goreti").has_usable_password() is False
    repeated = officer_client.post(address, {"username": "maria.goreti"})
    assert repeated.url == f"{LIST}{person.pk}/"
    assert code not in officer_client.get(repeated.url).content.decode()


@pytest.mark.parametrize(
    ("username", "message"),
    [
        ("petugas", "Nama pengguna ini sudah dipakai."),
        ("081234567890", "mulai dengan huruf"),
        ("a b", "mulai dengan huruf"),
        ("", "Tulis nama pengguna."),
    ],
)
def test_unfit_usernames_are_explained(officer_client, username, message):
    person = MemberFactory()

    html = officer_client.post(
        reverse("office_member_login", args=[person.pk]), {"username": username}
    ).content.decode()

    assert message in html
    person.refresh_from_db()
    assert person.user is None


def test_officer_replaces_a_lost_password(officer_client, member):
    response = officer_client.post(reverse("office_member_password", args=[member.pk]))

    assert re.search(r"<code data-code>.+?</code>", response.content.decode()) is not None
    assert LoginCode.objects.get().member == member


def test_officer_cannot_become_an_admin_through_a_password(officer_client, organization):
    boss = MemberFactory(user=assign_role(UserFactory(), Role.ADMIN, organization))

    response = officer_client.post(reverse("office_member_password", args=[boss.pk]))

    assert "hanya diganti oleh admin" in officer_client.get(response.url).content.decode()
    boss.user.refresh_from_db()
    assert boss.user.check_password("belajar-kim") is True


@pytest.mark.parametrize(
    "name", ["office_member_login", "office_member_password", "office_kim_join", "office_kim_leave"]
)
def test_changes_need_a_post(officer_client, name):
    assert officer_client.get(reverse(name, args=[1])).status_code == 405


def test_stored_markup_is_shown_as_text(officer_client):
    MemberFactory(full_name="<script>alert(1)</script>", institution="<img src=x>")

    html = page(officer_client)

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
