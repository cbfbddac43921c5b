"""Login cards: who gets one, what is printed, and that nobody else's is touched."""

import subprocess
from datetime import date
from io import BytesIO

import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from lms.pdf import PdfError
from members.choices import CodePurpose, KimOffice, Role
from members.models import LoginCode, User
from members.services.card_sheets import draw_sheet, size_of_name
from members.services.cards import CannotPrint, Card, candidates, issue_cards
from members.services.codes import LoginIsStaff, NoLogin, find_code, issue_code
from members.services.printable import strange_letters
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


@pytest.fixture
def kim(organization):
    return KimFactory(name="KIM Suara Namosain")


def person(kim, name, user=None, **more):
    member = MemberFactory(full_name=name, user=user, **more)
    KimMembershipFactory(kim=kim, member=member)
    return member


def unopened():
    """An account that waits for its first password."""
    user = UserFactory()
    user.set_unusable_password()
    user.save()
    return user


def card(number=1, name="Maria Goreti Nahak", home="KIM Suara Namosain · Namosain, Kecamatan Alak"):
    return Card(
        name=name,
        username=f"maria{number}",
        home=home,
        code="k7mqx-3wpht",
        address=f"https://belajar.contoh.go.id/masuk/kartu/k7mqx3wpht/?{number}",
        expires_on=date(2024, 7, 25),
    )


def pages_of(content):
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def codes_on(content):
    """What a phone camera reads on the first page."""
    picture = subprocess.run(
        ["pdftoppm", "-png", "-r", "150", "-l", "1", "-"], input=content, capture_output=True, check=True
    ).stdout
    return sorted(code.text for code in zxingcpp.read_barcodes(Image.open(BytesIO(picture))))


# The services


def test_cards_make_missing_accounts_and_new_codes(kim, officer, member, now):
    newcomer = person(kim, "Suyati")

    first, second = issue_cards(members=[newcomer, member], by=officer, now=now)

    newcomer.refresh_from_db()
    assert (first.name, first.username, first.expires_on) == ("Suyati", newcomer.user.username, date(2024, 7, 25))
    assert first.home == "KIM Suara Namosain · Namosain, Kecamatan Alak"
    assert [find_code(text=row.code, now=now).member for row in (first, second)] == [newcomer, member]
    assert set(LoginCode.objects.values_list("purpose", flat=True)) == {CodePurpose.CARD}


def test_printing_again_kills_the_cards_before(kim, officer, now):
    people = [person(kim, name) for name in ("Suyati", "Maria")]
    lost = issue_cards(members=people, by=officer, now=now)

    found = issue_cards(
        members=[MemberFactory._meta.model.objects.get(pk=row.pk) for row in people], by=officer, now=now
    )

    assert [find_code(text=row.code, now=now) for row in lost] == [None, None]
    assert [find_code(text=row.code, now=now).member for row in found] == people
    assert User.objects.filter(member__in=people).count() == 2


def test_one_colleague_among_them_stops_the_whole_sheet(kim, officer, organization, now):
    colleague = person(kim, "Z", user=assign_role(UserFactory(), Role.TRAINER, organization))

    with pytest.raises(LoginIsStaff):
        issue_cards(members=[person(kim, "A"), colleague], by=officer, now=now)

    assert (LoginCode.objects.count(), User.objects.filter(member__full_name="A").count()) == (0, 0)


@pytest.mark.parametrize("odd", ["王 Maria", "Maria 😀", "Марія \u2b50"])
def test_a_name_no_font_has_leaves_every_card_alive(kim, officer, now, odd):
    named, other, newcomer = person(kim, odd), person(kim, "Suyati"), person(kim, "Yohana")
    before = issue_cards(members=[other], by=officer, now=now)[0]

    with pytest.raises(CannotPrint) as refused:
        issue_cards(members=[other, named, newcomer], home="KIM Suara Namosain", by=officer, now=now)

    assert refused.value.texts == [odd]
    assert find_code(text=before.code, now=now).member == other
    assert (LoginCode.objects.count(), User.objects.filter(member__in=[named, newcomer]).count()) == (1, 0)


