"""A lesson as text: Markdown in an ordinary form, pictures by an ordinary upload."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.forms import AttachmentForm, LessonTextForm, PictureForm
from courses.models import LessonPage, ModulePage
from courses.services.drafts import add_draft, newest
from courses.services.lesson_cost import measure_or_none
from courses.services.markdown_text import NotWritable
from courses.services.plain_lessons import text_of, upload_file, upload_picture
from courses.views.writing import course_of, own_page, render_screen, save_form, writing_screen

KEPT = {
    "picture": gettext_lazy("Gambar tersimpan dan ditaruh di akhir teks. Simpan naskahnya juga."),
    "attachment": gettext_lazy("Berkas tersimpan dan ditaruh di akhir teks. Lengkapi barisnya, lalu simpan naskahnya."),
}


@writing_screen
def add_lesson(request, pk):
    module = own_page(request, pk, ModulePage)
    form, uploads = bind(request, {"minutes": 6, "is_required": True}, course_of(module), None)
    if request.method == "POST" and not is_upload(request) and form.is_valid():
        lesson = add_draft(parent=module, page=LessonPage(**form.values), by=request.user)
        messages.success(request, _("Pelajaran tersimpan sebagai draf. Lihat pratinjaunya, lalu ajukan."))
        return redirect("writing_lesson", lesson.pk)
    return render_screen(request, "lesson", _("Tambah pelajaran"), parent=module, form=form, **uploads)


@writing_screen
def edit_lesson(request, pk):
    lesson = own_page(request, pk, LessonPage)
    text = newest(lesson)
    try:
        initial = LessonTextForm.initial_of(text) | {"body": text_of(lesson=text, user=request.user)}
    except NotWritable as error:
        return render_screen(request, "full_editor_only", text.title, page=lesson, reason=error.reason)
    form, uploads = bind(request, initial, course_of(lesson), text)
    if request.method == "POST" and not is_upload(request) and form.is_valid() and save_form(request, lesson, form):
        return redirect("writing_lesson", lesson.pk)
    context = {"form": form, **uploads, "other": other_text(request, form), "cost": measure_or_none(text)}
    return render_screen(request, "lesson", text.title, page=lesson, **context)


def with_counted_minutes(posted):
    """ "Simpan dengan 6 menit": the reading time as it was counted, in place of the one in the field."""
    if "menit" not in posted:
        return posted
    changed = posted.copy()
    changed["minutes"] = posted["menit"]
    return changed


def is_upload(request):
    return "unggah" in request.POST


def bind(request, initial, course, lesson):
    """The text's form and the two for uploads. An upload saves only the file and shows every typed word again, with
    the new lines below."""
    options = {"user": request.user, "lesson": lesson, "course": course}
    uploads = {"picture": PictureForm(), "attachment": AttachmentForm()}
    if request.method != "POST":
        return LessonTextForm(initial=initial, **options), uploads
    if not is_upload(request):
        return LessonTextForm(with_counted_minutes(request.POST), **options), uploads
    kind = "attachment" if request.POST["unggah"] == "berkas" else "picture"
    typed, form = request.POST.dict(), type(uploads[kind])(request.POST, request.FILES)
    if form.is_valid():
        typed["body"] = f"{typed.get('body', '').rstrip()}\n\n{keep(kind, form, course, request.user)}\n".lstrip()
        messages.success(request, KEPT[kind])
    else:
        uploads[kind] = form
    return LessonTextForm(initial={**typed, "is_required": "is_required" in typed}, **options), uploads


def keep(kind, form, course, user):
    """Store the upload; the lines that show it."""
    if kind == "picture":
        words = form.cleaned_data["alt_text"]
        return upload_picture(course=course, name=form.name, content=form.content, alt_text=words, by=user)
    title = form.cleaned_data["file_title"]
    return upload_file(course=course, name=form.name, content=form.content, title=title, by=user)


def other_text(request, form):
    """What somebody else saved meanwhile, to be read beside the own words."""
    conflict = getattr(form, "conflict", None)
    if conflict is None:
        return ""
    try:
        return text_of(lesson=conflict, user=request.user)
    except NotWritable as error:
        return error.reason
