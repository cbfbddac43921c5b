"""What the numbers are counted from: KIM members at some point of a course or an event."""

from datetime import UTC, date, datetime

from bimtek.choices import AttendanceStatus
from bimtek.models import Attendance
from certificates.models import Certificate, CertificateDesign, NumberSeries
from courses.choices import EnrollmentStatus
from tests.factories.bimtek import RegistrationFactory
from tests.factories.courses import EnrollmentFactory
from tests.factories.members import (
    KimFactory,
    KimMembershipFactory,
    MemberFactory,
    OrganizationFactory,
    RegionFactory,
    UserFactory,
)


def kim_member(code="53.71.01.1001", kim=None, starts_on=date(2024, 1, 1), ends_on=None, **member):
    """A member of `kim`, or of a KIM of its own in the village `code`."""
    kim = kim or KimFactory(region=RegionFactory(code=code))
    row = KimMembershipFactory(kim=kim, member=MemberFactory(**member), starts_on=starts_on, ends_on=ends_on)
    return row.member


def begin(member, course, at=datetime(2024, 7, 1, tzinfo=UTC)):
    return EnrollmentFactory(member=member, course=course, enrolled_at=at)


def finish(member, course, at=datetime(2024, 7, 5, tzinfo=UTC)):
    return EnrollmentFactory(member=member, course=course, status=EnrollmentStatus.COMPLETED, completed_at=at)


def attend(member, slot, status=AttendanceStatus.PRESENT):
    """Seated in the event of `slot`, with one mark in it."""
    registration = RegistrationFactory(event=slot.event, member=member)
    Attendance.objects.create(
        slot=slot, registration=registration, status=status, recorded_at=slot.starts_at, recorded_by=UserFactory()
    )
    return registration


def certify(*, enrollment=None, registration=None, issued_on=date(2024, 7, 8), **fields):
    """A certificate for one source, numbered after what is there."""
    organization = OrganizationFactory()
    series, _ = NumberSeries.objects.get_or_create(organization=organization, year=2024, pattern="{urut}")
    design, _ = CertificateDesign.objects.get_or_create(organization=organization, name="Biasa")
    serial = Certificate.objects.count() + 1
    return Certificate.objects.create(
        member=(enrollment or registration).member,
        enrollment=enrollment,
        registration=registration,
        code=f"KODE{serial:016d}",
        series=series,
        serial=serial,
        number=f"400.14/{serial:03d}/DISKOMINFO/VII/2024",
        design=design,
        design_revision=1,
        printed={},
        issued_on=issued_on,
        issued_at=datetime(issued_on.year, issued_on.month, issued_on.day, 3, tzinfo=UTC),
        **fields,
    )
