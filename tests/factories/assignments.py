from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import factory
import wagtail_factories
from factory.django import DjangoModelFactory

from courses import models
from courses.services.upload_files import begin_file, keep_whole, write_piece
from courses.services.upload_kinds import CleanFile
from tests.factories.courses import EnrollmentFactory, ModuleFactory
from tests.factories.members import MemberFactory

NOW = datetime(2024, 7, 11, 2, 0, tzinfo=UTC)


class AssignmentFactory(wagtail_factories.PageFactory):
    """A live assignment with two criteria of 10 and 5 points; `criteria=[]` leaves them out."""

    class Meta:
        model = models.AssignmentPage

    title = factory.Sequence(lambda n: f"Tugas {n}")
    slug = factory.Sequence(lambda n: f"tugas-{n}")
    body = [("text", "<p>Buat satu poster.</p>")]
    parent = factory.SubFactory(ModuleFactory)

    @classmethod
    def _create(cls, model_class, *args, criteria=(("Pesan", 10), ("Tata letak", 5)), **fields):
        page = super()._create(model_class, *args, **fields)
        for order, (title, points) in enumerate(criteria):
            models.RubricCriterion.objects.create(assignment=page, title=title, points=points, sort_order=order)
        return page


class SubmissionFactory(DjangoModelFactory):
    """Handed in and waiting; `status="accepted"` or `"returned"` marks it."""

    class Meta:
        model = models.Submission

    class Params:
        is_marked = factory.LazyAttribute(lambda row: row.status != "submitted")

    assignment = factory.SubFactory(AssignmentFactory)
    enrollment = factory.SubFactory(
        EnrollmentFactory,
        course=factory.LazyAttribute(lambda row: row.factory_parent.assignment.get_parent().get_parent().specific),
    )
    client_id = factory.LazyFunction(uuid4)
    number = 1
    text = "Posko di balai RW buka pukul delapan."
    status = "submitted"
    submitted_at = NOW
    score = factory.LazyAttribute(lambda row: Decimal(80) if row.is_marked else None)
    reviewed_at = factory.LazyAttribute(lambda row: NOW if row.is_marked else None)


class UploadFactory(DjangoModelFactory):
    """A whole text file in the private files; `content` are its bytes, `received` how many have arrived."""

    class Meta:
        model = models.Upload

    id = factory.LazyFunction(uuid4)
    assignment = factory.SubFactory(AssignmentFactory)
    member = factory.SubFactory(MemberFactory)
    name = "catatan.txt"
    created_at = NOW

    @classmethod
    def _create(cls, model_class, *args, content=b"Posko buka pukul delapan.\n", received=None, **fields):
        upload = model_class(size=len(content), **fields)
        begin_file(upload)
        write_piece(upload, content[:received])
        upload.received = len(content) if received is None else received
        if upload.is_whole:
            keep_whole(upload, CleanFile(content, fields["name"].rpartition(".")[2]))
        upload.save(force_insert=True)
        return upload
