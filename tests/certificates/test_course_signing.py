"""Certificates of a course signed elsewhere: through the same doors as an event's, each office its own."""

import zipfile
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from certificates.choices import FileSignature
from certificates.models import Certificate, CertificateFile, RegisterEntry
from certificates.services.document import draw_document
from certificates.services.outside_signing import import_signed
from certificates.services.register import record_all
from certificates.services.revoking import revoke
from members.choices import Role
from members.models import Disclosure
from tests.certificates.signers import official, sign
from tests.factories.certificates import (
    LATER,
    NOW,
    CourseCertificateFactory,
    CourseOfferFactory,
    DesignFactory,
    FileFactory,
    SeriesFactory,
    SignatoryFactory,
    printed,
)
from tests.factories.courses import CourseFactory, EnrollmentFactory
from tests.factories.members import UserFactory, assign_role

pytestmark = pytest.mark.django_db
CODES = ["0" * 19 + "1", "0" * 19 + "2"]
STEPS = ["", "_zip", "_codes", "_import", "_service"]


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    return official(tmp_path_factory.mktemp("pejabat"))


@pytest.fixture(scope="module")
def drawn():
    """Two unsigned PDFs by code, drawn once."""
    return {code: draw_document(printed=printed(code=code), crest=None) for code in CODES}


@pytest.fixture
def course(organization):
    return giving_course(organization)


def giving_course(organization):
    """A course with an offer of the office."""
    course = CourseFactory(title="Literasi Digital", slug="literasi-digital", organization=organization)
    offer_certificates(course, organization)
    return course


def offer_certificates(course, organization):
    office = {"organization": organization}
    parts = {"design": DesignFactory(**office), "signatory": SignatoryFactory(**office)}
    return CourseOfferFactory(course=course, series=SeriesFactory(**office), **parts)


def certify(course, organization, content=b"%PDF-1.7 isi", **fields):
    """A certificate the office issued for a learner of the course, and its file."""
    series = SeriesFactory(organization=organization)
    row = CourseCertificateFactory(enrollment=EnrollmentFactory(course=course), series=series, **fields)
    digest = sha256(content).hexdigest()
    return FileFactory(certificate=row, content=content, byte_count=len(content), sha256=digest)


def certify_all(course, organization, drawn):
    files = [
        certify(course, organization, content, code=code, serial=serial)
        for serial, (code, content) in zip((9, 4), drawn.items(), strict=True)
    ]
    record_all(certificates=[file.certificate for file in files], action="issued", now=NOW)
    record_all(certificates=[file.certificate for file in files], action="filed", now=NOW)
    return files


def address(course, step=""):
    return reverse(f"office_course_tte{step}", args=[course.pk])


