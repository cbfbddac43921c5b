import pytest

from certificates.services.trial_keys import make_test_keys
from tests.factories.certificates import NOW, held_event
from tests.factories.members import OrganizationFactory, RegionFactory

PASSPHRASE = "kata-sandi-kunci-9317"


@pytest.fixture
def now():
    """11 July 2024, 16.00 WITA, after the event."""
    return NOW


@pytest.fixture
def event(db):
    """A held event of the office of `organization`, with an offer."""
    return held_event()


@pytest.fixture
def other_office(db):
    """Kota Serang: neither that of `organization` nor above it."""
    return OrganizationFactory(name="Dinas Kota Serang", region=RegionFactory(code="36.73"))


@pytest.fixture
def keys(tmp_path, settings):
    """A folder with test keys that the site signs with."""
    folder = tmp_path / "kunci"
    settings.SIGNING_KEYS = str(folder)
    settings.SIGNING_PASSPHRASE = PASSPHRASE
    make_test_keys(folder=folder, passphrase=PASSPHRASE, now=NOW)
    return folder