def test_the_line_under_the_name_is_checked_too(kim, officer, now):
    suyati, home = person(kim, "Suyati"), "KIM ☘ Namosain"

    with pytest.raises(CannotPrint) as given:
        issue_cards(members=[suyati], home=home, by=officer, now=now)
    kim.name = home
    kim.save()
    with pytest.raises(CannotPrint) as own:
        issue_cards(members=[suyati], by=officer, now=now)

    assert given.value.texts == [home]
    assert own.value.texts == ["KIM ☘ Namosain · Namosain, Kecamatan Alak"]


def test_a_username_no_font_has_is_named(kim, officer, now):
    odd = person(kim, "Suyati", user=UserFactory(username="王小明"))

    with pytest.raises(CannotPrint) as refused:
        issue_cards(members=[odd], by=officer, now=now)

    assert refused.value.texts == ["王小明"]


def test_officer_reads_which_names_cannot_be_printed(officer_client, kim, officer, now):
    names = ["Maria 王", "Yosef 😀", "Suyati"]
    people = [person(kim, name) for name in names]
    code = issue_cards(members=people[2:], by=officer, now=now)[0].code
    address = reverse("office_kim_cards", args=[kim.pk])

    answer = officer_client.post(address, {"member": [row.pk for row in people]}, follow=True)

    assert (
        "Kartu belum dicetak, kartu lama tetap berlaku. Ada huruf yang tidak bisa dicetak di: Maria 王; Yosef 😀. "
        "Betulkan tulisannya, lalu cetak lagi."
    ) in answer.content.decode()
    assert find_code(text=code, now=now).member == people[2]
    assert LoginCode.objects.count() == 1


def test_officer_reads_it_on_the_page_of_a_person_too(officer_client, kim):
    odd = person(kim, "Maria 王")

    answer = officer_client.post(reverse("office_member_card", args=[odd.pk]), follow=True)

    assert "Ada huruf yang tidak bisa dicetak di: Maria 王." in answer.content.decode()
    assert (LoginCode.objects.count(), User.objects.filter(member=odd).count()) == (0, 0)


def test_every_letter_that_is_let_through_can_be_drawn():
    """All letters of the fonts in a few sheets: a check that says yes never ends in a refused drawing."""
    every = (chr(number) for number in range(0x21, 0x30000))
    letters = [letter for letter in every if letter.isprintable() and not strange_letters(letter)]
    names = ["".join(letters[start : start + 90]) for start in range(0, len(letters), 90)]

    assert len(letters) > 2000
    assert draw_sheet([card(name=name, home=name) for name in names])[:5] == b"%PDF-"


def test_a_locked_account_gets_no_card(kim, officer, now):
    with pytest.raises(NoLogin):
        issue_cards(members=[person(kim, "A", user=UserFactory(is_active=False))], by=officer, now=now)


def test_candidates_say_what_each_person_has(kim, officer, organization, now):
    person(kim, "A baru")
    person(kim, "B masuk", user=UserFactory())
    holder = person(kim, "C kartu", user=unopened())
    issue_code(member=holder, purpose=CodePurpose.CARD, by=officer, now=now)
    person(kim, "D staf", user=assign_role(UserFactory(), Role.OFFICER, organization))
    person(kim, "E kunci", user=UserFactory(is_active=False))
    person(kim, "F kosong", user=unopened())

    rows = candidates(kim=kim, editor=officer, now=now)

    assert [(row.member.full_name[0], row.can_have_card, row.is_offered) for row in rows] == [
        ("A", True, True), ("B", True, False), ("C", True, False), ("D", False, False), ("E", False, False),
        ("F", True, True),
    ]  # fmt: skip


def test_candidates_are_people_of_today_in_the_own_scope(kim, officer, now):
    person(kim, "Ada")
    foreign = OrganizationFactory(name="Lain", region=RegionFactory(code="36.73"))
    person(kim, "Orang jauh", organization=foreign, region=RegionFactory(code="36.73.01.1001"))
    person(kim, "Digabung", merged_into=MemberFactory())
    person(kim, "Dihapus", erased_at=now)
    KimMembershipFactory(kim=kim, member=MemberFactory(full_name="Keluar"), ends_on=date(2024, 7, 1))

    assert [row.member.full_name for row in candidates(kim=kim, editor=officer, now=now)] == ["Ada"]


