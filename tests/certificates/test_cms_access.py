"""Every back office page about certificates, opened by every kind of person."""

import pytest
from django.urls import reverse

from certificates.models import Certificate, CertificateOffer, NumberSeries
from certificates.services.revoking import revoke
from members.choices import Role
from tests.factories.certificates import (
    CertificateFactory,
    CourseCertificateFactory,
    CourseOfferFactory,
    DesignFactory,
    FileFactory,
    PartCertificateFactory,
    SeriesFactory,
    SignatoryFactory,
)
from tests.factories.courses import CourseFactory
from tests.factories.members import MemberFactory, OrganizationFactory, RegionFactory, UserFactory, assign_role

ROWS = {
    "certificatedesign": DesignFactory,
    "signatory": SignatoryFactory,
    "numberseries": SeriesFactory,
    "certificateoffer": lambda organization: CourseOfferFactory(
        course=CourseFactory(organization=organization),
        design=DesignFactory(organization=organization),
        signatory=SignatoryFactory(organization=organization),
        series=SeriesFactory(organization=organization),
    ),
}
LISTS = [*ROWS, "certificate"]
EDITED = ["edit", "history", "usage"]


@pytest.fixture
def people(officer, organization):
    """One of each, all of the same office but the neighbor."""
    other = OrganizationFactory(name="Dinas Kota Serang", region=RegionFactory(code="36.73"))
    return {
        "officer": officer,
        "admin": assign_role(UserFactory(), Role.ADMIN, organization),
        "viewer": assign_role(UserFactory(), Role.VIEWER, organization),
        "trainer": assign_role(UserFactory(), Role.TRAINER, organization),
        "neighbor": assign_role(UserFactory(), Role.OFFICER, other),
        "member": MemberFactory(user=UserFactory(), organization=organization).user,
    }


@pytest.fixture
def enter(client, people):
    def enter(who):
        client.logout()
        if who != "visitor":
            client.force_login(people[who])
        return client

    return enter


@pytest.mark.parametrize("who", ["officer", "admin"])
@pytest.mark.parametrize("kind", ROWS)
def test_writers_open_list_form_and_row(enter, organization, who, kind):
    row = ROWS[kind](organization=organization)
    client = enter(who)

    pages = [reverse(f"{kind}:index"), reverse(f"{kind}:add")]
    pages += [reverse(f"{kind}:{page}", args=[row.pk]) for page in EDITED]

    assert [client.get(page).status_code for page in pages] == [200] * len(pages)


@pytest.mark.parametrize("kind", ROWS)
def test_a_viewer_reads_the_list_and_opens_no_form(enter, organization, kind):
    row = ROWS[kind](organization=organization)
    client = enter("viewer")

    html = client.get(reverse(f"{kind}:index")).content.decode()
    forms = [reverse(f"{kind}:add"), reverse(f"{kind}:edit", args=[row.pk]), reverse(f"{kind}:delete", args=[row.pk])]

    assert reverse(f"{kind}:add") not in html
    assert [client.get(form).status_code for form in forms] == [302, 302, 404]


@pytest.mark.parametrize("who", ["trainer", "member", "visitor"])
@pytest.mark.parametrize("kind", LISTS)
def test_nobody_else_comes_in(enter, organization, who, kind):
    row = ROWS[kind](organization=organization) if kind in ROWS else CertificateFactory()
    client = enter(who)
    pages = [reverse(f"{kind}:index"), reverse(f"{kind}:{'edit' if kind in ROWS else 'inspect'}", args=[row.pk])]

    answers = [client.get(page) for page in pages]

    assert {answer.status_code for answer in answers} <= {302, 403, 404}
    assert not [answer for answer in answers if answer.status_code == 302 and answer.url in pages]


@pytest.mark.parametrize("kind", LISTS)
def test_a_neighbor_sees_an_empty_list(enter, organization, kind):
    row = ROWS[kind](organization=organization) if kind in ROWS else CertificateFactory()
    client = enter("neighbor")

    response = client.get(reverse(f"{kind}:index"))

    assert response.status_code == 200
    assert row not in list(response.context["object_list"])


@pytest.mark.parametrize(("who", "status"), [("officer", 200), ("viewer", 200), ("neighbor", 404)])
def test_a_certificate_is_read_by_its_office(enter, who, status):
    certificate = CertificateFactory()

    response = enter(who).get(reverse("certificate:inspect", args=[certificate.pk]))

    assert response.status_code == status
    assert (certificate.number in response.content.decode()) is (status == 200)


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 200), ("viewer", 200), ("admin", 200), ("trainer", 404), ("neighbor", 404), ("member", 404)],
)
def test_the_pdf_is_for_the_office_and_its_owner(enter, who, status):
    certificate = FileFactory().certificate

    assert enter(who).get(reverse("certificate_download", args=[certificate.pk])).status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 200), ("admin", 200), ("viewer", 404), ("trainer", 404), ("neighbor", 404), ("member", 404)],
)
def test_only_writers_of_the_office_revoke(enter, who, status):
    certificate = CertificateFactory()
    address = reverse("office_certificate_revoke", args=[certificate.pk])
    client = enter(who)

    assert client.get(address).status_code == status
    client.post(address, {"reason": "nama tercetak keliru", "sure": "on"})
    certificate.refresh_from_db()
    assert certificate.is_valid is (status == 404)


