from types import SimpleNamespace

import pytest

from lms.middleware import is_wagtail_admin


def request(path, name="", matched=True):
    return SimpleNamespace(path_info=path, resolver_match=SimpleNamespace(url_name=name) if matched else None)


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        ("/cms/", "wagtailadmin_home", True),
        ("/cms/pekerjaan/", "lms_jobs", True),
        ("/cms/kegiatan/", "office_events", False),
        ("/kursus/", "course_catalog", False),
        ("/cms/login/", None, True),
    ],
)
def test_only_wagtail_pages_under_cms_get_the_loose_policy(path, name, expected):
    assert is_wagtail_admin(request(path, name)) is expected


def test_an_address_nobody_answers_gets_the_strict_policy():
    assert is_wagtail_admin(request("/cms/x/", matched=False)) is False
