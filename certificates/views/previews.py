"""A design with the longest and the shortest name, for every role and result, before anything is issued."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from certificates.forms import SampleForm
from certificates.permissions import readable_design
from certificates.services.samples import draw_design_sample
from certificates.views.downloads import pdf_response
from certificates.views.refusals import REFUSALS, explain
from members.permissions import office_required


@office_required
@require_safe
def choose_sample(request, pk):
    """`/cms/sertifikat/rancangan/<pk>/`: what to look at."""
    context = {"design": readable_design(request.user, pk), "form": SampleForm()}
    return render(request, "certificates/office/design.html", context)


@office_required
@require_safe
def show_design(request, pk):
    """The PDF marked CONTOH; `?nama=pendek` shows a one-word name, SampleForm has the rest."""
    design = readable_design(request.user, pk)
    try:
        content = draw_design_sample(design=design, sample=SampleForm(request.GET).sample(), now=timezone.now())
        return pdf_response(content, "contoh.pdf", is_inline=True)
    except REFUSALS as error:
        messages.error(request, explain(error))
        return redirect("office_design", pk)