def test_a_visitor_is_asked_to_log_in_before_revoking(enter):
    address = reverse("office_certificate_revoke", args=[CertificateFactory().pk])

    assert enter("visitor").post(address, {"reason": "x", "sure": "on"}).url == f"/masuk/?next={address}"
    assert Certificate.objects.get().is_valid


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"sure": "on"}, "reason"),
        ({"reason": "   ", "sure": "on"}, "reason"),
        ({"reason": "\u202e\u200b", "sure": "on"}, "reason"),
        ({"reason": "x" * 201, "sure": "on"}, "reason"),
        ({"reason": "nama keliru"}, "sure"),
    ],
)
def test_a_revocation_that_lacks_something_says_where(enter, data, field):
    certificate = CertificateFactory()

    response = enter("officer").post(reverse("office_certificate_revoke", args=[certificate.pk]), data)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert Certificate.objects.get().is_valid


def test_the_certificate_of_a_course_is_revoked_from_the_list(enter, organization):
    certificate = CourseCertificateFactory(series=SeriesFactory(organization=organization))
    address = reverse("office_certificate_revoke", args=[certificate.pk])
    client = enter("officer")

    page = client.get(reverse("certificate:index")).content.decode()
    response = client.post(address, {"reason": "nama tercetak keliru", "sure": "on"})
    after = client.get(response.url).content.decode()

    assert response.url == reverse("certificate:index")
    assert (address in page, address in after) == (True, False)
    assert not Certificate.objects.get().is_valid


def test_revoking_a_speaker_s_leads_back_to_the_event(enter, organization):
    certificate = PartCertificateFactory(series=SeriesFactory(organization=organization))
    address = reverse("office_certificate_revoke", args=[certificate.pk])

    response = enter("officer").post(address, {"reason": "tidak jadi hadir", "sure": "on"})

    assert response.url == reverse("office_certificate_batch", args=[certificate.speaker.event_id])


def test_the_list_offers_a_viewer_nothing_to_revoke(enter):
    certificate = CertificateFactory()

    html = enter("viewer").get(reverse("certificate:index")).content.decode()

    assert certificate.number in html
    assert reverse("office_certificate_revoke", args=[certificate.pk]) not in html


def test_who_reads_one_office_and_writes_another_revokes_only_there(client, organization, people):
    user = assign_role(people["neighbor"], Role.VIEWER, organization)
    other = OrganizationFactory(name="Dinas Kota Serang")
    read = CertificateFactory(series=SeriesFactory(organization=organization))
    written = CertificateFactory(series=SeriesFactory(organization=other))
    client.force_login(user)

    html = client.get(reverse("certificate:index")).content.decode()

    links = [reverse("office_certificate_revoke", args=[row.pk]) in html for row in (read, written)]
    assert links == [False, True]


def test_a_revoked_pdf_stays_with_its_owner(client, organization, now):
    owner = MemberFactory(user=UserFactory())
    certificate = FileFactory(certificate__member=owner).certificate
    revoke(certificate=certificate, by=UserFactory(), reason="nama keliru", now=now)
    client.force_login(owner.user)

    assert client.get(reverse("certificate_download", args=[certificate.pk])).content == b"%PDF-1.7 isi"


def test_a_second_design_of_one_name_is_refused_in_the_form(enter, organization):
    DesignFactory(organization=organization, name="Baku")
    data = {"name": "Baku", "title": "SERTIFIKAT", "attended_wording": "a", "passed_wording": "b"}

    response = enter("officer").post(reverse("certificatedesign:add"), {"organization": organization.pk, **data})

    assert response.status_code == 200
    assert response.context["form"].errors != {}


def test_a_second_series_of_one_year_is_refused_in_the_form(enter, organization):
    SeriesFactory(organization=organization)
    data = {"name": "Sertifikat", "year": 2024, "pattern": "{urut}", "next_serial": 1}

    response = enter("officer").post(reverse("numberseries:add"), {"organization": organization.pk, **data})

    assert response.status_code == 200
    assert response.context["form"].errors != {}
    assert NumberSeries.objects.count() == 1


@pytest.mark.parametrize("year", ["", "-1", "duaribu", "99999"])
@pytest.mark.parametrize("field", ["year", "next_serial"])
def test_a_series_wants_real_numbers(enter, organization, field, year):
    data = {"name": "S", "year": 2024, "pattern": "{urut}", "next_serial": 1, field: year}

    response = enter("officer").post(reverse("numberseries:add"), {"organization": organization.pk, **data})

    is_fine = (field, year) == ("next_serial", "99999")
    assert response.status_code == (302 if is_fine else 200)
    assert NumberSeries.objects.count() == int(is_fine)


def test_a_course_gets_one_offer(enter, organization):
    offer = ROWS["certificateoffer"](organization=organization)
    data = {"course": offer.course_id, "design": offer.design_id, "signatory": offer.signatory_id}

    response = enter("officer").post(reverse("certificateoffer:add"), {**data, "series": offer.series_id})

    assert list(response.context["form"].errors) == ["course"]
    assert CertificateOffer.objects.count() == 1


@pytest.mark.parametrize("is_open", [True, False])
def test_the_offer_of_a_closed_course_can_still_be_changed(enter, organization, is_open):
    offer = ROWS["certificateoffer"](organization=organization)
    if not is_open:
        offer.course.unpublish()
    successor = SignatoryFactory(organization=organization, name="Pejabat Baru")
    data = {"design": offer.design_id, "signatory": successor.pk, "series": offer.series_id}

    response = enter("officer").post(reverse("certificateoffer:edit", args=[offer.pk]), data)

    assert response.status_code == 302
    offer.refresh_from_db()
    assert offer.signatory == successor


def test_an_offer_stays_with_its_course(enter, organization):
    offer = ROWS["certificateoffer"](organization=organization)
    other = CourseFactory(organization=organization)
    data = {"design": offer.design_id, "signatory": offer.signatory_id, "series": offer.series_id}

    enter("officer").post(reverse("certificateoffer:edit", args=[offer.pk]), {**data, "course": other.pk})

    assert CertificateOffer.objects.get().course == offer.course
