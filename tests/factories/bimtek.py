from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from bimtek import models
from bimtek.choices import EventStatus, RegistrationStatus
from tests.factories.members import MemberFactory, OrganizationFactory


class EventFactory(DjangoModelFactory):
    """Thursday 11 July 2024, 08.00 to 15.00 WITA, open, 51 seats."""

    class Meta:
        model = models.TrainingEvent

    organization = factory.SubFactory(OrganizationFactory)
    title = factory.Sequence(lambda n: f"Bimtek {n}")
    slug = factory.Sequence(lambda n: f"bimtek-{n}")
    status = EventStatus.PUBLISHED
    venue = "Aula Contoh"
    starts_at = datetime(2024, 7, 11, 0, 0, tzinfo=UTC)
    ends_at = datetime(2024, 7, 11, 7, 0, tzinfo=UTC)
    capacity = 51


class SlotFactory(DjangoModelFactory):
    """A learning slot of 90 minutes."""

    class Meta:
        model = models.AgendaSlot

    event = factory.SubFactory(EventFactory)
    title = factory.Sequence(lambda n: f"Materi {n}")
    starts_at = factory.LazyAttribute(lambda slot: slot.event.starts_at + timedelta(hours=1))
    ends_at = factory.LazyAttribute(lambda slot: slot.starts_at + timedelta(minutes=90))


class SpeakerFactory(DjangoModelFactory):
    class Meta:
        model = models.Speaker

    event = factory.SubFactory(EventFactory)
    member = factory.SubFactory(MemberFactory)


class RegistrationFactory(DjangoModelFactory):
    class Meta:
        model = models.Registration

    event = factory.SubFactory(EventFactory)
    member = factory.SubFactory(MemberFactory)
    status = RegistrationStatus.REGISTERED
    created_at = datetime(2024, 7, 1, tzinfo=UTC)
