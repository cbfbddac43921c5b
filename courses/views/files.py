"""Files that lessons offer; before Wagtail's own address, which gives any file to anybody and knows no pieces."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model

from courses.services.lesson_files import answer_file, may_read


@require_safe
def show_file(request, pk, name):
    """`/dokumen/<pk>/<name>`: for readers of a published lesson that offers it, and for who may choose it."""
    document = get_object_or_404(get_document_model(), pk=pk)
    if document.filename != name or not may_read(
        document=document, user=request.user, accepts=lambda restriction: restriction.accept_request(request)
    ):
        raise Http404
    try:
        return answer_file(request=request, document=document)
    except FileNotFoundError as error:
        raise Http404 from error
