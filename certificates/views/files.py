"""Public verification of a file: kept in memory, compared, forgotten."""

from allauth.account.adapter import get_adapter
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from certificates.forms import CodeForm, FileForm
from certificates.services.files import LARGEST_FILE, compare_file
from certificates.services.limits import count_miss, may_look_up
from certificates.views.verification import answer

ROOM_FOR_FORM = 4096


@csrf_exempt  # nothing is changed by it, and the token would have the whole upload read before its size is known
@require_http_methods(["GET", "HEAD", "POST"])
def check_file(request):
    """`/verifikasi/berkas/`: what the register says about an uploaded PDF; without one, back to the form."""
    if request.method != "POST":
        return redirect("verify_form")
    address, now = get_adapter().get_client_ip(request), timezone.now()
    if not may_look_up(address=address, now=now):
        return answer(request, "too_many", {}, status=429)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FILE + ROOM_FOR_FORM:
        return answer(request, "form", {"form": CodeForm(), "file_form": FileForm.too_large()}, status=413)
    request.upload_handlers = [MemoryFileUploadHandler(request)]
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return answer(request, "form", {"form": CodeForm(), "file_form": form}, status=400)
    found = compare_file(content=form.cleaned_data["berkas"].read(), now=now)
    if found.extract is None:
        count_miss(address=address, now=now)
    context = {"file_form": FileForm(), "found": found, "extract": found.extract}
    return answer(request, "file", context, status=200)
