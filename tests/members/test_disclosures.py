import pytest
from django.db import IntegrityError

from members.choices import DisclosureKind
from members.models import Disclosure
from members.services.disclosures import record_disclosure

pytestmark = pytest.mark.django_db


def test_a_look_at_one_person_is_noted(member, officer, now):
    note = record_disclosure(user=officer, kind=DisclosureKind.PHONE, member=member, now=now)

    row = Disclosure.objects.get()
    assert (row, row.user, row.member, row.kind, row.people_count) == (note, officer, member, "phone", 1)
    assert (row.subject, row.happened_at) == ("", now)


def test_a_list_is_noted_with_its_name_and_size(officer, now):
    record_disclosure(user=officer, kind=DisclosureKind.EXPORT, subject="Peserta " * 20, people_count=40, now=now)

    row = Disclosure.objects.get()
    assert (row.member, row.people_count, len(row.subject)) == (None, 40, 100)


def test_an_empty_list_may_be_noted(officer, now):
    note = record_disclosure(user=officer, kind=DisclosureKind.EXPORT, subject="Kosong", people_count=0, now=now)

    assert note.people_count == 0


def test_one_person_counts_once_whatever_is_said(member, officer, now):
    note = record_disclosure(user=officer, kind=DisclosureKind.FILE, member=member, people_count=7, now=now)

    assert note.people_count == 1


def test_the_database_refuses_many_people_in_the_name_of_one(member, officer, now):
    with pytest.raises(IntegrityError):
        Disclosure.objects.create(
            user=officer, kind=DisclosureKind.PHONE, member=member, people_count=2, happened_at=now
        )
