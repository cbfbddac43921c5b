"""Reads `- quiz: file.gift` of a course package: the quiz page and its bank."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from courses.models import CoursePage, ModulePage
from courses.services.package_files import read_text
from courses.services.package_pages import place_page
from courses.services.packages import Entry, PackageWriter, Problems
from members.models import User
from quizzes.models import QuestionBank, QuizPage
from quizzes.services.bank import replace_questions
from quizzes.services.drafts import QuestionDraft, draft_of
from quizzes.services.gift import parse_gift, write_gift

NUMBERS = {"question_count": (1, 100), "pass_mark": (0, 100), "time_limit_minutes": (0, 600), "attempt_limit": (0, 100)}
TEXTS = {"introduction": 4000, "bank": 150}
KEYS = {"quiz", "slug", "title", "is_required", *TEXTS, *NUMBERS}


@dataclass
class QuizDraft:
    slug: str
    title: str
    bank_title: str
    values: dict[str, Any]
    questions: list[QuestionDraft]


class QuizReader:
    """One GIFT file is one bank of the course; its title and identity is `bank:`, else the file's name."""

    page_class = QuizPage
    writing_name = "writing_quiz"

    def read(self, *, folder: Path, entry: Entry, problems: Problems) -> QuizDraft | None:
        self._check_entry(entry, problems)
        name = str(entry.get("quiz", ""))
        source = read_text(folder=folder, name=name, problems=problems, mentioned_at=(entry.file, entry.line))
        if source is None:
            return None
        questions = self._read_questions(name, source, problems)
        if entry.get("question_count", 1) > len(questions) > 0:
            reason = _("%(name)s memuat %(count)d soal, kurang dari question_count.")
            problems.add(entry.file, entry.line, reason % {"name": name, "count": len(questions)})
        title = str(entry.get("title", ""))
        values = {key: entry[key] for key in ("introduction", "is_required", *NUMBERS) if key in entry}
        bank_title = str(entry.get("bank") or bank_title_of(name))
        return QuizDraft(str(entry.get("slug", "")), title, bank_title, {"title": title, **values}, questions)

    def _read_questions(self, name: str, source: str, problems: Problems) -> list[QuestionDraft]:
        reading = parse_gift(source)
        for problem in reading.problems:
            problems.add(name, problem.line, problem.reason)
        for line, draft in zip(reading.lines, reading.drafts, strict=True):
            if not draft.external_id:
                problems.add(name, line, _("Soal tanpa kode. Tulis // [id:…] di atasnya."))
        if not reading.drafts and not reading.problems:
            problems.add(name, 1, _("Tidak ada soal di file ini."))
        return reading.drafts

    def _check_entry(self, entry: Entry, problems: Problems) -> None:
        for key in sorted(set(entry) - KEYS):
            problems.add(entry.file, entry.line, _("Kunci %(key)s tidak dikenal untuk kuis.") % {"key": key})
        slug, title = entry.get("slug"), entry.get("title")
        if not isinstance(slug, str) or not slug or slug != slugify(slug):
            problems.add(entry.file, entry.line, _("Kuis perlu slug: huruf kecil, angka, dan tanda hubung."))
        if not isinstance(title, str) or not 0 < len(title) <= 255:
            problems.add(entry.file, entry.line, _("Kuis perlu title, paling panjang 255 huruf."))
        if not isinstance(entry.get("is_required", True), bool):
            problems.add(entry.file, entry.line, _("is_required diisi true atau false."))
        for key, limit in TEXTS.items():
            if not isinstance(entry.get(key, ""), str) or len(entry.get(key, "")) > limit:
                reason = _("%(key)s harus teks, paling panjang %(limit)d huruf.")
                problems.add(entry.file, entry.line, reason % {"key": key, "limit": limit})
        self._check_numbers(entry, problems)

    def _check_numbers(self, entry: Entry, problems: Problems) -> None:
        for key, (low, high) in NUMBERS.items():
            value = entry.get(key, low)
            if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
                reason = _("%(key)s harus bilangan bulat %(low)d sampai %(high)d.")
                problems.add(entry.file, entry.line, reason % {"key": key, "low": low, "high": high})
                entry[key] = low

    def apply(
        self,
        *,
        draft: QuizDraft,
        module: ModulePage,
        course: CoursePage,
        publish: bool,
        now: datetime,
        by: User | None = None,
    ) -> tuple[QuizPage, bool]:
        """Raise LookupError when a page of another kind has the slug."""
        bank, is_new_bank = QuestionBank.objects.get_or_create(course=course, title=draft.bank_title)
        tally = replace_questions(bank=bank, drafts=draft.questions, now=now)
        values = {**draft.values, "bank": bank}
        page, is_changed = place_page(
            parent=module, page_class=QuizPage, slug=draft.slug, values=values, publish=publish, by=by
        )
        return page, is_changed or is_new_bank or tally.is_change

    def write(self, *, page: QuizPage, name: str, package: PackageWriter) -> dict[str, Any]:
        """The bank as a GIFT file at the top of the package, and the quiz's lines for course.yaml."""
        if page.bank is None:
            package.problems.add(name, 0, _("Kuis ini belum punya soal."))
            return {}
        questions = page.bank.questions.active().with_current_version().order_by("pk")
        drafts = [draft_of(question.current_version) for question in questions]
        text, file = write_gift(drafts), bank_file(page.bank)
        if parse_gift(text).drafts != drafts:
            package.problems.add(file, 0, _("Ada soal yang tidak bisa ditulis sebagai GIFT."))
        package.add_text(file, text)
        entry = {"quiz": file, "slug": page.slug, "title": page.title}
        entry |= {"bank": page.bank.title} if bank_title_of(file) != page.bank.title else {}
        entry |= {"introduction": page.introduction} if page.introduction else {}
        return entry | {key: getattr(page, key) for key in ("is_required", *NUMBERS)}


def bank_title_of(file: str) -> str:
    return Path(file).stem.replace("-", " ").capitalize()


def bank_file(bank: QuestionBank) -> str:
    """A file name that gives the bank's title back, or one with its number, which then stands as `bank:`."""
    plain = "-".join(slugify(bank.title).replace("_", "-").split("-")).strip("-")
    if bank_title_of(f"{plain}.gift") == bank.title:
        return f"{plain}.gift"
    return f"{plain or 'bank'}-{bank.pk}.gift"
