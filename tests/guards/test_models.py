"""Promises every record model keeps."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from wagtail.models import Page, ReferenceIndex

from lms.records import Record

APPS = {"lms", "members", "courses", "quizzes", "bimtek", "certificates", "reports"}
OURS = [model for model in apps.get_models() if model._meta.app_label in APPS]
RECORDS = [model for model in OURS if issubclass(model, Record)]


def label(model):
    return model._meta.label


def people_and_pages():
    return (Page, get_user_model(), apps.get_model("members.Member"))


def relations_of(model):
    return [field for field in model._meta.get_fields() if field.many_to_one or (field.one_to_one and field.concrete)]


def test_there_are_records():
    assert len(RECORDS) > 15


@pytest.mark.parametrize("model", RECORDS, ids=label)
def test_a_record_stays_out_of_the_reference_index(model):
    assert model.wagtail_reference_index_ignore is True
    assert ReferenceIndex.model_is_indexable(model) is False


@pytest.mark.parametrize("model", RECORDS, ids=label)
def test_a_record_has_a_named_constraint(model):
    names = [constraint.name for constraint in model._meta.constraints]

    assert names != []
    assert [name for name in names if not name.startswith(f"{model._meta.app_label}_")] == []


@pytest.mark.parametrize("model", RECORDS, ids=label)
def test_a_record_never_falls_with_a_page_or_a_person(model):
    falling = [
        field.name
        for field in relations_of(model)
        if issubclass(field.related_model, people_and_pages()) and field.remote_field.on_delete is models.CASCADE
    ]

    assert falling == []


@pytest.mark.parametrize("model", RECORDS, ids=label)
def test_a_record_says_what_personal_data_it_holds(model):
    assert "Personal data:" in (model.__doc__ or "")


@pytest.mark.parametrize("model", RECORDS, ids=label)
def test_no_nullable_column_hides_inside_a_unique_key(model):
    """NULL is never equal to NULL, so such a key promises nothing, unless a condition excludes it."""
    holes = [
        f"{constraint.name}: {name}"
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None
        for name in constraint.fields
        if model._meta.get_field(name).null and constraint.nulls_distinct is None
    ]

    assert holes == []


@pytest.mark.parametrize("model", OURS, ids=label)
def test_save_carries_no_rule(model):
    """Rules live in services; pages may prepare themselves in full_clean()."""
    assert "save" not in vars(model)
