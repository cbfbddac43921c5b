"""Back office lists of what certificates are made from; every view starts from the rows of the user's own offices."""

from django.contrib.admin.utils import unquote
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.urls import re_path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from certificates import forms, models
from certificates.choices import CertificateStatus


class Writable:
    """Pages to change; Wagtail's views look their object up in one of these two ways."""

    def get_base_object_queryset(self):
        return self.model.objects.writable_by(self.request.user)

    def get_queryset(self):
        return self.model.objects.writable_by(self.request.user)


class OwnIndexView(generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().visible_to(self.request.user)


class OfficeIndexView(OwnIndexView):
    """With the office's name in a column."""

    def get_base_queryset(self):
        return super().get_base_queryset().with_organization()


class OwnEditView(Writable, generic.EditView):
    pass


class OwnDeleteView(Writable, generic.DeleteView):
    pass


class OwnHistoryView(HistoryView):
    def get_base_object_queryset(self):
        return self.model.objects.writable_by(self.request.user)


class OwnUsageView(UsageView):
    def get_base_object_queryset(self):
        return self.model.objects.writable_by(self.request.user)


class OwnInspectView(generic.InspectView):
    def get_object(self, queryset=None):
        return get_object_or_404(self.model.objects.visible_to(self.request.user), pk=self.pk)


class OfficeViewSet(ModelViewSet):
    index_view_class = OwnIndexView
    edit_view_class = OwnEditView
    delete_view_class = OwnDeleteView
    history_view_class = OwnHistoryView
    usage_view_class = OwnUsageView
    inspect_view_class = OwnInspectView
    copy_view_enabled = False
    add_to_reference_index = False
    form_class = None
    list_per_page = 50

    def get_form_class(self, for_update=False):
        return self.form_class


class DesignFormView:
    """After saving comes looking."""

    def get_success_buttons(self):
        address = reverse("office_design", args=[self.object.pk])
        return [messages.button(address, _("Lihat contoh")), *super().get_success_buttons()]


class DesignAddView(DesignFormView, generic.CreateView):
    pass


class DesignEditView(DesignFormView, OwnEditView):
    pass


class OwnCompareView(PermissionCheckedMixin, generic.RevisionsCompareView):
    permission_required = "change"

    def get_object(self, queryset=None):
        return get_object_or_404(self.model.objects.writable_by(self.request.user), pk=unquote(str(self.pk)))


class DesignViewSet(OfficeViewSet):
    """Every saved change is kept; the history compares any two of them."""

    model = models.CertificateDesign
    index_view_class = OfficeIndexView
    add_view_class = DesignAddView
    edit_view_class = DesignEditView
    icon = "doc-full"
    search_fields = ["name"]
    list_display = [
        "name",
        TitleColumn(
            "sample",
            label=_("Contoh"),
            accessor=lambda design: _("Lihat contoh"),
            get_url=lambda design: reverse("office_design", args=[design.pk]),
        ),
        Column("layout", label=_("Tata letak"), accessor="get_layout_display"),
        Column("accent", label=_("Warna"), accessor="get_accent_display"),
        Column("organization", label=_("Organisasi")),
        Column("revision", label=_("Revisi")),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("organization"),
            FieldPanel("name", help_text=_("Untuk Anda sendiri; tidak dicetak.")),
            MultiFieldPanel(
                [
                    FieldPanel(
                        "layout", help_text=_("Contohnya bisa dilihat sesudah disimpan, sebelum ada yang terbit.")
                    ),
                    HelpPanel(template="certificates/office/layouts.html"),
                    FieldPanel("accent"),
                    FieldPanel("has_photo_frame", help_text=_("Bingkai kosong untuk menempel foto pada lembar cetak.")),
                ],
                heading=_("Rupa"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("title"),
                    FieldPanel(
                        "attended_wording", help_text=_("Untuk peserta tanpa syarat nilai, sebelum kata “pada”.")
                    ),
                    FieldPanel("passed_wording", help_text=_("Hanya dicetak bila syarat nilai terpenuhi.")),
                ],
                heading=_("Kata-kata"),
            ),
            InlinePanel(
                "wordings",
                heading=_("Peran selain peserta"),
                label=_("peran"),
                help_text=_("Tanpa baris di sini tercetak apa adanya, misalnya “sebagai narasumber”."),
                panels=[
                    FieldPanel("role"),
                    FieldPanel("wording", help_text=_("Sebelum kata “pada”, misalnya “sebagai narasumber utama”.")),
                ],
            ),
            MultiFieldPanel(
                [
                    FieldPanel("shows_materials"),
                    FieldPanel("shows_scores", help_text=_("Di halaman kedua, hanya untuk peserta.")),
                ],
                heading=_("Halaman kedua"),
            ),
        ],
        base_form_class=forms.DesignForm,
    )

    def get_form_class(self, for_update=False):
        return self._edit_handler.get_form_class()

    def get_history_view_kwargs(self, **kwargs):
        return super().get_history_view_kwargs(revisions_compare_url_name=self.get_url_name("compare"), **kwargs)

    def get_urlpatterns(self):
        compare = self.construct_view(OwnCompareView, edit_handler=self._edit_handler)
        address = r"^compare/(?P<pk>\d+)/(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/$"
        return [*super().get_urlpatterns(), re_path(address, compare, name="compare")]


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
            label=_("Tanda tangan elektronik"),
            accessor=lambda offer: _("Buka") if offer.is_own else "–",
            get_url=lambda offer: reverse("office_course_tte", args=[offer.course_id]) if offer.is_own else None,
        ),
    ]


class CertificateIndexView(OwnIndexView):
    def get_base_queryset(self):
        series = models.NumberSeries.objects.writable_by(self.request.user)
        is_revocable = Q(status=CertificateStatus.VALID, series__in=series)
        return super().get_base_queryset().select_related("series").annotate(is_revocable=is_revocable)


class CertificateViewSet(OfficeViewSet):
    """Every certificate of the office, to search and to read."""

    model = models.Certificate
    index_view_class = CertificateIndexView
    menu_label = _("Sertifikat terbit")
    icon = "clipboard-list"
    inspect_view_enabled = True
    inspect_view_fields = ["number", "issued_on", "status", "revoked_at", "revocation_reason"]
    exclude_form_fields = []
    search_fields = ["number", "printed__name", "printed__activity__title"]
    list_display = [
        Column("number", label=_("Nomor")),
        Column("name", label=_("Nama"), accessor=lambda certificate: certificate.printed["name"]),
        Column("title", label=_("Kegiatan"), accessor=lambda certificate: certificate.printed["activity"]["title"]),
        "issued_on",
        Column("status", label=_("Status"), accessor="get_status_display"),
        TitleColumn(
            "file",
            label=_("Berkas"),
            accessor=lambda certificate: _("Unduh PDF"),
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
