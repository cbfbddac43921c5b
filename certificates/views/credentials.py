"""What machines read: the credential of a certificate, the list of those no longer valid, the keys of the site."""

import json

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from certificates.models import CertificateFile
from certificates.services.codes import read_code
from certificates.services.issuers import did_document
from certificates.services.limits import count_miss, may_look_up
from certificates.services.status_list import NoSuchList, make_status_list


@require_safe
def show_credential(request, code):
    """`/verifikasi/<code>/credential.json`: the file inside the PDF, rationed like every question about a code."""
    address, now = get_adapter().get_client_ip(request), timezone.now()
    if not may_look_up(address=address, now=now):
        return _answer({"detail": "Too many requests"}, status=429, **{"Retry-After": "60"})
    file = CertificateFile.objects.with_credential(read_code(code)).only("credential").first()
    if file is None:
        count_miss(address=address, now=now)
        return _answer({"detail": "Not found"}, status=404)
    return _answer(file.credential, **{"Cache-Control": "no-store, private", "X-Robots-Tag": "noindex, nofollow"})


@require_safe
def show_status_list(request, number):
    """`/verifikasi/status/<number>/`."""
    try:
        content = make_status_list(number=number, now=timezone.now())
    except NoSuchList as error:
        raise Http404 from error
    return _answer(content, **{"Cache-Control": "public, max-age=60"})


@require_safe
def show_keys(request):
    """`/.well-known/did.json`, the address did:web asks for."""
    document = did_document()
    if document is None:
        raise Http404
    response = JsonResponse(document, content_type="application/did+json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _answer(content, *, status=200, **headers):
    """Pages of other sites may read it, as everybody may."""
    text = content if isinstance(content, str) else json.dumps(content)
    kind = "application/vc" if status == 200 else "application/json"
    return HttpResponse(text, content_type=kind, status=status, headers={"Access-Control-Allow-Origin": "*", **headers})
