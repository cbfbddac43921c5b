"""Words that mean the same are a list editors keep; the search obeys it at once."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from courses.models import CatalogPage, SameWords
from courses.services.finding import find_pages
from courses.services.same_words import load_same_words
from members.choices import Role
from members.services.roles import grant_role
from tests.factories.courses import LessonFactory
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
NAMES = "wagtailsnippets_courses_samewords"


@pytest.fixture
def officer(organization, now):
    user = UserFactory()
    grant_role(user=user, role=Role.OFFICER, organization=organization, now=now)
    return type(user).objects.get(pk=user.pk)


def found(text):
    return [page.title for page in find_pages(root=CatalogPage.objects.get(), text=text).pages]


def test_the_list_begins_with_what_the_search_knew():
    SameWords.objects.all().delete()
    import_module("courses.migrations.0035_same_words").write_lines(apps, None)

    assert SameWords.objects.filter(words="hoaks hoax hoak").exists()
    assert SameWords.objects.count() == 16


def test_every_word_of_a_line_finds_the_others():
    SameWords.objects.all().delete()
    SameWords.objects.create(words="posyandu timbang")
    SameWords.objects.create(words="timbang ukur")

    assert load_same_words() == {
        "posyandu": ["posyandu", "timbang"],
        "timbang": ["posyandu", "timbang", "ukur"],
        "ukur": ["timbang", "ukur"],
    }


def test_a_line_added_in_the_cms_is_searched_at_once(client, officer, own_module):
    lesson = LessonFactory(parent=own_module, title="Jadwal posyandu")
    lesson.save_revision().publish()
    before = found("timbangan")
    client.force_login(officer)

    client.post(reverse(f"{NAMES}:add"), {"words": " Posyandu,  timbangan posyandu "})

    assert before == []
    assert SameWords.objects.filter(words="posyandu timbangan").exists()
    assert found("timbangan") == ["Jadwal posyandu"]


def test_one_word_is_no_line(client, officer):
    client.force_login(officer)

    answer = client.post(reverse(f"{NAMES}:add"), {"words": "posyandu posyandu"})

    assert "Tulis dua kata atau lebih" in answer.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        SameWords.objects.create(words="posyandu")


def test_only_who_runs_the_site_takes_away_a_line_of_all_offices(client, officer, trainer):
    row = SameWords.objects.create(words="kata lain")
    for user in (trainer, officer, UserFactory(is_superuser=True)):
        client.force_login(user)
        client.post(reverse(f"{NAMES}:delete", args=[row.pk]))
        assert SameWords.objects.filter(pk=row.pk).exists() is not user.is_superuser
