import factory
from factory.django import DjangoModelFactory

from courses.models import Reference


class ReferenceFactory(DjangoModelFactory):
    class Meta:
        model = Reference

    slug = factory.Sequence(lambda n: f"rujukan-{n}")
    kind = "service"
    title = factory.Sequence(lambda n: f"Layanan {n}")
    value = "layanan.example"
