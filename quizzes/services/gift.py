"""GIFT, the text format of Moodle's question banks, as far as docs/course-packages.md promises it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _

from quizzes.choices import QuestionKind
from quizzes.services.drafts import ChoiceDraft, QuestionDraft, find_problems
from quizzes.services.gift_text import FORBIDDEN, hide_escapes, read_text, write_text

MAX_CHARACTERS = 500_000
MAX_QUESTIONS = 500
LEGAL_REVIEW = "perlu_tinjauan_hukum"
_NOTE = re.compile(r"\[(id|tag|checked):([^\]]*)\]")
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d{1,7})?)%")
_TRUTH = re.compile(r"\s*(T|TRUE|F|FALSE)\s*(?:#(.*))?", re.IGNORECASE | re.DOTALL)
TRUTH_TEXTS = ("Benar", "Salah")


class GiftError(Exception):
    """A question that cannot be read; `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"{line}: {reason}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True)
class GiftProblem:
    line: int
    reason: str


@dataclass
class GiftReading:
    """All questions that could be read, and every reason why others could not."""

    drafts: list[QuestionDraft] = field(default_factory=list)
    problems: list[GiftProblem] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    """Where each draft starts."""

    def refuse(self, line: int, reason: str) -> None:
        self.problems.append(GiftProblem(line, reason))


@dataclass(frozen=True)
class Block:
    """The raw lines of one question, with the comments above it."""

    line: int
    text: str
    notes: str


def parse_gift(source: str) -> GiftReading:
    """Read a whole bank; never raises, and reads on after a broken question."""
    reading = GiftReading()
    source = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(source) > MAX_CHARACTERS:
        reading.refuse(1, _("Teks terlalu panjang. Bagi menjadi beberapa bank soal."))
        return reading
    if forbidden := FORBIDDEN.search(source):
        reading.refuse(_line_at(source, forbidden.start()), _("Ada tanda yang tidak dikenal. Simpan sebagai UTF-8."))
        return reading
    for block in _split_blocks(source):
        if len(reading.drafts) >= MAX_QUESTIONS:
            reading.refuse(block.line, _("Paling banyak %(count)d soal sekali baca.") % {"count": MAX_QUESTIONS})
            break
        _read_block(block, reading)
    return reading


def _read_block(block: Block, reading: GiftReading) -> None:
    try:
        draft = _read_notes(block, _read_question(block))
    except GiftError as error:
        reading.refuse(error.line, error.reason)
        return
    problems = find_problems(draft)
    if draft.external_id and draft.external_id in {known.external_id for known in reading.drafts}:
        problems.append(_("Kode soal %(code)s sudah dipakai di atas.") % {"code": draft.external_id})
    for reason in problems:
        reading.refuse(block.line, reason)
    if not problems:
        reading.drafts.append(draft)
        reading.lines.append(block.line)


def _split_blocks(source: str) -> Iterator[Block]:
    """A question ends with the line that closes its brace, or with an empty line."""
    notes: list[str] = []
    lines: list[str] = []
    for number, raw in enumerate([*source.split("\n"), ""], start=1):
        line = hide_escapes(raw)
        is_comment = line.strip().startswith("//")
        if is_comment and not lines:
            notes.append(raw)
        if is_comment or (line.startswith("$CATEGORY:") and not lines):
            line = " " if lines else ""
        if line:
            lines.append(line)
        if lines and ((not line.strip() and not is_comment) or "}" in line):
            if any(part.strip() for part in lines):
                yield Block(number - len(lines) + (1 if line else 0), "\n".join(lines), " ".join(notes))
                notes = []
            lines = []


def _read_notes(block: Block, draft: QuestionDraft) -> QuestionDraft:
    found: dict[str, list[str]] = {"id": [], "tag": [], "checked": []}
    for key, value in _NOTE.findall(block.notes):
        found[key].append(value.strip())
    topics = [tag for tag in found["tag"] if tag != LEGAL_REVIEW]
    return replace(
        draft,
        external_id=found["id"][-1] if found["id"] else "",
        topic=topics[0] if topics else "",
        needs_legal_review=LEGAL_REVIEW in found["tag"],
        checked_on=_read_date(block.line, found["checked"][-1]) if found["checked"] else None,
    )


def _read_date(line: int, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise GiftError(line, _("Tanggal [checked:…] ditulis seperti 2026-11-22.")) from None


def _read_question(block: Block) -> QuestionDraft:
    opens, closes = block.text.find("{"), block.text.find("}")
    if opens < 0:
        raise GiftError(block.line, _("Soal tanpa pilihan. Tulis pilihannya di antara { dan }."))
    if closes < opens or block.text.find("{", opens + 1) >= 0:
        raise GiftError(
            block.line, _("Tanda { dan } tidak berpasangan. Tutup dengan }, jangan ada baris kosong di dalamnya.")
        )
    title, text = _read_head(block, block.text[:opens])
    if tail := read_text(block.text[closes + 1 :]):
        text = f"{text} _____ {tail}"
    body, _mark, explanation = block.text[opens + 1 : closes].partition("####")
    kind, choices = _read_answers(block, body, opens + 1)
    return QuestionDraft(text=text, title=title, kind=kind, choices=tuple(choices), explanation=read_text(explanation))


def _read_head(block: Block, head: str) -> tuple[str, str]:
    stripped = head.strip()
    if not stripped.startswith("::"):
        return "", read_text(head)
    title, mark, text = stripped[2:].partition("::")
    if not mark:
        raise GiftError(block.line, _("Judul soal belum ditutup dengan ::."))
    return read_text(title), read_text(text)


def _read_answers(block: Block, body: str, offset: int) -> tuple[str, list[ChoiceDraft]]:
    if truth := _TRUTH.fullmatch(body):
        return QuestionKind.TRUE_FALSE, _read_truth(truth)
    starts = [match.start() for match in re.finditer("[=~]", body)]
    if not starts or body[: starts[0]].strip():
        raise GiftError(block.line, _("Jenis soal ini tidak didukung. Pakai pilihan ganda atau benar/salah."))
    if "~" not in body:
        raise GiftError(block.line, _("Hanya ada jawaban =. Tambahkan pilihan yang salah dengan tanda ~."))
    choices = []
    for start, end in zip(starts, [*starts[1:], len(body)], strict=True):
        line = block.line + block.text[: offset + start].count("\n")
        choices.append(_read_choice(line, body[start], body[start + 1 : end]))
    return QuestionKind.SINGLE if "=" in body else QuestionKind.MULTIPLE, choices


def _read_truth(match: re.Match) -> list[ChoiceDraft]:
    """Moodle's order: first the feedback for a wrong answer, then the one for the right answer."""
    wrong, _mark, right = (match[2] or "").partition("#")
    is_true = match[1].upper().startswith("T")
    return [
        ChoiceDraft(text, 100 if is_right else 0, read_text(right if is_right else wrong))
        for text, is_right in zip(TRUTH_TEXTS, (is_true, not is_true), strict=True)
    ]


def _read_choice(line: int, mark: str, body: str) -> ChoiceDraft:
    weight = 100.0 if mark == "=" else 0.0
    if found := _WEIGHT.match(body):
        weight, body = float(found[1]), body[found.end() :]
    elif body.lstrip().startswith("%"):
        raise GiftError(line, _("Bobot ditulis seperti %50% atau %-50%."))
    text, _mark, feedback = body.partition("#")
    return ChoiceDraft(read_text(text), int(weight) if weight.is_integer() else weight, read_text(feedback))


def _line_at(source: str, offset: int) -> int:
    return source.count("\n", 0, offset) + 1


def write_gift(drafts: Iterable[QuestionDraft]) -> str:
    """The bank as text; `parse_gift` reads the same drafts back."""
    return "\n".join(_write_question(draft) for draft in drafts)


def _write_question(draft: QuestionDraft) -> str:
    notes = [f"[id:{draft.external_id}]"] if draft.external_id else []
    notes += [f"[tag:{tag}]" for tag in (draft.topic, LEGAL_REVIEW if draft.needs_legal_review else "") if tag]
    notes += [f"[checked:{draft.checked_on:%Y-%m-%d}]"] if draft.checked_on else []
    title = f"::{write_text(draft.title)}::" if draft.title else ""
    comment = f"// {' '.join(notes)}\n" if notes else ""
    return f"{comment}{title}{write_text(draft.text)}{{{_write_answers(draft)}}}\n"


def _write_answers(draft: QuestionDraft) -> str:
    explanation = f"####{write_text(draft.explanation)}" if draft.explanation else ""
    if draft.kind == QuestionKind.TRUE_FALSE:
        right, wrong = sorted(draft.choices, key=lambda choice: -choice.weight)
        feedback = f"#{write_text(wrong.feedback)}" if wrong.feedback or right.feedback else ""
        feedback += f"#{write_text(right.feedback)}" if right.feedback else ""
        return f"{'T' if draft.choices[0] is right else 'F'}{feedback}{explanation}"
    rows = [_write_choice(draft.kind, choice) for choice in draft.choices]
    return "\n".join(["", *(f"  {row}" for row in rows), f"  {explanation}\n" if explanation else ""])


def _write_choice(kind: str, choice: ChoiceDraft) -> str:
    is_right = kind == QuestionKind.SINGLE and choice.weight == 100
    text = write_text(choice.text)
    is_plain = is_right or choice.weight == 0
    weight = "" if is_plain and not text.startswith("%") else f"%{choice.weight:.7g}%"
    return f"{'=' if is_right else '~'}{weight}{text}" + (f"#{write_text(choice.feedback)}" if choice.feedback else "")
