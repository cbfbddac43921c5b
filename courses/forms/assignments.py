"""What a learner hands in, what a trainer answers, and an assignment written without JavaScript."""

from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from courses.models import AssignmentPage
from courses.services.marking import Mark
from courses.services.upload_kinds import FileRefused, clean_file
from courses.services.uploads import WholeFile
from lms.text import format_size

ACCEPTED = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.odt,.txt,.mp3,.m4a,.mp4,image/*"


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, each checked by its content; `cleaned_data` holds a list of `WholeFile`."""

    widget = SeveralFiles

    def clean(self, data, initial=None):
        files = [super(FilesField, self).clean(file) for file in data or [] if file]
        if len(files) > settings.ASSIGNMENT_FILE_COUNT:
            raise forms.ValidationError(
                _("Paling banyak %(count)d berkas.") % {"count": settings.ASSIGNMENT_FILE_COUNT}
            )
        return [self._check(file) for file in files]

    def _check(self, file):
        limit = settings.ASSIGNMENT_FILE_LIMIT
        if file.size > limit:
            words = {"name": file.name, "limit": format_size(limit)}
            raise forms.ValidationError(_("%(name)s terlalu besar. Paling besar %(limit)s.") % words)
        try:
            return WholeFile(file.name, file.size, clean_file(file.read()))
        except FileRefused as error:
            raise forms.ValidationError(f"{file.name}: {error}") from error


class SubmissionForm(forms.Form):
    """Text and files of one hand-in; `unggahan` names files that were sent before, `client_id` this hand-in."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Jawaban"),
        required=False,
        max_length=settings.ASSIGNMENT_TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"max_length": _("Paling panjang %(limit_value)d huruf; sekarang %(show_value)d.")},
    )
    files = FilesField(
        label=_("Foto atau berkas"),
        required=False,
        widget=SeveralFiles(attrs={"accept": ACCEPTED}),
        error_messages={"empty": _("Berkas ini kosong. Pilih berkas lain.")},
    )

    def __init__(self, *args, assignment, **kwargs):
        super().__init__(*args, **kwargs)
        limits = {"count": settings.ASSIGNMENT_FILE_COUNT, "size": format_size(settings.ASSIGNMENT_FILE_LIMIT)}
        self.fields["files"].help_text = (
            _("Paling banyak %(count)d berkas, masing-masing %(size)s: foto, PDF, DOCX, ODT, TXT, MP3, M4A, atau MP4.")
            % limits
        )
        self.initial.setdefault("client_id", uuid4())
        if not assignment.takes_text:
            del self.fields["text"]
        if not assignment.takes_files:
            del self.fields["files"]

    def clean(self):
        self.uploads = []
        for word in self.data.getlist("unggahan")[: settings.UPLOAD_COUNT]:
            try:
                self.uploads.append(UUID(word))
            except ValueError:
                self.add_error(None, _("Satu berkas tidak dikenal. Pilih lagi berkasnya."))
        return super().clean()

    @property
    def answer(self):
        """What `submissions.submit` takes."""
        data = self.cleaned_data
        return {
            "client_id": data["client_id"],
            "text": data.get("text", ""),
            "uploads": self.uploads,
            "files": data.get("files", []),
        }


class MarkForm(forms.Form):
    """Points per criterion, a word to the learner, and what becomes of the work."""

    feedback = forms.CharField(
        label=_("Tanggapan untuk anggota"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Sebut satu hal yang sudah baik dan satu hal yang perlu diperbaiki."),
    )
    decision = forms.ChoiceField(
        choices=[("terima", _("Terima")), ("perbaiki", _("Minta perbaikan"))],
        error_messages={"required": _("Pilih Terima atau Minta perbaikan."), "invalid_choice": _("Pilih salah satu.")},
    )

    def __init__(self, *args, criteria, **kwargs):
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for row in self.criteria:
            self.fields[f"points-{row.pk}"] = forms.IntegerField(
                label=row.title,
                help_text=row.description,
                min_value=0,
                max_value=row.points,
                error_messages={
                    "required": _("Isi nilainya, 0 sampai %(highest)d.") % {"highest": row.points},
                    "invalid": _("Tulis bilangan bulat."),
                },
            )

    @property
    def point_fields(self):
        """Each criterion with its field, as shown."""
        return [(row, self[f"points-{row.pk}"]) for row in self.criteria]

    def clean(self):
        data = super().clean()
        if data.get("decision") == "perbaiki" and not data.get("feedback"):
            self.add_error("feedback", _("Tulis apa yang perlu diperbaiki."))
        return data

    @property
    def mark(self):
        data = self.cleaned_data
        points = {row.pk: data[f"points-{row.pk}"] for row in self.criteria}
        return Mark(points=points, feedback=data["feedback"], is_accepted=data["decision"] == "terima")


class QueueFilter(forms.Form):
    """The queue's address: which course or assignment, and whether also what is marked already."""

    STATES = [("", _("Menunggu dinilai")), ("sudah", _("Sudah dinilai"))]

    kursus = forms.ModelChoiceField(label=_("Kursus"), queryset=None, required=False, empty_label=_("Semua kursus"))
    tugas = forms.ModelChoiceField(
        label=_("Tugas"), queryset=AssignmentPage.objects.none(), required=False, empty_label=_("Semua tugas")
    )
    status = forms.ChoiceField(label=_("Status"), choices=STATES, required=False)

    def __init__(self, *args, courses, assignments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kursus"].queryset = courses
        self.fields["tugas"].queryset = assignments
