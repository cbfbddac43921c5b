"""Hotlines, laws and services: what readers see, who keeps them, and what a change means."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from courses.models import LessonPage, Reference
from courses.services.lesson_cost import measure_cost
from courses.services.offline import version_of
from courses.services.paper import render_paper
from courses.services.references import announce, lessons_naming, pages_naming
from members.choices import Role
from members.services.roles import grant_role
from tests.factories.courses import LessonFactory, ModuleFactory
from tests.factories.members import UserFactory
from tests.factories.references import ReferenceFactory

pytestmark = pytest.mark.django_db
LIST = "wagtailsnippets_courses_reference:list"


def body_of(*references):
    rows = [{"type": "references", "value": [one.pk for one in references], "id": str(uuid4())}]
    return LessonPage._meta.get_field("body").stream_block.to_python(rows)


def reload_lesson(lesson):
    return LessonPage.objects.get(pk=lesson.pk)


@pytest.fixture
def police(db):
    return ReferenceFactory(slug="polisi", kind="hotline", title="Polisi", value="110", note="Bahaya sekarang.")


@pytest.fixture
def officer(organization):
    user = UserFactory(username="petugas")
    grant_role(user=user, role=Role.OFFICER, organization=organization, now=timezone.now())
    return type(user).objects.get(pk=user.pk)


@pytest.fixture
def lesson(own_module, police):
    lesson = LessonFactory(parent=own_module, slug="nomor", title="Nomor penting", body=body_of(police))
    lesson.save_revision().publish()
    return reload_lesson(lesson)


def edit(client, reference, **changes):
    names = ["slug", "kind", "title", "value", "address", "note", "checked_on", "checked_by"]
    values = {name: getattr(reference, name) or "" for name in names} | changes
    return client.post(reverse("wagtailsnippets_courses_reference:edit", args=[reference.pk]), values)


# ---- what readers see


def test_a_reader_sees_number_note_and_that_nobody_checked(client, lesson):
    html = client.get(lesson.url).content.decode()

    assert '<b>Polisi:</b> <a href="tel:110">110</a>' in html
    assert "Bahaya sekarang." in html
    assert "Belum diperiksa" in html


def test_a_reader_sees_the_day_of_the_check_and_not_who_did_it(client, lesson, police):
    Reference.objects.update(checked_on=date(2026, 7, 12), checked_by="Dinas Kominfo Rahasia")

    html = client.get(lesson.url).content.decode()

    assert "Diperiksa 12 Juli 2026" in html
    assert "Rahasia" not in html


@pytest.mark.parametrize(
    ("kind", "value", "address", "link"),
    [
        ("hotline", "110", "", "tel:110"),
        ("hotline", "0859-2160-0500", "", "tel:085921600500"),
        ("hotline", "+62 21 110", "", "tel:+6221110"),
        ("hotline", "WhatsApp 0859", "", ""),
        ("service", "110", "", ""),
        ("law", "UU 14/2008", "", ""),
        ("service", "cekfakta.com", "https://cekfakta.com/", "https://cekfakta.com/"),
    ],
)
def test_where_a_tap_leads(kind, value, address, link):
    assert Reference(kind=kind, value=value, address=address).link == link


def test_a_page_with_more_references_asks_no_more(own_module, django_assert_num_queries):
    few = LessonFactory(parent=own_module, body=body_of(ReferenceFactory()))
    many = LessonFactory(parent=own_module, body=body_of(*(ReferenceFactory() for _number in range(8))))

    for lesson in (few, many):
        page = reload_lesson(lesson)
        with django_assert_num_queries(1):
            page.body.render_as_block()


def test_paper_names_number_and_day(lesson, now):
    html = render_paper(page=lesson, activity_ids=[lesson.pk], keep=lambda address: "", now=now)

    assert "110" in html
    assert "Belum diperiksa" in html


def test_a_row_that_is_gone_breaks_no_page(client, lesson, police):
    Reference.objects.all().delete()

    assert client.get(lesson.url).status_code == 200


# ---- promises of the table


@pytest.mark.parametrize("values", [{"checked_on": date(2026, 7, 12)}, {"checked_by": "Dinas"}, {"title": ""}])
def test_a_check_has_a_day_and_an_office(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferenceFactory(**values)


def test_due_is_what_is_unchecked_or_older_than_180_days():
    today = date(2026, 11, 22)
    never, fresh = ReferenceFactory(), ReferenceFactory(checked_on=today - timedelta(days=180), checked_by="Dinas")
    old = ReferenceFactory(checked_on=today - timedelta(days=181), checked_by="Dinas")

    assert set(Reference.objects.due(today)) == {never, old}
    assert [one.is_due(today) for one in (never, fresh, old)] == [True, False, True]


# ---- authors


def test_the_meter_names_what_nobody_checked(own_module, police):
    checked = ReferenceFactory(checked_on=date(2026, 7, 12), checked_by="Dinas", address="https://a.example/")
    page = LessonFactory(parent=own_module, body=body_of(police, checked))

    texts = [advice.text for advice in measure_cost(reload_lesson(page)).advice if "ujukan" in advice.text]

    assert texts == ["Belum diperiksa: Polisi. Admin atau petugas memeriksanya dan mengisi tanggalnya di menu Rujukan."]


def test_a_trainer_reads_the_keys_where_lessons_are_written(client, trainer, own_module, police):
    client.force_login(trainer)

    html = client.get(reverse("writing_lesson_new", args=[own_module.pk])).content.decode()

    assert "<code>polisi</code> Polisi: 110 (belum diperiksa)" in html
    assert reverse(LIST) not in html


def test_a_trainer_writes_a_reference_as_text(client, trainer, own_module, police):
    client.force_login(trainer)
    values = {"title": "Nomor", "minutes": 5, "is_required": "on", "revision": 0}

    unknown = client.post(
        reverse("writing_lesson_new", args=[own_module.pk]), values | {"body": "::: rujukan\n- tidak-ada\n:::"}
    )
    client.post(reverse("writing_lesson_new", args=[own_module.pk]), values | {"body": "::: rujukan\n- polisi\n:::"})

    assert "Rujukan tidak-ada tidak ada." in unknown.content.decode()
    lesson = LessonPage.objects.get(title="Nomor").get_latest_revision_as_object()
    assert [list(block.value) for block in lesson.body] == [[police]]
    page = client.get(reverse("writing_lesson", args=[lesson.pk])).content.decode()
    assert "::: rujukan\n- polisi\n:::" in page


# ---- who keeps them


@pytest.mark.parametrize("name", ["administrator", "officer"])
def test_admins_and_officers_change_a_reference_with_its_history(client, name, request, police):
    client.force_login(request.getfixturevalue(name))

    edit(client, police, value="112", checked_on="2026-07-12", checked_by="Dinas Kominfo")

    police.refresh_from_db()
    assert (police.value, police.checked_on) == ("112", date(2026, 7, 12))
    assert Revision.objects.for_instance(police).count() == 1


@pytest.mark.parametrize("action", ["list", "add", "edit", "delete", "history"])
def test_trainers_change_nothing(client, trainer, police, action):
    client.force_login(trainer)
    arguments = [police.pk] if action in ("edit", "delete", "history") else []

    response = client.post(reverse(f"wagtailsnippets_courses_reference:{action}", args=arguments), {"title": "X"})

    assert response.status_code == 302
    assert response.url == reverse("wagtailadmin_home")
    assert Reference.objects.get().title == "Polisi"


def test_trainers_choose(client, trainer, police):
    client.force_login(trainer)

    assert "Polisi: 110" in client.get(reverse("wagtailsnippetchoosers_courses_reference:choose")).json()["html"]


def test_nobody_deletes_what_a_lesson_names(client, lesson, police):
    client.force_login(UserFactory(is_superuser=True))
    free = ReferenceFactory()

    for one in (police, free):
        client.post(reverse("wagtailsnippets_courses_reference:delete", args=[one.pk]))

    assert list(Reference.objects.all()) == [police]


def test_officers_delete_nothing(client, officer):
    client.force_login(officer)

    client.post(reverse("wagtailsnippets_courses_reference:delete", args=[ReferenceFactory().pk]))

    assert Reference.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"checked_on": "2099-01-01", "checked_by": "Dinas"}, "checked_on"),
        ({"checked_on": "2026-07-12", "checked_by": ""}, "checked_by"),
        ({"checked_on": "", "checked_by": "Dinas"}, "checked_on"),
        ({"value": "112", "checked_on": "2026-07-01", "checked_by": "Dinas"}, "checked_on"),
        ({"address": "http://a.example/"}, "address"),
        ({"address": "javascript:alert(1)"}, "address"),
    ],
)
def test_a_form_takes_no_check_that_was_none(client, officer, police, changes, field):
    client.force_login(officer)
    Reference.objects.update(checked_on=date(2026, 7, 1), checked_by="Dinas")
    police.refresh_from_db()

    response = edit(client, police, **changes)

    assert field in response.context["form"].errors
    assert Reference.objects.get().value == "110"


# ---- where they stand


def test_the_list_shows_lessons_in_reach_and_counts_the_others(client, officer, lesson, police, foreign_lesson):
    foreign_lesson.body = body_of(police)
    foreign_lesson.save_revision()
    client.force_login(officer)

    html = client.get(reverse(LIST)).content.decode()

    assert "Nomor penting" in html
    assert "1 pelajaran lain" in html
    assert "RAHASIA" not in html
    assert "belum diperiksa" in html


def test_the_list_asks_the_same_for_one_and_for_three(client, officer, lesson):
    client.force_login(officer)
    client.get(reverse(LIST))
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse(LIST))
        counts.append(len(counted))
        ReferenceFactory.create_batch(2)

    assert counts[0] == counts[1]


def test_the_list_narrows_to_what_needs_a_check(client, officer, police):
    ReferenceFactory(title="Baru saja", checked_on=timezone.localdate(), checked_by="Dinas")
    client.force_login(officer)

    html = client.get(reverse(LIST), {"check": "due"}).content.decode()

    assert "Polisi" in html
    assert "Baru saja" not in html


def test_a_lesson_names_it_while_either_text_does(lesson, police, own_module):
    other = ReferenceFactory()
    lesson.body = body_of(other)
    lesson.save_revision()

    assert pages_naming([police, other]) == {police.pk: {lesson.pk}, other.pk: {lesson.pk}}
    assert lessons_naming(references=[police], user=UserFactory())[police.pk][0] == [lesson.page_ptr]


# ---- a change reaches readers


def test_a_changed_reference_is_a_changed_lesson(client, officer, lesson, police, own_module):
    untouched = LessonFactory(parent=own_module)
    untouched.save_revision().publish()
    before = version_of(reload_lesson(lesson)), version_of(reload_lesson(untouched))
    client.force_login(officer)

    edit(client, police)
    same = version_of(reload_lesson(lesson))
    edit(client, police, value="112")

    assert same == before[0]
    assert version_of(reload_lesson(lesson)) > before[0]
    assert version_of(reload_lesson(untouched)) == before[1]


def test_drafts_are_not_announced(lesson, police, now, own_module):
    draft = LessonFactory(parent=own_module, body=body_of(police), live=False)
    draft.save_revision()

    assert announce(reference=police, now=now) == 1
    assert reload_lesson(draft).last_published_at is None


def test_modules_may_hold_the_same_reference_twice(own_course, police):
    lessons = [LessonFactory(parent=ModuleFactory(parent=own_course), body=body_of(police)) for _number in range(2)]

    assert pages_naming([police])[police.pk] == {lesson.pk for lesson in lessons}
