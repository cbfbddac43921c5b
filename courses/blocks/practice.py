"""Something to do: answer, tick off, hand in."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from courses.blocks.groups import PRACTICE, TEXT

COURSE_PATH_LENGTH = 16
"""Letters of a page's tree path that name its course: four levels of four."""


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Jawaban"), max_length=250)
    is_right = blocks.BooleanBlock(label=_("Benar"), required=False)
    feedback = blocks.CharBlock(
        label=_("Umpan balik"), max_length=500, help_text=_("Mengapa jawaban ini benar atau kurang tepat.")
    )

    class Meta:
        icon = "check"
        label = _("Jawaban")


class QuestionBlock(blocks.StructBlock):
    """A question with its feedback in the page: nothing is sent, nothing is graded."""

    question = blocks.CharBlock(label=_("Pertanyaan"), max_length=500)
    choices = blocks.ListBlock(ChoiceBlock(), label=_("Jawaban"), min_num=2, max_num=5)

    def clean(self, value):
        value = super().clean(value)
        right_count = sum(bool(choice["is_right"]) for choice in value["choices"])
        if right_count != 1 and not self.is_deferred_validation:
            error = ListBlockValidationError(non_block_errors=[_now("Centang tepat satu jawaban sebagai Benar.")])
            raise StructBlockValidationError({"choices": error})
        return value

    class Meta:
        icon = "help"
        label = _("Pertanyaan")
        description = _("Coba jawab: umpan balik langsung muncul. Tidak dinilai dan tidak dikirim.")
        group = PRACTICE
        template = "blocks/question.html"
        preview_value = {
            "question": "Kabar di grup belum tentu benar. Apa yang dilakukan dulu?",
            "choices": [
                {"text": "Meneruskannya", "is_right": False, "feedback": "Periksa dulu; kabar salah cepat menyebar."},
                {"text": "Memeriksa sumbernya", "is_right": True, "feedback": "Siapa yang bilang, kapan, di mana?"},
            ],
        }


class ChecklistBlock(blocks.StructBlock):
    """Ticks stay on this phone; on paper they are boxes."""

    title = blocks.CharBlock(label=_("Judul"), required=False, max_length=120)
    lines = blocks.ListBlock(blocks.CharBlock(label=_("Butir"), max_length=250), label=_("Butir"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Daftar periksa")
        description = _("Butir untuk dicentang; centangnya tersimpan di HP pembaca, tidak dikirim.")
        group = PRACTICE
        template = "blocks/checklist.html"
        preview_value = {"title": "Sebelum menerbitkan", "lines": ["Tanggal benar", "Izin orang di foto ada"]}


class HandInBlock(blocks.StructBlock):
    """Work to hand in on an assignment page of the same course."""

    text = blocks.RichTextBlock(label=_("Isi"), features=TEXT)
    page = blocks.PageChooserBlock(
        label=_("Halaman tugas"), page_type="courses.AssignmentPage", help_text=_("Tugas dalam kursus yang sama.")
    )

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        context["assignment"] = find_open(value.get("page"), context.get("page"))
        return context

    def get_preview_context(self, value, parent_context=None):
        return {**(parent_context or {}), "is_example": True}

    class Meta:
        icon = "upload"
        label = _("Tugas dengan unggahan")
        description = _("Mengantar pembaca ke halaman tugas, tempat ia mengirim teks, foto, atau berkas.")
        group = PRACTICE
        template = "blocks/hand_in.html"
        preview_value = {"text": "<p>Foto papan pengumuman RT Anda, lalu kirim.</p>", "page": None}


def find_open(assignment, lesson):
    """The assignment when learners can open it and it belongs to the lesson's course; else None."""
    if assignment is None or lesson is None:
        return None
    if assignment.path[:COURSE_PATH_LENGTH] != lesson.path[:COURSE_PATH_LENGTH]:
        return None
    return type(assignment).objects.reachable().filter(pk=assignment.pk).first()
