"""Offices and walks of life in the Wagtail admin: who may, inside which scope, and pictures that are none."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import ReferenceIndex

from members.choices import Role
from members.models import Organization, RoleAssignment, User, WalkOfLife
from members.permissions import AdministratorPolicy
from members.services.roles import grant_role
from tests.factories.members import MemberFactory, OrganizationFactory, RegionFactory, UserFactory, assign_role

pytestmark = pytest.mark.django_db
MODELS = ["organization", "walkoflife"]


@pytest.fixture
def admin(organization):
    user = UserFactory(username="admin-kupang")
    grant_role(user=user, role=Role.ADMIN, organization=organization, now=timezone.now())
    return User.objects.get(pk=user.pk)


@pytest.fixture
def admin_client(client, admin):
    client.force_login(admin)
    return client


@pytest.fixture
def root_client(client):
    client.force_login(UserFactory(username="root", is_superuser=True))
    return client


@pytest.fixture
def serang():
    return OrganizationFactory(
        name="Diskominfo Kota Serang", short_name="Diskominfo Serang", region=RegionFactory(code="36.73")
    )


def letterhead(office, **changes):
    return {
        "name": office.name, "short_name": office.short_name, "government_name": office.government_name,
        "address": office.address, "contact": "", "city_name": office.city_name, "time_zone": office.time_zone,
        "minutes_per_jp": 45, "legal_basis": "", "crest": "", "region": office.region_id, **changes,
    }  # fmt: skip


def names_in_menu(client):
    return [name for name in ("Organisasi", "Unsur") if f'"{name}"' in client.get("/cms/").content.decode()]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("view", ["index", "add"])
@pytest.mark.parametrize("role", [Role.OFFICER, Role.TRAINER, Role.VIEWER])
def test_only_admins_open_the_settings(client, organization, model, view, role):
    client.force_login(assign_role(UserFactory(), role, organization))

    assert client.get(reverse(f"{model}:{view}")).url == "/cms/"


@pytest.mark.parametrize("model", MODELS)
def test_admin_opens_the_settings(admin_client, model):
    assert admin_client.get(reverse(f"{model}:index")).status_code == 200


def test_menu_shows_what_one_may(client, admin, organization):
    client.force_login(admin)
    assert names_in_menu(client) == ["Organisasi", "Unsur"]
    assert "/cms/staf/" in client.get("/cms/").content.decode()

    client.force_login(assign_role(UserFactory(), Role.OFFICER, organization))
    assert names_in_menu(client) == []
    assert "/cms/staf/" not in client.get("/cms/").content.decode()
    assert "/cms/anggota/" in client.get("/cms/").content.decode()

    client.force_login(assign_role(UserFactory(), Role.TRAINER, organization))
    assert "/cms/anggota/" not in client.get("/cms/").content.decode()


@pytest.mark.parametrize("address", ["/cms/users/", "/cms/groups/", "/cms/sites/", "/cms/collections/"])
def test_accounts_and_groups_of_wagtail_are_for_superusers(client, admin, address):
    client.force_login(admin)
    assert client.get(address).status_code in (302, 403, 404)

    client.force_login(UserFactory(is_superuser=True))
    assert client.get(address).status_code == 200


def test_lists_stay_inside_the_scope(admin_client, serang):
    offices = admin_client.get(reverse("organization:index")).content.decode()

    assert ("Diskominfo Kota Kupang" in offices, "Serang" in offices) == (True, False)


def test_search_stays_inside_the_scope(admin_client, serang):
    assert "Serang</a>" not in admin_client.get(reverse("organization:index"), {"q": "Serang"}).content.decode()


@pytest.mark.parametrize("view", ["edit", "history", "history_results", "usage"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_foreign_offices_do_not_exist(admin_client, serang, view, method):
    response = getattr(admin_client, method)(reverse(f"organization:{view}", args=[serang.pk]), letterhead(serang))

    assert response.status_code in (404, 405)
    assert admin_client.get(reverse(f"organization:{view}", args=[serang.pk])).status_code == 404


def test_admin_corrects_the_letterhead(admin_client, organization):
    response = admin_client.post(
        reverse("organization:edit", args=[organization.pk]), letterhead(organization, address="Jalan Baru 2")
    )

    assert response.status_code == 302
    organization.refresh_from_db()
    assert organization.address == "Jalan Baru 2"


def test_admin_cannot_widen_the_own_region(admin_client, organization):
    RegionFactory(code="53")

    admin_client.post(
        reverse("organization:edit", args=[organization.pk]), letterhead(organization, region="53", address="Baru")
    )

    organization.refresh_from_db()
    assert (organization.region_id, organization.address) == ("53.71", "Baru")


def test_superuser_makes_and_moves_offices(root_client, organization):
    RegionFactory(code="53.04")
    data = letterhead(organization, name="Diskominfo Belu", short_name="Belu", region="53.04")

    root_client.post(reverse("organization:add"), data)
    root_client.post(reverse("organization:edit", args=[organization.pk]), letterhead(organization, region="53.04"))

    belu = Organization.objects.get(name="Diskominfo Belu")
    assert (belu.region_id, belu.collection.name) == ("53.04", f"Belu #{belu.pk}")
    organization.refresh_from_db()
    assert organization.region_id == "53.04"


def test_admin_makes_no_offices_and_nobody_deletes_them(client, admin, organization):
    for user in (admin, UserFactory(is_superuser=True)):
        client.force_login(user)
        assert client.post(reverse("organization:delete", args=[organization.pk])).url == "/cms/"
    client.force_login(admin)
    client.post(reverse("organization:add"), letterhead(organization, name="Kantor Saya", region="53.71"))

    assert [office.name for office in Organization.objects.all()] == [organization.name]


def test_office_regions_are_provinces_and_cities(root_client, organization):
    html = root_client.get(reverse("organization:add")).content.decode()

    assert "Kota Kupang (53.71)" in html
    assert "53.71.01" not in html


def test_walks_of_life_are_kept_by_admins(admin_client):
    admin_client.post(reverse("walkoflife:add"), {"name": "petani"})
    word = WalkOfLife.objects.get(name="petani")
    admin_client.post(reverse("walkoflife:edit", args=[word.pk]), {"name": "petani dan peternak"})
    word.refresh_from_db()
    assert word.name == "petani dan peternak"

    admin_client.post(reverse("walkoflife:delete", args=[word.pk]))
    assert WalkOfLife.objects.filter(pk=word.pk).count() == 0


def test_word_in_use_is_not_deleted(admin_client):
    word = WalkOfLife.objects.create(name="petani")
    MemberFactory().walks_of_life.add(word)

    assert admin_client.post(reverse("walkoflife:delete", args=[word.pk])).status_code == 404
    assert WalkOfLife.objects.filter(pk=word.pk).count() == 1


def test_policy_lists_who_may(admin, officer):
    root = UserFactory(is_superuser=True)
    policy = AdministratorPolicy(Organization, {"change"}, {"add"})

    assert set(policy.users_with_any_permission(["change"])) == {admin, root}
    assert set(policy.users_with_any_permission(["add"])) == {root}
    assert policy.user_has_permission_for_instance(admin, "change", OrganizationFactory()) is True
    assert list(policy.instances_user_has_any_permission_for(officer, ["change"])) == []


def test_records_stay_out_of_the_reference_index(organization, django_assert_num_queries):
    """Hazard 1: with the index one insert costs six or seven statements."""
    region = RegionFactory()
    office = OrganizationFactory.build(name="Kantor Kedua", region=region)

    with django_assert_num_queries(1):
        office.save()
    for model in (Organization, WalkOfLife, RoleAssignment, User):
        assert ReferenceIndex.model_is_indexable(model) is False


# Pictures


def picture(name="lambang.png", kind="PNG", size=(40, 40)):
    file = io.BytesIO()
    Picture.new("RGB", size, "navy").save(file, kind)
    return named(file.getvalue(), name)


def named(content, name):
    file = io.BytesIO(content)
    file.name = name
    return file


def upload(client, file):
    folder = Organization.objects.get().collection
    return client.post(
        "/cms/images/chooser/create/",
        {
            "image-chooser-upload-title": "Lambang",
            "image-chooser-upload-file": file,
            "image-chooser-upload-tags": "",
            "image-chooser-upload-collection": folder.pk,
        },
    )


def test_crest_is_uploaded_and_chosen(admin_client, organization):
    response = upload(admin_client, picture())

    assert response.json()["step"] == "chosen"
    crest = Image.objects.get()
    admin_client.post(reverse("organization:edit", args=[organization.pk]), letterhead(organization, crest=crest.pk))
    organization.refresh_from_db()
    assert organization.crest == crest


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (lambda: named(b"bukan gambar", "lambang.png"), "Berkas ini bukan gambar atau rusak, jadi tidak disimpan."),
        (lambda: named(b"%PDF-1.7", "lambang.jpg"), "Berkas ini bukan gambar atau rusak, jadi tidak disimpan."),
        (lambda: named(b"<html></html>", "lambang.webp"), "Simpan ulang gambarnya, lalu coba lagi."),
        (lambda: picture("lambang.jpg"), "Nama berkas berakhiran .jpeg, tetapi isinya png."),
        (lambda: picture("lambang.gif", "GIF"), "Jenis berkas ini tidak bisa dipakai."),
    ],
)
def test_crest_that_is_no_image_is_refused_in_words(admin_client, organization, file, message):
    response = upload(admin_client, file())

    assert response.json()["step"] == "reshow_creation_form"
    assert message in response.json()["htmlFragment"]
    assert Image.objects.count() == 0
    organization.refresh_from_db()
    assert organization.crest is None


@pytest.mark.parametrize(("inside", "message"), [("", ""), ("<text>KOTA</text>", "Ubah hurufnya menjadi garis")])
def test_crest_may_be_a_drawing_that_can_be_printed(admin_client, organization, inside, message):
    drawing = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>{inside}</svg>"
    upload(admin_client, named(drawing.encode(), "lambang.svg"))
    image = Image.objects.get()

    page = admin_client.post(
        reverse("organization:edit", args=[organization.pk]), letterhead(organization, crest=image.pk)
    )

    organization.refresh_from_db()
    assert organization.crest == (None if message else image)
    assert message in page.content.decode()


def test_huge_crest_is_refused_in_words(admin_client, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 50

    assert "Gambar terlalu besar" in upload(admin_client, picture()).json()["htmlFragment"]
    assert Image.objects.count() == 0
