"""A certificate with a mistake gets a successor; the old one says so from then on."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.forms import ReissueForm
from certificates.permissions import writable_certificate
from certificates.services.reissuing import preview_changes, reissue
from certificates.services.sources import source_key, source_of
from certificates.views.persons import ADDRESSES
from certificates.views.refusals import REFUSALS, explain
from members.permissions import office_write_required


@office_write_required
def reissue_certificate(request, pk):
    """Show what the new one will say otherwise, ask for the public reason, then issue it."""
    certificate = writable_certificate(request.user, pk)
    now = timezone.now()
    form = ReissueForm(request.POST or None)
    source = source_of(certificate)
    back = redirect(ADDRESSES[source_key(source)], source.pk)
    if request.method == "POST" and form.is_valid():
        try:
            new = reissue(certificate=certificate, by=request.user, reason=form.cleaned_data["reason"], now=now)
            messages.success(request, _("Sertifikat %s diterbitkan sebagai pengganti.") % new.number)
            return back
        except REFUSALS as error:
            messages.error(request, explain(error))
    context = {
        "certificate": certificate,
        "changes": preview_changes(certificate=certificate, now=now),
        "form": form,
        "back": back.url,
        "office_section": "events",
    }
    return render(request, "certificates/office/reissue.html", context)
