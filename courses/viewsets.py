"""This app in Wagtail's own screens: its files' API, and the rows all offices share."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet

from courses.forms.references import ReferenceForm, SameWordsForm
from courses.models import Reference, SameWords
from courses.permissions import files_to_choose
from courses.services.references import announce, lessons_naming


class OwnImagesAPI(ImagesAdminAPIViewSet):
    def get_queryset(self):
        return files_to_choose(self.request.user, self.model).order_by("id")


class OwnDocumentsAPI(DocumentsAdminAPIViewSet):
    def get_queryset(self):
        return files_to_choose(self.request.user, self.model).order_by("id")


class SharedIndexView(IndexView):
    """No boxes to tick: what all offices share is changed one by one."""

    @property
    def columns(self):
        return [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]


class CheckedColumn(Column):
    """The day of the check, and that it is time for another one."""

    def get_value(self, instance):
        if instance.checked_on is None:
            return _now("belum diperiksa")
        day = date_format(instance.checked_on, "j F Y")
        if instance.is_due(timezone.localdate()):
            return _now("%(day)s, lebih dari 180 hari: periksa lagi") % {"day": day}
        return day


class LessonsColumn(Column):
    cell_template_name = "courses/admin/lessons_cell.html"


class ReferenceIndexView(SharedIndexView):
    """Each with the lessons that name it, those of other offices as a number while they are drafts."""

    def get_table(self, object_list, **kwargs):
        rows = list(object_list)
        lessons = lessons_naming(references=rows, user=self.request.user)
        for row in rows:
            row.lessons, row.hidden_count = lessons.get(row.pk, ([], 0))
        return super().get_table(rows, **kwargs)


class ReferenceEditView(EditView):
    def save_instance(self):
        reference = super().save_instance()
        if self.form.has_changed():
            announce(reference=reference, now=timezone.now())
        return reference


class ReferenceFilterSet(WagtailFilterSet):
    check = ChoiceFilter(
        label=_("Pemeriksaan"), choices=[("due", _("Perlu diperiksa"))], empty_label=_("Semua"), method="narrow"
    )

    def narrow(self, rows, name, value):
        return rows.due(timezone.localdate())

    class Meta:
        model = Reference
        fields = ["kind"]


class ReferenceViewSet(SnippetViewSet):
    """Hotlines, laws and services: one list for all offices."""

    model = Reference
    icon = "link"
    menu_label = _("Rujukan")
    menu_order = 252
    add_to_admin_menu = True
    copy_view_enabled = False
    search_fields = ["title", "value", "note", "slug"]
    filterset_class = ReferenceFilterSet
    index_view_class = ReferenceIndexView
    edit_view_class = ReferenceEditView
    list_display = [
        "__str__",
        CheckedColumn("checked_on", label=_("Diperiksa"), sort_key="checked_on"),
        LessonsColumn("lessons", label=_("Dipakai di"), accessor="lessons"),
    ]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("kind"), FieldPanel("slug")]),
            FieldPanel("title"),
            FieldPanel("value"),
            FieldPanel("address"),
            FieldPanel("note"),
            MultiFieldPanel([FieldPanel("checked_on"), FieldPanel("checked_by")], _("Pemeriksaan"), icon="check"),
        ],
        base_form_class=ReferenceForm,
    )


class SameWordsViewSet(SnippetViewSet):
    """One line per thing; every word of it finds the others."""

    model = SameWords
    icon = "search"
    menu_label = _("Kata sama arti")
    menu_order = 253
    add_to_admin_menu = True
    copy_view_enabled = False
    search_fields = ["words"]
    index_view_class = SharedIndexView
    list_display = ["words"]
    edit_handler = ObjectList([FieldPanel("words")], base_form_class=SameWordsForm)
