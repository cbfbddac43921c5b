"""Attack 23: numbers, words and fields nobody would type. Every answer is a page or a refusal, never an error."""

import json
import time

import pytest
from django.core.exceptions import RequestDataTooBig
from django.db import connection, transaction

from tests.attacks.asking import Statements, address_of

LONG = "panjang" * 1500
HUGE = "9" * 30
WORDS = ["²", "٣", "-1", "0", HUGE, LONG, "\x00", "' OR 1=1 --", "%00", "{{ 7*7 }}", "../../etc/passwd", "1e999", "NaN"]
DAYS = ["0001-01-01", "9999-12-31", "2024-02-30"]
MOMENTS = ["0001-01-01T00:00", "9999-12-31T23:59"]

GETS = [
    ("O office_members", "page district sort"),
    ("O office_kims", "page q district status decree"),
    ("O office_kim_new", "wilayah"),
    ("O office_kim_coverage", "area"),
    ("O office_kim_coverage_download", "area"),
    ("O office_region_suggest", "q tingkat"),
    ("O admissions", "page"),
    ("O office_events", "page sort"),
    ("O office_event_add", "dinas"),
    ("O office_event event", "sort"),
    ("O office_attendance event", "sesi hari"),
    ("O office_attendance_sheet event", "hari"),
    ("O office_registrations event", "page sort"),
    ("O office_certificates event", "saring"),
    ("O office_certificate_batch event", "page"),
    ("O office_completion", "subject area day"),
    ("O office_completion_download", "subject area day"),
    ("O certificate:index", "q p ordering status__in user__password"),
    ("O numberseries:index", "q p ordering organization__name"),
    ("O certificate:index_results", "q p ordering"),
    ("D office_staff", "page sort user__password"),
    ("D office_staff_changes", "page"),
    ("D office_role_give", "untuk"),
    ("S organization:index", "q p ordering"),
    ("S lms_jobs", "p ordering export"),
    ("S course_trainers", "p"),
    ("T bank bank", "p"),
    ("T marking", "page kursus tugas status"),
    ("A submission_file upload", "unduh"),
    ("A learning", "page"),
    ("A progress_events", "kursus"),
    ("O office_reminders", "hari kursus kim page"),
    ("T office_reminders", "hari kursus kim page"),
    ("O office_reminder_group kim", "hari kursus kim"),
    ("A course_catalog", "q jenis page"),
    ("- event_list", "page sort"),
    ("- event_detail event.slug", "page"),
    ("- verify_form", "kode"),
    ("- account_login", "next"),
    ("- help", "page"),
]
"""Who asks where, and the words in the address that are tried."""

