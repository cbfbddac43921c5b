"""Course packages in the back office: take a course out as ZIP, bring one in as drafts."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.forms import PackageForm
from courses.models import CatalogPage, CoursePage
from courses.permissions import can_write_courses
from courses.services.package_export import export_course, zip_files
from courses.services.package_zip import import_zip
from courses.services.packages import PackageRefused
from courses.views.writing import own_page, render_screen, writing_screen


@require_safe
@writing_screen
def download_package(request, pk):
    """ "Unduh paket": the newest text of every page, pictures included."""
    course = own_page(request, pk, CoursePage)
    try:
        files = export_course(course=course, published=False)
    except PackageRefused as refusal:
        context = {"problems": list(refusal.problems), "is_export": True}
        return render_screen(
            request, "package_problems", _("Paket belum bisa dibuat"), page=course, status=409, **context
        )
    headers = {"Content-Disposition": f'attachment; filename="{course.slug}.zip"'}
    return HttpResponse(zip_files(files=files, top=course.slug), content_type="application/zip", headers=headers)


@writing_screen
def upload_package(request):
    """ "Bawa paket": everything as drafts, or nothing with the reasons."""
    if not can_write_courses(request.user):
        raise Http404
    is_sent = request.method == "POST"
    form = PackageForm(request.POST if is_sent else None, request.FILES if is_sent else None, user=request.user)
    problems = []
    if form.is_valid():
        try:
            result = bring(request, form)
        except PackageRefused as refusal:
            problems = list(refusal.problems)
        else:
            report(request, result)
            return redirect("writing_course", result.course.pk)
    status = 400 if problems else 200
    return render_screen(request, "package", _("Bawa paket kursus"), form=form, problems=problems, status=status)


def bring(request, form):
    return import_zip(
        file=form.cleaned_data["package"],
        catalog=CatalogPage.objects.get(),
        organization=form.cleaned_data.get("organization"),
        by=request.user,
        now=timezone.now(),
    )


def report(request, result):
    if not result.changed:
        messages.info(request, _("Paket ini sama dengan kursusnya. Tidak ada yang berubah."))
        return
    count = {"count": len(result.changed)}
    messages.success(request, _("Paket dibaca: %(count)s halaman menjadi draf. Periksa, lalu ajukan.") % count)
    if result.left:
        messages.warning(request, _("Tidak diubah: %(names)s.") % {"names": "; ".join(result.left[:10])})
