import pytest
from django.urls import reverse

from certificates.services.issuing import issue_event
from tests.factories.certificates import FileFactory, participant
from tests.factories.members import MemberFactory, UserFactory


@pytest.fixture
def certificate(event, member, now):
    member.full_name = "Yosefina Da'Lopez"
    member.save()
    registration = participant(event)
    registration.member = member
    registration.save()
    return issue_event(event=event, by=UserFactory(), now=now)[0]


@pytest.fixture
def address(certificate):
    return reverse("certificate_download", args=[certificate.pk])


def test_owner_gets_exactly_the_stored_bytes(member_client, certificate, address):
    FileFactory(certificate=certificate, content=b"%PDF-1.7 \x00\xff isi", byte_count=15)

    response = member_client.get(address)

    assert response.content == b"%PDF-1.7 \x00\xff isi"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="sertifikat-001-yosefina-dalopez.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))


def test_officer_of_the_issuing_office_gets_it_too(officer_client, certificate, address):
    FileFactory(certificate=certificate)

    assert officer_client.get(address).status_code == 200


def test_another_member_sees_nothing(client, certificate, address):
    FileFactory(certificate=certificate)
    client.force_login(MemberFactory(user=UserFactory()).user)

    assert client.get(address).status_code == 404
    assert client.get(reverse("certificate_download", args=[10**9])).status_code == 404


def test_visitor_goes_to_the_login_for_any_number(client, certificate, address):
    assert client.get(address).url == f"/masuk/?next={address}"
    assert client.get("/sertifikat/999999/unduh/").url == "/masuk/?next=/sertifikat/999999/unduh/"


def test_not_drawn_yet_is_said_kindly(member_client, address):
    response = member_client.get(address, follow=True)

    assert response.redirect_chain == [("/belajar/", 302)]
    assert "Sertifikat ini sedang disiapkan." in response.content.decode()


def test_officer_is_led_to_the_progress_meanwhile(officer_client, certificate, address):
    response = officer_client.get(address)

    assert response.url == reverse("office_certificate_batch", args=[certificate.registration.event_id])


def test_download_costs_few_queries(member_client, certificate, address, django_assert_max_num_queries):
    FileFactory(certificate=certificate)

    with django_assert_max_num_queries(5):
        member_client.get(address)
