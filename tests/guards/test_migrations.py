import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.migrations import RunPython
from django.db.migrations.loader import MigrationLoader

from tests.guards.test_models import APPS

AUTO_NAME = re.compile(r"^\d{4}_(initial$|auto_|.*_and_more$)")
PROJECT = Path(__file__).resolve().parents[2]


def our_migrations():
    return [row for row in MigrationLoader(None).disk_migrations.values() if row.app_label in APPS]


def test_every_migration_is_named_for_what_it_does():
    assert [str(row) for row in our_migrations() if AUTO_NAME.match(row.name)] == []


def test_every_data_migration_can_be_undone():
    assert [
        str(row)
        for row in our_migrations()
        for step in row.operations
        if isinstance(step, RunPython) and step.reverse_code is None
    ] == []


def test_first_migrations_are_whole():
    """`makemigrations` for all apps at once splits them; only number 0001 may be initial."""
    assert [str(row) for row in our_migrations() if row.initial and not row.name.startswith("0001_")] == []


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
