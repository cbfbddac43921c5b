"""A design with the longest and the shortest name."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from certificates.permissions import readable_design
from certificates.services.samples import LONG_NAME, SHORT_NAME, draw_design_sample
from certificates.views.downloads import pdf_response
from certificates.views.refusals import REFUSALS, explain
from members.permissions import office_required


@office_required
@require_safe
def show_design(request, pk):
    """The PDF marked CONTOH; `?nama=pendek` shows a one-word name."""
    design = readable_design(request.user, pk)
    name = SHORT_NAME if request.GET.get("nama") == "pendek" else LONG_NAME
    try:
        return pdf_response(
            draw_design_sample(design=design, name=name, now=timezone.now()), "contoh.pdf", is_inline=True
        )
    except REFUSALS as error:
        messages.error(request, explain(error))
        return redirect("certificatedesign:index")
