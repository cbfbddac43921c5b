"""What a certificate will look like, before any number is used."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from bimtek.models import TrainingEvent
from certificates.choices import ParticipantRole
from certificates.models import CertificateDesign, CertificateOffer, NumberSeries, Signatory
from certificates.services import printing
from certificates.services.crests import flatten_crest
from certificates.services.document import draw_document
from certificates.services.numbers import format_number
from certificates.services.open_offers import check_printable
from certificates.services.sources import issuing_date

SHORT_NAME = "Yohana"
LONG_NAME = "Maria Goreti Bernadetha Nahak Seran Lopes da Costa"
LONGEST_NAME = "Maria Goreti Bernadetha Nahak Seran Lopes da Costa Fernandez Ximenes " * 3
NAMES = {
    "panjang": (_("panjang, 50 huruf"), LONG_NAME),
    "pendek": (_("pendek, satu kata"), SHORT_NAME),
    "terpanjang": (_("terpanjang, 200 huruf"), LONGEST_NAME[:200].strip()),
}
NO_CODE = "0" * 20
MATERIALS = [printing.Material(f"Materi {count}", "Nama Narasumber", "2") for count in range(1, 5)]
RESULTS = "Nilai tes akhir: 90 · Kehadiran: 8 dari 8 JP"


@dataclass(frozen=True)
class Sample:
    """For whom and how; an empty layout or accent is the design's own."""

    name: str = LONG_NAME
    role: str = ParticipantRole.PARTICIPANT
    is_passed: bool = True
    layout: str = ""
    accent: str = ""
    has_second: bool = False

    @property
    def recipient(self) -> printing.Recipient:
        origin = "KIM Contoh · Kelurahan Contoh, Kecamatan Contoh"
        return printing.Recipient(self.name, origin, is_passed=self.is_passed, results=RESULTS, role=self.role)


def draw_event_sample(
    *,
    event: TrainingEvent,
    offer: CertificateOffer,
    name: str,
    now: datetime,
    role: str = ParticipantRole.PARTICIPANT,
) -> bytes:
    """PDF of the event's certificate marked CONTOH, number and code all zeros. Raises as issuing does, and PdfError."""
    sample = Sample(name=name, role=role, is_passed=event.has_post_test)
    with override("id"):
        return _draw(offer, printing.describe_event(event), sample, now)


def draw_design_sample(*, design: CertificateDesign, sample: Sample, now: datetime) -> bytes:
    """PDF of a design with invented everything, marked CONTOH; `design` itself is not changed."""
    organization = design.organization
    signatory = Signatory(name="Nama Pejabat", position="Kepala Dinas", rank="Pangkat (IV/a)", nip="0" * 18)
    second = Signatory(name="Nama Ketua", position="Ketua Panitia", shows_rank=False, nip="0" * 18)
    series = NumberSeries(organization=organization, pattern="{urut:03d}/CONTOH/{tahun}", year=now.year)
    activity = printing.Activity(
        phrase="Bimbingan Teknis",
        title="Desain Konten untuk Komunitas Informasi Masyarakat",
        held="yang diselenggarakan pada 9–10 Desember 2026 di Aula Contoh",
        dates="9–10 Desember 2026",
        place="di Aula Contoh",
        jp=8,
        minutes_per_jp=organization.minutes_per_jp,
        materials=MATERIALS,
    )
    offer = CertificateOffer(design=design, signatory=signatory, series=series)
    if sample.has_second:
        offer.second_signatory = second
    return _draw(offer, activity, sample, now)


def _draw(offer: CertificateOffer, activity: printing.Activity, sample: Sample, now: datetime) -> bytes:
    organization = offer.series.organization
    issued_on = issuing_date(organization=organization, now=now)
    series = NumberSeries(
        pattern=offer.series.pattern,
        classification=offer.series.classification,
        office_code=offer.series.office_code,
        next_serial=0,
    )
    printed = printing.freeze(
        offer=offer,
        activity=activity,
        recipient=sample.recipient,
        number=format_number(series=series, issued_on=issued_on, participant=0, activity=0),
        code=NO_CODE,
        issued_on=issued_on,
    )
    asked = {"layout": sample.layout, "accent": sample.accent}
    printed["look"] |= {key: value for key, value in asked.items() if value}
    check_printable(printed)
    crest = flatten_crest(organization) if organization.crest else None
    return draw_document(printed=printed, crest=crest, is_sample=True)
