"""Records of this app in the Wagtail admin; every view works on the rows the user administers, others are 404."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, usage
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.log_actions import log

from members.forms.staff import OrganizationForm, RoleForm
from members.models import Organization, RoleAssignment, WalkOfLife
from members.services.people import grant_role, revoke_role


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


class OrganizationViewSet(RecordViewSet):
    """Letterhead and crest; the region decides who sees whom, so only a superuser changes it."""

    model = Organization
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


class GrantView(generic.CreateView):
    def save_instance(self):
        data = self.form.cleaned_data
        assignment = grant_role(
            user=data["account"], role=data["role"], organization=data["organization"], region=data["region"]
        )
        log(instance=assignment, action="wagtail.create")
        return assignment


class RevokeView(OwnDeleteView):
    def delete_action(self):
        log(instance=self.object, action="wagtail.delete", deleted=True)
        revoke_role(assignment=self.object)


class RoleAssignmentViewSet(RecordViewSet):
    """Given and taken away, never edited: each is a decision of its own in the log."""

    model = RoleAssignment
    icon = "key"
    menu_label = _("Peran")
    list_display = ["user", "role", "organization", "region"]
    list_filter = ["role"]
    search_fields = ["user__username"]
    add_view_class = GrantView
    delete_view_class = RevokeView
    edit_handler = ObjectList(
        [FieldPanel("account"), FieldPanel("role"), FieldPanel("organization"), FieldPanel("region")],
        base_form_class=RoleForm,
    )


class PeopleViewSetGroup(ModelViewSetGroup):
    menu_label = _("Kantor")
    menu_icon = "group"
    menu_order = 800
    items = (OrganizationViewSet, WalkOfLifeViewSet, RoleAssignmentViewSet)
