from datetime import UTC, datetime

import pytest
from django.urls import reverse

from certificates.models import Certificate, CertificateDesign, CertificateOffer, NumberSeries, Signatory
from certificates.services.issuing import issue_event
from members.choices import Role
from tests.factories.certificates import (
    CertificateFactory,
    CourseCertificateFactory,
    CourseOfferFactory,
    DesignFactory,
    PartCertificateFactory,
    SeriesFactory,
    SignatoryFactory,
    participant,
)
from tests.factories.courses import CourseFactory
from tests.factories.members import OrganizationFactory, RegionFactory, UserFactory, assign_role

KINDS = ["certificatedesign", "signatory", "numberseries", "certificateoffer", "certificate"]
FACTORIES = {"certificatedesign": DesignFactory, "signatory": SignatoryFactory, "numberseries": SeriesFactory}


@pytest.fixture
def foreign(db):
    return OrganizationFactory(name="Dinas Kota Serang", region=RegionFactory(code="36.73"))


@pytest.fixture
def viewer_client(client, organization):
    client.force_login(assign_role(UserFactory(), Role.VIEWER, organization))
    return client


def series_data(organization, **changes):
    return {
        "organization": organization.pk,
        "name": "Sertifikat",
        "year": 2024,
        "pattern": "{urut:03d}/{tahun}",
        "classification": "",
        "office_code": "",
        "next_serial": 1,
        **changes,
    }


def signatory_data(organization, **changes):
    return {
        "organization": organization.pk,
        "name": "Nama",
        "position": "Sekretaris",
        "mode": "direct",
        "valid_from": "2024-01-01",
        **changes,
    }


def design_data(organization, **changes):
    return {
        "organization": organization.pk,
        "name": "Rancangan baku",
        "title": "SERTIFIKAT",
        "attended_wording": "telah mengikuti",
        "passed_wording": "telah mengikuti dan dinyatakan LULUS",
        "layout": "frame",
        "accent": "navy",
        "wordings-TOTAL_FORMS": 0,
        "wordings-INITIAL_FORMS": 0,
        **changes,
    }


def errors(response, field):
    return [str(error) for error in response.context["form"].errors.get(field, [])]


@pytest.mark.parametrize("kind", KINDS)
def test_officer_opens_every_list(officer_client, kind):
    assert officer_client.get(reverse(f"{kind}:index")).status_code == 200


@pytest.mark.parametrize("kind", FACTORIES)
def test_lists_show_the_own_office_only(officer_client, organization, foreign, kind):
    own = FACTORIES[kind](organization=organization, name="Milik kita")
    FACTORIES[kind](organization=foreign, name="Milik mereka")

    html = officer_client.get(reverse(f"{kind}:index")).content.decode()

    assert own.name in html
    assert "Milik mereka" not in html


@pytest.mark.parametrize("page", ["edit", "delete", "history", "usage"])
@pytest.mark.parametrize("kind", FACTORIES)
def test_foreign_rows_do_not_exist(officer_client, foreign, kind, page):
    row = FACTORIES[kind](organization=foreign)

    address = reverse(f"{kind}:{page}", args=[row.pk])

    assert officer_client.get(address).status_code == 404
    assert officer_client.post(address, {"name": "Direbut"}).status_code in (302, 404, 405)
    row.refresh_from_db()
    assert row.name != "Direbut"


def test_foreign_certificate_cannot_be_inspected(officer_client, foreign):
    certificate = CertificateFactory(series=SeriesFactory(organization=foreign))

    assert officer_client.get(reverse("certificate:inspect", args=[certificate.pk])).status_code == 404


def test_officer_makes_a_series_for_the_own_office(officer_client, organization, foreign):
    address = reverse("numberseries:add")

    refused = officer_client.post(address, series_data(foreign))
    made = officer_client.post(address, series_data(organization))

    assert errors(refused, "organization") != []
    assert made.status_code == 302
    assert NumberSeries.objects.get().organization == organization


@pytest.mark.parametrize(
    ("pattern", "message"),
    [("{urut}/{nomer}", "{nomer} tidak dikenal."), ("{tahun}", "Tulis {urut} di dalam pola")],
)
def test_a_bad_pattern_is_refused_when_saved(officer_client, organization, pattern, message):
    response = officer_client.post(reverse("numberseries:add"), series_data(organization, pattern=pattern))

    (error,) = errors(response, "pattern")
    assert error.startswith(message)
    assert NumberSeries.objects.count() == 0


def test_used_numbers_cannot_be_used_again(officer_client, event, now):
    participant(event)
    issue_event(event=event, by=UserFactory(), now=now)
    series = NumberSeries.objects.get()

    response = officer_client.post(
        reverse("numberseries:edit", args=[series.pk]), series_data(series.organization, next_serial=1)
    )

    assert errors(response, "next_serial") == ["Nomor urut sampai 1 sudah terpakai. Isi angka yang lebih besar."]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"mode": "on_behalf"}, "represented_position"),
        ({"mode": "for_superior", "represented_position": "Kepala Dinas"}, "intermediate_position"),
        ({"nip": "123"}, "nip"),
        ({"valid_until": "2023-01-01"}, "valid_until"),
    ],
)
def test_a_signatory_says_what_is_missing(officer_client, organization, changes, field):
    response = officer_client.post(reverse("signatory:add"), signatory_data(organization, **changes))

    assert len(errors(response, field)) == 1
    assert Signatory.objects.count() == 0


def test_a_complete_signatory_is_saved(officer_client, organization):
    data = signatory_data(organization, mode="on_behalf", represented_position="Kepala Dinas")

    assert officer_client.post(reverse("signatory:add"), data).status_code == 302