def unzip(response):
    with zipfile.ZipFile(BytesIO(b"".join(response.streaming_content))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(entries):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return SimpleUploadedFile("hasil.zip", out.getvalue())


def test_an_officer_has_a_courses_certificates_signed(officer_client, organization, course, drawn, signer):
    certify_all(course, organization, drawn)
    page = officer_client.get(address(course)).content.decode()
    taken = unzip(officer_client.get(address(course, "_zip")))
    signed = {name: sign(content, signer) for name, content in taken.items()}

    html = officer_client.post(address(course, "_import"), {"berkas": [zipped(signed)]}).content.decode()

    assert "0 dari 2 sudah bertanda tangan elektronik." in page
    assert "2 dari 2 berkas diterima" in html
    assert "2 dari 2 sudah bertanda tangan elektronik." in html
    stored = CertificateFile.objects.order_by("certificate__serial")
    assert [bytes(file.content) for file in stored] == list(signed.values())
    assert {file.signature for file in stored} == {FileSignature.EXTERNAL}
    assert RegisterEntry.objects.filter(action="signed").count() == 2


def test_they_lie_in_the_order_of_their_numbers(officer_client, organization, course):
    for serial in (12, 3, 7):
        certify(course, organization, serial=serial, printed=printed(name=f"Orang {serial}"))

    names = list(unzip(officer_client.get(address(course, "_zip"))))
    codes = officer_client.get(address(course, "_codes")).content.decode().splitlines()[1:]

    order = ["sertifikat-003-orang-3.pdf", "sertifikat-007-orang-7.pdf", "sertifikat-012-orang-12.pdf"]
    assert names == order
    assert [line.split(",")[0] for line in codes] == order


def test_every_list_taken_out_is_noted_with_its_people(officer_client, officer, organization, course):
    for serial in (1, 2, 3):
        certify(course, organization, serial=serial)

    officer_client.get(address(course, "_zip"))
    officer_client.get(address(course, "_codes"))

    assert list(Disclosure.objects.order_by("pk").values_list("user", "kind", "subject", "people_count")) == [
        (officer.pk, "export", "ZIP untuk TTE: Literasi Digital", 3),
        (officer.pk, "export", "Daftar kode untuk TTE: Literasi Digital", 3),
    ]


def test_each_office_signs_what_it_issued(officer_client, organization, other_office, course, drawn, signer):
    ours, theirs = drawn.values()
    certify(course, organization, ours, code=CODES[0], serial=1)
    foreign = certify(course, other_office, theirs, code=CODES[1], serial=1)

    taken = unzip(officer_client.get(address(course, "_zip")))
    upload = SimpleUploadedFile("a.pdf", sign(theirs, signer))
    html = officer_client.post(address(course, "_import"), {"berkas": [upload]}).content.decode()

    assert list(taken.values()) == [ours]
    assert "Tidak memuat kode salah satu sertifikat di halaman ini." in html
    foreign.refresh_from_db()
    assert (bytes(foreign.content), foreign.signature) == (theirs, FileSignature.NONE)


@pytest.mark.parametrize("step", STEPS)
def test_a_course_of_other_offices_is_not_there(officer_client, other_office, step):
    course = CourseFactory(slug="asing", organization=other_office)
    offer_certificates(course, other_office)
    certify(course, other_office)
    ask = officer_client.post if step in ("_import", "_service") else officer_client.get

    assert ask(address(course, step)).status_code == 404
    assert Disclosure.objects.count() == 0


def test_a_course_without_certificates_is_not_there(officer_client, organization):
    course = CourseFactory(slug="tanpa-sertifikat", organization=organization)

    assert officer_client.get(address(course)).status_code == 404


def test_an_office_signs_what_it_issued_before_another_took_over(officer_client, organization, other_office, course):
    file = certify(course, organization)
    course.certificate_offer.series = SeriesFactory(organization=other_office)
    course.certificate_offer.save()

    assert list(unzip(officer_client.get(address(course, "_zip"))).values()) == [bytes(file.content)]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TRAINER])
def test_who_does_not_write_for_the_office_finds_no_door(client, organization, course, role):
    certify(course, organization)
    client.force_login(assign_role(UserFactory(), role, organization))

    assert [client.get(address(course, step)).status_code for step in ("", "_zip", "_codes")] == [404] * 3


def test_the_event_next_door_does_not_take_a_courses_file(course, organization, event, drawn, signer):
    content = drawn[CODES[0]]
    certify(course, organization, content, code=CODES[0])

    (result,) = import_signed(
        certificates=Certificate.objects.of_event(event), files=[("a.pdf", sign(content, signer))], now=LATER
    )

    assert result.certificate is None
    assert result.reason.startswith("Tidak memuat kode salah satu sertifikat di halaman ini.")


def test_revoked_ones_neither_go_out_nor_count(officer_client, organization, course):
    file = certify(course, organization)
    record_all(certificates=[file.certificate], action="issued", now=NOW)
    revoke(certificate=file.certificate, by=UserFactory(), reason="keliru", now=LATER)

    assert unzip(officer_client.get(address(course, "_zip"))) == {}
    assert "Belum ada PDF sertifikat. Sertifikat kursus terbit sendiri" in (
        officer_client.get(address(course)).content.decode()
    )


def test_an_empty_course_leads_to_those_who_are_not_through(officer_client, course):
    html = officer_client.get(address(course)).content.decode()

    assert f'{reverse("office_certificate_learners")}?kursus={course.pk}"' in html
    assert "Masukkan berkas" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number(officer_client, organization, course, count, django_assert_num_queries):
    for serial in range(1, count + 1):
        certify(course, organization, serial=serial)
    officer_client.get(address(course))

    with django_assert_num_queries(7):
        officer_client.get(address(course))
