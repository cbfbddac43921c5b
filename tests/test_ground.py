import pytest

from tests.factories.bimtek import EventFactory, RegistrationFactory, SlotFactory, SpeakerFactory
from tests.factories.courses import EnrollmentFactory, LessonFactory


@pytest.mark.django_db
def test_factories_build_the_ground():
    lesson = LessonFactory()
    course = lesson.get_parent().get_parent().specific

    enrollment = EnrollmentFactory(course=course)

    assert enrollment.required_activity_ids == [lesson.pk]
    assert lesson.full_url.startswith("http://localhost:8000/kursus/")


@pytest.mark.django_db
def test_event_factories():
    event = EventFactory()
    SlotFactory(event=event)
    SpeakerFactory(event=event)

    assert RegistrationFactory(event=event).is_seated
