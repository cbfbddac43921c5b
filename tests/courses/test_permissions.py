"""Who may what in courses, role by role: services' questions and every plain screen."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from courses.models import CatalogPage, Enrollment
from courses.permissions import (
    can_assign_trainers,
    can_write_courses,
    files_to_choose,
    own_pages,
    pages_in_reach,
    rows_in_reach,
)
from courses.services.history import records_about
from courses.services.trainers import assign_trainer
from members.choices import Role
from members.models import Organization, User
from members.services.roles import grant_role
from tests.courses.test_export import png
from tests.factories.courses import CourseFactory, EnrollmentFactory, LessonFactory, ModuleFactory
from tests.factories.members import MemberFactory, OrganizationFactory, UserFactory, assign_role
from tests.factories.quizzes import QuizFactory, make_attempt

pytestmark = pytest.mark.django_db
PEOPLE = ["visitor", "member", "viewer", "officer", "colleague", "trainer", "foreign_admin", "administrator", "root"]


@pytest.fixture
def people(own_course, organization, member, officer, trainer, administrator, now):
    """Everybody who could stand at the door of `own_course`."""
    colleague = assign_role(UserFactory(username="rekan"), Role.TRAINER, organization)
    assign_trainer(course=CourseFactory(organization=organization, title="Kursus rekan"), user=colleague)
    foreign_admin = UserFactory(username="admin-lain")
    grant_role(user=foreign_admin, role=Role.ADMIN, organization=OrganizationFactory(name="Dinas lain"), now=now)
    rows = {
        "member": member.user,
        "viewer": assign_role(UserFactory(username="pemantau"), Role.VIEWER, organization),
        "officer": officer,
        "colleague": colleague,
        "trainer": trainer,
        "foreign_admin": foreign_admin,
        "administrator": administrator,
        "root": User.objects.create_superuser("akar"),
    }
    return {"visitor": AnonymousUser(), **{name: User.objects.get(pk=user.pk) for name, user in rows.items()}}


def browser(people, name):
    client = Client()
    if name != "visitor":
        client.force_login(people[name])
    return client


# ---- questions


@pytest.mark.parametrize("name", PEOPLE)
def test_who_writes_courses_at_all(people, name):
    writers = {"colleague", "trainer", "foreign_admin", "administrator", "root"}

    assert can_write_courses(people[name]) is (name in writers)


@pytest.mark.parametrize("name", PEOPLE)
def test_who_says_who_writes(people, name):
    assert can_assign_trainers(people[name]) is (name in {"foreign_admin", "administrator", "root"})


@pytest.mark.parametrize("name", [name for name in PEOPLE if name != "visitor"])
def test_whose_page_a_draft_is(people, own_module, name):
    draft = LessonFactory(parent=own_module, live=False)

    assert own_pages(people[name]).filter(pk=draft.pk).exists() is (name in {"trainer", "administrator", "root"})


@pytest.mark.parametrize("name", [name for name in PEOPLE if name != "visitor"])
def test_public_pages_are_within_everybodys_reach_and_drafts_are_not(people, own_module, own_lesson, name):
    draft = LessonFactory(parent=own_module, live=False)

    found = set(pages_in_reach(people[name], Page.objects.filter(pk__in=[own_lesson.pk, draft.pk])))

    assert {page.pk for page in found} == (
        {own_lesson.pk, draft.pk} if name in {"trainer", "administrator", "root"} else {own_lesson.pk}
    )


@pytest.mark.parametrize("name", [name for name in PEOPLE if name not in ("visitor", "root")])
@pytest.mark.parametrize("model", [Organization, Enrollment, User])
def test_of_other_models_no_screen_of_wagtail_names_rows(people, name, model):
    assert list(rows_in_reach(people[name], model)) == []


def test_a_superuser_reaches_rows_of_every_model(people):
    assert rows_in_reach(people["root"], Organization).count() == Organization.objects.count()


@pytest.fixture
def picture(people, own_course):
    """Uploaded by the trainer into the folder of the own course."""
    browser(people, "trainer").post(
        reverse("writing_lesson_new", args=[ModuleFactory(parent=own_course).pk]),
        {"unggah": "1", "alt_text": "Poster", "picture": upload(), "title": "x", "body": "x"},
    )
    return get_image_model().objects.get()


def upload(name="poster.png", content=None):
    return SimpleUploadedFile(name, content or png())


@pytest.mark.parametrize("name", [name for name in PEOPLE if name != "visitor"])
def test_whose_picture_it_is(people, picture, name):
    image = get_image_model()
    chosen = files_to_choose(people[name], image).filter(pk=picture.pk).exists()
    changed = rows_in_reach(people[name], image).filter(pk=picture.pk).exists()

    assert (chosen, changed) == ((True, True) if name in {"trainer", "administrator", "root"} else (False, False))


@pytest.mark.parametrize("name", ["member", "viewer", "officer"])
def test_documents_are_nobodys_here(people, name):
    assert list(files_to_choose(people[name], get_document_model())) == []


# ---- screens

WRITERS = {"trainer", "administrator", "root"}
OFFICE = {"viewer", "officer", "colleague", "foreign_admin", *WRITERS}
OPEN_TO = {
    "writing": OFFICE,
    "writing_package": {"colleague", "foreign_admin", *WRITERS},
    "writing_course": WRITERS,
    "writing_course_edit": WRITERS,
    "writing_download": WRITERS,
    "writing_module": WRITERS,
    "writing_module_new": WRITERS,
    "writing_lesson": WRITERS,
    "writing_lesson_new": WRITERS,
    "writing_quiz": WRITERS,
    "writing_quiz_new": WRITERS,
    "writing_preview": WRITERS,
    "writing_changes": WRITERS,
    "writing_review": WRITERS,
    "course_trainers": {"foreign_admin", "administrator", "root"},
    "course_trainers_edit": {"administrator", "root"},
    "course_add": {"foreign_admin", "administrator", "root"},
}
PLAIN = ("writing", "writing_package", "course_trainers", "course_add")


@pytest.fixture
def address(own_course, own_module, own_lesson):
    places = {
        **dict.fromkeys(["writing_module", "writing_lesson_new", "writing_quiz_new"], own_module.pk),
        **dict.fromkeys(["writing_lesson", "writing_preview", "writing_changes", "writing_review"], own_lesson.pk),
        "writing_quiz": QuizFactory(parent=own_module, questions=2, question_count=2).pk,
    }
    return lambda name: reverse(name, args=[] if name in PLAIN else [places.get(name, own_course.pk)])


@pytest.mark.parametrize("name", PEOPLE)
def test_every_screen_opens_to_whom_it_is_for(people, address, name):
    client = browser(people, name)
    closed = 302 if name in ("visitor", "member") else 404

    answers = {screen: client.get(address(screen)).status_code for screen in OPEN_TO}

    assert answers == {screen: 200 if name in who else closed for screen, who in OPEN_TO.items()}


BUTTONS = {"writing_submit": "own_lesson", "writing_withdraw": "own_lesson", "writing_move": "own_module"}


@pytest.mark.parametrize("button", BUTTONS)
@pytest.mark.parametrize("name", [name for name in PEOPLE if name not in WRITERS])
def test_no_button_works_for_others(request, people, own_lesson, name, button):
    page = request.getfixturevalue(BUTTONS[button])
    before = Page.objects.order_by("pk").values_list("path", "latest_revision", "live")
    kept = list(before)

    answer = browser(people, name).post(reverse(button, args=[page.pk]), {"arah": "turun"})

    assert answer.status_code == (302 if name in ("visitor", "member") else 404)
    assert list(before.all()) == kept


@pytest.mark.parametrize("button", BUTTONS)
def test_no_button_is_a_link(request, people, own_lesson, button):
    page = request.getfixturevalue(BUTTONS[button])

    assert browser(people, "administrator").get(reverse(button, args=[page.pk])).status_code == 405


@pytest.mark.parametrize("button", BUTTONS)
def test_every_button_wants_its_token(request, people, own_lesson, button):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["trainer"])

    answer = client.post(reverse(button, args=[request.getfixturevalue(BUTTONS[button]).pk]), {"arah": "turun"})

    assert answer.status_code == 403


@pytest.mark.parametrize("pk", [0, 999_999_999])
def test_pages_that_are_not_there(people, pk):
    client = browser(people, "root")
    names = [name for name in OPEN_TO if name not in PLAIN]

    assert {client.get(reverse(name, args=[pk])).status_code for name in names} == {404}


@pytest.mark.parametrize("name", ["writing_page", "writing_preview", "writing_changes", "writing_review"])
def test_home_and_catalogue_are_no_pages_of_a_course(people, name):
    answer = browser(people, "root").get(reverse(name, args=[CatalogPage.objects.get().pk]))

    assert answer.status_code == (302 if name == "writing_page" else 404)


# ---- what keeps a page


def test_a_page_nobody_learned_is_kept_by_nothing(own_course, own_lesson):
    assert records_about(own_course) == []


def test_records_keep_a_course_by_name(own_course, own_lesson):
    EnrollmentFactory(course=own_course)

    assert records_about(own_course) == ["pendaftaran kursus"]
    assert records_about(own_lesson) == []


def test_records_of_higher_apps_keep_a_page_too(db):
    attempt = make_attempt(member=MemberFactory())

    assert "percobaan kuis" in records_about(attempt.quiz)
