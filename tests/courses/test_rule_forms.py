"""Rules typed by authors: the plain form, Wagtail's editor, course packages."""

from datetime import date

import pytest
from django.urls import reverse

from courses.models import CatalogPage, CoursePage
from courses.services.package_export import export_course, write_folder
from courses.services.package_import import import_course
from courses.services.packages import PackageRefused
from courses.services.prerequisites import find_circle
from tests.courses.test_packages import COURSE, LESSON
from tests.factories.courses import CourseFactory
from tests.factories.members import RegionFactory

pytestmark = pytest.mark.django_db


def draft_of(course):
    return CoursePage.objects.get(pk=course.pk).get_latest_revision_as_object()


def fill(client, course, **values):
    address = reverse("writing_course_rules", args=[course.pk])
    data = {"enrollment_policy": "open", "revision": course.latest_revision_id or "", **values}
    return client.post(address, data)


@pytest.fixture
def trainer_client(client, trainer):
    client.force_login(trainer)
    return client


def test_the_plain_form_saves_a_draft(trainer_client, own_course):
    RegionFactory(code="53.71.01.1001")
    basics = CourseFactory(title="Dasar")

    fill(
        trainer_client,
        own_course,
        enrollment_policy="region",
        enrollment_region="Namosain",
        opens_on="2026-01-01",
        closes_on="2026-02-01",
        is_sequential="on",
        prerequisites=[basics.pk],
    )
    draft = draft_of(own_course)

    assert (draft.enrollment_policy, draft.enrollment_region_id) == ("region", "53.71.01.1001")
    assert (draft.opens_on, draft.closes_on, draft.is_sequential) == (date(2026, 1, 1), date(2026, 2, 1), True)
    assert [page.title for page in draft.prerequisites.all()] == ["Dasar"]
    assert CoursePage.objects.get(pk=own_course.pk).enrollment_policy == "open"


def test_the_form_shows_what_the_draft_has_and_a_second_save_changes_nothing(trainer_client, own_course):
    basics = CourseFactory(title="Dasar")
    fill(trainer_client, own_course, prerequisites=[basics.pk])
    own_course.refresh_from_db()
    before = own_course.latest_revision_id

    html = trainer_client.get(reverse("writing_course_rules", args=[own_course.pk])).content.decode()
    fill(trainer_client, own_course, prerequisites=[basics.pk])
    own_course.refresh_from_db()

    assert f'value="{basics.pk}" id="id_prerequisites_0" checked' in html
    assert own_course.latest_revision_id == before


def errors(response):
    return {name: [str(text) for text in texts] for name, texts in response.context["form"].errors.items()}


def test_days_in_the_wrong_order_are_told(trainer_client, own_course):
    response = fill(trainer_client, own_course, opens_on="2026-02-01", closes_on="2026-01-01")

    assert errors(response) == {"closes_on": ["Hari penutupan harus sama atau sesudah hari pembukaan."]}


def test_a_circle_is_told_by_its_name(trainer_client, own_course):
    middle, far = CourseFactory(title="Tengah"), CourseFactory(title="Jauh")
    middle.prerequisites.set([own_course])
    middle.save()
    far.prerequisites.set([middle])
    far.save()

    response = fill(trainer_client, own_course, prerequisites=[far.pk])

    assert errors(response) == {
        "prerequisites": ["“Jauh” sendiri memerlukan kursus ini, jadi tidak bisa menjadi prasyaratnya."]
    }


def test_circles_elsewhere_end_the_search(own_course):
    one, two = CourseFactory(), CourseFactory()
    for page, other in ((one, two), (two, one)):
        page.prerequisites.set([other])
        page.save()

    assert find_circle(course_pk=own_course.pk, chosen=[one]) is None


def test_drafts_of_others_and_the_course_itself_are_not_offered(trainer_client, own_course, foreign_lesson):
    own_course.unpublish()
    html = trainer_client.get(reverse("writing_course_rules", args=[own_course.pk])).content.decode()
    refused = fill(trainer_client, own_course, prerequisites=[foreign_lesson.get_parent().get_parent().pk])

    assert "RAHASIA" not in html
    assert list(errors(refused)) == ["prerequisites"]