POSTS = [
    ("- account_login", "login password"),
    ("- set_language", "language next"),
    ("- data_saver", "hemat next"),
    ("A account_change_password", "oldpassword password1 password2"),
    ("A quiz_attempt attempt", "jawab-1 awal-1 simpan"),
    ("A assignment_hand_in task", "client_id text unggahan files"),
    ("A upload_begin task", "filename id"),
    ("O admission_answer admission", "jawab reason"),
    ("O course_invite course", "q member"),
    ("T course_rules course", "seen"),
    ("T writing_course_rules course", "enrollment_policy enrollment_region opens_on closes_on prerequisites revision"),
    ("T writing_place lesson", "module"),
    ("S writing_copy course", "title organization"),
    ("T marking_work submission", "decision feedback points-1"),
    ("T writing_assignment task", "title body pass_mark rubrik-TOTAL_FORMS rubrik-0-points revision"),
    ("A activity_finish lesson", "next version"),
    ("O office_members", "q district"),
    ("O office_member_new", "full_name phone region institution gender walks_of_life"),
    ("O office_member member", "full_name phone region institution gender walks_of_life"),
    ("O office_kim_new", "name region region-asked region-code hamlet status decree_number decree_date decree_issuer"),
    ("O office_kim_edit kim", "founded_year address contact_phone kim_id_url kim_id_registered_on decree_valid_until"),
    ("O office_kim_edit kim", "media-TOTAL_FORMS media-INITIAL_FORMS media-0-kind media-0-url"),
    ("O office_kim_id_download", "district status"),
    ("O office_membership membership", "office section starts_on ends_on"),
    ("O office_membership_change membership", "office section starts_on"),
    ("O office_kim_leave membership", "ends_on"),
    ("O office_kim_search kim", "cari"),
    ("O office_kim_join kim", "member office section starts_on"),
    ("O office_event_add", "title starts_at ends_at capacity region course pre_test pass_mark"),
    ("O office_event_edit event", "title starts_at ends_at registration_closes_at capacity region course post_test"),
    ("O office_event_move event", "move"),
    ("O office_agenda event", "title day starts ends speakers"),
    ("O office_speakers event", "full_name presented_as role"),
    ("O office_speaker_search event", "text area"),
    ("O office_speaker_pick event", "member"),
    ("O office_member_search event", "text area only_chairs"),
    ("O office_register event", "member"),
    ("O office_walk_in event", "full_name gender region institution"),
    ("O office_registration_cancel event registration", "reason"),
    ("O office_attendance event", "h1 fill"),
    ("O office_scores event", "pre-{registration} post-{registration}"),
    ("O office_certificate_offer event", "design signatory second_signatory series valid_months"),
    ("O office_certificate_revoke certificate", "reason sure"),
    ("O numberseries:add", "organization year pattern next_serial"),
    ("T bank_add bank", "text topic checked_on pilihan-0-text pilihan-TOTAL_FORMS"),
    ("T bank_paste bank", "source"),
    ("T bank_switch question", "pakai"),
    ("S course_trainers_edit course", "trainers"),
    ("D office_staff_new", "full_name username phone role place reason"),
    ("D office_role_give", "account role place reason"),
    ("D office_role_take assignment", "reason sure"),
    ("D office_staff_lock colleague", "reason sure"),
    ("D course_add", "title summary organization"),
]

JSON_BODIES = [
    "", "[]", "null", "1e999", '{"answers": 1}', "[" * 5000, '"\\ud800"',
    *(json.dumps({"answers": [{"position": word, "shown": [1], "is_marked": False}]}) for word in WORDS),
    *(json.dumps({"answers": [{"position": 1, "shown": [word], "is_marked": False}]}) for word in WORDS),
    '{"answers": [{"position": 1e999, "shown": [1], "is_marked": false}]}',
    '{"answers": [{"position": 1, "shown": [1e999], "is_marked": false}]}',
    '{"answers": [{"position": NaN, "shown": [NaN], "is_marked": null}]}',
    '{"answers": [{"position": 1, "shown": {"a": 1}, "is_marked": "ya"}]}',
]  # fmt: skip


def open_door(line, browsers, here):
    role, name, *parts = line.split()
    return browsers[role], address_of(name, parts, here)


MOST_QUERIES = 100
"""A new course with its folder, groups and approvals takes 85; everything else stays below 60."""


def problem_of(ask, **data):
    """What went wrong with this request, or None; whatever it wrote is taken back."""
    began = time.process_time()
    try:
        with transaction.atomic(), connection.execute_wrapper(sent := Statements()):
            status = ask(**data).status_code
            transaction.set_rollback(True)
    except RequestDataTooBig:
        return None
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:200]
    seconds, count = time.process_time() - began, len(sent)
    return (status, count, seconds) if status >= 500 or count > MOST_QUERIES or seconds > 2 else None


def words_for(field):
    return (
        [*WORDS, *DAYS, *MOMENTS]
        if field in {"day", "hari", "decree_date", "checked_on"} or field.endswith("_at")
        else WORDS
    )


