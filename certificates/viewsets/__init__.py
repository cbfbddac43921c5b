"""Back office lists of what certificates are made from; every view starts from the rows of the user's own offices."""

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSetGroup

from certificates import forms, models
from certificates.choices import CertificateStatus
from certificates.viewsets.base import OfficeIndexView, OfficeViewSet, OwnIndexView, OwnInspectView
from certificates.viewsets.designs import DesignViewSet


class SignatoryViewSet(OfficeViewSet):
    model = models.Signatory
    form_class = forms.SignatoryForm
    icon = "user"
    search_fields = ["name", "position"]
    list_display = [
        "name",
        "position",
        Column("mode", label=_("Cara"), accessor="get_mode_display"),
        "valid_from",
        "valid_until",
    ]


class SeriesViewSet(OfficeViewSet):
    model = models.NumberSeries
    index_view_class = OfficeIndexView
    form_class = forms.SeriesForm
    icon = "list-ol"
    search_fields = ["name", "pattern"]
    list_display = [
        *("name", "year", "pattern", "next_serial", Column("organization", label=_("Organisasi"))),
        TitleColumn(
            "book",
            label=_("Daftar nomor"),
            accessor=lambda series: _("Buka"),
            get_url=lambda series: reverse("office_series_book", args=[series.pk]),
        ),
    ]


class CourseOfferIndexView(OwnIndexView):
    def get_base_queryset(self):
        rows = super().get_base_queryset().for_courses().select_related("course", "signatory", "series")
        return rows.annotate(is_own=Q(series__in=models.NumberSeries.objects.writable_by(self.request.user)))


class CourseOfferViewSet(OfficeViewSet):
    model = models.CertificateOffer
    form_class = forms.CourseOfferForm
    index_view_class = CourseOfferIndexView
    menu_label = _("Sertifikat kursus")
    icon = "openquote"
    search_fields = ["course__title"]
    list_display = [
        TitleColumn("course", label=_("Kursus"), url_name="certificateoffer:edit"),
        Column("signatory", label=_("Penanda tangan")),
        Column("series", label=_("Seri nomor")),
        TitleColumn(
            "learners",
            label=_("Peserta"),
            accessor=lambda offer: _("Siapa yang belum"),
            get_url=lambda offer: f"{reverse('office_certificate_learners')}?kursus={offer.course_id}",
        ),
        TitleColumn(
            "signing",
            label=_("TTE"),
            accessor=lambda offer: _("Buka") if offer.is_own else "–",
            get_url=lambda offer: reverse("office_course_tte", args=[offer.course_id]) if offer.is_own else None,
        ),
    ]


def _address_of_person(certificate):
    """Where requirements, history and every action of this certificate are."""
    if certificate.registration_id:
        return reverse("office_certificate_participant", args=[certificate.registration_id])
    if certificate.speaker_id:
        return reverse("office_certificate_part", args=[certificate.speaker_id])
    return reverse("office_certificate_learner", args=[certificate.enrollment_id])


class CertificateIndexView(OwnIndexView):
    def get_base_queryset(self):
        series = models.NumberSeries.objects.writable_by(self.request.user)
        is_revocable = Q(status=CertificateStatus.VALID, series__in=series)
        return super().get_base_queryset().select_related("series").annotate(is_revocable=is_revocable)


class CertificateInspectView(OwnInspectView):
    def get_revoked_at_display_value(self):
        """By the clock of the site: Wagtail shows UTC, which may be the day before."""
        moment = self.object.revoked_at
        return date_format(localtime(moment), "DATETIME_FORMAT") if moment else "–"


class CertificateViewSet(OfficeViewSet):
    """Every certificate of the office, to search and to read."""

    model = models.Certificate
    index_view_class = CertificateIndexView
    menu_label = _("Sertifikat terbit")
    icon = "clipboard-list"
    inspect_view_class = CertificateInspectView
    inspect_view_enabled = True
    inspect_view_fields = ["number", "issued_on", "status", "revoked_at", "revocation_reason"]
    exclude_form_fields = []
    search_fields = ["number", "printed__name", "printed__activity__title"]
    list_display = [
        TitleColumn("number", label=_("Nomor"), get_url=_address_of_person),
        Column("name", label=_("Nama"), accessor=lambda certificate: certificate.printed["name"]),
        Column("title", label=_("Kegiatan"), accessor=lambda certificate: certificate.printed["activity"]["title"]),
        "issued_on",
        Column("status", label=_("Status"), accessor="get_status_display"),
        TitleColumn(
            "file",
            label=_("Berkas"),
            accessor=lambda certificate: "PDF",
            get_url=lambda certificate: reverse("certificate_download", args=[certificate.pk]),
        ),
        TitleColumn(
            "page",
            label=_("Verifikasi"),
            accessor=lambda certificate: _("Buka"),
            get_url=lambda certificate: reverse("verify", args=[certificate.code]),
        ),
        TitleColumn(
            "revoke",
            label=_("Pencabutan"),
            accessor=lambda certificate: _("Cabut") if certificate.is_revocable else "–",
            get_url=lambda certificate: (
                reverse("office_certificate_revoke", args=[certificate.pk]) if certificate.is_revocable else None
            ),
        ),
    ]


class CertificateGroup(ModelViewSetGroup):
    items = (CertificateViewSet, DesignViewSet, SignatoryViewSet, SeriesViewSet, CourseOfferViewSet)
    menu_label = _("Sertifikat")
    menu_icon = "clipboard-list"
    menu_order = 250
