"""Who gets a file that lessons offer: everybody who can open such a lesson, and whoever writes courses with it."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header, quote_etag
from wagtail.documents import get_document_model
from wagtail.documents.models import Document
from wagtail.models import PageViewRestriction, ReferenceIndex

from courses.models import ActivityPage
from courses.permissions import files_to_choose
from courses.services.plain_files import files_shown_by
from lms.file_kinds import AUDIO, VIDEO, suffix_of
from lms.files import send_file
from members.models import User

POLICY = "default-src 'none'; sandbox"
SECONDS = 7 * 24 * 3600


def may_read(*, document: Document, user: User | AnonymousUser, accepts: Callable[[PageViewRestriction], bool]) -> bool:
    """Whether a published lesson that `accepts` lets through offers the file, or the user may choose it for one."""
    for page in pages_offering(document):
        if all(accepts(restriction) for restriction in page.get_view_restrictions()):
            return True
    return user.is_authenticated and files_to_choose(user, get_document_model()).filter(pk=document.pk).exists()


def pages_offering(document: Document) -> list[ActivityPage]:
    """Pages a learner can open whose published text offers the file; a draft that names it does not count."""
    kind = ContentType.objects.get_for_model(document, for_concrete_model=False)
    named = ReferenceIndex.objects.filter(to_content_type=kind, to_object_id=str(document.pk))
    pks = [int(pk) for pk in named.values_list("object_id", flat=True).distinct() if pk.isdecimal()]
    pages = ActivityPage.objects.reachable().filter(pk__in=pks).specific()
    return [page for page in pages if document.pk in files_shown_by(page)]


def answer_file(*, request: HttpRequest, document: Document) -> HttpResponseBase:
    """The file as what its name says; video and sound in pieces, and nothing in it can run."""
    etag = quote_etag(document.get_file_hash())
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304)
    response = send_file(
        request=request,
        file=document.file.storage.open(document.file.name, "rb"),
        size=document.file.size,
        content_type=document.content_type,
    )
    is_download = suffix_of(document.filename) not in (*VIDEO, *AUDIO)
    response.headers["Content-Disposition"] = content_disposition_header(is_download, document.filename) or "inline"
    response.headers["ETag"] = etag
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, max_age=SECONDS)
    return response