@pytest.mark.parametrize("count", [1, 3])
def test_candidates_take_one_query(kim, officer, now, count, django_assert_num_queries):
    for number in range(count):
        person(kim, f"Orang {number}", user=UserFactory())
    assert officer.roles

    with django_assert_num_queries(1):
        assert len(candidates(kim=kim, editor=officer, now=now)) == count


# The paper


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (10, 1), (11, 2), (51, 6)])
def test_ten_cards_stand_on_a_page(count, pages):
    drawn = pages_of(draw_sheet([card(number) for number in range(count)]))

    assert len(drawn) == pages
    assert sum(page.count("Kode sekali pakai") for page in drawn) == count


def test_a_card_says_who_how_and_until_when():
    (text,) = pages_of(draw_sheet([card()]))

    for words in [
        "Maria Goreti Nahak",
        "maria1",
        "k7mqx-3wpht",
        "KIM Suara Namosain",
        "25 Juli 2024",
        "localhost:8000/masuk/",
        "Buat kata sandi Anda sendiri",
    ]:
        assert words in " ".join(text.split())


def test_every_qr_can_be_read(settings):
    cards = [card(number) for number in range(10)]

    assert codes_on(draw_sheet(cards)) == sorted(row.address for row in cards)


@pytest.mark.parametrize(
    "name", ["Ju'at", "Maria Goreti Bernadetha Nahak Seran Lopes da Costa Tolan Mau", "W" * 200, "Nama Panjang " * 15]
)
def test_long_names_stay_on_their_card(name):
    drawn = draw_sheet([card(number, name=name.strip(), home="KIM " + "Panjang " * 18) for number in range(10)])

    assert len(pages_of(drawn)) == 1
    assert len(codes_on(drawn)) == 10


@pytest.mark.parametrize(("letters", "size"), [(24, ""), (25, "long"), (46, "long"), (80, "longer"), (81, "longest")])
def test_names_shrink_by_their_length(letters, size):
    assert size_of_name("a" * letters) == size


def test_names_are_text_and_not_markup():
    (text,) = pages_of(draw_sheet([card(name="<b>Maria</b> <img src=file:///etc/passwd>")]))

    assert "<b>Maria</b>" in text


def test_a_name_without_letters_of_the_font_is_an_error():
    with pytest.raises(PdfError):
        draw_sheet([card(name="王伟")])


def test_the_same_cards_give_the_same_bytes():
    assert draw_sheet([card()]) == draw_sheet([card()])


# The screens


def choose(client, kim, members):
    return client.post(reverse("office_kim_cards", args=[kim.pk]), {"member": [member.pk for member in members]})


def test_officer_prints_the_cards_of_a_group(officer_client, kim, now):
    people = [person(kim, "Suyati"), person(kim, "Maria")]

    response = choose(officer_client, kim, people)

    (text,) = pages_of(response.content)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Content-Disposition"] == 'attachment; filename="kartu-masuk.pdf"'
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert ("Suyati" in text, "Maria" in text) == (True, True)
    assert LoginCode.objects.count() == 2


def test_a_scanned_card_ends_in_learning(officer_client, kim, settings):
    settings.BASE_URL = "http://testserver"
    suyati = person(kim, "Suyati")
    (address,) = codes_on(choose(officer_client, kim, [suyati]).content)
    phone = Client()

    shown = phone.get(address)
    response = phone.post(shown.url, {"password1": "sawah-hijau-7", "password2": "sawah-hijau-7"})

    assert (shown.url, response.url) == ("/masuk/kartu/sandi/", "/belajar/")
    assert phone.get("/akun/").context["user"].member == suyati


def test_nobody_ticked_is_told_so(officer_client, kim):
    person(kim, "Suyati")

    response = choose(officer_client, kim, [])

    assert response.status_code == 200
    assert "Centang dulu orang" in response.content.decode()


def test_only_people_of_the_group_are_printed(officer_client, kim, member):
    response = choose(officer_client, kim, [member])

    assert response["Content-Type"] != "application/pdf"
    assert LoginCode.objects.count() == 0


def test_colleagues_are_left_out_even_when_posted(officer_client, kim, organization):
    colleague = person(kim, "Z", user=assign_role(UserFactory(), Role.OFFICER, organization))

    (text,) = pages_of(choose(officer_client, kim, [person(kim, "Suyati"), colleague]).content)

    assert text.count("Kode sekali pakai") == 1
    assert LoginCode.objects.filter(member=colleague).count() == 0


