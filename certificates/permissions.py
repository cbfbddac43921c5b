"""Whose certificate is it; a foreign one does not exist for the visitor."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from wagtail.permission_policies import BasePermissionPolicy

from bimtek.models import Registration, Speaker, TrainingEvent
from bimtek.permissions import writable_event
from certificates.models import Certificate, CertificateDesign, CertificateOffer, NumberSeries
from certificates.models.certificates import CertificateQuerySet
from courses.models import CoursePage, Enrollment
from members.models import User
from members.permissions import can_open_office, can_write_office


def writable_certificate(user: User | AnonymousUser, pk: int) -> Certificate:
    """For an officer of the issuing office; Http404 for everybody else, viewers included."""
    return _find(Certificate.objects.writable_by(user), pk)


def downloadable_certificate(user: User | AnonymousUser, pk: int) -> Certificate:
    """For its owner and the issuing office; Http404 for everybody else."""
    return _find(Certificate.objects.downloadable_by(user).select_related("member"), pk)


def readable_design(user: User | AnonymousUser, pk: int) -> CertificateDesign:
    """For the own offices; Http404 for everybody else."""
    design = CertificateDesign.objects.visible_to(user).select_related("organization__crest").filter(pk=pk).first()
    if design is None:
        raise Http404
    return design


def readable_source(user: User | AnonymousUser, kind: str, pk: int) -> Registration | Speaker | Enrollment:
    """A participant or part of an event, or a learner of a course with certificates; Http404 outside the offices."""
    return _find_source(kind, pk, TrainingEvent.objects.visible_to(user), CertificateOffer.objects.visible_to(user))


def writable_source(user: User | AnonymousUser, kind: str, pk: int) -> Registration | Speaker | Enrollment:
    """The same for officers of the office that issues."""
    return _find_source(kind, pk, TrainingEvent.objects.writable_by(user), CertificateOffer.objects.writable_by(user))


def readable_series(user: User | AnonymousUser, pk: int) -> NumberSeries:
    """For the offices the user works for; Http404 for everybody else."""
    return get_object_or_404(NumberSeries.objects.visible_to(user).with_organization(), pk=pk)


def writable_series(user: User | AnonymousUser, pk: int) -> NumberSeries:
    """For officers of its office; Http404 for everybody else, viewers included."""
    return get_object_or_404(NumberSeries.objects.writable_by(user).with_organization(), pk=pk)


def writable_batch(
    user: User | AnonymousUser, kind: str, pk: int
) -> tuple[TrainingEvent | CoursePage, CertificateQuerySet]:
    """The "event" with its certificates, or the "course" with those that offices of the user issued; else Http404."""
    if kind == "event":
        event = writable_event(user, pk)
        return event, Certificate.objects.of_event(event)
    course = _writable_course(user, pk)
    return course, Certificate.objects.of_course(course).writable_by(user)


def _writable_course(user: User | AnonymousUser, pk: int) -> CoursePage:
    """One that gives certificates of an office the user writes for, or once gave them."""
    own = NumberSeries.objects.writable_by(user)
    gives = CertificateOffer.objects.filter(series__in=own).for_courses().values("course")
    gave = Certificate.objects.filter(series__in=own, enrollment__isnull=False).values("enrollment__course")
    return get_object_or_404(CoursePage.objects.filter(Q(pk__in=gives) | Q(pk__in=gave)), pk=pk)


def _find_source(
    kind: str, pk: int, events: QuerySet[TrainingEvent], offers: QuerySet[CertificateOffer]
) -> Registration | Speaker | Enrollment:
    if kind == "enrollment":
        courses = offers.filter(course__isnull=False).values("course_id")
        learners = Enrollment.objects.filter(course__in=courses)
        return get_object_or_404(learners.select_related("course__organization", "member__region__parent"), pk=pk)
    related = ("event__organization", "member__region__parent")
    if kind == "speaker":
        return get_object_or_404(Speaker.objects.filter(event__in=events).select_related(*related), pk=pk)
    return get_object_or_404(Registration.objects.filter(event__in=events).select_related(*related), pk=pk)


def _find(certificates: CertificateQuerySet, pk: int) -> Certificate:
    certificate = certificates.with_size().filter(pk=pk).first()
    if certificate is None:
        raise Http404
    return certificate


class OfficePolicy(BasePermissionPolicy):
    """For designs, signatories, series and offers: officers write, viewers read, nobody deletes."""

    def user_has_permission(self, user: User, action: str) -> bool:
        if action == "view":
            return can_open_office(user)
        return action in ("add", "change") and can_write_office(user)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Model) -> bool:
        rows = self.model.objects.visible_to(user) if action == "view" else self.model.objects.writable_by(user)
        return self.user_has_permission(user, action) and rows.filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet:
        return self.model.objects.visible_to(user)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        """Wagtail asks this only for notifications, which records do not send."""
        return User.objects.none()


class ReadingPolicy(OfficePolicy):
    """Certificates are issued and revoked by services, never typed."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action == "view" and can_open_office(user)
