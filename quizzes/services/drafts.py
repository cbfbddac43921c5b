"""A question as somebody wrote it, before it becomes a version: from GIFT, from the form, from a stored version."""

import re
from dataclasses import asdict, dataclass
from datetime import date
from string import ascii_lowercase

from django.utils.translation import gettext as _

from quizzes.choices import QuestionKind
from quizzes.models import QuestionVersion

MAX_CHOICES = 12
MAX_TEXT = 2000
MAX_CHOICE_TEXT = 500
MAX_TITLE = 150
EXTERNAL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
TOPIC = re.compile(r"[a-zA-Z0-9_-]{1,80}")


@dataclass(frozen=True)
class ChoiceDraft:
    """`weight` in percent: 100 earns the whole point, a negative one takes away from other right ticks."""

    text: str
    weight: float = 0
    feedback: str = ""


@dataclass(frozen=True)
class QuestionDraft:
    text: str
    choices: tuple[ChoiceDraft, ...]
    kind: str = QuestionKind.SINGLE
    external_id: str = ""
    title: str = ""
    explanation: str = ""
    topic: str = ""
    needs_legal_review: bool = False
    checked_on: date | None = None


def draft_of(version: QuestionVersion) -> QuestionDraft:
    """The draft this version would be made from again; needs `version.question` at hand."""
    return QuestionDraft(
        text=version.text,
        choices=tuple(ChoiceDraft(row["text"], row["weight"], row["feedback"]) for row in version.choices),
        kind=version.kind,
        external_id=version.question.external_id,
        title=version.title,
        explanation=version.explanation,
        topic=version.topic,
        needs_legal_review=version.needs_legal_review,
        checked_on=version.checked_on,
    )


def version_fields(draft: QuestionDraft) -> dict:
    """The columns of a `QuestionVersion`; choices get the letters a, b, c … as ids."""
    fields = asdict(draft)
    del fields["external_id"]
    fields["choices"] = [
        {"id": letter, "text": choice.text, "weight": choice.weight, "feedback": choice.feedback}
        for letter, choice in zip(ascii_lowercase, draft.choices, strict=False)
    ]
    return fields


def find_problems(draft: QuestionDraft) -> list[str]:
    """What keeps this draft from being a question, as sentences for its author; empty when it is one."""
    return [*_text_problems(draft), *_choice_problems(draft), *_key_problems(draft)]


def _text_problems(draft: QuestionDraft) -> list[str]:
    problems = []
    if not draft.text:
        problems.append(_("Pertanyaan masih kosong. Tulis pertanyaannya."))
    if len(draft.text) > MAX_TEXT or len(draft.explanation) > MAX_TEXT:
        problems.append(_("Pertanyaan dan penjelasan paling panjang %(count)d huruf.") % {"count": MAX_TEXT})
    if len(draft.title) > MAX_TITLE:
        problems.append(_("Judul soal paling panjang %(count)d huruf.") % {"count": MAX_TITLE})
    if draft.external_id and not EXTERNAL_ID.fullmatch(draft.external_id):
        problems.append(_("Kode soal hanya huruf, angka, titik, - dan _, paling panjang 40."))
    if draft.topic and not TOPIC.fullmatch(draft.topic):
        problems.append(_("Tag hanya huruf, angka, - dan _, paling panjang 80."))
    return problems


def _choice_problems(draft: QuestionDraft) -> list[str]:
    texts = [choice.text.casefold() for choice in draft.choices]
    problems = []
    if len(texts) < 2:
        problems.append(_("Soal perlu sekurang-kurangnya dua pilihan."))
    if len(texts) > MAX_CHOICES:
        problems.append(_("Soal paling banyak memuat %(count)d pilihan.") % {"count": MAX_CHOICES})
    if "" in texts:
        problems.append(_("Ada pilihan tanpa teks. Isi teksnya atau hapus pilihan itu."))
    if len(set(texts)) < len(texts):
        problems.append(_("Ada dua pilihan dengan teks yang sama. Bedakan keduanya."))
    if any(max(len(row.text), len(row.feedback)) > MAX_CHOICE_TEXT for row in draft.choices):
        problems.append(_("Pilihan dan umpan balik paling panjang %(count)d huruf.") % {"count": MAX_CHOICE_TEXT})
    return problems


def _key_problems(draft: QuestionDraft) -> list[str]:
    weights = [choice.weight for choice in draft.choices]
    if any(not -100 <= weight <= 100 for weight in weights):
        return [_("Bobot pilihan harus antara -100 dan 100 persen.")]
    if draft.kind == QuestionKind.MULTIPLE:
        if abs(sum(weight for weight in weights if weight > 0) - 100) > 1:
            return [_("Bobot pilihan yang benar harus berjumlah 100 persen.")]
        return []
    if weights.count(100) == 0:
        return [_("Belum ada jawaban yang benar. Tandai satu.")]
    if weights.count(100) > 1:
        return [_("Jawaban benar lebih dari satu. Tulis tiap jawaban benar dengan bobot, misalnya ~%50%.")]
    return []
