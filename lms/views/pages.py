from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

CLOSED = ["/cms/", "/akun/", "/belajar/", "/masuk/", "/verifikasi/", "/dokumen/"]
ROBOTS = "\n".join(["User-agent: *", *[f"Disallow: {path}" for path in CLOSED], ""])


def show_help(request):
    """`/bantuan/`: how to use the site, lost passwords, personal data."""
    return render(request, "help.html")


@cache_control(public=True, max_age=86400)
def show_robots(request):
    """Keep people's pages and certificates out of search engines."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


def refuse_form(request, reason=""):
    """A form that came without its token: usually a page left open too long. The reason is for logs only."""
    return render(request, "403_csrf.html", status=403)
