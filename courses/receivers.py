"""Wake-up calls from below."""

from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import page_published

from courses.models import CoursePage
from courses.services.offices import settle_office
from courses.services.pictures import promise_pictures
from courses.services.search_index import index_page
from courses.services.trainers import dismiss_former
from members.choices import Role
from members.models import RoleAssignment
from members.signals import role_revoked


@receiver(role_revoked, sender=RoleAssignment, dispatch_uid="courses.dismiss_former_trainer")
def dismiss_former_trainer(sender, user, role, **kwargs):
    if role == Role.TRAINER:
        dismiss_former(user=user)


@receiver(page_published, dispatch_uid="courses.settle_office_of_published_course")
def settle_office_of_published_course(sender, instance, **kwargs):
    """Only publishing brings a changed office into force."""
    if isinstance(instance, CoursePage):
        settle_office(course=instance)


@receiver(page_published, dispatch_uid="courses.index_published_page")
def index_published_page(sender, instance, **kwargs):
    index_page(page=instance, now=timezone.now())


@receiver(page_published, dispatch_uid="courses.draw_pictures_of_published_page")
def draw_pictures_of_published_page(sender, instance, **kwargs):
    promise_pictures(page=instance, now=timezone.now())
