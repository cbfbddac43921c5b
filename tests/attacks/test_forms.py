"""Attack 3, continued: what a form may change is written in the form, and staff screens change no other field."""

import importlib
import inspect
import pkgutil
import re

import pytest
from django import forms
from django.urls import reverse

from members.models import RoleAssignment, User
from tests.attacks.asking import address_of
from tests.attacks.matrix import ROWS
from tests.attacks.test_records import extras_of, stored

APPS = ["lms", "members", "courses", "quizzes", "bimtek", "certificates", "reports"]
NEVER_TYPED = {
    "id", "pk", "user", "member", "password", "is_superuser", "is_staff", "groups", "user_permissions",
    "session_epoch", "code", "serial", "number", "printed", "digest", "merged_into", "erased_at", "created_at",
    "issued_at", "issued_by", "revoked_at", "revoked_by", "uploaded_by", "recorded_by", "collection", "revision",
    "score", "state",
}  # fmt: skip
"""Fields that services set and no form offers."""


def form_classes():
    for app in APPS:
        package = importlib.import_module(app)
        names = [name for _finder, name, _ispkg in pkgutil.walk_packages(package.__path__, f"{app}.")]
        for name in names:
            if ".forms" in name:
                for _name, found in inspect.getmembers(importlib.import_module(name), inspect.isclass):
                    if issubclass(found, forms.BaseForm) and found.__module__.startswith(f"{app}."):
                        yield found


FORMS = sorted(set(form_classes()), key=lambda form: (form.__module__, form.__name__))


def test_forms_are_found():
    assert len(FORMS) >= 30


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.__module__}.{form.__name__}")
def test_no_form_takes_every_field_of_a_model(form):
    """`fields = "__all__"` or `exclude` would open a field added next month."""
    meta = getattr(form, "Meta", None)
    fields = getattr(meta, "fields", None)

    assert fields != forms.ALL_FIELDS
    assert getattr(meta, "exclude", None) is None
    model_fields = set(fields or ()) if getattr(meta, "model", None) else set()
    assert model_fields & NEVER_TYPED == set()


STAFF = [
    # screen, the row looked at, what is typed, fields it is for
    ("office_staff_lock colleague", "colleague", {"reason": "Cuti"}, "is_active session_epoch"),
    ("office_staff_password colleague", "colleague", {}, "password session_epoch"),
    ("office_staff_new", "colleague", {}, ""),
    ("course_add", "course", {"title": "Baru", "summary": "Isi"}, ""),
    ("course_trainers_edit course", "course", {"trainers": []}, ""),
]


@pytest.mark.parametrize(("line", "target", "typed", "allowed"), STAFF, ids=[line for line, *_rest in STAFF])
def test_extra_fields_of_staff_screens_change_nothing(line, target, typed, allowed, enter, here, there):
    name, *parts = line.split()
    row = getattr(here, target)
    before = stored(row)

    answer = enter("D").post(address_of(name, parts, here), extras_of(row, allowed.split(), there) | typed)

    assert answer.status_code in (200, 302)
    assert {key for key, value in stored(row).items() if value != before[key]} == set(allowed.split())


def test_a_new_account_is_no_more_than_typed(enter, here, there):
    """Every field of an account and of a role as an extra key."""
    extras = {field.name: "1" for model in (User, RoleAssignment) for field in model._meta.fields}
    typed = {
        "full_name": "Rekan", "username": "rekan", "phone": "", "role": "viewer",
        "place": f"kantor-{here.organization.pk}", "reason": "Baru",
    }  # fmt: skip
    wishes = {"is_superuser": "on", "is_staff": "on", "organization": there.organization.pk, "groups": ["1", "2"]}

    enter("D").post(reverse("office_staff_new"), extras | wishes | typed)

    made = User.objects.get(username="rekan")
    assert (made.is_superuser, made.is_staff, made.pk == 1, made.email) == (False, False, False, "")
    assert [group.name for group in made.groups.all()] == ["Pemantau"]
    assert [(row.role, row.organization) for row in made.role_assignments.all()] == [("viewer", here.organization)]


UNGUARDED = 'action="/verifikasi/berkas/"'
"""Changes nothing and is read in pieces before any token could be looked for."""


@pytest.mark.parametrize("role", "AOTDS")
def test_every_form_that_is_posted_carries_its_token(role, browsers, here, db):
    """A form without it answers 403 to honest people; tests without CSRF checks do not notice."""
    bare = []
    for row in ROWS:
        for target in {"list", "here"} & set(row.answers):
            page = browsers[role].get(address_of(row.name, row.parts, here))
            if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
                for form in re.findall(r'<form\b[^>]*method="?post.*?</form>', page.content.decode(), re.I | re.S):
                    has_token = "csrfmiddlewaretoken" in form or UNGUARDED in form
                    bare += [] if has_token else [(row.name, target, form[:80])]

    assert bare == []