def test_wagtails_editor_asks_for_a_region_in_a_box(trainer_client, own_course, foreign_lesson):
    RegionFactory(code="53.71.01.1001")
    html = trainer_client.get(reverse("wagtailadmin_pages:edit", args=[own_course.pk])).content.decode()

    assert '<input type="text" name="enrollment_region"' in html
    assert '<select name="enrollment_region"' not in html
    assert "RAHASIA" not in html


# packages


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "01-modul").mkdir()
    for slug in ("awal", "lanjut"):
        number = {"awal": "01", "lanjut": "02"}[slug]
        (tmp_path / f"01-modul/{number}-{slug}.md").write_text(LESSON.format(slug=slug, title=slug))
    return tmp_path


@pytest.fixture
def bring(site, folder, now):
    def bring(rules, **options):
        (folder / "course.yaml").write_text(COURSE.replace("cover:", f"{rules}\ncover:"))
        catalog = CatalogPage.objects.get()
        return import_course(folder=folder, catalog=catalog, publish=True, now=now, **options).course

    return bring


RULES = """rules:
  policy: region
  region: "53.71"
  opens_on: 2026-01-01
  closes_on: 2026-02-01
  is_sequential: true
  prerequisites: [dasar, k2]"""


@pytest.fixture
def others(site):
    RegionFactory(code="53.71")
    return CourseFactory(slug="dasar"), CourseFactory(slug="lain", code="K2")


def facts(course):
    named = sorted(page.slug for page in course.prerequisites.all())
    return (
        course.enrollment_policy, course.enrollment_region_id, course.opens_on, course.closes_on,
        course.is_sequential, named,
    )  # fmt: skip


def test_a_package_brings_its_rules_and_takes_them_out_again(bring, others, tmp_path_factory, now):
    course = bring(RULES)
    files = export_course(course=course, published=True)
    again = tmp_path_factory.mktemp("lagi")
    write_folder(files=files, folder=again)
    second = import_course(folder=again, catalog=CatalogPage.objects.get(), publish=True, now=now)

    assert facts(course) == (
        "region", "53.71", date(2026, 1, 1), date(2026, 2, 1), True, ["dasar", "lain"]
    )  # fmt: skip
    assert second.changed == []
    assert export_course(course=second.course, published=True) == files


def test_a_package_without_rules_leaves_them(bring, others):
    bring(RULES)

    assert facts(bring(""))[0] == "region"


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ("rules: {prerequisites: [hilang]}", "Tidak ada kursus prasyarat hilang di sini."),
        ("rules: {prerequisites: [contoh]}", "Kursus ini tidak bisa menjadi prasyarat dirinya sendiri."),
        ('rules: {region: "99.99"}', "Tidak ada wilayah dengan kode 99.99."),
        ("rules: {opens_on: 2026-02-01, closes_on: 2026-01-01}", "closes_on harus sama atau sesudah opens_on."),
        ("rules: {policy: siapa saja}", "policy: pilih open, region, invitation, approval."),
        ("rules: {siapa: open}", "Kunci siapa tidak dikenal."),
    ],
)
def test_a_wrong_rule_is_refused_with_its_line(bring, rules, reason):
    bring("")

    with pytest.raises(PackageRefused) as refusal:
        bring(rules)

    [problem] = refusal.value.problems
    assert (problem.file, problem.line > 0, problem.reason.startswith(reason)) == ("course.yaml", True, True)


def test_a_circle_in_packages_is_refused(bring, others):
    course = bring("")
    others[0].prerequisites.set([course])
    others[0].save()

    with pytest.raises(PackageRefused) as refusal:
        bring("rules: {prerequisites: [dasar]}")

    assert "Kursus dasar sendiri memerlukan kursus ini" in str(refusal.value)


def test_a_trainer_cannot_name_the_draft_of_another_office(bring, folder, trainer, own_course, foreign_lesson, now):
    text = COURSE.replace("slug: contoh", "slug: sendiri").replace(
        "cover:", "rules: {prerequisites: [rahasia]}\ncover:"
    )
    (folder / "course.yaml").write_text(text)

    with pytest.raises(PackageRefused) as refusal:
        import_course(folder=folder, catalog=CatalogPage.objects.get(), publish=False, now=now, by=trainer)

    assert "Tidak ada kursus prasyarat rahasia di sini." in str(refusal.value)
