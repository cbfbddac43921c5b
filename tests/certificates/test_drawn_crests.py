"""A crest that is a drawing (SVG): on paper as a drawing, on screen as a picture, never as a program."""

import pytest
from django.urls import reverse

from certificates.models import PrintedAsset
from certificates.services.crests import CrestUnreadable, flatten_crest
from certificates.services.document import draw_document
from certificates.services.issuing import issue_event
from tests.certificates.test_document import figures, read
from tests.factories.certificates import participant, printed
from tests.factories.crests import HEAD, SHIELD, drawn_crest, heavy_drawing
from tests.factories.members import UserFactory
from tests.vera import PASSES, broken_rules, needs_java


def test_it_is_frozen_as_it_is(event, now):
    drawn_crest(event.organization)
    participant(event)

    (certificate,) = issue_event(event=event, by=UserFactory(), now=now)

    assert bytes(PrintedAsset.objects.get().content) == SHIELD
    assert bytes(certificate.crest.content) == SHIELD


def test_one_that_was_changed_into_a_program_is_refused(event):
    drawn_crest(event.organization, HEAD.encode() + b"<script>alert(1)</script></svg>")

    with pytest.raises(CrestUnreadable):
        flatten_crest(event.organization)


@pytest.mark.parametrize("layout", ["frame", "band", "weave"])
def test_it_is_drawn_and_not_photographed(layout):
    content = draw_document(printed=printed(look={"layout": layout}), crest=heavy_drawing())

    pages = read(content).pages
    assert [len(page.images) for page in pages] == [0, 0]
    assert figures(read(content))[0] == "Lambang Pemerintah Kota Kupang"
    assert len(content) <= 120 * 1024


@needs_java
def test_the_file_stays_pdf_a_3a_and_pdf_ua_1(tmp_path):
    drawn = {"shield": draw_document(printed=printed(look={"layout": "band"}), crest=SHIELD)}
    drawn["heavy"] = draw_document(printed=printed(look={"layout": "weave"}), crest=heavy_drawing())

    assert broken_rules(drawn, tmp_path) == dict.fromkeys(drawn, PASSES)


def test_on_screen_it_is_a_picture_that_may_do_nothing(event, client):
    crest = drawn_crest(event.organization)

    response = client.get(crest.get_rendition("max-165x165").url)

    assert response["Content-Type"] == "image/svg+xml"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert client.get(crest.file.url).status_code == 404


def test_the_chooser_of_pictures_shows_it(event, officer_client):
    crest = drawn_crest(event.organization)

    assert officer_client.get(reverse("wagtailimages_chooser:choose")).status_code == 200
    assert crest.get_rendition("max-165x165").img_tag().startswith("<img ")
