"""What a certificate will look like, before any number is used."""

from datetime import datetime

from django.utils.translation import override

from bimtek.models import TrainingEvent
from certificates.models import CertificateDesign, CertificateOffer, NumberSeries, Signatory
from certificates.services import printing
from certificates.services.crests import flatten_crest
from certificates.services.document import draw_document
from certificates.services.numbers import format_number
from certificates.services.open_offers import check_printable
from certificates.services.sources import issuing_date

SHORT_NAME = "Yohana"
LONG_NAME = "Maria Goreti Bernadetha Nahak Seran Lopes da Costa"
NO_CODE = "0" * 20
MATERIALS = [printing.Material(f"Materi {count}", "Nama Narasumber", "2") for count in range(1, 5)]


def draw_event_sample(*, event: TrainingEvent, offer: CertificateOffer, name: str, now: datetime) -> bytes:
    """PDF of the event's certificate marked CONTOH, number and code all zeros. Raises as issuing does, and PdfError."""
    with override("id"):
        return _draw(offer, printing.describe_event(event), name, now)


def draw_design_sample(*, design: CertificateDesign, name: str, now: datetime) -> bytes:
    """PDF of a design with invented everything, marked CONTOH."""
    organization = design.organization
    signatory = Signatory(name="Nama Pejabat", position="Kepala Dinas", rank="Pangkat (IV/a)", nip="0" * 18)
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
    return _draw(CertificateOffer(design=design, signatory=signatory, series=series), activity, name, now)


def _draw(offer: CertificateOffer, activity: printing.Activity, name: str, now: datetime) -> bytes:
    organization = offer.series.organization
    issued_on = issuing_date(organization=organization, now=now)
    series = NumberSeries(
        pattern=offer.series.pattern,
        classification=offer.series.classification,
        office_code=offer.series.office_code,
        next_serial=0,
    )
    recipient = printing.Recipient(
        name=name, origin="KIM Contoh · Kelurahan Contoh, Kecamatan Contoh", is_passed=True, results=""
    )
    printed = printing.freeze(
        offer=offer,
        activity=activity,
        recipient=recipient,
        number=format_number(series=series, issued_on=issued_on, participant=0, activity=0),
        code=NO_CODE,
        issued_on=issued_on,
    )
    check_printable(printed)
    crest = flatten_crest(organization) if organization.crest else None
    return draw_document(printed=printed, crest=crest, is_sample=True)
