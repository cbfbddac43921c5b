import pytest

from tests.factories.certificates import NOW, held_event


@pytest.fixture
def now():
    """11 July 2024, 16.00 WITA, after the event."""
    return NOW


@pytest.fixture
def event(db):
    """A held event of the office of `organization`, with an offer."""
    return held_event()
