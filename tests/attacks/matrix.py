"""What every address answers to everybody: the table of attack 1. An address without a row fails the test.

Under each headline stand addresses with the fields of world.Office that fill them, then the answers to GET and to POST
for the object of Kota Kupang ("here"), of Kota Serang ("there") and an absent one. One letter per person:

    - visitor   A learner here   B learner there   T trainer of the course here   t trainer of the course there
    O officer here   o officer there   V viewer here   S superuser

k page   r sent on   l sent to the login   m missing   x wrong method   d refused by Wagtail   a login needed (JSON)
b bad request. "(public)": everybody may see these objects, so a foreign one need not look absent.
"""

from typing import NamedTuple

ROLES = "-ABTtOoVS"
FOREIGNERS = {"here": "Bto", "there": "ATOV"}

TABLE = """
# list of people; a search is posted and kept in the session
  office_members
    list   lmmmmkkkk  lmmmmrrrr
# forms for something new
  office_member_new office_kim_new office_event_add
    list   lmmmmkkmk  lmmmmkkmk
# lists of the office
  office_kims office_completion office_completion_download
    list   lmmmmkkkk  lmmmmkkkk
# list of the office, read only
  office_events
    list   lmmmmkkkk  lmmmmxxxx
# for everybody
  help robots health
    list   kkkkkkkkk  kkkkkkkkk
# figures for machines
  metrics
    list   mmmmmmmmk  mmmmmmmmk
# language, for everybody
  set_language
    list   rrrrrrrrr  rrrrrrrrr
# login; who is inside is sent on
  account_login
    list   krrddrrrd  krrddrrrd
# logout asks first
  account_logout cms/logout/
    list   rkkkkkkkk  rrrrrrrrr
# public pages
  account_inactive course_catalog event_list verify_form
    list   kkkkkkkkk  xxxxxxxxx
# own account
  account_index account_change_password
    list   lkkkkkkkk  lkkkkkkkk
# own first password; who has one is sent on
  account_set_password
    list   lrrrrrrrr  lrrrrrrrr
# own learning
  learning
    list   lkkkkkkkk  xxxxxxxxx
# who writes which course
  course_trainers
    list   lllmmmmmk  xxxxxxxxx
# records of the back office for superusers and admins
  lms_jobs lms_jobs_results organization:index organization:index_results roleassignment:index
  roleassignment:index_results walkoflife:index walkoflife:index_results
    list   llldddddk  llldddddx
# pages of the office with a form for writers
  office_member=member office_kim=kim office_agenda=event
    here   lmmmmkmkk  lmmmmkmmk
    there  lmmmmmkmk  lmmmmmkmk
    absent lmmmmmmmm  lmmmmmmmm
# buttons of the office that answer with a page
  office_member_login=member office_member_password=member office_kim_search=kim office_speaker_search=event
    here   lmmmmxxmx  lmmmmkmmk
    there  lmmmmxxmx  lmmmmmkmk
    absent lmmmmxxmx  lmmmmmmmm
# buttons that need a known person
  office_kim_join=kim office_speaker_pick=event
    here   lmmmmxxmx  lmmmmmmmm
    there  lmmmmxxmx  lmmmmmmmm
    absent lmmmmxxmx  lmmmmmmmm
# buttons of the office
  office_kim_leave=membership office_event_move=event office_register=event office_scores_online=event
  office_certificate_issue=event office_certificate_retry=event office_slot_delete=event,slot
  office_speaker_delete=event,speaker office_registration_cancel=event,registration
    here   lmmmmxxmx  lmmmmrmmr
    there  lmmmmxxmx  lmmmmmrmr
    absent lmmmmxxmx  lmmmmmmmm
# buttons of a learner, open to any live course (public)
  course_join=course activity_finish=lesson quiz_start=quiz
    here   xxxxxxxxx  lrrrrrrrr
    there  xxxxxxxxx  lrrrrrrrr
    absent xxxxxxxxx  mmmmmmmmm
# who writes this course
  course_trainers_edit=course
    here   lllmmmmmk  lllmmmmmk
    there  lllmmmmmk  lllmmmmmk
    absent lllmmmmmm  lllmmmmmm
# own paper, own way out of a course
  quiz_attempt=attempt course_leave=course
    here   lkmmmmmmm  lrmmmmmmm
    there  lmkmmmmmm  lmrmmmmmm
    absent lmmmmmmmm  lmmmmmmmm
# small saves of the own paper
  quiz_answers=attempt
    here   xxxxxxxxx  abmmmmmmm
    there  xxxxxxxxx  ambmmmmmm
    absent xxxxxxxxx  ammmmmmmm
# own result
  quiz_result=result
    here   lkmmmmmmm  xxxxxxxxx
    there  lmkmmmmmm  xxxxxxxxx
    absent lmmmmmmmm  xxxxxxxxx
# questions of the own course
  bank=bank bank_download=bank
    here   lllkmmmmk  lllxxxxxx
    there  lllmkmmmk  lllxxxxxx
    absent lllmmmmmm  lllxxxxxx
# question forms of the own course
  bank_add=bank bank_paste=bank bank_question=question
    here   lllkmmmmk  lllkmmmmk
    there  lllmkmmmk  lllmkmmmk
    absent lllmmmmmm  lllmmmmmm
# question buttons of the own course
  bank_switch=question
    here   lllxxxxxx  lllrmmmmr
    there  lllxxxxxx  lllmrmmmr
    absent lllxxxxxx  lllmmmmmm
# public pages of one thing (public)
  event_detail=event.slug verify=certificate.code kursus/{course}/ kursus/{course}/{module}/{lesson}/
    here   kkkkkkkkk  xxxxxxxxx
    there  kkkkkkkkk  xxxxxxxxx
    absent mmmmmmmmm  xxxxxxxxx
# sign up, for everybody inside (public)
  event_join=event.slug
    here   xxxxxxxxx  lrrrrrrrr
    there  xxxxxxxxx  lrrrrrrrr
    absent xxxxxxxxx  lmmmmmmmm
# step back, own seat only
  event_leave=event.slug
    here   xxxxxxxxx  lrmmmmmmm
    there  xxxxxxxxx  lmrmmmmmm
    absent xxxxxxxxx  lmmmmmmmm
# pages of the office to read
  office_event=event office_registrations=event office_attendance_sheet=event office_certificates=event
  office_certificate_sample=event office_certificate_batch=event office_certificate_batch_json=event
  office_certificate_zip=event office_design_sample=design
    here   lmmmmkmkk  lmmmmxxxx
    there  lmmmmmkmk  lmmmmxxxx
    absent lmmmmmmmm  lmmmmxxxx
# forms of the office
  office_event_edit=event office_speakers=event office_member_search=event office_walk_in=event
  office_certificate_offer=event office_slot=event,slot office_certificate_revoke=certificate
    here   lmmmmkmmk  lmmmmkmmk
    there  lmmmmmkmk  lmmmmmkmk
    absent lmmmmmmmm  lmmmmmmmm
# numbers of an event
  office_event_export=event
    here   lmmmmkmkk  lmmmmkmkk
    there  lmmmmmkmk  lmmmmmkmk
    absent lmmmmmmmm  lmmmmmmmm
# sheets of the office
  office_attendance=event office_scores=event
    here   lmmmmkmkk  lmmmmrmmr
    there  lmmmmmkmk  lmmmmmrmr
    absent lmmmmmmmm  lmmmmmmmm
# PDF for its owner and the office
  certificate_download=certificate
    here   lkmmmkmkk  lxxxxxxxx
    there  lmkmmmkmk  lxxxxxxxx
    absent lmmmmmmmm  lxxxxxxxx
# one more try
  lms_retry_job=job
    here   lllxxxxxx  llldddddr
    there  lllxxxxxx  llldddddr
    absent lllxxxxxx  llldddddm
# certificate records: lists
  certificate:index certificate:index_results certificatedesign:index certificatedesign:index_results
  signatory:index signatory:index_results numberseries:index numberseries:index_results certificateoffer:index
  certificateoffer:index_results
    list   lllddkkkk  lllddxxxx
# certificates are never typed
  certificate:add
    list   llldddddd  llldddddd
# neither certificates nor roles are edited
  certificate:edit=certificate roleassignment:edit=assignment
    here   llldddddd  llldddddd
    there  llldddddd  llldddddd
    absent llldddddd  llldddddd
# nobody deletes, and certificates have no history page
  certificate:delete=certificate certificate:history=certificate certificate:history_results=certificate
  certificate:usage=certificate certificatedesign:delete=design signatory:delete=signatory
  numberseries:delete=series certificateoffer:delete=offer
    here   lllmmdmmd  lllmmdmmd
    there  lllmmmdmd  lllmmmdmd
    absent lllmmmmmm  lllmmmmmm
# certificate records: new
  certificatedesign:add signatory:add numberseries:add certificateoffer:add
    list   lllddkkdk  lllddkkdk
# certificate records: forms
  certificatedesign:edit=design signatory:edit=signatory numberseries:edit=series certificateoffer:edit=offer
    here   lllddkmdk  lllddkmdk
    there  lllddmkdk  lllddmkdk
    absent lllddmmdm  lllddmmdm
# certificate records: history
  certificatedesign:history=design certificatedesign:history_results=design certificatedesign:usage=design
  signatory:history=signatory signatory:history_results=signatory signatory:usage=signatory
  numberseries:history=series numberseries:history_results=series numberseries:usage=series
  certificateoffer:history=offer certificateoffer:history_results=offer certificateoffer:usage=offer
    here   lllmmkmmk  lllmmxmmx
    there  lllmmmkmk  lllmmmxmx
    absent lllmmmmmm  lllmmmmmm
# offices and roles: new
  organization:add roleassignment:add walkoflife:add
    list   llldddddk  llldddddk
# offices: form
  organization:edit=organization walkoflife:edit=walk
    here   llldddddk  llldddddk
    there  llldddddk  llldddddk
    absent llldddddm  llldddddm
# offices are never deleted
  organization:delete=organization roleassignment:usage=assignment
    here   lllmmmmmd  lllmmmmmd
    there  lllmmmmmd  lllmmmmmd
    absent lllmmmmmm  lllmmmmmm
# offices and roles: history
  organization:history=organization organization:history_results=organization organization:usage=organization
  roleassignment:history=assignment roleassignment:history_results=assignment walkoflife:history=walk
  walkoflife:history_results=walk walkoflife:usage=walk
    here   lllmmmmmk  lllmmmmmx
    there  lllmmmmmk  lllmmmmmx
    absent lllmmmmmm  lllmmmmmm
# roles are taken away
  roleassignment:delete=assignment walkoflife:delete=walk
    here   lllmmmmmk  lllmmmmmr
    there  lllmmmmmk  lllmmmmmr
    absent lllmmmmmm  lllmmmmmm
# certificates to read
  certificate:inspect=certificate
    here   lllmmkmkk  lllmmxmxx
    there  lllmmmkmk  lllmmmxmx
    absent lllmmmmmm  lllmmmmmm
# a module leads to its first lesson (public)
  kursus/{course}/{module}/
    here   rrrrrrrrr  xxxxxxxxx
    there  rrrrrrrrr  xxxxxxxxx
    absent mmmmmmmmm  xxxxxxxxx
# login of the back office leads to the one login
  cms/login/
    list   lrrdddddd  lrrdddddd
# login of Wagtail leads to the one login
  _util/login/
    list   lllllllll  lllllllll
# live pages to choose in the back office (public)
  cms/choose-page/{page}/
    here   lllkkkkkk  lllxxxxxx
    there  lllkkkkkk  lllxxxxxx
    absent lllmmmmmm  lllmmmmmm
# names the last edited page of every type
  cms/reports/page-types-usage/ cms/reports/page-types-usage/results/
    list   lllmmmmmk  lllmmmmmx
"""

