"""Assignments as activities: written as text, in packages, in the outline, copied, asked for by a certificate."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from certificates.services.requirements import missing_requirements
from courses.models import AssignmentPage, CatalogPage, ModulePage
from courses.services.history import records_about
from courses.services.learning import read_progress
from courses.services.outline import read_outline, tie_knots
from courses.services.package_assignments import AssignmentReader, read_assignment
from courses.services.package_export import export_course, write_folder
from courses.services.package_import import import_course
from courses.services.packages import Entry, Problems
from courses.services.progress import complete_activity
from courses.services.rules import rule_now
from tests.factories.assignments import AssignmentFactory, SubmissionFactory
from tests.factories.courses import CourseFactory, EnrollmentFactory, LessonFactory, ModuleFactory

FILE = """---
slug: poster
title: Poster posko
takes_text: false
pass_mark: 60
rubric:
- title: Satu pesan
  description: Terbaca dari jauh.
  points: 30
- title: Sumber
  points: 20
---

Buat **satu** poster.

## Yang dikumpulkan

- satu foto
"""


def read(text):
    problems = Problems()
    return read_assignment(text=text, file="t.md", problems=problems), [str(row) for row in problems]


# ---- as text


@pytest.fixture
def writer(trainer):
    client = Client()
    client.force_login(trainer)
    return client


@pytest.fixture
def module(own_course):
    return ModulePage.objects.child_of(own_course).first() or ModuleFactory(parent=own_course)


def fields(*rows, **more):
    data = {"title": "Poster", "body": "Buat satu poster.", "takes_text": "on", "pass_mark": "70", **more}
    data |= {"rubrik-TOTAL_FORMS": str(len(rows) + 1), "rubrik-INITIAL_FORMS": "0"}
    for place, (title, points) in enumerate([*rows, ("", "10")]):
        data |= {f"rubrik-{place}-title": title, f"rubrik-{place}-points": points, f"rubrik-{place}-description": ""}
    return data


def newest(page):
    return Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()


def rubric_of(page):
    return [(row.title, row.points) for row in newest(page).criteria.all()]


def test_a_trainer_writes_an_assignment_with_its_rubric(writer, module):
    response = writer.post(
        reverse("writing_assignment_new", args=[module.pk]), fields(("Pesan", "30"), ("Huruf", "20"))
    )

    page = AssignmentPage.objects.get()
    assert response["Location"] == reverse("writing_assignment", args=[page.pk])
    assert (page.live, page.takes_text, page.takes_files, page.is_required) == (False, True, False, False)
    assert rubric_of(page) == [("Pesan", 30), ("Huruf", 20)]
    shown = writer.get(response["Location"]).content.decode()
    assert ('value="Huruf"' in shown, "Buat satu poster." in shown) == (True, True)


def test_changing_and_emptying_a_line_keeps_the_page(writer, module):
    page = AssignmentFactory(parent=module, title="Poster", live=False)
    page.save_revision()
    address = reverse("writing_assignment", args=[page.pk])
    seen = Page.objects.get(pk=page.pk).latest_revision_id

    saved = writer.post(address, fields(("Pesan utama", "10"), ("", "5"), revision=str(seen)))
    stale = writer.post(address, fields(("Lain", "10"), revision=str(seen)))

    assert saved.status_code == 302
    assert rubric_of(page) == [("Pesan utama", 10)]
    assert "orang lain sudah menyimpan" in stale.content.decode()


MISTAKES = {
    "tanpa kriteria": (fields(), "Tulis paling sedikit satu kriteria."),
    "nilai nol": (fields(("Pesan", "0")), "lebih besar dari atau sama dengan 1"),
    "tanpa cara": ({**fields(("Pesan", "5")), "takes_text": ""}, "Pilih jawaban teks, berkas, atau keduanya."),
    "tanpa petunjuk": (fields(("Pesan", "5"), body=""), "Tulis isinya dulu"),
    "nilai lulus": (fields(("Pesan", "5"), pass_mark="101"), "100"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_mistakes_are_named_and_nothing_is_made(writer, module, case):
    data, words = MISTAKES[case]

    response = writer.post(reverse("writing_assignment_new", args=[module.pk]), data)

    assert words in response.content.decode()
    assert not AssignmentPage.objects.exists()


def test_saving_what_is_unchanged_makes_no_version_and_keeps_the_keys(writer, module):
    page = AssignmentFactory(parent=module, title="Poster", body=[("text", "<p>Buat satu poster.</p>")])
    page.takes_files = page.is_required = False
    page.save()
    page.save_revision().publish()
    keys = list(AssignmentPage.objects.get().criteria.values_list("pk", flat=True))
    seen = Page.objects.get(pk=page.pk).latest_revision_id

    data = fields(("Pesan", "10"), ("Tata letak", "5"), revision=str(seen))
    writer.post(reverse("writing_assignment", args=[page.pk]), data)

    assert Page.objects.get(pk=page.pk).latest_revision_id == seen
    assert list(AssignmentPage.objects.get().criteria.values_list("pk", flat=True)) == keys


# ---- in packages


def test_a_file_is_read(db):
    draft, problems = read(FILE)

    assert problems == []
    assert (draft.slug, draft.plain) == ("poster", {"takes_text": False, "takes_files": True, "pass_mark": 60})
    assert draft.criteria == [
        {"title": "Satu pesan", "description": "Terbaca dari jauh.", "points": 30},
        {"title": "Sumber", "description": "", "points": 20},
    ]


BROKEN = {
    "tanpa kepala": ("Isi.", "Awal file harus memuat data"),
    "tanpa rubrik": (FILE.replace("rubric:", "rubrik:"), "Kunci rubrik tidak dikenal"),
    "nilai besar": (FILE.replace("points: 30", "points: 300"), "points harus angka 1 sampai 100"),
    "tanpa cara": (FILE.replace("pass_mark: 60", "takes_files: false"), "Tugas menerima teks, berkas"),
    "kunci lain": (FILE.replace("points: 20", "points: 20\n  bobot: 3"), "Kunci bobot tidak dikenal"),
    "html": (FILE + "\n<script>1</script>\n", "HTML"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_refused_with_its_line(case, db):
    text, words = BROKEN[case]

    _draft, problems = read(text)

    assert [words in problem for problem in problems].count(True) >= 1


def test_a_course_with_an_assignment_leaves_and_comes_back_the_same(tmp_path, now, db):
    module = ModuleFactory(parent=CourseFactory(slug="asal"))
    page = AssignmentFactory(parent=module, slug="poster", is_required=False)
    page.criteria.update(description="Terbaca.")
    page.save_revision().publish()
    files = export_course(course=module.get_parent().specific, published=True)
    write_folder(files=files, folder=tmp_path)
    text = (tmp_path / "course.yaml").read_text().replace("slug: asal", "slug: salinan")
    (tmp_path / "course.yaml").write_text(text)
    options = {"folder": tmp_path, "catalog": CatalogPage.objects.get(), "organization": None, "publish": True}

    first = import_course(**options, now=now)
    again = import_course(**options, now=now)

    copy = AssignmentPage.objects.descendant_of(first.course).get()
    assert [(row.title, row.description, row.points) for row in copy.criteria.all()] == [
        ("Pesan", "Terbaca.", 10),
        ("Tata letak", "Terbaca.", 5),
    ]
    assert (copy.is_required, copy.live) == (False, True)
    assert AssignmentPage.objects.descendant_of(again.course).get().latest_revision_id == copy.latest_revision_id
    assert export_course(course=first.course, published=True).keys() == files.keys()


def test_the_reader_names_unknown_keys(tmp_path, db):
    problems = Problems()
    (tmp_path / "t.md").write_text(FILE)

    entry = Entry({"assignment": "t.md", "nilai": 3})
    AssignmentReader().read(folder=tmp_path, entry=entry, problems=problems)

    assert ["Kunci nilai tidak dikenal" in str(row) for row in problems] == [True]


# ---- as an activity


@pytest.fixture
def learned(member):
    """A course of a lesson and a required assignment, and somebody who learns it."""
    module = ModuleFactory()
    lesson, assignment = LessonFactory(parent=module), AssignmentFactory(parent=module, title="Poster")
    course = module.get_parent().specific
    return lesson, assignment, EnrollmentFactory(course=course, member=member, pass_marks=rule_now(course).pass_marks)


def test_the_outline_names_the_kind_and_what_to_hand_in(learned):
    _lesson, assignment, enrollment = learned

    outline = tie_knots(read_outline(page=assignment), enrollment=enrollment)

    assert [(line.kind, line.minutes) for line in outline.activities] == [("Pelajaran", 6), ("Tugas", None)]
    assert outline.requirements[1].label == "Kumpulkan tugas: Poster"
    assert enrollment.pass_marks == {str(assignment.pk): 70}


def test_progress_counts_it_and_only_a_trainer_finishes_it(member_client, learned):
    lesson, assignment, enrollment = learned
    complete_activity(enrollment=enrollment, activity=lesson, now=enrollment.enrolled_at)

    [line] = read_progress([enrollment])
    refused = member_client.post(f"/belajar/kegiatan/{assignment.pk}/selesai/")

    assert (line.done, line.total, line.next_activity.pk) == (1, 2, assignment.pk)
    assert refused.status_code == 404
    assert "Poster" in member_client.get("/belajar/").content.decode()


def test_the_certificate_asks_for_it_by_name(learned):
    lesson, _assignment, enrollment = learned
    complete_activity(enrollment=enrollment, activity=lesson, now=enrollment.enrolled_at)

    missing = {row.label: row.detail for row in missing_requirements(source=enrollment)}

    assert missing["Poster"] == "tugas belum diterima"
    assert "Semua pelajaran wajib" not in missing


def test_a_copied_course_has_its_own_rubric_and_no_work(learned):
    _lesson, assignment, enrollment = learned
    SubmissionFactory(enrollment=enrollment, assignment=assignment)

    copy = enrollment.course.copy(recursive=True, update_attrs={"slug": "salinan"})

    page = AssignmentPage.objects.descendant_of(copy).get()
    assert [row.title for row in page.criteria.all()] == ["Pesan", "Tata letak"]
    assert page.submissions.count() == 0
    assert not set(page.criteria.values_list("pk")) & set(assignment.criteria.values_list("pk"))


def test_an_assignment_with_work_is_not_deleted(learned):
    _lesson, assignment, enrollment = learned
    SubmissionFactory(enrollment=enrollment, assignment=assignment)

    assert "tugas terkumpul" in records_about(Page.objects.get(pk=assignment.pk))


def test_a_locked_assignment_is_refused(member_client, learned):
    lesson, assignment, enrollment = learned
    enrollment.is_sequential = True
    enrollment.save()

    response = member_client.post(f"/belajar/tugas/{assignment.pk}/kumpulkan/", {"client_id": uuid4(), "text": "Isi."})
    begun = member_client.post(f"/belajar/tugas/{assignment.pk}/berkas/")

    assert (response.status_code, begun.status_code) == (400, 403)
    assert f"Selesaikan dulu “{lesson.title}”." in response.content.decode()
    assert assignment.submissions.count() == 0


# ---- in the editor


def test_the_full_editor_offers_assignments_with_a_rubric(administrator, module):
    client = Client()
    client.force_login(administrator)

    form = client.get(reverse("wagtailadmin_pages:add", args=["courses", "assignmentpage", module.pk]))
    kinds = client.get(reverse("wagtailadmin_pages:add_subpage", args=[module.pk]))

    assert form.status_code == 200
    assert "criteria-TOTAL_FORMS" in form.content.decode()
    assert "Tugas yang dikumpulkan dan dinilai pelatih." in kinds.content.decode()


def test_a_draft_is_seen_as_a_member_sees_it(writer, module):
    page = AssignmentFactory(parent=module, live=False)
    page.save_revision()

    shown = writer.get(reverse("writing_preview", args=[page.pk]))

    assert shown.status_code == 200
    assert [words in shown.content.decode() for words in ("Buat satu poster.", "Tata letak", "data-tugas")] == [
        True,
        True,
        False,
    ]


def test_the_outline_of_the_writer_leads_to_the_plain_form(writer, own_course, module):
    page = AssignmentFactory(parent=module, title="Poster")

    shown = writer.get(reverse("writing_course", args=[own_course.pk])).content.decode()

    assert reverse("writing_assignment", args=[page.pk]) in shown
    assert reverse("writing_assignment_new", args=[module.pk]) in shown
    assert writer.get(reverse("writing_page", args=[page.pk])).url == reverse("writing_assignment", args=[page.pk])
