"""Requests about one's own data and their clock."""

from datetime import timedelta

import pytest

from members.choices import ConsentPurpose, RequestKind
from members.models import DataRequest
from members.services.consents import give_consent, has_consent
from members.services.data_requests import (
    AlreadyClosed,
    AlreadyOpen,
    AnswerMissing,
    NeedsErasure,
    answer_request,
    describe_clock,
    open_request,
)
from tests.factories.members import MemberFactory, OrganizationFactory, RegionFactory
from tests.races import run_at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(member, now):
    return open_request(member=member, kind=RequestKind.RECTIFY, details=" Nama saya salah. ", now=now)


def answer(request, officer, now, *, is_granted=True, text="Sudah dibetulkan."):
    return answer_request(request=request, is_granted=is_granted, answer=text, by=officer, now=now)


def test_the_office_has_three_days(request_, now):
    assert request_.due_at == now + timedelta(hours=72)
    assert (request_.details, request_.closed_at, request_.is_granted) == ("Nama saya salah.", None, None)


def test_one_request_of_a_kind_waits(request_, member, now):
    with pytest.raises(AlreadyOpen):
        open_request(member=member, kind=RequestKind.RECTIFY, now=now)

    open_request(member=member, kind=RequestKind.ACCESS, now=now)
    assert DataRequest.objects.open().count() == 2


def test_an_answer_closes_it_for_good(request_, officer, now):
    later = now + timedelta(hours=5)

    done = answer(request_, officer, later)

    assert (done.closed_at, done.closed_by, done.is_granted, done.answer) == (later, officer, True, "Sudah dibetulkan.")
    with pytest.raises(AlreadyClosed):
        answer(request_, officer, later)


def test_after_an_answer_the_person_may_ask_again(request_, member, officer, now):
    answer(request_, officer, now, is_granted=False)

    again = open_request(member=member, kind=RequestKind.RECTIFY, now=now)

    assert again.pk != request_.pk


@pytest.mark.parametrize("text", ["", "  \n"])
@pytest.mark.parametrize("is_granted", [True, False])
def test_the_person_is_owed_words(request_, officer, now, text, is_granted):
    with pytest.raises(AnswerMissing):
        answer(request_, officer, now, is_granted=is_granted, text=text)

    assert DataRequest.objects.open().count() == 1


def test_stopping_withdraws_every_consent(member, officer, now):
    member.is_minor = False
    member.save()
    for purpose in ConsentPurpose.values:
        give_consent(member=member, purpose=purpose, by=member.user, now=now)
    request = open_request(member=member, kind=RequestKind.WITHDRAW, now=now)

    answer(request, officer, now)

    assert [has_consent(member=member, purpose=purpose) for purpose in ConsentPurpose.values] == [False] * 3


def test_a_refused_stop_withdraws_nothing(member, officer, now):
    member.is_minor = False
    member.save()
    give_consent(member=member, purpose="photo", by=member.user, now=now)
    request = open_request(member=member, kind=RequestKind.WITHDRAW, now=now)

    answer(request, officer, now, is_granted=False)

    assert has_consent(member=member, purpose="photo") is True


def test_erasing_is_not_granted_by_saying_so(member, officer, now):
    request = open_request(member=member, kind=RequestKind.ERASE, now=now)

    with pytest.raises(NeedsErasure):
        answer(request, officer, now)

    assert answer(request, officer, now, is_granted=False).is_granted is False


def test_requests_follow_the_scope_of_the_person(request_, officer, now):
    serang = OrganizationFactory(name="Dinas Serang", region=RegionFactory(code="36.73"))
    stranger = MemberFactory(organization=serang, region=None)
    open_request(member=stranger, kind=RequestKind.ERASE, now=now)

    assert list(DataRequest.objects.editable_by(officer)) == [request_]
    assert list(DataRequest.objects.visible_to(officer)) == [request_]


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(hours=72), "sisa 3 hari"),
        (timedelta(days=2, hours=4, minutes=59), "sisa 2 hari 4 jam"),
        (timedelta(hours=5, minutes=1), "sisa 5 jam"),
        (timedelta(minutes=40, seconds=59), "sisa 40 menit"),
        (timedelta(seconds=10), "sisa 0 menit"),
        (timedelta(minutes=-1), "lewat 1 menit"),
        (timedelta(days=-1, hours=-3), "lewat 1 hari 3 jam"),
    ],
)
def test_the_clock_speaks_in_days_and_hours(now, left, text):
    assert describe_clock(due_at=now + left, now=now) == text


@pytest.mark.django_db(transaction=True)
def test_two_officers_answer_once(request_, officer, now):
    results = run_at_once([lambda: answer(request_, officer, now)] * 3)

    assert sorted(type(result).__name__ for result in results) == ["AlreadyClosed", "AlreadyClosed", "DataRequest"]


@pytest.mark.django_db(transaction=True)
def test_two_taps_make_one_request(member, now):
    results = run_at_once([lambda: open_request(member=member, kind=RequestKind.ERASE, now=now)] * 3)

    assert sorted(type(result).__name__ for result in results) == ["AlreadyOpen", "AlreadyOpen", "DataRequest"]
    assert DataRequest.objects.count() == 1
