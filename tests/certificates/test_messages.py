"""What the officer reads when a certificate cannot be issued: one sentence that says what to do next."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.images import ImageFile
from django.urls import reverse
from PIL import Image
from wagtail.images.models import Image as SiteImage

from bimtek.models import TrainingEvent
from certificates.models import Certificate, CertificateDesign, NumberSeries, Signatory
from certificates.services.crests import CrestUnreadable
from certificates.services.issuing import issue
from certificates.services.numbers import NumberTaken, PatternError
from certificates.services.refusals import (
    AlreadyIssued,
    AlreadyReplaced,
    CannotIssue,
    EventNotHeld,
    NoOffer,
    ReissueReasonMissing,
    RequirementsMissing,
    SignatoryNotInOffice,
    UnprintableText,
)
from certificates.services.requirements import Requirement
from certificates.views.refusals import REFUSALS, explain
from lms.models import Job
from lms.pdf import PdfError
from tests.factories.certificates import CertificateFactory, SeriesFactory, participant
from tests.factories.members import UserFactory

FUTURE = datetime(2099, 1, 1, tzinfo=UTC)


def said(response):
    return [str(message) for message in response.context["messages"]]


def press(client, event, **data):
    return client.post(reverse("office_certificate_issue", args=[event.pk]), {"sure": "1", **data}, follow=True)


def break_crest(event):
    out = BytesIO()
    Image.new("RGB", (50, 60)).save(out, "PNG")
    office = event.organization
    office.crest = SiteImage.objects.create(title="Lambang", file=ImageFile(BytesIO(out.getvalue()), name="l.png"))
    office.save()
    Path(office.crest.file.path).write_bytes(b"bukan gambar")


def take_number_away(event):
    CertificateFactory(series=SeriesFactory(name="Buku kedua"), number="1")
    NumberSeries.objects.update(pattern="{urut}")


SPOILS = {
    "no offer": (
        lambda event: event.certificate_offer.delete(),
        "Pilih dulu rancangan, penanda tangan, dan seri nomor.",
    ),
    "not begun": (
        lambda event: TrainingEvent.objects.update(starts_at=FUTURE, ends_at=FUTURE.replace(hour=9)),
        "Kegiatan ini belum berlangsung, masih draf, atau dibatalkan, jadi belum bisa bersertifikat.",
    ),
    "draft": (
        lambda event: TrainingEvent.objects.update(status="draft"),
        "Kegiatan ini belum berlangsung, masih draf, atau dibatalkan, jadi belum bisa bersertifikat.",
    ),
    "signatory left": (
        lambda event: Signatory.objects.update(valid_until="2021-12-31"),
        "Masa jabatan penanda tangan tidak mencakup hari ini. Pilih penanda tangan lain.",
    ),
    "title": (
        lambda event: TrainingEvent.objects.update(title="Acara 王 😀"),
        "Huruf ini tidak bisa dicetak: 王 😀. Betulkan nama atau judulnya dulu.",
    ),
    "signatory name": (
        lambda event: Signatory.objects.update(name="Budi 王"),
        "Huruf ini tidak bisa dicetak: 王. Betulkan nama atau judulnya dulu.",
    ),
    "design": (
        lambda event: CertificateDesign.objects.update(passed_wording="lulus ✌"),
        "Huruf ini tidak bisa dicetak: ✌. Betulkan nama atau judulnya dulu.",
    ),
    "open brace": (
        lambda event: NumberSeries.objects.update(pattern="{urut"),
        "Tanda kurung kurawal pada pola tidak berpasangan. Contoh yang benar: {urut:03d}.",
    ),
    "no counter": (
        lambda event: NumberSeries.objects.update(pattern="{tahun}"),
        "Tulis {urut} di dalam pola, supaya setiap sertifikat mendapat nomor yang berbeda.",
    ),
    "too long": (
        lambda event: NumberSeries.objects.update(pattern="{opd}{opd}{opd}{opd}{urut}", office_code="K" * 40),
        "Nomor menjadi lebih panjang dari 150 huruf. Pendekkan pola nomor.",
    ),
    "number taken": (take_number_away, "Nomor 1 sudah dipakai. Periksa pola dan nomor urut pada seri nomor."),
    "crest": (break_crest, "Lambang daerah bukan gambar yang bisa dibaca. Unggah lagi pada data organisasi."),
}


@pytest.mark.parametrize("spoil", SPOILS)
def test_a_refusal_is_one_sentence_and_leaves_everything_as_it_was(officer_client, event, spoil):
    participant(event)
    do, sentence = SPOILS[spoil]
    do(event)
    counters = list(NumberSeries.objects.order_by("pk").values_list("next_serial", flat=True))
    before = Certificate.objects.count()

    response = press(officer_client, event)

    assert said(response) == [sentence]
    assert (Certificate.objects.count(), Job.objects.count()) == (before, 0)
    assert list(NumberSeries.objects.order_by("pk").values_list("next_serial", flat=True)) == counters


@pytest.mark.parametrize("spoil", ["title", "open brace", "crest", "too long"])
def test_the_sample_says_the_same(officer_client, event, spoil):
    do, sentence = SPOILS[spoil]
    do(event)

    response = officer_client.get(reverse("office_certificate_sample", args=[event.pk]), follow=True)

    assert said(response) == [sentence]


@pytest.mark.parametrize("spoil", ["open brace", "no counter", "too long"])
def test_the_preflight_says_what_is_wrong_with_the_pattern_before_anybody_presses(officer_client, event, spoil):
    participant(event)
    do, sentence = SPOILS[spoil]
    do(event)

    response = officer_client.get(reverse("office_certificates", args=[event.pk]))

    assert response.context["numbers"] == {"problem": sentence}
    assert sentence in response.content.decode()


def test_the_sample_of_an_event_without_offer_leads_to_the_choice(officer_client, event):
    event.certificate_offer.delete()

    response = officer_client.get(reverse("office_certificate_sample", args=[event.pk]), follow=True)

    assert response.redirect_chain[-1][0] == reverse("office_certificate_offer", args=[event.pk])


def test_a_design_that_cannot_be_printed_says_so(officer_client, event):
    design = event.certificate_offer.design
    design.title = "PIAGAM 王"
    design.save()

    response = officer_client.get(reverse("office_design_sample", args=[design.pk]), follow=True)

    assert response.redirect_chain == [(reverse("office_design", args=[design.pk]), 302)]
    assert "Huruf ini tidak bisa dicetak: 王." in response.content.decode()


def test_pressing_again_says_that_nothing_is_new(officer_client, event):
    participant(event)

    first, second = press(officer_client, event), press(officer_client, event)

    assert said(first) == ["1 sertifikat diterbitkan."]
    assert said(second) == ["Tidak ada yang baru: semua yang memenuhi syarat sudah bersertifikat."]
    assert Certificate.objects.get().series.next_serial == 2


def test_without_the_tick_it_says_what_to_look_at(officer_client, event):
    participant(event)

    response = press(officer_client, event, sure="")

    assert said(response) == ["Centang dulu bahwa contoh dan ejaan nama sudah Anda periksa."]


def test_every_refusal_has_a_sentence(event, now):
    registration = participant(event)
    certificate = issue(source=registration, by=UserFactory(), now=now)
    row = Requirement("post_test", "Tes akhir ≥ 70", False, "60")
    errors = [
        AlreadyIssued(certificate),
        RequirementsMissing([row, Requirement("attendance", "Hadir ≥ 75%", False, "0 JP, 0%")]),
        UnprintableText(["王"]),
        NumberTaken("000/001"),
        PatternError("Tulis {urut}."),
        NoOffer(),
        AlreadyReplaced(),
        ReissueReasonMissing(),
        EventNotHeld(),
        SignatoryNotInOffice(),
        CrestUnreadable("x"),
        PdfError("x"),
    ]

    sentences = [explain(error) for error in errors]

    assert all(isinstance(error, REFUSALS) for error in errors)
    assert {type(error) for error in errors} >= set(CannotIssue.__subclasses__())
    assert len(set(sentences)) == len(errors)
    assert all(sentence.endswith(".") for sentence in sentences)
    assert sentences[:2] == [
        "Sertifikat untuk orang ini sudah pernah terbit. Nomornya tidak berubah dan tidak dipakai dua kali.",
        "Belum bisa terbit, masih kurang: Tes akhir ≥ 70 (60); Hadir ≥ 75% (0 JP, 0%).",
    ]
