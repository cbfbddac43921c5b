from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render


def show_help(request):
    """`/bantuan/`: how to use the site, lost passwords, personal data."""
    return render(request, "help.html")


def check_health(request):
    """`/healthz`: 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