def test_changed_words_make_a_new_revision(officer_client, organization):
    design = DesignFactory(organization=organization)
    data = design_data(organization, title="PIAGAM")
    address = reverse("certificatedesign:edit", args=[design.pk])

    officer_client.post(address, data)
    officer_client.post(address, data)

    design.refresh_from_db()
    assert (design.title, design.revision) == ("PIAGAM", 2)


def test_a_row_stays_with_its_office(officer_client, organization, foreign):
    design = DesignFactory(organization=organization)

    officer_client.post(
        reverse("certificatedesign:edit", args=[design.pk]),
        design_data(foreign),
    )

    assert CertificateDesign.objects.get().organization == organization


def test_nobody_deletes(officer_client, organization):
    design = DesignFactory(organization=organization)

    officer_client.post(reverse("certificatedesign:delete", args=[design.pk]))

    assert CertificateDesign.objects.count() == 1


@pytest.mark.parametrize("name", ["panjang", "pendek", "terpanjang"])
def test_design_is_previewed_with_long_and_short_names(officer_client, organization, name):
    design = DesignFactory(organization=organization)

    response = officer_client.get(reverse("office_design_sample", args=[design.pk]), {"nama": name})

    assert response["Content-Type"] == "application/pdf"


def test_foreign_design_is_not_previewed(officer_client, foreign):
    design = DesignFactory(organization=foreign)

    assert officer_client.get(reverse("office_design_sample", args=[design.pk])).status_code == 404


def test_course_offer_is_made_from_own_parts(officer_client, organization, foreign):
    course = CourseFactory(organization=organization)
    parts = {
        "design": DesignFactory(organization=organization).pk,
        "signatory": SignatoryFactory(organization=organization).pk,
        "series": SeriesFactory(organization=organization).pk,
    }
    theirs = SeriesFactory(organization=foreign)
    address = reverse("certificateoffer:add")

    refused = officer_client.post(address, {"course": course.pk, **parts, "series": theirs.pk})
    foreign_course = CourseFactory(organization=foreign)
    also_refused = officer_client.post(address, {"course": foreign_course.pk, **parts})
    made = officer_client.post(address, {"course": course.pk, **parts})

    assert errors(refused, "series") != []
    assert errors(also_refused, "course") != []
    assert made.status_code == 302
    assert CertificateOffer.objects.get().course == course


def test_course_offers_are_listed_without_those_of_events(officer_client, event, organization):
    CourseOfferFactory(course=CourseFactory(title="Literasi", organization=organization))

    html = officer_client.get(reverse("certificateoffer:index")).content.decode()

    assert "Literasi" in html
    assert event.title not in html


def test_certificates_are_searched_by_name_and_number(officer_client, event, now):
    participant(event, full_name="Adriana Lika")
    participant(event, full_name="Siti Rahma")
    issue_event(event=event, by=UserFactory(), now=now)
    address = reverse("certificate:index")
    number = Certificate.objects.get(printed__name="Siti Rahma").number

    by_name = officer_client.get(address, {"q": "adriana"}).content.decode()
    by_number = officer_client.get(address, {"q": number}).content.decode()

    assert ("Adriana Lika" in by_name, "Siti Rahma" in by_name) == (True, False)
    assert ("Adriana Lika" in by_number, "Siti Rahma" in by_number) == (False, True)


def test_the_list_leads_to_everything_about_a_certificate(officer_client, organization):
    series = SeriesFactory(organization=organization)
    seat, part = CertificateFactory(series=series), PartCertificateFactory(series=series)
    course = CourseCertificateFactory(series=series)

    html = officer_client.get(reverse("certificate:index")).content.decode()

    addresses = [
        reverse("office_certificate_participant", args=[seat.registration_id]),
        reverse("office_certificate_part", args=[part.speaker_id]),
        reverse("office_certificate_learner", args=[course.enrollment_id]),
    ]
    assert [address in html for address in addresses] == [True, True, True]


def test_a_revocation_in_the_evening_utc_is_dated_the_next_day_here(officer_client, organization):
    row = CertificateFactory(
        series=SeriesFactory(organization=organization),
        status="revoked",
        revoked_at=datetime(2024, 7, 11, 18, 17, tzinfo=UTC),
        revocation_reason="ternyata tidak hadir",
        revoked_by=UserFactory(),
    )

    html = officer_client.get(reverse("certificate:inspect", args=[row.pk])).content.decode()

    assert "12 Juli 2024, 2.17" in html


@pytest.mark.parametrize("count", [1, 3])
def test_certificate_list_costs_the_same(officer_client, organization, count, django_assert_max_num_queries):
    for _ in range(count):
        CertificateFactory(series=SeriesFactory(organization=organization))

    with django_assert_max_num_queries(14):
        officer_client.get(reverse("certificate:index"))


@pytest.mark.parametrize("page", ["add"])
def test_certificates_are_never_typed(officer_client, page):
    response = officer_client.post(reverse(f"certificate:{page}"), {"number": "1"})

    assert response.status_code == 302
    assert Certificate.objects.count() == 0


@pytest.mark.parametrize("kind", FACTORIES)
def test_viewer_reads_lists_and_writes_nothing(viewer_client, organization, kind):
    row = FACTORIES[kind](organization=organization)

    assert viewer_client.get(reverse(f"{kind}:index")).status_code == 200
    assert viewer_client.get(reverse(f"{kind}:add")).status_code == 302
    assert viewer_client.get(reverse(f"{kind}:edit", args=[row.pk])).status_code == 302


def test_trainer_sees_none_of_it(client, organization):
    client.force_login(assign_role(UserFactory(), Role.TRAINER, organization))

    for kind in KINDS:
        assert client.get(reverse(f"{kind}:index")).status_code == 302
