"""Designs: fields to fill, a history to compare with and to come back to."""

from django.contrib.admin.utils import unquote
from django.shortcuts import get_object_or_404
from django.urls import path, re_path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.mixins import RevisionsRevertMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.utils.timestamps import render_timestamp

from certificates import forms, models
from certificates.services.offers import loosen_lost_rows
from certificates.viewsets.base import OfficeIndexView, OfficeViewSet, OwnEditView


class DesignFormView:
    """After saving comes looking."""

    def get_success_buttons(self):
        address = reverse("office_design", args=[self.object.pk])
        return [messages.button(address, _("Lihat contoh")), *super().get_success_buttons()]


class DesignAddView(DesignFormView, generic.CreateView):
    pass


class DesignEditView(DesignFormView, OwnEditView):
    pass


class DesignReturnView(RevisionsRevertMixin, DesignEditView):
    """An earlier revision in the form; saved, it becomes the newest, and nothing in between is lost."""

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()  # the mixin warns before it looks
        return super().get(request, *args, **kwargs)

    def get_object(self, queryset=None):
        design = super().get_object(queryset)
        loosen_lost_rows(design=design)
        return design

    def get_warning_message(self):
        when = render_timestamp(self.revision.created_at)
        return _("Ini rancangan sebagaimana disimpan %(when)s. Simpan untuk memakainya lagi.") % {"when": when}

    def get_success_message(self):
        when = render_timestamp(self.revision.created_at)
        return _("Rancangan sebagaimana disimpan %(when)s dipakai lagi.") % {"when": when}


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
        return super().get_history_view_kwargs(
            revisions_compare_url_name=self.get_url_name("compare"),
            revisions_revert_url_name=self.get_url_name("return"),
            **kwargs,
        )

    def get_urlpatterns(self):
        compare = self.construct_view(OwnCompareView, edit_handler=self._edit_handler)
        again = self.construct_view(
            DesignReturnView, revisions_revert_url_name=self.get_url_name("return"), **self.get_edit_view_kwargs()
        )
        address = r"^compare/(?P<pk>\d+)/(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/$"
        return [
            *super().get_urlpatterns(),
            re_path(address, compare, name="compare"),
            path("history/<int:pk>/<int:revision_id>/", again, name="return"),
        ]
