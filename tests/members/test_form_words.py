"""Every refusal of the forms about accounts, people, groups and privacy: which field, and in which words."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from members.forms.fields import DayField, PhoneField
from members.forms.kims import KimForm, LinkForm
from members.forms.logins import LoginForm, NewLoginForm
from members.forms.passwords import OneTimeCodeForm, PasswordTwiceForm, ResetPasswordForm
from members.forms.people import MemberForm
from members.forms.privacy import (
    AnswerForm,
    ConsentForm,
    EraseForm,
    MyDataForm,
    PaperConsentForm,
    RequestForm,
    RunRetentionForm,
)
from members.forms.signup import SignUpForm
from members.forms.staff import GrantForm, ReasonForm, StaffForm
from members.models import Member
from members.services.consents import list_choices
from tests.factories.members import KimFactory, MemberFactory, OrganizationFactory, RegionFactory, UserFactory

pytestmark = pytest.mark.django_db
NOT_THE_SAME = "Kedua kata sandi baru tidak sama. Ketik sekali lagi."
GUARDIAN = "Belum 18 tahun: tulis nama orang tua atau wali yang setuju."
REASON = "Tulis alasannya; nanti orang lain perlu tahu."
PHONE = "Tulis nomor HP seperti 0812-3456-7890, atau kosongkan."
USERNAME = "Pakai 3 sampai 40 huruf, angka, atau titik, dan mulai dengan huruf."


def errors(form):
    """Field to messages, as a reader gets them."""
    return {name: [str(message) for message in messages] for name, messages in form.errors.items()}


# Coming in


def test_login_says_what_to_type():
    assert errors(LoginForm({})) == {
        "login": ["Ketik nama pengguna, nomor HP, atau surel Anda."],
        "password": ["Ketik kata sandi Anda."],
    }


@pytest.mark.parametrize(
    "username", ["ab", "1maria", "maria nahak", "maria_nahak", "maría", "maria@kim", ".maria", "-"]
)
def test_usernames_are_explained(username):
    assert errors(NewLoginForm({"username": username})) == {"username": [USERNAME]}


@pytest.mark.parametrize("username", ["abc", "maria.nahak", "Maria7", "a" * 40])
def test_plain_usernames_are_taken(username):
    assert NewLoginForm({"username": username}).is_valid() is True


def test_a_username_is_asked_for():
    assert errors(NewLoginForm({"username": " "})) == {"username": ["Tulis nama pengguna."]}


def test_a_code_is_asked_for():
    assert errors(OneTimeCodeForm({"code": " "})) == {"code": ["Ketik kodenya."]}


def test_passwords_are_asked_for_twice():
    assert errors(PasswordTwiceForm({})) == {
        "password1": ["Ketik kata sandi baru."],
        "password2": ["Ketik kata sandi yang sama sekali lagi."],
    }


@pytest.mark.parametrize(
    ("first", "second", "fields"),
    [
        ("sawah-hijau-7", "sawah-hijau-8", {"password2"}),
        ("sawah-hijau-7", "Sawah-hijau-7", {"password2"}),
        ("sawah-hijau-7", "sawah-hijau-7 ", {"password2"}),
        ("pendek7", "pendek7", {"password1"}),
        ("password1", "password1", {"password1"}),
        ("maria.nahak", "maria.nahak", {"password1"}),
        ("password1", "sawah-hijau-8", {"password1", "password2"}),
    ],
)
def test_weak_and_different_passwords_are_refused(first, second, fields):
    form = PasswordTwiceForm({"password1": first, "password2": second}, user=UserFactory(username="maria.nahak"))

    assert set(form.errors) == fields
    assert errors(form).get("password2", [NOT_THE_SAME]) == [NOT_THE_SAME]


def test_spaces_belong_to_a_password():
    form = PasswordTwiceForm({"password1": " sawah hijau ", "password2": " sawah hijau "})

    assert (form.is_valid(), form.cleaned_data["password1"]) == (True, " sawah hijau ")


@pytest.mark.parametrize(
    ("email", "message"),
    [("", "Ketik surel Anda."), ("maria", "Tulis surel lengkap, misalnya nama@contoh.id.")],
)
def test_a_reset_mail_needs_an_address(email, message):
    assert errors(ResetPasswordForm({"email": email})) == {"email": [message]}


def sign_up(**changes):
    fields = {"class_code": "KPG7X2", "full_name": "Maria", "login": "081234567890", "password1": "sawah-hijau-7"}
    return SignUpForm(fields | {"password2": "sawah-hijau-7"} | changes)


def test_an_empty_sign_up_says_every_word():
    assert errors(SignUpForm({})) == {
        "class_code": ["Ketik kode kelas dari ketua KIM Anda."],
        "full_name": ["Tulis nama lengkap Anda."],
        "login": ["Tulis nomor HP atau nama pengguna."],
        "password1": ["Ketik kata sandi baru."],
        "password2": ["Ketik kata sandi yang sama sekali lagi."],
    }


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"login": "0812"}, {"login": ["Nomor ini belum lengkap. Tulis seperti 0812 3456 7890."]}),
        ({"login": "+62 812"}, {"login": ["Nomor ini belum lengkap. Tulis seperti 0812 3456 7890."]}),
        ({"login": "m"}, {"login": [USERNAME]}),
        ({"login": "081x"}, {"login": [USERNAME]}),
        ({"full_name": "12345"}, {"full_name": ["Tulis nama lengkap Anda dengan huruf."]}),
        ({"full_name": " . "}, {"full_name": ["Tulis nama lengkap Anda dengan huruf."]}),
        ({"email": "maria@"}, {"email": ["Tulis surel lengkap, misalnya nama@contoh.id, atau kosongkan."]}),
        ({"password2": "lain-sekali-7"}, {"password2": [NOT_THE_SAME]}),
    ],
)
def test_a_sign_up_is_explained(changes, found):
    assert errors(sign_up(**changes)) == found


@pytest.mark.parametrize(
    ("login", "phone", "username"),
    [
        ("0812-3456-7890", "+6281234567890", ""),
        ("+62 812 3456 7890", "+6281234567890", ""),
        ("62812 3456 7890", "+6281234567890", ""),
        (" Maria.Kim ", "", "Maria.Kim"),
        ("maria7", "", "maria7"),
    ],
)
def test_one_box_takes_a_number_or_a_username(login, phone, username):
    form = sign_up(login=login)

    assert form.is_valid() is True
    assert (form.values()["phone"], form.values()["username"]) == (phone, username)


# Fields that several forms share


@pytest.mark.parametrize("typed", ["123", "abc", "0812", "+1 202 555 01", "0812-3456-7890-1234"])
def test_a_phone_number_is_explained(typed):
    with pytest.raises(ValidationError) as refused:
        PhoneField().clean(typed)

    assert [str(text) for text in refused.value.messages] == [PHONE]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("1989-12-31", "Periksa tahunnya: antara 1990 dan 2100."),
        ("2101-01-01", "Periksa tahunnya: antara 1990 dan 2100."),
        ("0024-07-11", "Periksa tahunnya: antara 1990 dan 2100."),
        ("31/02/2024", "Isi tanggal seperti 11/07/2024."),
        ("besok", "Isi tanggal seperti 11/07/2024."),
    ],
)
def test_a_day_is_explained(typed, message):
    with pytest.raises(ValidationError) as refused:
        DayField().clean(typed)

    assert [str(text) for text in refused.value.messages] == [message]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1990-01-01", date(1990, 1, 1)),
        ("2100-12-31", date(2100, 12, 31)),
        ("11/07/2024", date(2024, 7, 11)),
        ("", None),
    ],
)
def test_days_up_to_the_edges_are_taken(typed, day):
    assert DayField().clean(typed) == day


# People and groups


def test_a_person_needs_a_name_and_a_region_of_the_own_scope(officer):
    form = MemberForm({"full_name": " ", "region": "Bandung", "phone": "12"}, user=officer)

    assert errors(form) == {
        "full_name": ["Tulis nama lengkapnya."],
        "phone": [PHONE],
        "region": ["Tidak ada “Bandung” di wilayah kerja Anda. Periksa ejaannya."],
    }


def group(officer, region=True, **changes):
    RegionFactory()
    fields = {"name": "KIM Namosain", "region": "Namosain, Kecamatan Alak" if region else "", "status": "active"}
    form = KimForm(fields | changes, user=officer)
    return errors(form)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"region": ""}, {"region": ["Tulis kelurahan, desa, atau kecamatan KIM ini."]}),
        ({"decree_date": "2024-07-11"}, {"decree_number": ["Tulis juga nomor SK, atau kosongkan tanggalnya."]}),
        ({"decree_valid_until": "2024-07-11"}, {"decree_number": ["Tulis juga nomor SK, atau kosongkan tanggalnya."]}),
        (
            {"decree_number": "1", "decree_date": "2024-07-11", "decree_valid_until": "2024-07-10"},
            {"decree_valid_until": ["SK tidak bisa habis sebelum tanggalnya."]},
        ),
        (
            {"kim_id_url": "namosain kim id"},
            {"kim_id_url": ["Tulis alamat lengkap, misalnya https://namosain.kim.id."]},
        ),
        ({"kim_id_url": "ftp://kim.id"}, {"kim_id_url": ["Tulis alamat lengkap, misalnya https://namosain.kim.id."]}),
        ({"contact_phone": "99"}, {"contact_phone": [PHONE]}),
        ({"decree_number": "1", "decree_date": "2024-07-11", "decree_valid_until": "2024-07-11"}, {}),
        ({"kim_id_url": "namosain.kim.id"}, {}),
    ],
)
def test_a_group_is_explained(officer, changes, found):
    assert group(officer, **changes) == found


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "http://", "tidak ada", "//kim.id\n<b>"])
def test_a_channel_needs_a_whole_address(url):
    assert errors(LinkForm({"kind": "facebook", "url": url})) == {
        "url": ["Tulis alamat lengkap, misalnya https://namosain.kim.id."]
    }


# Privacy


def choices():
    return list_choices(member=MemberFactory())


@pytest.mark.parametrize(
    ("is_minor", "data", "found"),
    [
        (None, {"photo": "on"}, {"age": ["Pilih dulu umur Anda, supaya kami tahu siapa yang harus setuju."]}),
        (None, {"photo": "on", "age": "17"}, {"guardian_name": [GUARDIAN]}),
        (None, {"photo": "on", "age": "17", "guardian_name": "  "}, {"guardian_name": [GUARDIAN]}),
        (None, {"photo": "on", "age": "17", "guardian_name": "Yohana"}, {}),
        (None, {"photo": "on", "age": "18"}, {}),
        (None, {}, {}),
        (True, {"photo": "on"}, {"guardian_name": [GUARDIAN]}),
        (True, {"photo": "on", "age": "18"}, {"guardian_name": [GUARDIAN]}),
        (True, {}, {}),
        (False, {"photo": "on"}, {}),
    ],
)
def test_consent_asks_for_the_age_and_a_guardian(is_minor, data, found):
    assert errors(ConsentForm(data, choices=choices(), is_minor=is_minor)) == found


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"age": "18"}, {"__all__": ["Centang paling sedikit satu tujuan yang ditandatangani."]}),
        ({"photo": "on", "age": "17"}, {"guardian_name": [GUARDIAN]}),
        ({"photo": "on", "age": "18"}, {}),
    ],
)
def test_a_signed_sheet_is_explained(data, found):
    assert errors(PaperConsentForm(data, choices=choices(), is_minor=None)) == found


def test_a_signed_sheet_without_age_says_so_first():
    found = errors(PaperConsentForm({"photo": "on"}, choices=choices(), is_minor=None))

    assert found["age"] == ["Pilih umurnya."]


def test_a_strange_file_is_explained_at_its_field():
    files = MultiValueDict({"scan": [SimpleUploadedFile("lembar.pdf", b"<html>")]})

    found = errors(PaperConsentForm({"photo": "on", "age": "18"}, files, choices=choices(), is_minor=None))

    assert found == {
        "scan": ["Berkas ini bukan PDF, JPG, atau PNG yang bisa dibuka. Pilih pindaian atau foto lembarnya."]
    }


@pytest.mark.parametrize("details", ["", "   ", "\n"])
def test_a_correction_says_what_is_wrong(details):
    assert errors(RequestForm({"kind": "rectify", "details": details})) == {
        "details": ["Tulis apa yang salah dan bagaimana seharusnya."]
    }


@pytest.mark.parametrize("kind", ["access", "withdraw", "erase"])
def test_other_requests_need_no_words(kind):
    assert errors(RequestForm({"kind": kind})) == {}


def test_an_answer_needs_outcome_and_words():
    assert errors(AnswerForm({"answer": "  "})) == {
        "outcome": ["Pilih hasilnya."],
        "answer": ["Tulis jawabannya; orangnya berhak tahu."],
    }


def test_what_cannot_be_undone_is_confirmed():
    assert errors(EraseForm({"name": ""})) == {"name": ["Ketik namanya untuk memastikan orangnya benar."]}
    assert errors(RunRetentionForm({})) == {"sure": ["Centang dulu bahwa daftarnya sudah dibaca."]}


def test_own_data_names_only_the_number():
    assert errors(MyDataForm({"phone": "1", "gender": "P"}, instance=Member())) == {"phone": [PHONE]}


# Staff


def test_an_empty_account_for_staff_says_what_is_missing(organization):
    root = UserFactory(is_superuser=True)

    assert set(errors(StaffForm({}, user=root))) == {"full_name", "username", "role", "place", "reason"}
    assert errors(StaffForm({}, user=root))["reason"] == [REASON]


@pytest.mark.parametrize("account", ["tidak.ada", "0899-0000-0000", "tidak@ada.id"])
def test_a_role_goes_to_an_account_that_exists(organization, account):
    form = GrantForm(
        {"account": account, "role": "viewer", "place": f"kantor-{organization.pk}", "reason": "x"},
        user=UserFactory(is_superuser=True),
    )

    assert errors(form) == {"account": ["Tidak ada akun dengan nama, nomor, atau surel ini. Periksa ejaannya."]}


def test_offices_of_others_are_no_choice(officer, organization):
    """An officer administers nothing: the form has no place to give."""
    other = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))

    for place in (organization, other):
        form = GrantForm(
            {"account": officer.username, "role": "admin", "place": f"kantor-{place.pk}", "reason": "x"}, user=officer
        )
        assert set(errors(form)) == {"place"}


@pytest.mark.parametrize(
    ("leaves", "data", "found"),
    [
        (False, {}, {"reason": [REASON]}),
        (False, {"reason": "Mutasi"}, {}),
        (
            True,
            {"reason": "Mutasi"},
            {"sure": ["Centang bila memang begitu, atau beri peran Admin kepada orang lain dahulu."]},
        ),
        (True, {"reason": "Mutasi", "sure": "on"}, {}),
    ],
)
def test_a_reason_is_asked_for_and_the_last_admin_says_so(leaves, data, found):
    assert errors(ReasonForm(data, leaves_no_admin=leaves)) == found


def test_a_group_that_exists_keeps_what_it_hides(officer):
    """An empty box for the number keeps it; only the tick takes it away."""
    kim = KimFactory(contact_phone="+6281234567890")
    fields = {"name": kim.name, "region": "Namosain, Kecamatan Alak", "status": "active"}
    kept, gone = KimForm(fields, instance=kim, user=officer), None

    assert (errors(kept), str(kept.instance.contact_phone)) == ({}, "+6281234567890")
    gone = KimForm(fields | {"forgets_phone": "on"}, instance=kim, user=officer)
    assert (errors(gone), str(gone.instance.contact_phone)) == ({}, "")
