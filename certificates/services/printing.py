"""Freezing: everything a certificate will ever show, copied out of rows that go on changing."""

from dataclasses import asdict, dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from bimtek.choices import EventMode
from bimtek.models import AgendaSlot, Speaker, TrainingEvent
from bimtek.services.results import ParticipantResult, event_jp, slot_jp
from certificates.choices import ParticipantRole
from certificates.models import CertificateDesign, CertificateOffer, Signatory
from certificates.services import wording
from certificates.services.codes import group_code
from certificates.services.requirements import score_text
from courses.models import CoursePage, Enrollment, ModulePage
from courses.services.progress import course_jp, minutes_per_jp
from members.choices import RegionLevel
from members.models import KimMembership, Member, Organization, Region


@dataclass(frozen=True)
class Material:
    title: str
    speakers: str
    jp: str


@dataclass(frozen=True)
class Activity:
    """What is the same on every certificate of one event or course; texts are ready to print."""

    phrase: str
    title: str
    held: str
    dates: str
    place: str
    jp: int
    minutes_per_jp: int
    materials: list[Material] = field(default_factory=list)


@dataclass(frozen=True)
class Recipient:
    """What differs from person to person; only participants pass and have results."""

    name: str
    origin: str
    is_passed: bool
    results: str
    role: str = ParticipantRole.PARTICIPANT

    @property
    def is_participant(self) -> bool:
        return self.role == ParticipantRole.PARTICIPANT


def freeze(
    *,
    offer: CertificateOffer,
    activity: Activity,
    recipient: Recipient,
    number: str,
    code: str,
    issued_on: date,
    valid_until: date | None = None,
) -> dict:
    """The JSON kept in `Certificate.printed`; the PDF and the verification page read nothing else.

    What the design leaves out (materials, scores) is left out here, so that nobody verifies what was never printed.
    """
    organization = offer.series.organization
    design = offer.design
    with override("id"):
        return {
            **freeze_letterhead(organization),
            "title": wording.clean_text(design.title),
            "wording": choose_wording(design=design, recipient=recipient),
            "number": number,
            "code": code,
            "code_groups": group_code(code),
            "address_to_verify": verification_address(code),
            "role": wording.ROLE_WORDS[ParticipantRole(recipient.role)],
            "role_key": str(recipient.role),
            "name": recipient.name,
            "origin": recipient.origin,
            "is_passed": recipient.is_passed and recipient.is_participant,
            "results": recipient.results if shows_results(design=design, recipient=recipient) else "",
            "activity": asdict(activity) | ({} if design.shows_materials else {"materials": []}),
            "jp_words": wording.number_words(activity.jp),
            "issued_in": wording.clean_text(organization.city_name),
            "issued_on": wording.short_date(issued_on),
            "valid_until": wording.short_date(valid_until) if valid_until else "",
            "signatory": freeze_signatory(offer.signatory),
            "second_signatory": freeze_signatory(offer.second_signatory) if offer.second_signatory else None,
            "look": freeze_look(design),
        }


def freeze_letterhead(organization: Organization) -> dict:
    return {
        "government": wording.clean_text(organization.government_name),
        "office": wording.clean_text(organization.name),
        "address": wording.clean_text(" · ".join(filter(None, [organization.address, organization.contact]))),
    }


def choose_wording(*, design: CertificateDesign, recipient: Recipient) -> str:
    """Words before "pada" and the activity: by result for participants, by role for everybody else."""
    if recipient.is_participant:
        return wording.clean_text(design.passed_wording if recipient.is_passed else design.attended_wording)
    own = next((row.wording for row in design.wordings.all() if row.role == recipient.role), "")
    return wording.clean_text(own).removesuffix(" pada") or wording.role_wording(ParticipantRole(recipient.role))


def shows_results(*, design: CertificateDesign, recipient: Recipient) -> bool:
    """Scores stand on page two, so they need one."""
    return recipient.is_participant and design.shows_scores and design.shows_materials


def freeze_look(design: CertificateDesign) -> dict:
    """What chooses the drawing; certificates frozen before there was a choice have none of it."""
    return {
        "layout": str(design.layout),
        "accent": str(design.accent),
        "has_materials": design.shows_materials,
        "has_photo_frame": design.has_photo_frame,
    }


def verification_address(code: str) -> str:
    """Full address on the configured host, never on the host of the request."""
    return f"{settings.BASE_URL}{reverse('verify', args=[code])}"


def freeze_signatory(signatory: Signatory) -> dict:
    return {
        "lines": [wording.clean_text(line) for line in wording.signing_lines(signatory)],
        "name": wording.signer_name(signatory),
        "rank": wording.clean_text(signatory.rank) if signatory.shows_rank else "",
        "nip": wording.nip_text(signatory.nip) if signatory.shows_nip else "",
    }


