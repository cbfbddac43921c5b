"""The chain of the register: what makes a line, and who writes one."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection, transaction

from certificates.choices import RegisterAction
from certificates.models import Certificate, CertificateFile, RegisterEntry
from certificates.services.issuing import RequirementsMissing, issue, issue_event
from certificates.services.register import last_line, read_facts, record, record_all
from certificates.services.register_lines import BEGINNING, digest_of, hash_of
from certificates.services.revoking import AlreadyRevoked, revoke
from lms.services import jobs
from tests.factories.certificates import LATER, NOW, CertificateFactory, FileFactory, participant
from tests.factories.members import MemberFactory, UserFactory


@pytest.fixture
def certificate(db):
    return CertificateFactory()


def lines():
    return [(row.position, row.certificate_id, row.action) for row in RegisterEntry.objects.all()]


def digest(certificate, action):
    return digest_of(read_facts([certificate.pk])[certificate.pk], action)


@pytest.mark.django_db
def test_an_empty_register_begins_with_noughts():
    assert last_line() == (0, "0" * 64)
    assert record_all(certificates=[], action=RegisterAction.ISSUED, now=NOW) == []


def test_every_line_hangs_on_the_one_before(certificate):
    other = CertificateFactory()

    first = record(certificate=certificate, action=RegisterAction.ISSUED, now=NOW)
    second, third = record_all(certificates=[other, certificate], action=RegisterAction.REVOKED, now=LATER)

    assert [first.position, second.position, third.position] == [1, 2, 3]
    before = BEGINNING
    for line in RegisterEntry.objects.all():
        assert line.hash == hash_of(
            previous=before, position=line.position, certificate=line.certificate_id, action=line.action,
            recorded_at=line.recorded_at, digest=line.digest,
        )  # fmt: skip
        before = line.hash
    assert last_line() == (3, third.hash)


def test_the_rule_of_a_line_never_changes():
    """Golden values: a change here would make every register in use look forged."""
    facts = {
        **dict.fromkeys(["series_id", "design_id", "design_revision", "serial"], 1),
        **dict.fromkeys(
            ["valid_until", "crest__sha256", "replaces__code", "file__drawn_at", "revocation_reason", "reissue_reason"]
        ),
        "number": "000/1/VII/2024",
        "code": "KPG7M2QX8RTD4WZN6B3H",
        "role": "participant",
        "printed": {"name": "Yosefina Da’Lopez", "activity": {"jp": 8}},
        "issued_on": NOW.date(),
        "issued_at": NOW,
        "revoked_at": NOW + timedelta(microseconds=1),
        "file__signature": "none",
        "file__credential": "",
        "file__sha256": "a" * 64,
        "file__byte_count": 12,
    }

    digests = {action: digest_of(facts, action) for action in ("issued", "filed", "revoked")}

    assert digests == {
        "issued": "46a62c1b654ac8fdb4b59df7f7aa4f038cb662bb3ad196d981c6dd6218f2b2a7",
        "filed": "c5a749b1a233c9c85f8d548089e3bc85d69ca4c7054004d32de5234dc9e8b4f8",
        "revoked": "9215ab654998aa606dda348a9e6e946f111280a355bd4fdfc5bd286d9926846e",
    }
    line = {"position": 7, "certificate": 3, "action": "issued", "recorded_at": NOW, "digest": "d" * 64}
    assert hash_of(previous=BEGINNING, **line) == "a6cc028a03207400ccf50a7f03d78db837838d0737f1727cb365ec828ab0fafd"


def test_the_clock_of_the_writer_does_not_matter(certificate):
    """A moment is the same in WITA and in UTC, and the order of the words in `printed` says nothing."""
    facts = read_facts([certificate.pk])[certificate.pk]
    elsewhere = facts | {
        "issued_at": facts["issued_at"].astimezone(timezone(timedelta(hours=8))),
        "printed": dict(reversed(facts["printed"].items())),
    }

    assert digest_of(elsewhere, "issued") == digest_of(facts, "issued")


@pytest.mark.parametrize(
    "change",
    [
        {"number": "000/999/DISKOMINFO/VII/2024"},
        {"code": "9" * 20},
        {"serial": 99},
        {"role": "speaker"},
        {"design_revision": 2},
        {"issued_on": datetime(2024, 7, 12, tzinfo=UTC).date()},
        {"issued_at": NOW + timedelta(microseconds=1)},
        {"valid_until": datetime(2027, 7, 12, tzinfo=UTC).date()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_everything_frozen_is_in_the_digest(certificate, change):
    before = digest(certificate, "issued")

    Certificate.objects.filter(pk=certificate.pk).update(**change)

    assert digest(certificate, "issued") != before


def test_one_letter_of_what_is_printed_is_in_the_digest(certificate):
    before = digest(certificate, "issued")
    certificate.printed["activity"]["materials"][0]["speakers"] += "."
    certificate.save()

    assert digest(certificate, "issued") != before


def test_whose_row_it_is_does_not_matter_because_people_merge(certificate):
    before = digest(certificate, "issued")

    Certificate.objects.update(member=MemberFactory())

    assert digest(certificate, "issued") == before


def test_the_digest_of_the_drawing_outlives_a_signature_from_outside(certificate):
    FileFactory(certificate=certificate, sha256="a" * 64, byte_count=12)
    drawn, signed = digest(certificate, "filed"), digest(certificate, "signed")

    CertificateFile.objects.update(
        signature="external", sha256="b" * 64, byte_count=20,
        unsigned_sha256="a" * 64, unsigned_byte_count=12, signed_at=LATER,
    )  # fmt: skip

    assert digest(certificate, "filed") == drawn
    assert digest(certificate, "signed") != signed


@pytest.mark.django_db(transaction=True)
def test_issuing_drawing_and_revoking_write_a_line_each(event, now):
    by = UserFactory()
    for _person in range(2):
        participant(event)

    issued = issue_event(event=event, by=by, now=now)
    issue_event(event=event, by=by, now=now)  # finds nothing left to do
    jobs.run_due(now=LATER)
    jobs.run_due(now=LATER)
    revoke(certificate=issued[0], by=by, reason="keliru", now=LATER)
    with pytest.raises(AlreadyRevoked):
        revoke(certificate=issued[0], by=by, reason="lagi", now=LATER)

    first, second = (row.pk for row in issued)
    assert lines() == [
        (1, first, "issued"),
        (2, second, "issued"),
        (3, first, "filed"),
        (4, second, "filed"),
        (5, first, "revoked"),
    ]
    assert set(RegisterEntry.objects.values_list("recorded_at", flat=True)) == {now, LATER}


def test_what_was_refused_leaves_no_line(event, now):
    with pytest.raises(RequirementsMissing):
        issue(source=participant(event, is_present=False), by=UserFactory(), now=now)

    assert lines() == []


def test_a_certificate_that_is_rolled_back_takes_its_line_along(event, now):
    registration = participant(event)

    with transaction.atomic():
        issue(source=registration, by=UserFactory(), now=now)
        transaction.set_rollback(True)
    issue(source=registration, by=UserFactory(), now=LATER)

    assert [position for position, *_rest in lines()] == [1]


@pytest.mark.parametrize("count", [1, 3])
def test_many_lines_cost_as_many_queries_as_one(db, count, django_assert_num_queries):
    """Savepoint and its end, lock the certificates, read them, lock the chain, read its end, write."""
    certificates = [CertificateFactory() for _ in range(count)]

    with django_assert_num_queries(7 if connection.vendor == "postgresql" else 6):
        record_all(certificates=certificates, action=RegisterAction.ISSUED, now=NOW)
