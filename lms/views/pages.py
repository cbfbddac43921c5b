from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.static import serve

CLOSED = ["/cms/", "/akun/", "/belajar/", "/masuk/", "/verifikasi/", "/dokumen/"]
ROBOTS = "\n".join(["User-agent: *", *[f"Disallow: {path}" for path in CLOSED], ""])


def show_help(request):
    """`/bantuan/`: how to use the site, lost passwords, personal data."""
    return render(request, "help.html")


@cache_control(public=True, max_age=86400)
def show_robots(request):
    """Keep people's pages and certificates out of search engines."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@cache_control(public=True, max_age=31536000, immutable=True)
def show_picture(request, name):
    """Pictures as drawn for pages; originals and documents have no address here. A new crop gets a new name.

    An SVG opened by itself may run nothing. Only SVG is compressed on the way: the rest is small already.
    """
    if not name.endswith(".svg"):
        request.META["HTTP_ACCEPT_ENCODING"] = ""
    response = serve(request, name, document_root=f"{settings.MEDIA_ROOT}/images")
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def refuse_form(request, reason=""):
    """A form that came without its token: usually a page left open too long. The reason is for logs only."""
    return render(request, "403_csrf.html", status=403)
