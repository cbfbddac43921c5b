"""Lists of designs and signatories, offers of courses, and what an upgrade does to designs."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from certificates.choices import SigningMode
from certificates.models import CertificateDesign, CertificateOffer, RoleWording, Signatory
from certificates.services.printing import freeze_signatory
from tests.certificates.test_cms import errors, signatory_data
from tests.factories.certificates import DesignFactory, SeriesFactory, SignatoryFactory
from tests.factories.courses import CourseFactory
from tests.factories.members import OrganizationFactory


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("kind", "factory"),
    [("certificatedesign", DesignFactory), ("signatory", SignatoryFactory), ("numberseries", SeriesFactory)],
)
def test_lists_cost_the_same(officer_client, organization, kind, factory, count, django_assert_max_num_queries):
    for number in range(count):
        factory(organization=organization, name=f"Baris {number}")

    with django_assert_max_num_queries(13):
        html = officer_client.get(reverse(f"{kind}:index")).content.decode()

    assert html.count("Baris ") >= count


def test_a_design_costs_the_same_for_any_number_of_roles(officer_client, organization, django_assert_max_num_queries):
    design = DesignFactory(organization=organization)
    for role in ("speaker", "host", "moderator"):
        RoleWording.objects.create(design=design, role=role, wording="sebagai")

    with django_assert_max_num_queries(20):
        officer_client.get(reverse("certificatedesign:edit", args=[design.pk]))


SIX = {
    SigningMode.DIRECT: ["KEPALA BIDANG,"],
    SigningMode.ON_BEHALF: ["a.n. KEPALA DINAS", "KEPALA BIDANG,"],
    SigningMode.FOR_SUPERIOR: ["a.n. KEPALA DINAS", "SEKRETARIS,", "u.b.", "KEPALA BIDANG,"],
    SigningMode.ACTING_VACANT: ["Plt. KEPALA BIDANG,"],
    SigningMode.ACTING_DAILY: ["Plh. KEPALA BIDANG,"],
    SigningMode.ACTING_HEAD: ["Pj. KEPALA BIDANG,"],
}


@pytest.mark.parametrize("mode", SigningMode)
def test_an_officer_enters_every_way_of_signing(officer_client, organization, mode):
    data = signatory_data(
        organization,
        position="Kepala Bidang",
        mode=mode.value,
        represented_position="Kepala Dinas",
        intermediate_position="Sekretaris",
        title_before="Dr.",
        title_after="M.Si.",
        rank="Pembina",
        shows_titles="on",
        shows_rank="on",
    )

    response = officer_client.post(reverse("signatory:add"), data)

    assert response.status_code == 302
    frozen = freeze_signatory(Signatory.objects.get())
    assert frozen == {"lines": SIX[mode], "name": "Dr. NAMA, M.Si.", "rank": "Pembina", "nip": ""}


def test_titles_are_off_unless_switched_on(officer_client, organization):
    officer_client.post(reverse("signatory:add"), signatory_data(organization, title_before="Dr."))

    signatory = Signatory.objects.get()
    assert (signatory.shows_titles, freeze_signatory(signatory)["name"]) == (False, "NAMA")


def test_two_may_sign_a_course(officer_client, organization):
    first, second = SignatoryFactory(organization=organization), SignatoryFactory(organization=organization, name="Dua")
    foreign = SignatoryFactory(organization=OrganizationFactory(name="Dinas Lain"))
    data = {
        "course": CourseFactory(organization=organization).pk,
        "design": DesignFactory(organization=organization).pk,
        "signatory": first.pk,
        "series": SeriesFactory(organization=organization).pk,
    }
    address = reverse("certificateoffer:add")

    same = officer_client.post(address, data | {"second_signatory": first.pk})
    theirs = officer_client.post(address, data | {"second_signatory": foreign.pk})
    both = officer_client.post(address, data | {"second_signatory": second.pk, "valid_months": 12})

    assert (len(errors(same, "second_signatory")), len(errors(theirs, "second_signatory"))) == (1, 1)
    assert both.status_code == 302
    offer = CertificateOffer.objects.get()
    assert (offer.signatories, offer.valid_months) == ([first, second], 12)


@pytest.mark.parametrize("months", ["0", "-1", "1201", "setahun"])
def test_months_are_at_least_one_and_no_century(officer_client, event, months):
    offer = event.certificate_offer
    data = {"design": offer.design_id, "signatory": offer.signatory_id, "series": offer.series_id}

    response = officer_client.post(
        reverse("office_certificate_offer", args=[event.pk]), data | {"valid_months": months}
    )

    assert len(errors(response, "valid_months")) == 1


def test_designs_from_before_the_choice_stay_navy(db):
    """What migration 0005 does to rows that 0004 gave the first color of its list."""
    DesignFactory(name="lama", accent="teal")
    DesignFactory(name="lain", accent="maroon")

    import_module("certificates.migrations.0005_designs_keep_their_ink").keep_navy(apps, None)

    assert dict(CertificateDesign.objects.values_list("name", "accent")) == {"lama": "navy", "lain": "maroon"}


def test_a_new_design_is_navy_and_framed(organization):
    design = CertificateDesign.objects.create(organization=organization, name="baru")

    assert (design.layout, design.accent, design.shows_materials, design.has_photo_frame) == (
        "frame",
        "navy",
        True,
        False,
    )
