"""How an author sees a page before anybody else does: as a member, without pictures, on paper."""

from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

PHONE, SAVING, PAPER = "telepon", "hemat", "cetak"


class LearnerPreviews:
    """For pages learners read. `telepon` differs from the page itself only by the frame around it."""

    paper_template = ""

    @property
    def preview_modes(self):
        modes = [("", _("Seperti anggota")), (SAVING, _("Tanpa gambar (hemat data)"))]
        return [*modes, (PAPER, _("Dicetak"))] if self.paper_template else modes

    @property
    def preview_sizes(self):
        """The phone of design.md first: 360 pixels, the narrowest screen that must work."""
        phone, *others = super().preview_sizes
        return [{**phone, "device_width": 360, "label": _("Pratinjau di HP (360 piksel)")}, *others]

    def serve_preview(self, request, mode_name):
        if mode_name == PAPER and self.paper_template:
            return TemplateResponse(request, self.paper_template, {"page": self, "request": request})
        if mode_name == SAVING:
            request.saves_data = True
        return super().serve_preview(request, mode_name)
