"""The training day of 11 July 2024 from registration to certificates, and one that is still to come."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from django.utils.text import slugify

from bimtek.choices import AttendanceStatus, EventKind, EventMode, EventStatus, SeatOrder, SpeakerRole, TestKind
from bimtek.models import AgendaSlot, Registration, Speaker, TrainingEvent
from bimtek.services.attendance import mark_attendance
from bimtek.services.registrations import register
from bimtek.services.scores import record_scores
from bimtek.services.seats import number_seats
from certificates.choices import ParticipantRole, SigningMode
from certificates.models import CertificateDesign, CertificateOffer, NumberSeries, RoleWording, Signatory
from certificates.services.issuing import issue_event
from certificates.services.names import confirm_names
from certificates.services.number_blocks import reserve_block, void_number
from courses.models import CoursePage
from demo.people import Staff
from members.models import Member, Organization
from members.services.people import create_member

ABSENT_ALL_DAY = (7, 19, 33)
LEFT_AT_NOON = (11, 40)
SICK = (26,)
BEHIND_THE_STAGE = [
    ("Yohana Neno Bria", SpeakerRole.HOST, "Pembawa acara"),
    ("Kornelis Taek Seran", SpeakerRole.COMMITTEE, "Ketua panitia"),
]
UPCOMING_AGENDA = [
    ("08.00", "08.30", "Daftar hadir dan tes awal", False),
    ("08.30", "10.00", "Pesan dulu, gambar kemudian", True),
    ("10.15", "12.30", "Praktik: poster dan video pendek dengan HP", True),
    ("12.30", "13.00", "Tes akhir dan rencana tindak lanjut", False),
]
"""From, to, title, whether it counts as learning."""


def load_past_event(facts: dict, organization: Organization, staff: Staff, chairs: list[Member]) -> CertificateOffer:
    """Everything up to the certificates of those who qualify; the worker draws them."""
    zone = ZoneInfo(organization.time_zone)
    event = make_event(facts["event"], organization, zone)
    make_agenda(event, facts, organization, zone)
    registrations = [
        register(event=event, member=chair, by=staff.officer, now=event.starts_at - timedelta(days=7))
        for chair in chairs
    ]
    number_seats(event=event, order=SeatOrder.AREA)
    mark_hall(event, registrations, staff)
    record_tests(event, registrations, staff)
    event.status = EventStatus.CLOSED
    event.save(update_fields=["status"])
    offer = make_offer(facts, organization, event)
    ask_about_names(event, registrations, staff)
    issue_event(event=event, by=staff.officer, now=event.ends_at + timedelta(minutes=30))
    keep_numbers_for_paper(offer, staff, event.ends_at + timedelta(days=1))
    return offer


def ask_about_names(event: TrainingEvent, registrations: list[Registration], staff: Staff) -> None:
    """Most signed the sheet in the hall; host and committee are named, and wait for their own button."""
    noon = event.starts_at + timedelta(hours=4)
    confirm_names(members=[row.member for row in registrations[::2]], by=staff.officer, now=noon)
    for name, role, part in BEHIND_THE_STAGE:
        member = create_member(full_name=name, organization=event.organization, institution=part, now=event.starts_at)
        Speaker.objects.create(event=event, member=member, role=role, presented_as=part)


def keep_numbers_for_paper(offer: CertificateOffer, staff: Staff, now: datetime) -> None:
    """A block for sheets written by hand, one of them spoiled."""
    block = reserve_block(
        series=offer.series, first=60, last=69, purpose="Blangko bimtek kecamatan", by=staff.officer, now=now
    )
    void_number(series=offer.series, serial=block.first + 1, reason="lembar rusak", by=staff.officer, now=now)


def make_event(facts: dict, organization: Organization, zone: ZoneInfo) -> TrainingEvent:
    fields = {key: value for key, value in facts.items() if key != "date"}
    return TrainingEvent.objects.create(
        **fields,
        organization=organization,
        status=EventStatus.PUBLISHED,
        mode=EventMode.ON_SITE,
        starts_at=at(facts["date"], "08.00", zone),
        ends_at=at(facts["date"], "15.30", zone),
    )


def make_agenda(event: TrainingEvent, facts: dict, organization: Organization, zone: ZoneInfo) -> None:
    speakers = {row["key"]: make_speaker(event, organization, row) for row in facts["speakers"]}
    for row in facts["agenda"]:
        slot = AgendaSlot.objects.create(
            event=event,
            title=row["title"],
            starts_at=at(facts["event"]["date"], row["from"], zone),
            ends_at=at(facts["event"]["date"], row["to"], zone),
            is_learning=row.get("is_learning", False),
        )
        slot.speakers.set([speakers[key] for key in row.get("speakers", [])])


def make_speaker(event: TrainingEvent, organization: Organization, row: dict) -> Speaker:
    member = create_member(
        full_name=row["name"],
        gender=row["gender"],
        institution=row["presented_as"],
        organization=organization,
        now=event.starts_at,
    )
    return Speaker.objects.create(
        event=event, member=member, role=SpeakerRole.SPEAKER, presented_as=row["presented_as"]
    )


def mark_hall(event: TrainingEvent, registrations: list[Registration], staff: Staff) -> None:
    noon = event.starts_at + timedelta(hours=4)
    for slot in event.slots.filter(is_learning=True):
        statuses = {
            row.pk: attendance_of(number, is_afternoon=slot.starts_at > noon)
            for number, row in enumerate(registrations)
        }
        mark_attendance(slot=slot, statuses=statuses, by=staff.officer, now=slot.ends_at)


def attendance_of(number: int, *, is_afternoon: bool) -> str:
    if number in SICK:
        return AttendanceStatus.SICK
    is_away = number in ABSENT_ALL_DAY or (is_afternoon and number in LEFT_AT_NOON)
    return AttendanceStatus.ABSENT if is_away else AttendanceStatus.PRESENT


def record_tests(event: TrainingEvent, registrations: list[Registration], staff: Staff) -> None:
    """Paper tests of ten questions; the absent have none."""
    chance = Random(2024)
    before, after = {}, {}
    for number, row in enumerate(registrations):
        right = chance.randint(3, 8)
        if number not in ABSENT_ALL_DAY + SICK:
            before[row.pk] = Decimal(10 * right)
            after[row.pk] = Decimal(10 * min(10, right + chance.randint(1, 4)))
    record_scores(event=event, kind=TestKind.PRE, scores=before, by=staff.officer, now=event.starts_at)
    record_scores(event=event, kind=TestKind.POST, scores=after, by=staff.officer, now=event.ends_at)


def make_offer(facts: dict, organization: Organization, event: TrainingEvent) -> CertificateOffer:
    year = event.starts_at.year
    since = {"organization": organization, "valid_from": date(year, 1, 1)}
    return CertificateOffer.objects.create(
        event=event,
        design=load_design(organization),
        signatory=Signatory.objects.create(mode=SigningMode.ON_BEHALF, **since, **facts["signatory"]),
        second_signatory=Signatory.objects.create(**since, **facts["second_signatory"]),
        series=NumberSeries.objects.create(organization=organization, year=year, **facts["series"]),
    )


def load_design(organization: Organization) -> CertificateDesign:
    """The framed one, with words of its own for those who speak."""
    design = CertificateDesign.objects.create(organization=organization, name="Bingkai resmi")
    RoleWording.objects.create(
        design=design, role=ParticipantRole.SPEAKER, wording="yang telah berbagi ilmu sebagai narasumber"
    )
    return design


def load_upcoming_event(
    organization: Organization,
    staff: Staff,
    chairs: list[Member],
    offer: CertificateOffer,
    course: CoursePage,
    now: datetime,
) -> None:
    """Two weeks ahead, 34 of 51 seats taken, one material after the other."""
    zone = ZoneInfo(organization.time_zone)
    day = (now.astimezone(zone) + timedelta(days=14)).date()
    event = make_upcoming_event(organization, course, day, zone)
    make_upcoming_agenda(event, organization, day, zone)
    repeat_offer(offer, event, day.year)
    for chair in chairs[:34]:
        register(event=event, member=chair, by=staff.officer, now=now)


def make_upcoming_event(organization: Organization, course: CoursePage, day: date, zone: ZoneInfo) -> TrainingEvent:
    title = f"Bimtek Desain Konten untuk KIM {day.year}"
    return TrainingEvent.objects.create(
        organization=organization,
        slug=slugify(title),
        title=title,
        kind=EventKind.BIMTEK,
        status=EventStatus.PUBLISHED,
        description="Berlatih membuat poster, teks siaran, dan video pendek dengan HP sendiri, dipandu narasumber.",
        things_to_bring="HP dan pengisi daya\nSurat tugas dari kelurahan\nSatu pengumuman dari grup warga",
        venue="Aula Lontar, Kantor Camat Oebobo",
        starts_at=at(day, "08.00", zone),
        ends_at=at(day, "13.00", zone),
        registration_closes_at=at(day - timedelta(days=3), "16.00", zone),
        capacity=51,
        course=course,
    )


def make_upcoming_agenda(event: TrainingEvent, organization: Organization, day: date, zone: ZoneInfo) -> None:
    trainer = make_speaker(
        event, organization, {"name": "Gregorius Manek Bauk", "gender": "L", "presented_as": "Pelatih konten"}
    )
    for start, end, title, is_learning in UPCOMING_AGENDA:
        slot = AgendaSlot.objects.create(
            event=event,
            title=title,
            starts_at=at(day, start, zone),
            ends_at=at(day, end, zone),
            is_learning=is_learning,
        )
        if is_learning:
            slot.speakers.set([trainer])


def repeat_offer(offer: CertificateOffer, event: TrainingEvent, year: int) -> None:
    """The same certificate as last time, numbered in the series of its own year."""
    series = NumberSeries.objects.create(
        organization=event.organization,
        year=year,
        pattern=offer.series.pattern,
        classification=offer.series.classification,
        office_code=offer.series.office_code,
    )
    CertificateOffer.objects.create(event=event, design=offer.design, signatory=offer.signatory, series=series)


def at(day: date, clock: str, zone: ZoneInfo) -> datetime:
    """`at(day, "08.30", zone)`: a moment of the programme."""
    hour, minute = clock.split(".")
    return datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=zone)
