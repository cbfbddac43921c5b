"""Wake-up calls from below."""

from django.dispatch import receiver

from courses.services.trainers import dismiss_everywhere
from members.choices import Role
from members.models import RoleAssignment
from members.signals import role_revoked


@receiver(role_revoked, sender=RoleAssignment, dispatch_uid="courses.dismiss_former_trainer")
def dismiss_former_trainer(sender, user, role, **kwargs):
    if role == Role.TRAINER:
        dismiss_everywhere(user=user)
