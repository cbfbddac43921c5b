"""The list people sign in the hall: their name as it will be printed, and room to write it otherwise."""

from django.template.loader import render_to_string
from django.utils.translation import override

from bimtek.models import TrainingEvent
from certificates.services.names import people_of_event, spellings_of
from lms.pdf import render_pdf


def draw_name_sheet(*, event: TrainingEvent) -> bytes:
    """PDF, A4 upright; raises PdfError for a letter without glyph."""
    spellings = list(spellings_of(members=people_of_event(event=event)).values())
    with override("id"):  # an official paper, whatever language the officer reads
        html = render_to_string("certificates/name_sheet.html", {"event": event, "spellings": spellings})
    return render_pdf(html=html, stylesheets=[render_to_string("certificates/name_sheet.css")], assets={})
