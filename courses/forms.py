from django import forms
from django.forms.models import fields_for_model
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage, LessonPage, ModulePage
from courses.services.package_files import FILE_LIMIT
from courses.services.package_lessons import LESSON_MINUTES_LIMIT
from courses.services.package_zip import ZIP_LIMIT
from courses.services.packages import Problems
from courses.services.plain_lessons import body_from
from courses.services.plain_pictures import refuse_picture
from lms.text import format_size
from members.models import Organization, User


class CatalogSearch(forms.Form):
    """The catalogue's address: what to look for and which courses."""

    KINDS = [("", _("Semua")), ("wajib", _("Wajib")), ("pilihan", _("Pilihan"))]

    q = forms.CharField(
        label=_("Cari kursus atau pelajaran"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("misalnya: hoaks")}),
        error_messages={"max_length": _("Paling panjang 100 huruf. Coba satu atau dua kata saja.")},
    )
    jenis = forms.ChoiceField(choices=KINDS, required=False, widget=forms.HiddenInput)
    kursus = forms.SlugField(required=False, max_length=255, widget=forms.HiddenInput)


class CourseForm(forms.Form):
    """A new course of an office the user is admin of."""

    title = forms.CharField(label=_("Judul kursus"), max_length=200)
    summary = forms.CharField(
        label=_("Ringkasan"), max_length=250, help_text=_("Satu atau dua kalimat; tampil di kartu kursus.")
    )
    organization = forms.ModelChoiceField(
        label=_("Penyelenggara"), queryset=Organization.objects.none(), empty_label=None
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = Organization.objects.administered_by(user)


class TrainersForm(forms.Form):
    """Who writes a course."""

    trainers = forms.ModelMultipleChoiceField(
        label=_("Pelatih"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Hanya akun dengan peran Pelatih untuk penyelenggara kursus ini yang muncul di sini."),
    )

    def __init__(self, *args, people, current, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["trainers"].queryset = User.objects.filter(pk__in=[user.pk for user in people])
        self.fields["trainers"].initial = [user.pk for user in current]


class PageTextForm(forms.Form):
    """Fields of a page, as its model has them, plus the draft the writer saw; `values` is what to save."""

    page_class = None
    names = []
    messages = {"required": _("Isi bagian ini dulu."), "invalid": _("Tulis bilangan bulat.")}
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields = {**fields_for_model(self.page_class, self.names), **self.fields}
        for name in self.names:
            field, column = self.fields[name], self.page_class._meta.get_field(name)
            field.error_messages |= self.messages
            field.validators = [*field.validators, *column.validators]

    @property
    def seen(self):
        return self.cleaned_data["revision"] or 0

    @property
    def values(self):
        return {name: self.cleaned_data[name] for name in self.names}

    @classmethod
    def initial_of(cls, page):
        """What the form shows of a page with its newest text."""
        return {name: getattr(page, name) for name in cls.names} | {"revision": page.latest_revision_id}


class CourseTextForm(PageTextForm):
    page_class = CoursePage
    names = ["title", "summary", "outcomes", "review_note"]


class ModuleTextForm(PageTextForm):
    page_class = ModulePage
    names = ["title", "lesson_minutes"]


class LessonTextForm(PageTextForm):
    """A lesson written as Markdown; every problem of the text with its line."""

    page_class = LessonPage
    names = ["title", "summary", "minutes", "is_required"]
    body = forms.CharField(
        label=_("Isi"),
        max_length=FILE_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22}),
        error_messages={"required": _("Tulis isinya dulu: satu paragraf sudah cukup untuk disimpan.")},
    )

    def __init__(self, *args, user, lesson=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.lesson = user, lesson

    def clean_minutes(self):
        minutes = self.cleaned_data["minutes"]
        if not 1 <= minutes <= LESSON_MINUTES_LIMIT:
            raise forms.ValidationError(_("Tulis 1 sampai %(limit)s menit.") % {"limit": LESSON_MINUTES_LIMIT})
        return minutes

    def clean_body(self):
        text = self.cleaned_data["body"].replace("\r\n", "\n").replace("\r", "\n")
        problems = Problems()
        self.stream = body_from(text=text, user=self.user, lesson=self.lesson, problems=problems)
        for problem in list(problems)[:50]:
            self.add_error("body", _("Baris %(line)d: %(reason)s") % {"line": problem.line, "reason": problem.reason})
        return text

    @property
    def values(self):
        return {**super().values, "body": self.stream}


class PictureForm(forms.Form):
    """A picture for a text; what is on it must be told."""

    picture = forms.FileField(
        label=_("Gambar"),
        help_text=_("JPG, PNG, atau WEBP, paling besar 5 MB."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={"required": _("Pilih berkas gambarnya dulu.")},
    )
    alt_text = forms.CharField(
        label=_("Teks pengganti"),
        max_length=250,
        help_text=_("Apa yang terlihat pada gambar, untuk pembaca yang tidak bisa melihatnya."),
        error_messages={"required": _("Tulis apa yang terlihat pada gambar.")},
    )

    def clean_picture(self):
        file = self.cleaned_data["picture"]
        name = file.name.lower()
        self.content = file.read()
        if reason := refuse_picture(name=name, content=self.content):
            raise forms.ValidationError(reason)
        self.name = name
        return file


class ReturnForm(forms.Form):
    """ "Kembalikan dengan catatan"."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("Catatan untuk penulis"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tulis apa yang perlu diperbaiki.")},
    )


class PackageForm(forms.Form):
    """A course package as ZIP; the office is asked of those who may bring new courses."""

    package = forms.FileField(
        label=_("Paket kursus (ZIP)"),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        error_messages={"required": _("Pilih berkas ZIP-nya dulu."), "empty": _("Berkas ini kosong.")},
    )
    organization = forms.ModelChoiceField(
        label=_("Penyelenggara, bila kursusnya baru"), queryset=Organization.objects.none(), required=False
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        offices = Organization.objects.administered_by(user)
        self.fields["organization"].queryset = offices
        self.initial.setdefault("organization", offices.first())
        if not offices:
            del self.fields["organization"]

    def clean_package(self):
        file = self.cleaned_data["package"]
        if file.size > ZIP_LIMIT:
            raise forms.ValidationError(_("ZIP paling besar %(limit)s.") % {"limit": format_size(ZIP_LIMIT)})
        return file
