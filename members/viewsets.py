"""Records of this app in the Wagtail admin; every view works on the rows the user administers, others are 404."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, usage
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.log_actions import log

from members.forms.privacy import ConsentTextForm, RetentionRuleForm
from members.forms.staff import OrganizationForm
from members.models import ConsentText, Organization, RetentionRule, WalkOfLife
from members.services.consents import publish_text
from members.services.organizations import open_organization


class OwnIndexView(generic.IndexView):
    def get_base_queryset(self):
        return self.model.objects.administered_by(self.request.user)


class OwnEditView(generic.EditView):
    def get_queryset(self):
        return self.model.objects.administered_by(self.request.user)


class OwnDeleteView(generic.DeleteView):
    def get_queryset(self):
        return self.model.objects.administered_by(self.request.user)


class OwnHistoryView(history.HistoryView):
    def get_base_object_queryset(self):
        return self.model.objects.administered_by(self.request.user)


class OwnUsageView(usage.UsageView):
    def get_base_object_queryset(self):
        return self.model.objects.administered_by(self.request.user)


class RecordViewSet(ModelViewSet):
    """What all records have in common: no copies, no reference index, no search backend."""

    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = False
    search_backend_name = None
    index_view_class = OwnIndexView
    edit_view_class = OwnEditView
    delete_view_class = OwnDeleteView
    history_view_class = OwnHistoryView
    usage_view_class = OwnUsageView


class OpenOrganizationView(generic.CreateView):
    """A new office gets its folder and groups at once."""

    def save_instance(self):
        return open_organization(organization=super().save_instance())


class MoveOrganizationView(OwnEditView):
    """A changed region changes who writes for the office."""

    def save_instance(self):
        return open_organization(organization=super().save_instance())


class OrganizationViewSet(RecordViewSet):
    """Letterhead and crest; the region decides who sees whom, so only a superuser changes it."""

    model = Organization
    add_view_class = OpenOrganizationView
    edit_view_class = MoveOrganizationView
    icon = "home"
    menu_label = _("Organisasi")
    list_display = ["name", "short_name", "region", "time_zone"]
    search_fields = ["name", "short_name"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("name"), FieldPanel("short_name"), FieldPanel("government_name"), FieldPanel("crest")],
                heading=_("Kop surat"),
            ),
            FieldPanel("address"),
            FieldPanel("contact"),
            FieldPanel("city_name"),
            FieldPanel("region", permission="members.superusers_only"),
            FieldPanel("time_zone"),
            FieldPanel("minutes_per_jp"),
            FieldPanel("legal_basis"),
        ],
        base_form_class=OrganizationForm,
    )


class UnusedOnlyDeleteView(OwnDeleteView):
    """A word that people carry is not deleted under them; rename it instead."""

    def get_queryset(self):
        return super().get_queryset().unused()


class WalkOfLifeViewSet(RecordViewSet):
    model = WalkOfLife
    icon = "tag"
    menu_label = _("Unsur")
    list_display = ["name"]
    search_fields = ["name"]
    panels = [FieldPanel("name")]
    delete_view_class = UnusedOnlyDeleteView


class NewestOnlyEditView(OwnEditView):
    """What people agreed to is never rewritten: saving changed words publishes the next version."""

    def get_queryset(self):
        return super().get_queryset().newest()

    def save_instance(self):
        data = self.form.cleaned_data
        text = publish_text(purpose=self.object.purpose, **data, now=timezone.now())
        log(instance=text, action="wagtail.create")
        return text


class ConsentTextViewSet(RecordViewSet):
    """Wordings of all purposes, old ones to read only in the list."""

    model = ConsentText
    icon = "clipboard-list"
    menu_label = _("Naskah persetujuan")
    list_display = ["purpose", "version", BooleanColumn("is_new_meaning", label=_("Artinya berubah")), "published_at"]
    list_filter = ["purpose"]
    edit_view_class = NewestOnlyEditView
    edit_handler = ObjectList([FieldPanel("text"), FieldPanel("is_new_meaning")], base_form_class=ConsentTextForm)


class RetentionRuleViewSet(RecordViewSet):
    """How long each kind of data is kept, for all offices; `/cms/masa-simpan/` shows what a run would erase."""

    model = RetentionRule
    icon = "history"
    menu_label = _("Aturan masa simpan")
    list_display = ["subject", "months", BooleanColumn("is_active", label=_("Dijalankan"))]
    edit_handler = ObjectList(
        [FieldPanel("months"), FieldPanel("basis"), FieldPanel("is_active")], base_form_class=RetentionRuleForm
    )


class PeopleViewSetGroup(ModelViewSetGroup):
    menu_label = _("Kantor")
    menu_icon = "group"
    menu_order = 800
    items = (OrganizationViewSet, WalkOfLifeViewSet, ConsentTextViewSet, RetentionRuleViewSet)
