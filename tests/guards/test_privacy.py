"""Promises about personal data that hold for the whole code base."""

import re

import pytest
from django import forms
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from wagtail.models import Page

from members.services.erasure import ERASERS
from members.services.retention import ACTIVITIES, KEEPERS
from members.services.subject_data import SECTIONS
from tests.guards.test_code import PROJECT
from tests.guards.test_models import OURS, label

APPS = {"lms", "members", "courses", "quizzes", "bimtek", "certificates", "reports"}
IDENTITY_NUMBER = re.compile(r"(^|_)(nik|ktp|nomor_induk|no_kk|birth|religion|agama)(_|$)")

STAFF_WORK = "names who of the office did it, not whom it is about"
NOT_SHOWN = {
    "members.SheetImport": "a file of the office about many people; erased by retention",
    "members.NotSamePerson": "a note about two entries, erased with either of them",
    "members.Kim": "the number of a group; erased when it is the person's own",
    "account.EmailAddress": "unused: addresses are on User; erased with the login",
    "wagtailusers.UserProfile": "Wagtail's own settings of staff; erased with the login",
    "certificates.NumberBlock": STAFF_WORK,
    "certificates.PrintSet": STAFF_WORK,
    "certificates.VoidedNumber": STAFF_WORK,
    "wagtailcore.PageLogEntry": STAFF_WORK,
    "wagtailcore.ModelLogEntry": STAFF_WORK,
    "wagtailcore.Revision": STAFF_WORK,
    "wagtailcore.Comment": STAFF_WORK,
    "wagtailcore.CommentReply": STAFF_WORK,
    "wagtailcore.PageSubscription": STAFF_WORK,
    "wagtailcore.TaskState": STAFF_WORK,
    "wagtailcore.WorkflowState": STAFF_WORK,
    "wagtailcore.UploadedFile": STAFF_WORK,
    "wagtailadmin.EditingSession": STAFF_WORK,
    "wagtailadmin.FormState": STAFF_WORK,
    "wagtailcore.APIToken": STAFF_WORK,
    "wagtailimages.Image": STAFF_WORK,
    "wagtaildocs.Document": STAFF_WORK,
}
"""Models that point at a person and are in no section of "Data saya", each with the reason."""


def people():
    return (get_user_model(), apps.get_model("members.Member"))


def points_at_people(model):
    fields = [field for field in model._meta.get_fields() if field.concrete and field.is_relation]
    return any(field.related_model in people() for field in fields)


def covered():
    return {name for row in SECTIONS.values() for name in row.models}


POINTING = [
    model
    for model in apps.get_models()
    if points_at_people(model) and not issubclass(model, Page) and model is not get_user_model()
]


@pytest.mark.parametrize("model", POINTING, ids=label)
def test_whatever_points_at_a_person_is_shown_to_them(model):
    assert label(model) in covered() | set(NOT_SHOWN)


def test_the_search_finds_models():
    assert {"bimtek.Registration", "members.Consent", "courses.Enrollment"} <= {label(model) for model in POINTING}


def test_no_exception_outlives_its_model():
    assert sorted(set(NOT_SHOWN) - {label(model) for model in POINTING}) == []


def test_sections_name_models_that_exist():
    assert [name for name in covered() if not apps.is_installed(apps.get_model(name)._meta.app_config.name)] == []


@pytest.mark.parametrize("model", OURS, ids=label)
def test_every_model_says_what_personal_data_it_holds(model):
    assert "Personal data:" in (vars(model).get("__doc__") or "")


@pytest.mark.parametrize("model", OURS, ids=label)
def test_no_model_holds_an_identity_number_or_what_nobody_needs(model):
    assert [field.name for field in model._meta.get_fields() if IDENTITY_NUMBER.search(field.name.lower())] == []


def all_forms(cls=forms.BaseForm):
    for found in cls.__subclasses__():
        yield found
        yield from all_forms(found)


def our_forms():
    return {form for form in all_forms() if form.__module__.split(".")[0] in APPS}


SENT_ON = {"EsignForm.nik": "the signing service knows officials by it; typed each time, kept nowhere"}


def test_no_form_asks_for_an_identity_number():
    asked = [
        f"{form.__name__}.{name}"
        for form in our_forms()
        for name in getattr(form, "base_fields", {})
        if IDENTITY_NUMBER.search(name.lower())
    ]

    assert len(our_forms()) > 20
    assert asked == list(SENT_ON)


@pytest.mark.parametrize("name", ["nik", "no_nik", "ktp_number", "birth_date", "agama"])
def test_the_guard_knows_such_names(name):
    assert IDENTITY_NUMBER.search(name)


@pytest.mark.parametrize("name", ["unik", "nikah", "teknik", "komunikasi", "technik_x"])
def test_the_guard_leaves_others_alone(name):
    assert IDENTITY_NUMBER.search(name) is None


def test_every_app_with_records_about_people_erases():
    owners = {label(model).split(".")[0] for model in POINTING} & APPS

    assert owners - {"lms", "reports"} <= set(ERASERS)


def test_people_are_erased_last():
    assert list(ERASERS)[-1] == "members"


def test_every_app_with_records_about_people_says_who_is_active():
    assert {path.split(".")[0] for path in ACTIVITIES} == {"courses", "quizzes", "bimtek", "certificates"}


def test_every_registered_path_leads_somewhere():
    from django.utils.module_loading import import_string

    paths = [row.path for row in SECTIONS.values()] + [*ERASERS.values(), *KEEPERS.values(), *ACTIVITIES]

    assert [path for path in paths if not callable(import_string(path))] == []


EXPORT = re.compile(r"FileResponse|StreamingHttpResponse|Content-Disposition|send_workbook|content_disposition_header")
NOTED = re.compile(r"record_disclosure|note_export|open_scan|open_decree|scan_response")
NOT_NOTED = {
    "certificates/views/previews.py": "samples with invented people",
    "courses/views/packages.py": "a course without its learners",
    "courses/views/booklets.py": "lessons on paper, nobody's data",
    "courses/views/assignments.py": "what a learner handed in for exactly these eyes; marks name who looked",
    "quizzes/views/banks.py": "questions",
    "lms/viewsets.py": "jobs hold keys only",
    "members/views/second_factor.py": "the owner's own recovery codes",
    "members/views/office_coverage.py": "counts per place, no names",
    "members/views/sheet_pages.py": "empty templates",
    "members/views/cards.py": "every card leaves a LoginCode row, which its owner sees",
    "members/views/office_kim_id.py": "noted by members.services.kim_id.book, which makes the file",
}
"""Views that hand out files without a note, each with the reason."""


def handing_out():
    views = [*PROJECT.glob("*/views/*.py"), PROJECT / "reports/views.py"]
    return {str(path.relative_to(PROJECT)): path.read_text() for path in views if EXPORT.search(path.read_text())}


def test_every_view_that_hands_out_people_notes_it():
    silent = [name for name, text in handing_out().items() if not NOTED.search(text)]

    assert [name for name in silent if name not in NOT_NOTED] == []


def test_fields_of_people_are_the_known_ones():
    """A new field of Member needs a thought about erasing it: see members.services.erasure_people."""
    member = apps.get_model("members.Member")
    own = {field.name for field in member._meta.fields if not isinstance(field, models.AutoField)}

    assert own == {
        "user",
        "full_name",
        "gender",
        "phone",
        "region",
        "organization",
        "institution",
        "is_minor",
        "merged_into",
        "erased_at",
        "consents_asked_at",
        "created_at",
    }
