"""Reactions to Django's own events."""

from django.contrib.auth.models import Group, Permission

ADMIN_GROUP = "Admin"
"""The group of the role Admin; its name is fixed by the migrations of `members`."""


def grant_job_care(**kwargs):
    """After every migration: administrators may see failed jobs and try them again."""
    permissions = Permission.objects.filter(content_type__app_label="lms", codename__in=["view_job", "change_job"])
    for group in Group.objects.filter(name=ADMIN_GROUP):
        group.permissions.add(*permissions)
