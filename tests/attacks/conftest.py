import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponseNotFound
from django.test import Client
from django.test.utils import override_settings

from lms import urls
from tests.attacks.people import PATH, KnownPeople
from tests.attacks.world import build_world

COOKIES = "django.contrib.sessions.backends.signed_cookies"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Two offices, built once for a module and taken back at its end; every test works in a savepoint of its own."""
    with django_db_blocker.unblock():
        connection.ensure_connection()
        atomic = transaction.atomic()
        atomic._from_testcase = True  # as Django's TestCase: durable blocks may open inside
        atomic.__enter__()
        made = build_world()
    yield made
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


@pytest.fixture(scope="module")
def browsers(world, django_db_blocker, remembered_people):
    """A browser for every letter of the matrix."""
    made = {"-": Client()}
    with django_db_blocker.unblock():
        for role, user in world.users.items():
            made[role] = Client()
            made[role].force_login(user, backend=PATH)
    return made


@pytest.fixture(scope="module")
def remembered_people(world):
    """Whoever logs in through `browsers` is read once, see people.py; and so is the session, which lies in a cookie."""
    backends = [*project.AUTHENTICATION_BACKENDS, PATH]
    with override_settings(AUTHENTICATION_BACKENDS=backends, SESSION_ENGINE=COOKIES):
        yield
    KnownPeople.remembered.clear()


@pytest.fixture(scope="module")
def brief_refusals():
    """The page "not found" is drawn in other tests; here it is answered ten thousand times and nobody reads it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(urls, "handler404", lambda request, exception: HttpResponseNotFound(), raising=False)
        yield


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def here(world, db):
    return world.here


@pytest.fixture
def there(world, db):
    return world.there


@pytest.fixture
def enter(world, db, settings):
    """`enter("O")`: a browser in which that person of the matrix is logged in; a visitor for `-`."""
    settings.SESSION_ENGINE = COOKIES

    def open_browser(role, **options):
        client = Client(**options)
        if role != "-":
            client.force_login(world.users[role])
        return client

    return open_browser
