"""Two more courses that not everybody may join: one by approval, one by invitation after the required one."""

from datetime import datetime, timedelta

from courses.choices import EnrollmentPolicy
from courses.models import CatalogPage, CoursePage
from courses.services.admissions import ask, decide, invite
from courses.services.package_import import import_course
from demo.people import Staff
from lms.env import PROJECT
from members.models import Member, Organization

BY_APPROVAL, BY_INVITATION = "keterbukaan-informasi", "promosi-umkm"
ASKING, APPROVED, REFUSED, INVITED = [5, 11, 23], [2], [7], [0, 14]
"""Chairs by what became of their request; the fifth has the login `anggota`."""
REASON = "Kelas ini penuh. Silakan ajukan lagi untuk angkatan bulan depan."


def load_admissions(
    organization: Organization, staff: Staff, chairs: list[Member], first: CoursePage, now: datetime
) -> None:
    """`first` is the course to finish before the invited ones begin."""
    asked = bring(BY_APPROVAL, organization, now, policy=EnrollmentPolicy.APPROVAL)
    invited = bring(BY_INVITATION, organization, now, policy=EnrollmentPolicy.INVITATION, before=[first])
    for days, number in enumerate([*ASKING, *APPROVED, *REFUSED], start=1):
        request = ask(member=chairs[number], course=asked, now=now - timedelta(days=days))
        if number not in ASKING:
            is_approved = number in APPROVED
            reason = "" if is_approved else REASON
            decide(admission=request, is_approved=is_approved, reason=reason, by=staff.officer, now=now)
    for number in INVITED:
        invite(member=chairs[number], course=invited, by=staff.officer, now=now)


def bring(
    slug: str,
    organization: Organization,
    now: datetime,
    *,
    policy: EnrollmentPolicy,
    before: list[CoursePage] | None = None,
) -> CoursePage:
    """Published, with its rule."""
    folder, catalog = PROJECT / "curriculum" / slug, CatalogPage.objects.get()
    course = import_course(folder=folder, catalog=catalog, organization=organization, publish=True, now=now).course
    course.enrollment_policy = policy
    course.prerequisites.set(before or [])
    course.save_revision().publish()
    return course
