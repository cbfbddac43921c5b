import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse

from members.choices import Role
from members.permissions import (
    can_open_cms,
    can_open_office,
    can_write_office,
    has_role,
    is_administrator,
    office_required,
    office_write_required,
    private,
)
from tests.factories.members import UserFactory, assign_role

pytestmark = pytest.mark.django_db

QUESTIONS = [can_open_office, can_write_office, can_open_cms, is_administrator]
ANSWERS = {
    Role.OFFICER: [True, True, True, False],
    Role.VIEWER: [True, False, True, False],
    Role.TRAINER: [False, False, True, False],
    Role.ADMIN: [True, True, True, True],
}


@pytest.mark.parametrize("role", list(Role))
def test_roles_answer_the_four_questions(role, organization):
    user = assign_role(UserFactory(), role, organization)

    assert [question(user) for question in QUESTIONS] == ANSWERS[role]


def test_nobody_without_a_role_gets_in():
    assert [question(AnonymousUser()) for question in QUESTIONS] == [False] * 4
    assert [question(UserFactory()) for question in QUESTIONS] == [False] * 4


def test_superuser_may_everything_but_holds_no_role():
    root = UserFactory(is_superuser=True)

    assert [question(root) for question in QUESTIONS] == [True] * 4
    assert has_role(root, *Role) is False


def test_locked_accounts_may_nothing(organization):
    user = assign_role(UserFactory(is_active=False), Role.ADMIN, organization)

    assert [question(user) for question in QUESTIONS] == [False] * 4


def test_has_role_accepts_any_of_several(officer):
    assert has_role(officer, Role.VIEWER, Role.OFFICER) is True
    assert has_role(officer, Role.VIEWER) is False


def view(request):
    return HttpResponse("isi")


def ask(decorated, rf, user):
    request = rf.get("/cms/kegiatan/", {"page": 2})
    request.user = user
    return decorated(request)


def test_office_required_sends_visitors_to_the_login(rf):
    response = ask(office_required(view), rf, AnonymousUser())

    assert response.url == "/masuk/?next=/cms/kegiatan/%3Fpage%3D2"


def test_office_required_hides_the_page_from_members(rf):
    with pytest.raises(Http404):
        ask(office_required(view), rf, UserFactory())


def test_office_pages_are_never_cached_by_others(rf, officer):
    response = ask(office_required(view), rf, officer)

    assert response.content == b"isi"
    assert response["Cache-Control"] == "private, no-store"


def test_viewer_reads_but_does_not_write(rf, organization):
    viewer = assign_role(UserFactory(), Role.VIEWER, organization)

    assert ask(office_required(view), rf, viewer).status_code == 200
    with pytest.raises(Http404):
        ask(office_write_required(view), rf, viewer)


def test_private_pages_say_so(rf):
    assert ask(private(view), rf, UserFactory())["Cache-Control"] == "private, no-store"
