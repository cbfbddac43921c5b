"""No setting, no upgrade and no sweep issues, draws or sends anything again."""

import pytest
from django.core.management import call_command
from django.forms.models import model_to_dict
from django.urls import reverse

from bimtek.models import TrainingEvent
from certificates.models import Certificate, CertificateDesign, CertificateFile, Handover, NumberSeries, Signatory
from certificates.services.handovers import hand_over
from certificates.services.issuing import issue_event
from certificates.services.offers import promise_for_finished, save_course_offer, save_event_offer
from certificates.services.print_sets import look_for_old_sets, sweep_sets
from certificates.services.reissuing import reissue
from certificates.services.revoking import revoke
from lms.models import Job
from lms.services import jobs, routines
from members.models import Member, Organization
from tests.factories.certificates import LATER, CourseOfferFactory, SignatoryFactory, participant
from tests.factories.courses import CourseFactory, EnrollmentFactory
from tests.factories.members import UserFactory

YEARS_LATER = LATER.replace(year=2031)


@pytest.fixture
def by(db):
    return UserFactory(username="petugas-tetap")


def everything():
    """Rows, bytes and messages of all certificates, as they are in the database."""
    return {
        "rows": [model_to_dict(row) for row in Certificate.objects.order_by("pk")],
        "files": list(CertificateFile.objects.order_by("pk").values_list("pk", "content", "sha256", "drawn_at")),
        "told": list(Handover.objects.order_by("pk").values_list("pk", "certificate_id")),
        "draws": sorted(Job.objects.filter(kind="certificates.draw").values_list("key", "state", "finished_at")),
    }


def change_every_setting(event, by):
    """What offices and editors may change, all of it."""
    offer = event.certificate_offer
    Organization.objects.update(name="Dinas Baru", address="Pindah", government_name="Pemerintah Baru", crest=None)
    CertificateDesign.objects.update(
        title="PIAGAM", passed_wording="lulus", layout="band", accent="maroon", shows_materials=False, revision=9
    )
    Signatory.objects.update(name="Pejabat Baru", position="Kepala", shows_nip=False)
    NumberSeries.objects.update(pattern="{urut}/BARU", classification="999", next_serial=700, office_code="BARU")
    TrainingEvent.objects.update(title="Judul Baru", pass_mark=100, min_attendance=100, has_post_test=False)
    Member.objects.update(full_name="Nama Baru", institution="Kantor Baru")
    save_event_offer(
        event=event,
        design=offer.design,
        signatory=offer.signatory,
        second_signatory=SignatoryFactory(organization=event.organization, name="Orang Kedua"),
        series=offer.series,
        valid_months=6,
    )
    course_offer = CourseOfferFactory(
        course=CourseFactory(organization=event.organization),
        design=offer.design,
        signatory=offer.signatory,
        series=offer.series,
    )
    save_course_offer(
        course=course_offer.course, design=offer.design, signatory=offer.signatory, series=offer.series, now=LATER
    )


def run_what_runs_by_itself():
    """Migrations, routines, sweeps and every job that is due, now and in some years."""
    call_command("migrate", verbosity=0)
    for moment in (LATER, YEARS_LATER):
        routines.look_for_work(now=moment)
        look_for_old_sets(now=moment)
        sweep_sets(key="x", now=moment)
        jobs.sweep(now=moment)
        jobs.run_due(now=moment)


@pytest.mark.django_db(transaction=True)
def test_what_was_issued_stays_byte_for_byte(client, event, by, now, settings):
    for name in ("Adriana Lika", "Rambu Hamu", "Yosefina Dalopez"):
        participant(event, full_name=name)
    first, second, third = issue_event(event=event, by=by, now=now)
    jobs.run_due(now=now)
    hand_over(certificate=first, channel="copy", by=by, now=now)
    revoke(certificate=second, by=by, reason="keliru", now=now)
    new = reissue(certificate=third, by=by, reason="ejaan", now=now)
    jobs.run_due(now=now)
    before = everything()
    assert len(before["files"]) == 4

    change_every_setting(event, by)
    settings.BASE_URL = "https://alamat-baru.example"
    run_what_runs_by_itself()

    assert everything() == before
    client.force_login(UserFactory(username="orangnya"))
    Member.objects.filter(pk=new.member_id).update(user=UserFactory(username="pemilik"))
    client.force_login(Member.objects.get(pk=new.member_id).user)
    response = client.get(reverse("certificate_download", args=[new.pk]))
    assert response.content == bytes(CertificateFile.objects.get(pk=new.pk).content)


@pytest.mark.django_db(transaction=True)
def test_a_changed_course_offer_issues_nothing_to_those_who_have_one(by, now, event):
    offer = event.certificate_offer
    course = CourseFactory(organization=event.organization)
    parts = {"design": offer.design, "signatory": offer.signatory, "series": offer.series}
    CourseOfferFactory(course=course, **parts)
    EnrollmentFactory(course=course, status="completed", completed_at=now)
    promise_for_finished(course=course, now=now)
    jobs.run_due(now=LATER)  # issues it
    jobs.run_due(now=LATER)  # draws it
    before = everything()
    assert len(before["rows"]) == 1

    save_course_offer(course=course, **parts, now=LATER)
    Job.objects.filter(kind="certificates.issue_for_enrollment").delete()
    promise_for_finished(course=course, now=YEARS_LATER)
    run_what_runs_by_itself()

    assert everything() == before
