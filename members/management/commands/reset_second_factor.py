from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from members.models import User
from members.services.second_factor import reset_second_factor


class Command(BaseCommand):
    help = "Remove the second factor of somebody who lost both phone and recovery codes; their sessions end."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *args, username, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username!r}.")
        removed = reset_second_factor(user=user, by=None, now=timezone.now())
        self.stdout.write(f"Removed {removed} factors. {username} sets up a new one after the next login.")