ELSEWHERE = {
    "picture": "files for everybody, tests/lms/test_pictures.py",
    "wagtailcore_login": "Wagtail's own, answered by the one login",
    "wagtail_serve": "pages outside /kursus/, Wagtail's own rules",
    "wagtaildocs_serve": "documents, Wagtail's own rules",
    **dict.fromkeys(
        ["wagtaildocs_authenticate_with_password", "wagtailcore_authenticate_with_password"], "Wagtail's own"
    ),
    **dict.fromkeys(["cms/test404/", "cms/^.*/$"], "Wagtail's own"),
    "cms/choose-page/chosen-multiple/": "tests/courses/test_trainers.py, with foreign drafts",
}


class Row(NamedTuple):
    name: str
    parts: tuple[str, ...]
    answers: dict[str, tuple[str, str]]  # object → letters for GET and for POST
    is_public: bool


def read_rows(text=TABLE):
    names, answers, is_public = [], {}, False
    for line in [*text.strip().splitlines(), "#"]:
        if line.startswith("#"):
            yield from (Row(*name, answers, is_public) for name in names)
            names, answers, is_public = [], {}, line.endswith("(public)")
        elif line.startswith("    "):
            target, get, post = line.split()
            answers[target] = (get, post)
        else:
            names += [_name_and_parts(word) for word in line.split()]


def _name_and_parts(word):
    name, _, parts = word.partition("=")
    return name, tuple(parts.split(",")) if parts else ()


ROWS = list(read_rows())
