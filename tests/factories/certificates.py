from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from bimtek.choices import AttendanceStatus, TestKind
from bimtek.models import Attendance, TestScore
from certificates import models
from certificates.choices import SigningMode
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory, SpeakerFactory
from tests.factories.courses import CourseFactory, EnrollmentFactory
from tests.factories.members import MemberFactory, OrganizationFactory, UserFactory

NOW = datetime(2024, 7, 11, 8, 0, tzinfo=UTC)
"""Thursday 11 July 2024, 16.00 WITA: an hour after the event of EventFactory."""


class DesignFactory(DjangoModelFactory):
    class Meta:
        model = models.CertificateDesign
        django_get_or_create = ("organization", "name")

    organization = factory.SubFactory(OrganizationFactory)
    name = "Rancangan baku"


class SignatoryFactory(DjangoModelFactory):
    """The secretary signing for the head, in office since 2020."""

    class Meta:
        model = models.Signatory

    organization = factory.SubFactory(OrganizationFactory)
    name = "Elisabet Manafe Tode"
    position = "Sekretaris"
    mode = SigningMode.ON_BEHALF
    represented_position = "Kepala Dinas Komunikasi dan Informatika Kota Kupang"
    rank = "Pembina (IV/a)"
    nip = "198001012005012001"
    valid_from = date(2020, 1, 1)


class SeriesFactory(DjangoModelFactory):
    class Meta:
        model = models.NumberSeries
        django_get_or_create = ("organization", "year", "name")

    organization = factory.SubFactory(OrganizationFactory)
    year = 2024
    name = "Sertifikat"
    pattern = "{klasifikasi}/{urut:03d}/{opd}/{bulan_romawi}/{tahun}"
    classification = "000"
    office_code = "DISKOMINFO"


class EventOfferFactory(DjangoModelFactory):
    class Meta:
        model = models.CertificateOffer

    event = factory.SubFactory(EventFactory)
    design = factory.SubFactory(DesignFactory)
    signatory = factory.SubFactory(SignatoryFactory)
    series = factory.SubFactory(SeriesFactory)


class CourseOfferFactory(EventOfferFactory):
    event = None
    course = factory.SubFactory(CourseFactory)


class CertificateFactory(DjangoModelFactory):
    """A row as `issue` writes it, without PDF; for lists."""

    class Meta:
        model = models.Certificate

    registration = factory.SubFactory(RegistrationFactory)
    member = factory.LazyAttribute(lambda row: (row.registration or row.enrollment).member)
    code = factory.Sequence(lambda n: f"{n:020d}")
    series = factory.SubFactory(SeriesFactory)
    serial = factory.Sequence(lambda n: n + 1)
    number = factory.Sequence(lambda n: f"000/{n}/DISKOMINFO/VII/2024")
    design = factory.SubFactory(DesignFactory)
    design_revision = 1
    printed = factory.LazyAttribute(lambda row: printed(name=row.member.full_name, number=row.number, code=row.code))
    issued_on = date(2024, 7, 11)
    issued_at = NOW


class CourseCertificateFactory(CertificateFactory):
    registration = None
    enrollment = factory.SubFactory(EnrollmentFactory)


class FileFactory(DjangoModelFactory):
    class Meta:
        model = models.CertificateFile

    certificate = factory.SubFactory(CertificateFactory)
    content = b"%PDF-1.7 isi"
    byte_count = 12
    sha256 = "0" * 64
    credential = '{"type": ["VerifiableCredential", "OpenBadgeCredential"]}'
    drawn_at = NOW


class PartCertificateFactory(CertificateFactory):
    """Of somebody with a part in an event."""

    registration = None
    speaker = factory.SubFactory(SpeakerFactory)
    member = factory.LazyAttribute(lambda row: row.speaker.member)
    role = factory.LazyAttribute(lambda row: row.speaker.role)


class BlockFactory(DjangoModelFactory):
    class Meta:
        model = models.NumberBlock

    series = factory.SubFactory(SeriesFactory)
    first = 5001
    last = 5010
    purpose = "Blangko bimtek"
    reserved_at = NOW
    reserved_by = factory.SubFactory(UserFactory)


