"""`/cms/sertifikat/nomor/<series>/`: the book of numbers, with reserving and voiding."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from certificates.permissions import readable_series, writable_series
from certificates.services.number_blocks import (
    AlreadyVoided,
    BlockOverlaps,
    BlockTooLarge,
    NumberInUse,
    NumberOutOfRange,
    VoidReasonMissing,
    release_block,
    reserve_block,
    void_number,
)
from certificates.services.number_register import number_sheet, open_book, read_lines
from certificates.services.sources import issuing_date
from lms.spreadsheets import CONTENT_TYPE
from members.choices import DisclosureKind
from members.permissions import office_required, office_write_required
from members.services.disclosures import record_disclosure

PAGE_SIZE = 50


@office_required
@require_safe
def show_book(request, pk):
    series = readable_series(request.user, pk)
    book = open_book(series=series)
    page = Paginator(book.spans, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "book": book,
        "series": series,
        "page": page,
        "lines": read_lines(book=book, spans=page.object_list),
        "blocks": series.blocks.all(),
        "can_write": _can_write(request.user, pk),
        "office_section": "events",
    }
    return render(request, "certificates/office/number_book.html", context)


@office_required
@require_safe
def download_book(request, pk):
    """The same as XLSX; it names people, so it is noted."""
    series = readable_series(request.user, pk)
    now = timezone.now()
    book = open_book(series=series)
    note = {"kind": DisclosureKind.EXPORT, "subject": f"Daftar nomor {series}", "people_count": book.used_count}
    record_disclosure(user=request.user, **note, now=now)
    content = number_sheet(book=book, day=issuing_date(organization=series.organization, now=now))
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="nomor-{slugify(str(series))}.xlsx"'
    return response


@office_write_required
@require_POST
def reserve_numbers(request, pk):
    series = writable_series(request.user, pk)
    first, last = _serial(request.POST.get("dari")), _serial(request.POST.get("sampai"))
    try:
        block = reserve_block(
            series=series,
            first=first,
            last=last,
            purpose=request.POST.get("untuk", ""),
            by=request.user,
            now=timezone.now(),
        )
        words = {"first": block.first, "last": block.last}
        messages.success(request, _("Nomor %(first)d sampai %(last)d dicadangkan.") % words)
    except BlockTooLarge:
        messages.error(request, _("Tulis nomor pertama dan terakhir, paling banyak 2.000 nomor sekaligus."))
    except BlockOverlaps as error:
        text = _("Nomor %d sudah terpakai, dicadangkan, atau batal. Pilih nomor lain.")
        messages.error(request, text % error.serial)
    return redirect("office_series_book", pk)


@office_write_required
@require_POST
def void_one(request, pk):
    series = writable_series(request.user, pk)
    serial, reason = _serial(request.POST.get("nomor")), request.POST.get("alasan", "")
    try:
        void_number(series=series, serial=serial, reason=reason, by=request.user, now=timezone.now())
        messages.success(request, _("Nomor %d dicatat batal dan tidak akan dipakai.") % serial)
    except VoidReasonMissing:
        messages.error(request, _("Tulis alasannya, misalnya “lembar rusak”."))
    except AlreadyVoided:
        messages.info(request, _("Nomor ini sudah tercatat batal."))
    except NumberInUse:
        messages.error(request, _("Nomor ini dipakai sebuah sertifikat. Cabut atau terbitkan ulang sertifikatnya."))
    except NumberOutOfRange:
        messages.error(request, _("Tulis nomor urut dengan angka, mulai dari 1."))
    return redirect("office_series_book", pk)


@office_write_required
@require_POST
def release(request, pk, block_pk):
    series = writable_series(request.user, pk)
    block = get_object_or_404(series.blocks, pk=block_pk)
    try:
        count = len(
            release_block(block=block, reason=request.POST.get("alasan", ""), by=request.user, now=timezone.now())
        )
        text = ngettext("%d nomor dicatat batal.", "%d nomor dicatat batal.", count) % count
        messages.success(request, text)
    except VoidReasonMissing:
        messages.error(request, _("Tulis alasannya, misalnya “sisa blok tidak dipakai”."))
    return redirect("office_series_book", pk)


def _serial(text):
    """0 for whatever is no number; the service refuses it with its own words."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 7 else 0


def _can_write(user, pk):
    try:
        return bool(writable_series(user, pk))
    except Http404:
        return False
