"""Wake-up calls from below."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, post_page_move

from courses.models import CoursePage, Reference, SameWords
from courses.services.offices import settle_office
from courses.services.pictures import promise_pictures
from courses.services.search_index import index_page
from courses.services.trainers import dismiss_former
from lms.services.kept import forget_kept
from members.choices import Role
from members.models import RoleAssignment
from members.signals import role_revoked

DRAWN = (Page, PageViewRestriction, Site, Reference, AbstractImage, AbstractDocument, SameWords)
"""Lessons and outlines show pages and files; what else they show belongs here too."""


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


@receiver([post_save, post_delete], dispatch_uid="courses.forget_what_was_drawn")
def forget_what_was_drawn(sender, signal, **kwargs):
    if issubclass(sender, DRAWN) or (signal is post_delete and issubclass(sender, AbstractRendition)):
        forget_kept()


@receiver(post_page_move, dispatch_uid="courses.forget_what_was_drawn_elsewhere")
def forget_what_was_drawn_elsewhere(sender, **kwargs):
    forget_kept()