def test_an_empty_group_leads_back(officer_client, kim):
    html = officer_client.get(reverse("office_kim_cards", args=[kim.pk])).content.decode()

    assert "Belum ada orang dalam daftar KIM ini" in html


def test_a_viewer_prints_nothing(client, kim, organization):
    client.force_login(assign_role(UserFactory(), Role.VIEWER, organization))
    suyati = person(kim, "Suyati")

    assert choose(client, kim, [suyati]).status_code == 404
    assert client.post(reverse("office_member_card", args=[suyati.pk])).status_code == 404
    assert client.get(reverse("office_kim", args=[kim.pk])).content.decode().count("Cetak kartu masuk") == 0


def test_an_officer_elsewhere_finds_neither_group_nor_person(client, kim):
    elsewhere = OrganizationFactory(name="Lain", region=RegionFactory(code="36.73"))
    client.force_login(assign_role(UserFactory(), Role.OFFICER, elsewhere))
    suyati = person(kim, "Suyati")

    answers = [
        choose(client, kim, [suyati]).status_code,
        client.get(reverse("office_kim_cards", args=[kim.pk])).status_code,
        client.post(reverse("office_member_card", args=[suyati.pk])).status_code,
        client.post(reverse("office_kim_class_code", args=[kim.pk])).status_code,
    ]

    assert answers == [404] * 4
    assert LoginCode.objects.count() == 0


def test_one_person_gets_one_card(officer_client, member):
    response = officer_client.post(reverse("office_member_card", args=[member.pk]))

    assert pages_of(response.content)[0].count("Kode sekali pakai") == 1


def test_a_card_for_a_colleague_is_refused_in_words(officer_client, organization):
    colleague = MemberFactory(user=assign_role(UserFactory(), Role.ADMIN, organization))

    response = officer_client.post(reverse("office_member_card", args=[colleague.pk]), follow=True)

    assert "Akun ini punya peran di kantor." in response.content.decode()


def test_the_class_code_is_made_changed_and_switched_off(officer_client, kim):
    address = reverse("office_kim_class_code", args=[kim.pk])
    page = reverse("office_kim", args=[kim.pk])

    assert "Tanpa kode kelas" in officer_client.get(page).content.decode()
    officer_client.post(address)
    kim.refresh_from_db()
    assert kim.class_code in officer_client.get(page).content.decode()
    officer_client.post(address, {"off": "1"})
    kim.refresh_from_db()
    assert kim.class_code == ""


def test_the_chair_sees_the_class_code(client, kim):
    chair = MemberFactory(user=UserFactory())
    KimMembershipFactory(kim=kim, member=chair, office=KimOffice.CHAIR)
    kim.class_code = "KPG7X2"
    kim.save()
    client.force_login(chair.user)

    assert "KPG7X2" in client.get("/akun/kim/").content.decode()


# Single codes on the officer's screen


def test_officer_makes_an_account_with_a_code(officer_client, organization):
    suyati = MemberFactory(full_name="Suyati")

    html = officer_client.post(
        reverse("office_member_login", args=[suyati.pk]), {"username": "suyati"}
    ).content.decode()

    suyati.refresh_from_db()
    assert suyati.user.username == "suyati"
    assert LoginCode.objects.get().purpose == CodePurpose.CARD
    assert ("Kode untuk Suyati" in html, "data:image/svg+xml" in html) == (True, True)


def test_officer_makes_a_reset_code(officer_client, member, now):
    response = officer_client.post(reverse("office_member_password", args=[member.pk]))

    issued = response.context["issued"]
    assert issued.text in response.content.decode()
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert LoginCode.objects.get().purpose == CodePurpose.RESET
    assert issued.text not in officer_client.get(reverse("office_member", args=[member.pk])).content.decode()


def test_a_code_for_a_locked_account_is_refused_in_words(officer_client, organization):
    locked = MemberFactory(user=UserFactory(is_active=False))

    response = officer_client.post(reverse("office_member_password", args=[locked.pk]), follow=True)

    assert "Akun ini sedang dikunci." in response.content.decode()
