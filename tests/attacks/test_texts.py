"""Attacks 4, 13 and 14: hostile words in every free text stay words, on every page, in Excel, in CSV and on paper."""

import csv
from dataclasses import replace
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from certificates.services.document import draw_document
from courses.models import CoursePage
from lms.models import Job
from quizzes.services.attempts import start_attempt, submit_attempt
from tests.attacks import matrix
from tests.attacks.asking import address_of
from tests.attacks.world import NOW
from tests.factories.certificates import printed
from tests.factories.quizzes import QuestionFactory, draft

SCRIPT = '"><script>alert(1)</script>'
IMAGE = "'><img src=x onerror=alert(2)>"
HOSTILE = SCRIPT + IMAGE
RAW = ["<script>alert(1)", "<img src=x", '"><script', "'><img"]
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(1)", '=HYPERLINK("http://jahat.example")', "\t=1+1", "=cmd|' /C calc'!A0"]

FREE_TEXTS = {
    "organization": "short_name government_name address contact city_name legal_basis",
    "learner": "first_name",
    "member": "full_name institution",
    "kim": "name hamlet decree_number decree_issuer address",
    "event": "title description things_to_bring venue sub_activity",
    "slot": "title",
    "speaker": "presented_as",
    "course": "title summary",
    "lesson": "title",
    "quiz": "title introduction",
    "bank": "title",
    "design": "name title",
    "signatory": "name position rank represented_position title_before title_after",
    "series": "name",
    "job": "last_error",
    "walk": "name",
}
SHORT = {"design": 40, "signatory": 40, "series": 60, "organization": 60, "kim": 60, "walk": 60}


@pytest.fixture
def hostile(here):
    """Every free text of the office says something nasty, straight into the rows, past every form."""
    for thing, names in FREE_TEXTS.items():
        row = getattr(here, thing)
        fields = {name: HOSTILE[: SHORT.get(thing, 90)] for name in names.split()}
        type(row).objects.filter(pk=row.pk).update(**fields)
    question = QuestionFactory(bank=here.bank, draft=hostile_draft())
    page = printed(name=HOSTILE, code=here.certificate.code, number=SCRIPT)
    page["activity"]["title"] = HOSTILE
    certificate = type(here.certificate).objects.filter(pk=here.certificate.pk)
    certificate.update(printed=page, status="revoked", revoked_at=NOW, revocation_reason=HOSTILE)
    return replace(here, question=question)


def hostile_draft():
    question = draft(text=HOSTILE, right=f"a{SCRIPT}", wrong=(f"b{IMAGE}", f"c{SCRIPT}"), title=HOSTILE[:90])
    choices = tuple(replace(choice, feedback=HOSTILE) for choice in question.choices)
    return replace(question, choices=choices, explanation=HOSTILE)


@pytest.mark.parametrize("role", "-ATOVS")
def test_hostile_words_are_only_words(role, browsers, hostile):
    """Every address that answers with a page, read as each person."""
    opened = {
        row.name: browsers[role].get(address_of(row.name, row.parts, hostile), follow=True) for row in matrix.ROWS
    }
    pages = {name: page for name, page in opened.items() if page.get("Content-Type", "").startswith("text/html")}

    found = {(name, raw) for name, page in pages.items() for raw in RAW if raw in page.content.decode()}

    assert found == set()
    assert any("&lt;script&gt;alert(1)" in page.content.decode() for page in pages.values())


def test_hostile_questions_are_only_words(enter, hostile):
    enrollment = hostile.attempt.enrollment
    submit_attempt(attempt=hostile.attempt, now=NOW)
    attempt = start_attempt(quiz=hostile.quiz, enrollment=enrollment, now=NOW)
    paper = enter("A").get(attempt.get_absolute_url()).content.decode()
    submit_attempt(attempt=attempt, now=NOW)
    result = enter("A").get(attempt.get_result_url()).content.decode()

    assert [raw for raw in RAW if raw in paper + result] == []
    assert "&lt;script&gt;" in paper
    assert "&lt;script&gt;" in result


def test_hostile_words_are_printed_as_words():
    document = printed(name="<b>Ana</b><script>alert(1)</script>", origin="<img src=x onerror=alert(2)>")

    text = PdfReader(BytesIO(draw_document(printed=document, crest=None))).pages[0].extract_text()

    assert "<b>Ana</b><script>alert(1)</script>" in text.replace("\n", "")


@pytest.mark.parametrize("path", ["/", "/kursus/", "/kegiatan/", "/masuk/", "/bantuan/", "/verifikasi/", "/tidak-ada/"])
def test_public_pages_forbid_inline_code(path, browsers, here):
    policy = browsers["-"].get(path)["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "default-src 'self'" in policy


# 4: the paper itself is tried in tests/quizzes/test_attempt_pages.py


def test_no_question_is_seen_before_the_paper_is_drawn(enter, here):
    """Words of a question that is in no paper yet are on no page of a learner or visitor, and in no answer in JSON."""
    QuestionFactory(
        bank=here.bank, draft=draft(text="KENARI?", right="KENARI", wrong=("KENARI 2",), explanation="KENARI")
    )
    rows = [row for row in matrix.ROWS if not row.name.startswith(("bank", "cms/"))]
    saves = enter("A").post(
        reverse("quiz_answers", args=[here.attempt.pk]),
        '{"answers": [{"position": 1, "shown": [1], "is_marked": false}]}',
        content_type="application/json",
    )

    pages = [enter("A").get(address_of(row.name, row.parts, here)) for row in rows]
    intros = [enter(role).get(here.quiz.url) for role in "-AB"]

    assert saves.status_code == 200
    assert [page for page in [saves, *pages, *intros] if not page.streaming and b"KENARI" in page.content] == []


# 14


def cells_of(response):
    book = load_workbook(BytesIO(b"".join(response.streaming_content) if response.streaming else response.content))
    return [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_export_holds_a_formula(text, browsers, here):
    type(here.member).objects.filter(pk=here.member.pk).update(full_name=text, institution=text)
    type(here.kim).objects.filter(pk=here.kim.pk).update(name=text)
    type(here.event).objects.filter(pk=here.event.pk).update(title=text, venue=text)
    CoursePage.objects.filter(pk=here.course.pk).update(title=text)
    Job.objects.filter(pk=here.job.pk).update(last_error=text)
    books = [
        browsers["O"].get(reverse("office_event_export", args=[here.event.pk])),
        browsers["O"].get(reverse("office_completion_download")),
        browsers["S"].get(reverse("lms_jobs"), {"export": "xlsx"}),
    ]

    cells = [cell for book in books for cell in cells_of(book)]

    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert sum(str(cell.value).strip() == text.strip() for cell in cells) >= 3


@pytest.mark.parametrize("text", FORMULAS)
def test_no_csv_cell_begins_like_a_formula(text, browsers, here):
    Job.objects.filter(pk=here.job.pk).update(last_error=text)

    export = browsers["S"].get(reverse("lms_jobs"), {"export": "csv"})

    lines = csv.reader(StringIO(b"".join(export.streaming_content).decode()))
    assert [cell for line in lines for cell in line if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
