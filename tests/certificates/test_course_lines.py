"""The page "Sertifikat kursus": one row per course, what was issued, what an official may still sign."""

import pytest
from django.urls import reverse

from certificates.choices import FileSignature
from certificates.models import CertificateOffer
from certificates.services.learners import CourseLine, course_lines
from certificates.services.register import record_all
from certificates.services.revoking import revoke
from members.choices import Role
from tests.certificates.test_course_signing import address, certify, giving_course, offer_certificates
from tests.factories.certificates import LATER, NOW, CourseCertificateFactory, SeriesFactory
from tests.factories.courses import CourseFactory, EnrollmentFactory
from tests.factories.members import RegionFactory, UserFactory, assign_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(organization):
    return giving_course(organization)


def lines_of(user):
    offers = CertificateOffer.objects.visible_to(user).for_courses().select_related("course")
    return course_lines(user=user, offers=offers)


def page(client):
    return client.get(reverse("office_certificate_learners")).content.decode()


def test_a_course_counts_what_is_valid_and_what_is_not_signed_outside(officer, organization, course):
    for _ in range(2):
        certify(course, organization)
    signed = certify(course, organization)
    signed.signature, signed.unsigned_byte_count, signed.signed_at = FileSignature.EXTERNAL, 1, LATER
    signed.save()
    revoked = certify(course, organization).certificate
    record_all(certificates=[revoked], action="issued", now=NOW)
    revoke(certificate=revoked, by=UserFactory(), reason="keliru", now=LATER)
    CourseCertificateFactory(  # not drawn yet
        enrollment=EnrollmentFactory(course=course), series=SeriesFactory(organization=organization)
    )

    assert lines_of(officer) == [CourseLine(course.pk, "Literasi Digital", 4, 2, is_writable=True)]


def test_other_offices_certificates_do_not_count(officer, organization, other_office, course):
    certify(course, organization)
    certify(course, other_office)

    assert lines_of(officer) == [CourseLine(course.pk, "Literasi Digital", 1, 1, is_writable=True)]


def test_courses_stand_by_title_with_or_without_certificates(officer, organization, course):
    early = CourseFactory(title="aman Digital", slug="aman", organization=organization)
    offer_certificates(early, organization)
    certify(course, organization)

    assert [(line.title, line.issued_count) for line in lines_of(officer)] == [
        ("aman Digital", 0),
        ("Literasi Digital", 1),
    ]


def test_a_course_that_another_office_took_over_keeps_its_row(officer, organization, other_office, course):
    certify(course, organization)
    course.certificate_offer.series = SeriesFactory(organization=other_office)
    course.certificate_offer.save()

    assert [line.is_writable for line in lines_of(officer)] == [True]


def test_the_province_counts_what_it_reads_but_signs_nothing(organization, course):
    certify(course, organization)
    reader = assign_role(UserFactory(), Role.VIEWER, region=RegionFactory(code="53"))

    assert lines_of(reader) == [CourseLine(course.pk, "Literasi Digital", 1, 0, is_writable=False)]


def test_an_officer_finds_the_way_to_the_signature(officer_client, organization, course):
    certify(course, organization)

    html = page(officer_client)

    assert "1 sertifikat terbit · 1 belum bertanda tangan elektronik" in html
    assert f'href="{address(course)}"' in html


def test_a_viewer_reads_the_numbers_without_the_way(client, organization, course):
    certify(course, organization)
    client.force_login(assign_role(UserFactory(), Role.VIEWER, organization))

    html = page(client)

    assert "1 sertifikat terbit" in html
    assert address(course) not in html


def test_without_any_course_it_says_so(officer_client):
    assert "Belum ada kursus yang memberi sertifikat." in page(officer_client)


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_courses_costs_the_same(officer_client, organization, count, django_assert_num_queries):
    for number in range(count):
        one = CourseFactory(title=f"Kursus {number}", slug=f"kursus-{number}", organization=organization)
        offer_certificates(one, organization)
        certify(one, organization)
    page(officer_client)

    with django_assert_num_queries(7):
        assert page(officer_client).count("/sertifikat/tte/") == count


@pytest.mark.parametrize(("role", "is_there"), [(Role.OFFICER, True), (Role.VIEWER, False)])
def test_the_list_of_offers_leads_there_too(client, organization, course, role, is_there):
    client.force_login(assign_role(UserFactory(), role, organization))

    html = client.get(reverse("certificateoffer:index")).content.decode()

    assert (address(course) in html) is is_there
