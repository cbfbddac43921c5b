"""No list without a scope: every record can be asked who may see it, and every door asks."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from lms.records import Record
from tests.factories.members import UserFactory

PROJECT = Path(__file__).resolve().parents[2]
APPS = ["lms", "members", "courses", "quizzes", "bimtek", "certificates", "reports"]
DOORS = ["views", "forms", "viewsets", "viewsets.py", "views.py", "wagtail_hooks.py", "templatetags"]

PARTS = {
    # reached only through the row they are part of, which is loaded with a scope
    "bimtek.AgendaSlot": "event",
    "bimtek.Attendance": "registration",
    "bimtek.RegistrationChange": "registration",
    "bimtek.Speaker": "event",
    "bimtek.TestScore": "registration",
    "certificates.CertificateFile": "certificate",
    "certificates.Handover": "certificate",
    "certificates.NameCheck": "member",
    "certificates.NumberBlock": "series",
    "certificates.PrintSet": "event",
    "certificates.RequirementWaiver": "registration",
    "certificates.VoidedNumber": "series",
    "certificates.RegisterEntry": "certificate",
    "certificates.RoleWording": "design",
    "courses.ActivityCompletion": "enrollment",
    "courses.ActivityScore": "enrollment",
    "courses.ActivityProgress": "enrollment",
    "courses.ProgressEvent": "enrollment",
    "members.KimLink": "kim",
    "quizzes.Attempt": "enrollment",
    "quizzes.AttemptItem": "attempt",
    "quizzes.Question": "bank",
    "quizzes.QuestionVersion": "question",
}
SHARED = {
    "certificates.PrintedAsset": "bytes of a crest, found by hash only",
    "certificates.RegisterHead": "published for everybody at /verifikasi/register/",
    "lms.Job": "work of the site; superusers only",
    "lms.WorkerBeat": "signs of life of the workers; superusers only",
    "members.ConsentText": "wording, the same for everybody",
    "members.RetentionRule": "one rule for the site; superusers and admins",
    "members.WalkOfLife": "one vocabulary for all offices; administered_by for changing it",
    "members.LoginCode": "found by its own digest, never listed",
    "members.AccountEvent": "the owner's own history, through the login",
    "quizzes.QuestionBank": "permissions.can_edit_bank: whoever may change the course",
}
OTHER_WORDS = {
    # seen by fewer people than those who may look at the office
    "members.Disclosure": "administered_by",
    "members.RoleAssignment": "administered_by",
    "members.SheetImport": "editable_by",
}
SCOPED = {
    "visible_to", "editable_by", "writable_by", "administered_by", "downloadable_by", "of_user", "of_member",
    "owned_in", "given_in", "in_scope", "none",
}  # fmt: skip
"""Words of a QuerySet that narrow it to somebody."""


def record_models():
    return [model for model in apps.get_models() if issubclass(model, Record)]


@pytest.mark.parametrize("model", record_models(), ids=lambda model: model._meta.label)
def test_every_record_knows_who_may_see_it(model):
    label = model._meta.label
    if label in PARTS:
        assert model._meta.get_field(PARTS[label]).many_to_one or model._meta.get_field(PARTS[label]).one_to_one
    elif label not in SHARED:
        word = OTHER_WORDS.get(label, "visible_to")
        assert hasattr(model.objects, word), f"{label}: give its QuerySet {word}(user)"


def test_no_exception_outlives_its_model():
    labels = {model._meta.label for model in record_models()}

    excepted = set(PARTS) | set(SHARED) | set(OTHER_WORDS)
    assert sorted(excepted - labels) == []
    assert len(excepted) == len(PARTS) + len(SHARED) + len(OTHER_WORDS)
    scoped = {model._meta.label for model in record_models() if hasattr(model.objects, "visible_to")}
    assert sorted(scoped & excepted) == []


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["visible_to", "editable_by", "writable_by", "administered_by"])
def test_a_stranger_sees_nothing_and_is_refused_without_an_error(word):
    for model in record_models():
        if hasattr(model.objects, word):
            for user in (AnonymousUser(), UserFactory(is_active=False, is_superuser=True)):
                assert list(getattr(model.objects, word)(user)) == [], (model._meta.label, word)


def door_files():
    for app in APPS:
        for name in DOORS:
            path = PROJECT / app / name
            yield from sorted(path.rglob("*.py")) if path.is_dir() else [path] * path.is_file()


def bare_accesses(path):
    """`function: Model` for every `Model.objects…` whose chain narrows nothing."""
    tree = ast.parse(path.read_text())
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager")):
            continue
        words, top = set(), node
        while isinstance(parents.get(top), (ast.Attribute, ast.Call)) and getattr(parents[top], "func", top) is top:
            top = parents[top]
            words |= {top.attr} if isinstance(top, ast.Attribute) else set()
        if not words & SCOPED:
            yield f"{path.relative_to(PROJECT)}:{owner_of(node, parents)}: {ast.unparse(node.value)}"


def owner_of(node, parents):
    names = []
    while node in parents:
        node = parents[node]
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.append(node.name)
    return ".".join(reversed(names))


BARE = {
    # public: everybody may read what is published
    "bimtek/templatetags/bimtek_tags.py:upcoming_events: TrainingEvent": "public events",
    "bimtek/views/public.py:join_event: TrainingEvent": "public events",
    "bimtek/views/public.py:show_event: TrainingEvent": "public events",
    "bimtek/views/public.py:show_events: TrainingEvent": "public events",
    "certificates/forms/office.py:OfferForm.__init__: field.queryset.model": "parts of the event's own office",
    "certificates/forms/office.py:CourseOfferForm.__init__: field.queryset.model": "parts of own offices",
    "certificates/forms/office.py:CourseOfferForm._courses: CoursePage": "live courses, own or nobody's",
    "certificates/views/credentials.py:show_credential: CertificateFile": "by the code on the paper",
    "courses/views/learning.py:ask_to_join: CoursePage": "live courses",
    "courses/templatetags/reference_tags.py:reference_keys: Reference": "one list for all offices",
    "courses/templatetags/courses_tags.py:paper_preview: ActivityPage": "the own course, behind the preview's checks",
    "courses/views/learning.py:finish_activity: ActivityPage": "reachable pages of live courses",
    "courses/views/learning.py:join_course: CoursePage": "live courses",
    "courses/views/pages.py:are_pages_restricted: PageViewRestriction": "only whether there is any",
    "courses/views/pages.py:show_catalog: CatalogPage": "the catalogue",
    "courses/views/pages.py:show_page: ActivityPage": "live pages",
    "courses/views/assignments.py:reachable_assignment: ActivityPage": "live; the service asks for the enrollment",
    "courses/views/booklets.py:open_inside: CoursePage": "the course above a live page",
    "courses/views/booklets.py:print_activity: ActivityPage": "live pages",
    "courses/views/booklets.py:print_course: CoursePage": "live pages",
    "courses/views/pages.py:show_page: LessonPage": "live pages",
    "courses/views/pages.py:show_page: CoursePage": "live courses",
    "courses/views/pages.py:show_page: Page": "live pages",
    "members/templatetags/office_tags.py:office_contacts: Organization": "contacts on the help page",
    "quizzes/views/attempts.py:start_quiz: QuizPage": "live quizzes; the service asks for the enrollment",
    "bimtek/forms/events.py:EventForm._offer_courses: CoursePage": "live courses",
    # of the person who asks
    "bimtek/views/public.py:show_event: Registration": "the own seat",
    "bimtek/views/public.py:leave_event: Registration": "the own seat",
    "members/views/privacy.py:show_scan: Consent": "the own consent",
    # of a row that was loaded with a scope
    "bimtek/forms/events.py:EventForm._offer_tests: ActivityPage": "tests of live courses, and those the event has",
    "bimtek/forms/fields.py:AreaField.show_areas_of: Region": "places of the event's own office",
    "bimtek/forms/fields.py:PlaceField.show_places_of: Region": "places of the event's own office",
    "bimtek/forms/participants.py:WalkInForm._find_namesake: Member": "people the event's own office recorded",
    "certificates/views/office.py:_offer_of: CertificateOffer": "the offer of a scoped event",
    "quizzes/views/banks.py:_edit: ModulePage": "modules of the bank's course",
    # with a question to permissions in the next line
    "courses/views/guards.py:choose_many: Page": "pages_in_reach",
    "courses/views/guards.py:choose_page: Page": "pages_in_reach",
    "courses/views/packages.py:bring: CatalogPage": "the catalogue; may_import asks Wagtail",
    "courses/templatetags/courses_tags.py:rule_notice: CoursePage": "the course above a page its author edits",
    "courses/forms/rules.py:CoursePageForm.__init__: Region": "places of the whole country",
    "courses/forms/rules.py:CourseRulesForm.__init__: Region": "places of the whole country",
    "courses/views/rules.py:show_rules: ActivityPage": "parts of a course own_page let through",
    "courses/forms/courses.py:TrainersForm.__init__: User": "the people the view found",
    "courses/views/writing.py:course_of: CoursePage": "the course above a page own_page let through",
    "courses/views/writing.py:own_page: page_class": "Wagtail's permission for the page",
    "courses/wagtail_hooks.py:settle_courses_of: CoursePage": "courses above a page Wagtail let through",
    "quizzes/wagtail_hooks.py:give_banks_below: QuizPage": "quizzes below a page Wagtail let through",
    "quizzes/views/banks.py:_own_bank: QuestionBank": "can_edit_bank",
    "quizzes/views/banks.py:_own_question: Question": "can_edit_bank",
    "lms/views/jobs.py:retry_job: Job": "superusers only",
    "lms/viewsets.py:FailedJobsView.get_queryset: Job": "superusers only",
    "members/forms/people.py:PeopleSearchForm: WalkOfLife": "one vocabulary for all offices",
    "members/forms/staff.py:WideRegionField.__init__: Region": "for superusers, who alone place an office",
}
"""Doors that open a whole table, each with what narrows it instead."""


def test_every_door_narrows_what_it_opens():
    found = {access for path in door_files() for access in bare_accesses(path)}

    assert sorted(found - set(BARE)) == []


def test_no_reason_outlives_its_door():
    found = {access for path in door_files() for access in bare_accesses(path)}

    assert sorted(set(BARE) - found) == []


def test_the_search_finds_a_bare_access(tmp_path, monkeypatch):
    """The guard itself: a chain without a scope is found, one with a scope is not."""
    monkeypatch.setattr("tests.guards.test_scope.PROJECT", tmp_path)
    code = (
        "def show(request):\n    a = Member.objects.filter(pk=1)\n    b = Member.objects.filter(pk=1).visible_to(u)\n"
    )
    (tmp_path / "views.py").write_text(code)

    assert list(bare_accesses(tmp_path / "views.py")) == ["views.py:show: Member"]
