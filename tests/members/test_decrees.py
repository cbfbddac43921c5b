"""The decree of a group: how long it holds, and its private file."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from members.choices import Role
from members.models import Disclosure, Kim, KimLink
from members.services.decrees import DecreeState, decree_state
from members.services.kim_hints import hints_for
from members.services.kims import KimExists, save_kim
from members.services.papers import clean_paper
from tests.factories.members import (
    KimFactory,
    KimMembershipFactory,
    OrganizationFactory,
    RegionFactory,
    UserFactory,
    assign_role,
)

pytestmark = pytest.mark.django_db
TODAY = date(2024, 7, 11)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


class Folder:
    """The decrees a test has added; other tests store other private files meanwhile."""

    def __init__(self):
        field = Kim._meta.get_field("decree_file")
        self.root = Path(field.storage.location) / field.upload_to
        self.before = self._all()

    def _all(self):
        return {path.name for path in self.root.rglob("*") if path.is_file()}

    def names(self):
        return sorted(self._all() - self.before)


@pytest.fixture
def private_folder(db):
    return Folder()


def picture(kind="JPEG", size=(40, 30), **options):
    content = BytesIO()
    Image.new("RGB", size, "#804020").save(content, kind, **options)
    return content.getvalue()


def upload(content, name="sk.pdf"):
    return SimpleUploadedFile(name, content)


def fields(**changes):
    return {"name": "KIM Namosain", "region": "Namosain, Kecamatan Alak", "status": "active", **changes}


def stored(folder):
    return folder.names()


@pytest.mark.parametrize(
    ("number", "until", "state"),
    [
        ("", None, DecreeState.NONE),
        ("1", None, DecreeState.VALID),
        ("1", TODAY + timedelta(days=61), DecreeState.VALID),
        ("1", TODAY + timedelta(days=60), DecreeState.ENDING),
        ("1", TODAY, DecreeState.ENDING),
        ("1", TODAY - timedelta(days=1), DecreeState.ENDED),
    ],
)
def test_a_decree_holds_until_its_last_day(number, until, state):
    assert decree_state(kim=Kim(decree_number=number, decree_valid_until=until), today=TODAY) == state


def test_officer_stores_replaces_and_removes_the_file(
    officer_client, private_folder, django_capture_on_commit_callbacks
):
    RegionFactory()
    officer_client.post("/cms/kim/baru/", fields(decree_file=upload(PDF)))
    kim = Kim.objects.get()
    first = stored(private_folder)

    with django_capture_on_commit_callbacks(execute=True):
        officer_client.post(f"/cms/kim/{kim.pk}/ubah/", fields(decree_file=upload(picture(), "foto.jpg")))
    second = stored(private_folder)
    with django_capture_on_commit_callbacks(execute=True):
        officer_client.post(f"/cms/kim/{kim.pk}/ubah/", fields(name="KIM Lain"))
    kept = stored(private_folder)
    with django_capture_on_commit_callbacks(execute=True):
        officer_client.post(f"/cms/kim/{kim.pk}/ubah/", fields(forgets_decree_file="on"))

    kim.refresh_from_db()
    assert [name.rpartition(".")[2] for name in first + second] == ["pdf", "jpg"]
    assert kept == second
    assert (stored(private_folder), kim.decree_file.name) == ([], "")


def test_a_wrong_file_is_explained_and_nothing_is_written(officer_client, private_folder):
    RegionFactory()

    html = officer_client.post("/cms/kim/baru/", fields(decree_file=upload(b"x"))).content.decode()

    assert "Berkas ini bukan PDF, JPG, atau PNG yang bisa dibuka." in html
    assert "Pilih lagi berkas SK-nya." in html
    assert (Kim.objects.count(), stored(private_folder)) == (0, [])


def test_a_refused_group_leaves_no_file(private_folder):
    kim = KimFactory(name="KIM Satu")
    twin = Kim(name="KIM Satu", region=kim.region)

    with pytest.raises(KimExists):
        save_kim(kim=twin, decree_file=clean_paper(upload(PDF)))

    assert stored(private_folder) == []


@pytest.fixture
def kim(private_folder):
    kim = KimFactory(name="KIM Suara / Namosain")
    return save_kim(kim=kim, decree_file=clean_paper(upload(PDF)))


@pytest.mark.parametrize("role", [Role.OFFICER, Role.VIEWER])
def test_who_sees_the_group_downloads_the_decree_and_is_noted(client, kim, organization, role):
    user = assign_role(UserFactory(), role, organization)
    client.force_login(user)

    response = client.post(reverse("office_kim_decree", args=[kim.pk]))

    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "private" in response.headers["Cache-Control"]
    noted = Disclosure.objects.get()
    assert (noted.user, noted.kind, noted.subject) == (user, "file", "SK KIM Suara / Namosain")


def test_a_trainer_a_learner_and_another_office_see_no_decree(client, kim, organization, member):
    serang = OrganizationFactory(name="Serang", region=RegionFactory(code="36.73"))
    others = [
        assign_role(UserFactory(), Role.TRAINER, organization),
        assign_role(UserFactory(), Role.OFFICER, serang),
        member.user,
    ]

    for user in others:
        client.force_login(user)
        assert client.post(reverse("office_kim_decree", args=[kim.pk])).status_code == 404
    assert Disclosure.objects.count() == 0


def test_no_address_leads_to_the_file(client, kim, officer):
    client.force_login(officer)

    answers = [client.get(address) for address in (f"/media/{kim.decree_file.name}", f"/static/{kim.decree_file.name}")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert client.get(reverse("office_kim_decree", args=[kim.pk])).status_code == 405


def test_a_lost_file_is_absent_and_not_noted(client, kim, officer):
    Path(kim.decree_file.path).unlink()
    client.force_login(officer)

    assert client.post(reverse("office_kim_decree", args=[kim.pk])).status_code == 404
    assert Disclosure.objects.count() == 0


def test_a_group_without_file_has_none_to_open(officer_client):
    kim = KimFactory()

    assert officer_client.post(reverse("office_kim_decree", args=[kim.pk])).status_code == 404
    assert "Unduh berkas SK" not in officer_client.get(f"/cms/kim/{kim.pk}/").content.decode()


def test_the_whole_number_is_shown_once_and_noted(officer_client, officer):
    kim = KimFactory(contact_phone="+6281234567890")
    page = f"/cms/kim/{kim.pk}/"

    before = officer_client.get(page).content.decode()
    shown = officer_client.post(reverse("office_kim_contact", args=[kim.pk])).content.decode()
    after = officer_client.get(page).content.decode()
    form = officer_client.get(f"{page}ubah/").content.decode()

    assert ["0812-3456-7890" in html for html in (before, shown, after, form)] == [False, True, False, False]
    assert ["•••• 890" in html for html in (before, after, form)] == [True, True, True]
    noted = Disclosure.objects.get()
    assert (noted.user, noted.kind, noted.subject) == (officer, "phone", f"Kontak {kim.name}")


def test_a_number_is_kept_replaced_or_removed(officer_client):
    kim = KimFactory(name="KIM Namosain", contact_phone="+6281234567890")

    def number_after(**typed):
        officer_client.post(f"/cms/kim/{kim.pk}/ubah/", fields(**typed))
        kim.refresh_from_db()
        return str(kim.contact_phone)

    assert number_after() == "+6281234567890"
    assert number_after(contact_phone="0813 1111 2222") == "+6281311112222"
    assert number_after(forgets_phone="on") == ""


def rows(*pairs):
    data = {"media-TOTAL_FORMS": len(pairs), "media-INITIAL_FORMS": 0}
    for number, (kind, url) in enumerate(pairs):
        data |= {f"media-{number}-kind": kind, f"media-{number}-url": url}
    return data


def test_links_are_added_changed_and_emptied_without_script(officer_client):
    kim = KimFactory(name="KIM Namosain")
    kept = KimLink.objects.create(kim=kim, kind="facebook", url="https://facebook.com/a")
    KimLink.objects.create(kim=kim, kind="x", url="https://x.com/a")
    form = officer_client.get(f"/cms/kim/{kim.pk}/ubah/").content.decode()

    sent = rows(("facebook", kept.url), ("x", ""), ("youtube", "youtube.com/@a"), ("other", "https://youtube.com/@a"))
    officer_client.post(f"/cms/kim/{kim.pk}/ubah/", fields(**sent))

    assert form.count('name="media-') - 4 == 8  # four rows of two, two of them empty, and the counters
    assert KimLink.objects.get(kind="facebook").pk == kept.pk
    assert sorted(kim.links.values_list("kind", "url")) == [
        ("facebook", "https://facebook.com/a"), ("other", "https://youtube.com/@a"),
    ]  # fmt: skip


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://a.example", "data:text/html,x", "bukan alamat"])
def test_a_link_leads_to_a_web_page(officer_client, url):
    kim = KimFactory(name="KIM Namosain")

    html = officer_client.post(f"/cms/kim/{kim.pk}/ubah/", fields(**rows(("other", url)))).content.decode()

    assert "Tulis alamat lengkap, misalnya https://namosain.kim.id." in html
    assert kim.links.count() == 0


def test_too_many_links_are_refused(officer_client):
    kim = KimFactory(name="KIM Namosain")
    sent = rows(*[("other", f"https://a.example/{number}") for number in range(30)])

    officer_client.post(f"/cms/kim/{kim.pk}/ubah/", fields(**sent))

    assert kim.links.count() <= 20


@pytest.mark.parametrize(
    ("changes", "offices", "expected"),
    [
        ({"decree_number": "1"}, ["chair", "member", "member"], []),
        ({}, ["chair", "member", "member"],
         ["Statusnya aktif tanpa nomor SK. Catat SK-nya, atau ubah statusnya menjadi belum ber-SK."]),
        ({"status": "without_decree", "decree_number": "1"}, ["chair", "member", "member"],
         ["SK sudah dicatat. Ubah statusnya menjadi aktif bila KIM ini berjalan."]),
        ({"status": "not_formed"}, [], []),
        ({"status": "not_formed"}, ["member"], ["KIM ini sudah punya anggota. Ubah statusnya bila sudah terbentuk."]),
        ({"decree_number": "1", "decree_valid_until": TODAY - timedelta(days=1)}, ["chair", "member", "member"],
         ["SK KIM ini habis pada 10 Juli 2024. Mintakan SK baru, lalu catat nomor dan tanggalnya."]),
        ({"decree_number": "1", "decree_valid_until": TODAY}, ["chair", "member", "member"],
         ["SK KIM ini berlaku sampai 11 Juli 2024. Siapkan SK baru."]),
        ({"decree_number": "1", "kim_id_url": "https://kim.id.jahat.example"}, ["chair", "member", "member"],
         ["Alamat di KIM.id biasanya berakhiran kim.id. Periksa lagi alamatnya."]),
        ({"decree_number": "1", "kim_id_url": "https://namosain.kim.id/"}, ["chair", "member", "member"], []),
        ({"decree_number": "1"}, ["chair", "chair", "member"], ["Ada 2 ketua. Akhiri jabatan ketua yang lama."]),
        ({"decree_number": "1"}, ["member"], ["Belum ada ketua yang dicatat.", "Baru 1 orang yang dicatat."]),
    ],
)  # fmt: skip
def test_hints_say_what_to_look_at(changes, offices, expected):
    kim = KimFactory(**changes)
    memberships = [KimMembershipFactory(kim=kim, office=office) for office in offices]

    assert [hint.text for hint in hints_for(kim=kim, memberships=memberships, today=TODAY)] == expected


def test_the_least_number_of_people_is_a_setting(settings):
    settings.KIM_MEMBERS_AT_LEAST = 1
    kim = KimFactory(decree_number="1")
    chair = KimMembershipFactory(kim=kim, office="chair")

    assert hints_for(kim=kim, memberships=[chair], today=TODAY) == []