@pytest.mark.parametrize(("line", "fields"), GETS, ids=[line for line, _fields in GETS])
def test_odd_words_in_an_address(line, fields, browsers, here):
    client, address = open_door(line, browsers, here)

    problems = {
        f"{field}={word[:20]!r}": problem
        for field in fields.split()
        for word in words_for(field)
        if (problem := problem_of(client.get, path=address, data={field: word}))
    }

    assert problems == {}


@pytest.mark.parametrize(("line", "fields"), POSTS, ids=[line for line, _fields in POSTS])
def test_odd_words_in_a_form(line, fields, browsers, here, time_machine):
    client, address = open_door(line, browsers, here)
    fields = fields.format(registration=here.registration.pk).split()

    problems = {
        f"{field}={word[:20]!r}": problem
        for field in fields
        for word in words_for(field)
        if (problem := problem_of(client.post, path=address, data=filled(line, here) | {field: word}))
    }

    assert problems == {}


def filled(line, here):
    """The other fields of a form, so that the odd one is read at all."""
    formset = {
        "pilihan-TOTAL_FORMS": "2",
        "pilihan-INITIAL_FORMS": "0",
        "pilihan-0-text": "A",
        "pilihan-0-is_right": "on",
    }
    role = {"role": "viewer", "place": f"kantor-{here.organization.pk}", "reason": "Tugas"}
    return {
        "office_kim_join": {"member": here.member.pk, "office": "member"},
        "office_event_add": EVENT,
        "office_event_edit": EVENT,
        "office_agenda": {"title": "Materi", "day": "2024-07-11", "starts": "09:00", "ends": "10:00"},
        "office_certificate_revoke": {"reason": "Keliru", "sure": "on"},
        "office_walk_in": {"full_name": "Orang Baru"},
        "office_member_new": {"full_name": "Orang Baru", "gender": "P"},
        "office_staff_new": {"full_name": "Rekan", "username": "rekan", **role},
        "office_role_give": {"account": here.colleague.username, **role},
        "course_add": {"title": "Kursus", "summary": "Isi", "organization": here.organization.pk},
        "office_member": {"full_name": "Orang Baru", "gender": "P"},
        "office_kim_new": {
            "name": "KIM Baru",
            "region": here.kim.region.full_name,
            "status": "active",
            "decree_number": "1",
        },
        "bank_add": {"text": "Apa?", "pilihan-1-text": "B", **formset},
    }.get(line.split()[1], {})


EVENT = {
    "title": "Bimtek",
    "kind": "bimtek",
    "mode": "on_site",
    "venue": "Aula",
    "starts_at": "2024-07-11T08:00",
    "ends_at": "2024-07-11T15:00",
    "capacity": "51",
    "min_attendance": "75",
    "pass_mark": "70",
}


@pytest.mark.parametrize("body", JSON_BODIES, ids=[body[:60] for body in JSON_BODIES])
def test_odd_answers_of_a_quiz(body, browsers, here):
    client, address = open_door("A quiz_answers attempt", browsers, here)

    assert problem_of(client.post, path=address, data=body, content_type="application/json") is None
    assert here.attempt.items.exclude(answer=[]).count() == 0


@pytest.mark.parametrize(
    "address",
    [
        f"/cms/kegiatan/{HUGE}/",
        f"/cms/anggota/{HUGE}/",
        f"/kuis/{HUGE}/",
        f"/sertifikat/{HUGE}/unduh/",
        f"/cms/certificate/inspect/{HUGE}/",
        f"/kegiatan/{LONG}/",
        f"/kursus/{LONG}/{LONG}/",
        f"/verifikasi/{LONG}/",
        "/verifikasi/%00/",
        "/media/images/%00.png",
        "/media/images/..%2f..%2fdb.sqlite3",
        "/media/images/../../db.sqlite3",
        "/%00/",
        f"/{LONG}/",
    ],
    ids=lambda address: address[:40],
)
def test_odd_addresses_are_not_found(address, browsers, db):
    problem = problem_of(browsers["S"].get, path=address)

    assert problem is None
    assert browsers["S"].get(address).status_code in {400, 404}