def describe_event(event: TrainingEvent) -> Activity:
    """Agenda, dates at the office's clock and place of an event."""
    organization = event.organization
    zone = ZoneInfo(organization.time_zone)
    dates = wording.date_range(event.starts_at.astimezone(zone).date(), event.ends_at.astimezone(zone).date())
    place = _place_of_event(event)
    slots = event.slots.filter(is_learning=True).prefetch_related("speakers__member")
    return Activity(
        phrase=wording.activity_phrase(event.kind, event.title),
        title=wording.clean_text(event.title),
        held=f"yang diselenggarakan pada {dates} {place}",
        dates=dates,
        place=place,
        jp=event_jp(event),
        minutes_per_jp=organization.minutes_per_jp,
        materials=[_material_of_slot(slot, organization) for slot in slots],
    )


def describe_course(enrollment: Enrollment) -> Activity:
    """Modules and JP of an online course; its date is the day the person finished."""
    course, finished_at = enrollment.course, enrollment.completed_at
    zone = ZoneInfo(course.organization.time_zone if course.organization_id else settings.TIME_ZONE)
    dates = wording.long_date(finished_at.astimezone(zone).date())
    return Activity(
        phrase="kursus daring",
        title=wording.clean_text(course.title),
        held=f"yang diselesaikan secara daring pada {dates}",
        dates=dates,
        place="secara daring",
        jp=course_jp(course),
        minutes_per_jp=minutes_per_jp(course),
        materials=_materials_of_course(course),
    )


def describe_participant(*, result: ParticipantResult, membership: KimMembership | None, jp: int) -> Recipient:
    """A participant of an event; passed only when the event has a pass rule, which the caller checked."""
    member, event = result.registration.member, result.registration.event
    parts = [f"Kehadiran: {result.jp} dari {jp} JP"]
    if event.has_post_test and result.post_score is not None:
        parts.insert(0, f"Nilai tes akhir: {score_text(result.post_score)}")
    return Recipient(
        name=wording.clean_text(member.full_name),
        origin=describe_origin(member, membership),
        is_passed=event.has_post_test,
        results=" · ".join(parts),
    )


def describe_learner(*, enrollment: Enrollment, membership: KimMembership | None, has_pass_rule: bool) -> Recipient:
    """A learner of a course; passed only when a quiz belonged to the rule."""
    return Recipient(
        name=wording.clean_text(enrollment.member.full_name),
        origin=describe_origin(enrollment.member, membership),
        is_passed=has_pass_rule,
        results="",
    )


def describe_speaker(*, speaker: Speaker, membership: KimMembership | None) -> Recipient:
    """Somebody with a part in the event: the role of that part, neither passed nor scored."""
    presented_as = wording.clean_text(speaker.presented_as)
    return Recipient(
        name=wording.clean_text(speaker.member.full_name),
        origin=presented_as or describe_origin(speaker.member, membership),
        is_passed=False,
        results="",
        role=ParticipantRole(speaker.role),
    )


def describe_origin(member: Member, membership: KimMembership | None) -> str:
    """`KIM Suara Alak · Kelurahan Namosain, Kecamatan Alak`, or the office a guest comes from, or the region."""
    group = membership.kim.name if membership else member.institution
    region = membership.kim.region if membership else member.region
    return wording.clean_text(" · ".join(filter(None, [group, name_region(region) if region else ""])))


def name_region(region: Region) -> str:
    """Kind and name, with the kecamatan, because names repeat."""
    own = f"{region.get_kind_display()} {region.name}"
    return f"{own}, Kecamatan {region.parent.name}" if region.level == RegionLevel.VILLAGE else own


def memberships_on(*, members: list[Member], day: date) -> dict[int, KimMembership]:
    """The group each person belonged to on that day, by primary key of the person; one query."""
    rows = KimMembership.objects.active_on(day).filter(member__in=members).order_by("starts_on")
    return {row.member_id: row for row in rows.select_related("kim__region__parent")}


def first_day(event: TrainingEvent) -> date:
    return event.starts_at.astimezone(ZoneInfo(event.organization.time_zone)).date()


def _place_of_event(event: TrainingEvent) -> str:
    if event.mode == EventMode.ONLINE:
        return "secara daring"
    venue, city = wording.clean_text(event.venue), wording.clean_text(event.organization.city_name)
    where = venue if city.casefold() in venue.casefold() else f"{venue}, {city}"
    return f"di {where} dan secara daring" if event.mode == EventMode.HYBRID else f"di {where}"


def _material_of_slot(slot: AgendaSlot, organization: Organization) -> Material:
    speakers = ", ".join(wording.clean_text(speaker.member.full_name) for speaker in slot.speakers.all())
    return Material(wording.clean_text(slot.title), speakers, str(slot_jp(slot, organization.minutes_per_jp)))


def _materials_of_course(course: CoursePage) -> list[Material]:
    per_jp = minutes_per_jp(course)
    modules = ModulePage.objects.live().child_of(course).order_by("path")
    return [
        Material(wording.clean_text(module.title), "", wording.jp_text(module.lesson_minutes, per_jp))
        for module in modules
    ]
