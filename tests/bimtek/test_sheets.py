"""The paper that passes from hand to hand."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.images import ImageFile
from django.urls import reverse
from django.utils.translation import override
from PIL import Image
from pypdf import PdfReader
from wagtail.images import get_image_model

from bimtek.services.sheets import BLANK_ROWS, draw_attendance_sheet, sheet_rows
from lms.pdf import PdfError
from members.models import WalkOfLife
from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory
from tests.factories.crests import SHIELD, drawn_crest
from tests.factories.members import KimFactory, KimMembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(organization):
    return EventFactory(organization=organization, title="Pembinaan KIM")


def pages_of(content):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def test_the_sheet_has_head_people_and_signature(event):
    RegistrationFactory(event=event, member__full_name="Ma'u", member__phone="+6281234500001", member__gender="L")

    [text] = pages_of(draw_attendance_sheet(event=event))

    for words in (
        "PEMERINTAH KOTA KUPANG",
        "DAFTAR HADIR",
        "Hari/Tanggal : Kamis, 11 Juli 2024",
        "Waktu : 08.00 WITA – selesai",
        "Tempat : Aula Contoh",
        "Acara : Pembinaan KIM",
        "No. Nama L/P",
        "1 Ma'u L",
        "Namosain (Alak)",
        "Kupang, 11 Juli 2024",
    ):
        assert words in text
    assert "1234500001" not in text
    assert "NIK " not in text


def test_it_is_a4_upright(event):
    [page] = PdfReader(io.BytesIO(draw_attendance_sheet(event=event))).pages

    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [210, 297]


def test_signatures_zigzag(event):
    """Odd numbers sign at the left, even ones further right."""
    RegistrationFactory.create_batch(4, event=event)
    places = {}

    def see(text, _cm, matrix, _font, _size):
        if text.strip().endswith(".") and text.strip()[:-1].isdigit():
            places[int(text.strip()[:-1])] = round(matrix[4])

    PdfReader(io.BytesIO(draw_attendance_sheet(event=event))).pages[0].extract_text(visitor_text=see)

    assert places[1] == places[3]
    assert places[2] == places[4]
    assert places[2] - places[1] > 40


def test_a_full_hall_repeats_the_head_on_every_page(event):
    RegistrationFactory.create_batch(51, event=event)

    pages = pages_of(draw_attendance_sheet(event=event))

    assert len(pages) == 3
    assert [page.count("Tanda tangan") for page in pages] == [1, 1, 1]
    assert [page.count("PPTK/Ketua Panitia") for page in pages] == [0, 0, 1]


def test_blank_rows_go_on_counting(event):
    RegistrationFactory.create_batch(2, event=event)

    rows = sheet_rows(event=event)

    assert [row.number for row in rows] == list(range(1, BLANK_ROWS + 3))
    assert {row.name for row in rows[2:]} == {""}


def test_cancelled_people_are_not_printed(event):
    RegistrationFactory(event=event, status="cancelled", member__full_name="Pergi")

    assert "Pergi" not in pages_of(draw_attendance_sheet(event=event))[0]


def test_capacity_is_the_kim_then_the_institution_then_the_walk_of_life(event):
    chair, clerk, farmer, camat = (
        RegistrationFactory(event=event, member__full_name=name) for name in ("A", "B", "C", "D")
    )
    KimMembershipFactory(kim=KimFactory(name="KIM Alak"), member=chair.member, office="chair")
    KimMembershipFactory(kim=KimFactory(), member=clerk.member, ends_on=date(2024, 6, 1))
    clerk.member.institution = "Staf kelurahan"
    clerk.member.save()
    farmer.member.walks_of_life.add(WalkOfLife.objects.get_or_create(name="petani")[0])
    camat.member.region, camat.member.institution = None, "Camat Alak"
    camat.member.save()

    rows = sheet_rows(event=event)[:4]

    assert [row.capacity for row in rows] == ["Ketua KIM Alak", "Staf kelurahan", "petani", "Camat Alak"]
    assert [row.place for row in rows] == ["Namosain (Alak)"] * 3 + ["Camat Alak"]


@pytest.mark.parametrize("rows", [1, 3])
def test_query_count(event, django_assert_num_queries, rows):
    for _ in range(rows):
        KimMembershipFactory(member=RegistrationFactory(event=event).member)

    with django_assert_num_queries(4):
        sheet_rows(event=event)


def test_one_list_per_day(event):
    event.ends_at += timedelta(days=1)
    event.save()
    SlotFactory(event=event)
    SlotFactory(event=event, starts_at=event.starts_at + timedelta(hours=25))

    both = pages_of(draw_attendance_sheet(event=event))
    second = pages_of(draw_attendance_sheet(event=event, day=date(2024, 7, 12)))

    assert [page.count("DAFTAR HADIR") for page in both] == [1, 1]
    assert second[0].count("Jumat, 12 Juli 2024") == 1
    assert len(second) == 1


def test_the_paper_is_indonesian_whatever_the_officer_reads(event):
    with override("en"):
        [text] = pages_of(draw_attendance_sheet(event=event))

    assert text.count("Kamis, 11 Juli 2024") == 1


def test_a_long_name_is_wrapped_not_cut(event):
    name = "Maria Goreti Bernadetha Nahak Seran Lopes da Costa"
    RegistrationFactory(event=event, member__full_name=name)

    [text] = pages_of(draw_attendance_sheet(event=event))

    assert text.count(name) == 1


def test_the_crest_is_printed(event, tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path)
    buffer = io.BytesIO()
    Image.new("RGBA", (500, 600), "#1a2455").save(buffer, "PNG")
    made = get_image_model().objects.create(title="Lambang", file=ImageFile(buffer, name="crest.png"))
    crest = event.organization.crest = type(made).objects.get(pk=made.pk)

    with_crest = draw_attendance_sheet(event=event)
    crest.file.storage.delete(crest.file.name)
    crest.renditions.all().delete()
    event.organization.crest = type(made).objects.get(pk=made.pk)

    assert len(PdfReader(io.BytesIO(with_crest)).pages[0].images) == 1
    assert len(PdfReader(io.BytesIO(draw_attendance_sheet(event=event))).pages[0].images) == 0


def test_the_door(officer_client, event):
    response = officer_client.get(reverse("office_attendance_sheet", args=[event.pk]) + "?hari=2024-07-11")

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="daftar-hadir-{event.slug}.pdf"'
    assert response.content.startswith(b"%PDF")


def test_a_name_that_cannot_be_printed_is_told(officer_client, event):
    RegistrationFactory(event=event, member__full_name="漢")

    with pytest.raises(PdfError):
        draw_attendance_sheet(event=event)
    response = officer_client.get(reverse("office_attendance_sheet", args=[event.pk]), follow=True)

    [message] = response.context["messages"]
    assert str(message).startswith("Daftar hadir tidak bisa dibuat")


@pytest.mark.parametrize(("content", "is_drawn"), [(SHIELD, True), (SHIELD.replace(b"<use", b"<text"), False)])
def test_a_drawn_crest_is_drawn_or_left_out(event, content, is_drawn):
    without = draw_attendance_sheet(event=event)
    drawn_crest(event.organization, content)

    sheet = draw_attendance_sheet(event=event)

    assert len(PdfReader(io.BytesIO(sheet)).pages[0].images) == 0
    assert (sheet != without) is is_drawn