class PrintSetFactory(DjangoModelFactory):
    """Made, with a file of a few bytes."""

    class Meta:
        model = models.PrintSet

    event = factory.SubFactory(EventFactory)
    order = "name"
    fingerprint = "0" * 64
    certificate_count = 1
    asked_at = NOW
    asked_by = factory.SubFactory(UserFactory)
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.7", "cetak.pdf"))
    byte_count = 8
    made_at = NOW


def held_event(**kwargs):
    """An event with one attended slot of 2 JP, one speaker and an offer."""
    kwargs.setdefault("title", "Desain Konten untuk KIM")
    event = EventFactory(**kwargs)
    slot = SlotFactory(event=event, title="Dasar desain")
    slot.speakers.add(SpeakerFactory(event=event, member=MemberFactory(full_name="Gregorius Manek Tefa")))
    office = {"organization": event.organization}
    EventOfferFactory(
        event=event,
        design=DesignFactory(**office),
        signatory=SignatoryFactory(**office),
        series=SeriesFactory(**office),
    )
    return event


def participant(event, *, is_present=True, score=80, **member):
    """A registered person; `score=None` sat no post-test."""
    person = MemberFactory(**{"organization": event.organization, **member})
    registration = RegistrationFactory(event=event, member=person)
    by = UserFactory()
    if is_present:
        for slot in event.slots.all():
            Attendance.objects.create(
                slot=slot, registration=registration, status=AttendanceStatus.PRESENT, recorded_at=NOW, recorded_by=by
            )
    if score is not None:
        TestScore.objects.create(
            registration=registration, kind=TestKind.POST, score=Decimal(score), recorded_at=NOW, recorded_by=by
        )
    return registration


def printed(**changes):
    """Frozen text as `printing.freeze` makes it; `materials` is a number of rows."""
    count = changes.pop("materials", 4)
    activity = {
        "phrase": "Bimbingan Teknis",
        "title": "Desain Konten untuk KIM",
        "held": "yang diselenggarakan pada Kamis, 11 Juli 2024 di Aula Contoh, Kupang",
        "dates": "Kamis, 11 Juli 2024",
        "place": "di Aula Contoh, Kupang",
        "jp": 8,
        "minutes_per_jp": 45,
        "materials": [
            {"title": f"Materi ke-{row}", "speakers": "Gregorius Manek Tefa", "jp": "2"} for row in range(1, count + 1)
        ],
    }
    activity.update(changes.pop("activity", {}))
    code = changes.get("code", "KPG7M2QX8RTD4WZN6B3H")
    return {
        "government": "Pemerintah Kota Kupang",
        "office": "Dinas Komunikasi dan Informatika Kota Kupang",
        "address": "Jalan Contoh Nomor 1, Kupang",
        "title": "SERTIFIKAT",
        "wording": "telah mengikuti dan dinyatakan LULUS",
        "number": "000/015/DISKOMINFO/VII/2024",
        "code": code,
        "code_groups": "-".join(code[start : start + 4] for start in range(0, 20, 4)),
        "address_to_verify": f"http://localhost:8000/verifikasi/{code}/",
        "role": "peserta",
        "name": "Maria Goreti Bernadetha Nahak Seran Lopes da Costa",
        "origin": "KIM Suara Alak · Kelurahan Namosain, Kecamatan Alak",
        "is_passed": True,
        "results": "Nilai tes akhir: 80 · Kehadiran: 8 dari 8 JP",
        "activity": activity,
        "jp_words": "delapan",
        "issued_in": "Kupang",
        "issued_on": "11 Juli 2024",
        "signatory": {
            "lines": ["a.n. KEPALA DINAS KOMUNIKASI DAN INFORMATIKA KOTA KUPANG", "SEKRETARIS,"],
            "name": "ELISABET MANAFE TODE",
            "rank": "Pembina (IV/a)",
            "nip": "19800101 200501 2 001",
        },
        **changes,
    }


LATER = NOW + timedelta(hours=1)
