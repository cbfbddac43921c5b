"""Wagtail's page editor with one more side panel: what the lesson costs its readers."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.edit import EditView

from courses.models import LessonPage
from courses.services.lesson_cost import measure_or_none


class CostSidePanel(BaseSidePanel):
    """Measured when the editor opens, so after every save; the counter shows how many notes there are."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Biaya data dan saran")
        icon_name = "clipboard-list"

        def get_context_data(self, parent_context):
            cost = self.panel.cost
            return {**super().get_context_data(parent_context), "count": len(cost.advice) if cost else 0}

    name = "cost"
    title = _("Biaya data")
    template_name = "courses/admin/cost_panel.html"
    order = 150

    @cached_property
    def cost(self):
        return measure_or_none(self.object)

    def get_context_data(self, parent_context):
        return {**super().get_context_data(parent_context), "cost": self.cost}


class PageEditView(EditView):
    def get_side_panels(self):
        panels = super().get_side_panels()
        if not isinstance(self.page, LessonPage):
            return panels
        return MediaContainer(sorted([*panels, CostSidePanel(self.page, self.request)], key=lambda panel: panel.order))


@require_admin_access
def edit_page(request, page_id):
    return PageEditView.as_view()(request, page_id=page_id)
