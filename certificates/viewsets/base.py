"""Views that start from the rows of the user's own offices."""

from django.shortcuts import get_object_or_404
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.model import ModelViewSet


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
