"""Designs and signatories in the back office: filled fields, kept changes, samples to look at."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from certificates.choices import BESIDE_PARTICIPANTS, DesignLayout, ParticipantRole
from certificates.models import CertificateDesign, CertificateOffer, RoleWording, Signatory
from certificates.services.issuing import issue_event
from certificates.services.offers import ForeignPart, save_event_offer
from certificates.services.refusals import SignatoryNotInOffice
from certificates.services.samples import NAMES, Sample, draw_design_sample
from certificates.services.wording import ROLE_WORDS
from members.choices import Role
from tests.certificates.test_cms import design_data, errors, signatory_data
from tests.certificates.test_document import words
from tests.factories.certificates import DesignFactory, SignatoryFactory, participant
from tests.factories.members import OrganizationFactory, RegionFactory, UserFactory, assign_role


@pytest.fixture
def foreign(db):
    return OrganizationFactory(name="Dinas Kota Serang", region=RegionFactory(code="36.73"))


def role_row(number, role, wording, **more):
    return {f"wordings-{number}-{key}": value for key, value in {"role": role, "wording": wording, **more}.items()}


def edit(client, design, **changes):
    data = design_data(design.organization, name=design.name, **changes)
    return client.post(reverse("certificatedesign:edit", args=[design.pk]), data, follow=True)


def test_an_officer_fills_fields_and_the_sample_is_one_click_away(officer_client, organization):
    data = design_data(organization, name="Daring", layout="weave", accent="maroon", has_photo_frame="on")
    data |= {"wordings-TOTAL_FORMS": 1} | role_row(0, "speaker", "sebagai narasumber utama")

    page = officer_client.post(reverse("certificatedesign:add"), data, follow=True)

    design = CertificateDesign.objects.get(name="Daring")
    assert (design.layout, design.accent, design.has_photo_frame, design.shows_scores) == (
        "weave",
        "maroon",
        True,
        False,
    )
    assert [(row.role, row.wording) for row in design.wordings.all()] == [("speaker", "sebagai narasumber utama")]
    assert reverse("office_design", args=[design.pk]) in page.content.decode()


@pytest.mark.parametrize(
    ("rows", "role"), [([("speaker", "a"), ("speaker", "b")], "speaker"), ([("participant", "a")], "participant")]
)
def test_a_role_has_one_row_and_participants_none(officer_client, organization, rows, role):
    data = design_data(organization) | {"wordings-TOTAL_FORMS": len(rows)}
    for number, row in enumerate(rows):
        data |= role_row(number, *row)

    response = officer_client.post(reverse("certificatedesign:add"), data)

    assert response.status_code == 200
    assert RoleWording.objects.count() == 0


def test_every_saved_change_is_kept_and_can_be_compared(officer_client, organization):
    design = DesignFactory(organization=organization)

    edit(officer_client, design, title="PIAGAM")
    edit(officer_client, design, title="PIAGAM", layout="band")

    design.refresh_from_db()
    original, first, second = design.revisions.order_by("pk")
    assert [design.revision, *(row.content["revision"] for row in (original, first, second))] == [3, 1, 2, 3]
    assert original.content["title"] == "SERTIFIKAT"
    assert (first.content["layout"], second.content["layout"]) == ("frame", "band")
    history = officer_client.get(reverse("certificatedesign:history", args=[design.pk])).content.decode()
    address = reverse("certificatedesign:compare", args=[design.pk, first.pk, second.pk])
    assert address in history
    compared = officer_client.get(address).content.decode()
    assert ("Pita (modern)" in compared, "PIAGAM" in compared) == (True, False)


def test_an_earlier_revision_is_brought_back_as_the_newest(officer_client, organization):
    design = DesignFactory(organization=organization)
    edit(officer_client, design, title="PIAGAM", **{"wordings-TOTAL_FORMS": 1}, **role_row(0, "host", "memandu"))
    design.refresh_from_db()
    (row,) = design.wordings.all()
    gone = {"wordings-TOTAL_FORMS": 1, "wordings-INITIAL_FORMS": 1}
    edit(officer_client, design, **gone, **role_row(0, "host", "memandu", id=row.pk, DELETE="on"))
    original, first, _second = design.revisions.order_by("pk")
    addresses = [reverse("certificatedesign:return", args=[design.pk, kept.pk]) for kept in (original, first)]
    history = officer_client.get(reverse("certificatedesign:history", args=[design.pk])).content.decode()

    shown = officer_client.get(addresses[1]).content.decode()
    data = design_data(organization, name=design.name, title="PIAGAM") | gone
    officer_client.post(addresses[1], data | role_row(0, "host", "memandu", id=""), follow=True)

    design.refresh_from_db()
    assert [address in history for address in addresses] == [True, True]
    assert ("PIAGAM" in shown, "memandu" in shown, "Simpan untuk memakainya lagi" in shown) == (True, True, True)
    assert (design.title, design.revision, design.revisions.count()) == ("PIAGAM", 4, 4)
    assert [row.wording for row in design.wordings.all()] == ["memandu"]
    assert design.latest_revision.content["revision"] == 4


def test_a_revision_comes_back_only_to_its_own_design_and_writers(client, organization, foreign):
    design, other = DesignFactory(organization=organization), DesignFactory(organization=foreign)
    kept, strange = design.save_revision(), other.save_revision()
    addresses = [
        reverse("certificatedesign:return", args=pair)
        for pair in [(design.pk, strange.pk), (other.pk, strange.pk), (other.pk, kept.pk)]
    ]

    client.force_login(assign_role(UserFactory(), Role.OFFICER, organization))
    answers = [client.post(address, design_data(organization)).status_code for address in addresses]
    client.force_login(assign_role(UserFactory(), Role.VIEWER, organization))
    own = reverse("certificatedesign:return", args=[design.pk, kept.pk])

    assert answers == [404, 404, 404]
    assert [client.get(own).status_code, client.post(own, design_data(organization)).status_code] == [302, 302]
    assert list(CertificateDesign.objects.values_list("revision", flat=True)) == [1, 1]


def test_roles_belong_to_the_kept_change(officer_client, organization):
    design = DesignFactory(organization=organization)
    rows = {"wordings-TOTAL_FORMS": 1} | role_row(0, "host", "memandu acara")

    edit(officer_client, design, **rows)

    design.refresh_from_db()
    assert design.revision == 2
    assert [row["wording"] for row in design.latest_revision.content["wordings"]] == ["memandu acara"]


@pytest.mark.parametrize("revisions", ["live/x", "1...2", "live...latest"])
def test_only_writers_of_the_office_compare(client, organization, foreign, revisions):
    design = DesignFactory(organization=foreign)
    address = f"/cms/certificatedesign/compare/{design.pk}/{revisions}/"

    for role, office in ((Role.OFFICER, organization), (Role.VIEWER, organization), (Role.VIEWER, foreign)):
        client.force_login(assign_role(UserFactory(), role, office))
        assert client.get(address).status_code in (302, 404)


def test_a_letter_the_fonts_lack_is_named_at_once(officer_client, organization):
    design = officer_client.post(reverse("certificatedesign:add"), design_data(organization, title="SERTIFIKAT ❤"))
    signatory = officer_client.post(reverse("signatory:add"), signatory_data(organization, name="Nama 漢"))

    assert errors(design, "title") == ["Huruf ini tidak bisa dicetak: ❤."]
    assert errors(signatory, "name") == ["Huruf ini tidak bisa dicetak: 漢."]


def test_the_page_of_samples_offers_every_layout_and_role(officer_client, organization):
    html = officer_client.get(
        reverse("office_design", args=[DesignFactory(organization=organization).pk])
    ).content.decode()

    asked = [*NAMES, "lulus", "hadir", *dict(BESIDE_PARTICIPANTS), *DesignLayout.values]
    assert [value for value in asked if f'value="{value}"' not in html] == []


@pytest.mark.parametrize(
    ("query", "said", "unsaid"),
    [
        ({}, "telah mengikuti dan dinyatakan LULUS", "KETUA PANITIA"),
        ({"nama": "pendek", "peran": "hadir"}, "telah mengikuti pada", "LULUS"),
        ({"nama": "terpanjang", "peran": "speaker", "tata_letak": "band"}, "sebagai narasumber pada", "Nilai tes"),
        (
            {"nama": "pendek", "kedua": "on", "tata_letak": "weave", "warna": "ochre"},
            "KETUA PANITIA",
            "narasumber pada",
        ),
        ({"nama": "salah", "peran": "raja"}, "telah mengikuti dan dinyatakan LULUS", "raja"),
    ],
)
def test_samples_show_what_was_asked(officer_client, organization, query, said, unsaid):
    design = DesignFactory(organization=organization)

    response = officer_client.get(reverse("office_design_sample", args=[design.pk]), query)

    text = words(response.content)
    assert (said in text, unsaid in text, "CONTOH" in text) == (True, False, True)


@pytest.mark.parametrize("role", list(ParticipantRole))
def test_every_role_can_be_looked_at(organization, now, role):
    content = draw_design_sample(
        design=DesignFactory(organization=organization), sample=Sample(role=role, name="Yohana"), now=now
    )

    assert f"sebagai {ROLE_WORDS[role]}" in words(content, page=0)


def test_looking_changes_nothing(organization, now):
    design = DesignFactory(organization=organization)

    draw_design_sample(design=design, sample=Sample(layout="band", has_second=True), now=now)

    assert (design.layout, CertificateDesign.objects.get().layout) == ("frame", "frame")
    assert CertificateOffer.objects.count() == 0


def test_a_viewer_looks_and_a_stranger_does_not(client, organization, foreign):
    design = DesignFactory(organization=organization)
    address = reverse("office_design", args=[design.pk])

    client.force_login(assign_role(UserFactory(), Role.VIEWER, organization))
    assert client.get(address).status_code == 200
    client.force_login(assign_role(UserFactory(), Role.OFFICER, foreign))
    assert client.get(address).status_code == 404


def test_two_may_sign_an_event(officer_client, event):
    offer = event.certificate_offer
    second = SignatoryFactory(organization=event.organization, name="Ferdinan Missa", position="Ketua Panitia")
    address = reverse("office_certificate_offer", args=[event.pk])
    data = {"design": offer.design_id, "signatory": offer.signatory_id, "series": offer.series_id}

    same = officer_client.post(address, data | {"second_signatory": offer.signatory_id})
    both = officer_client.post(address, data | {"second_signatory": second.pk, "valid_months": 24})

    assert errors(same, "second_signatory") == ["Pilih orang lain, atau kosongkan: satu orang cukup satu tanda tangan."]
    assert both.status_code == 302
    offer.refresh_from_db()
    assert (offer.second_signatory, offer.valid_months) == (second, 24)
    assert offer.signatories == [offer.signatory, second]


def test_both_must_be_in_office(event, now):
    offer = event.certificate_offer
    gone = SignatoryFactory(organization=event.organization, valid_until="2024-07-10")
    offer.second_signatory = gone
    offer.save()
    participant(event)

    with pytest.raises(SignatoryNotInOffice):
        issue_event(event=event, by=UserFactory(), now=now)


def test_a_second_signature_is_frozen_with_the_first(event, now):
    offer = event.certificate_offer
    offer.second_signatory = SignatoryFactory(organization=event.organization, name="Ferdinan Missa", mode="direct")
    offer.save()
    participant(event)

    (certificate,) = issue_event(event=event, by=UserFactory(), now=now)
    Signatory.objects.update(name="Orang Lain")

    certificate.refresh_from_db()
    assert certificate.printed["second_signatory"]["name"] == "FERDINAN MISSA"


def test_a_foreign_second_signatory_is_refused(event):
    offer = event.certificate_offer
    parts = {"design": offer.design, "signatory": offer.signatory, "series": offer.series}

    with pytest.raises(ForeignPart):
        save_event_offer(
            event=event, **parts, second_signatory=SignatoryFactory(organization=OrganizationFactory(name="Dinas Lain"))
        )


def test_one_page_of_pdf_without_materials(officer_client, organization):
    design = DesignFactory(organization=organization, shows_materials=False)

    response = officer_client.get(reverse("office_design_sample", args=[design.pk]), {"nama": "panjang"})

    assert len(PdfReader(BytesIO(response.content)).pages) == 1
