from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates.services.trial_keys import KeysExist, make_test_keys


class Command(BaseCommand):
    help = "Make a test authority and test keys, so that certificates are signed; they prove nothing to anybody."

    def add_arguments(self, parser):
        parser.add_argument("--folder", default=settings.SIGNING_KEYS, help="default: SIGNING_KEYS")
        parser.add_argument("--if-missing", action="store_true", help="do nothing when there are keys already")

    def handle(self, *, folder, if_missing, **options):
        if not folder:
            raise CommandError("Say where: set SIGNING_KEYS, or use --folder.")
        try:
            paths = make_test_keys(folder=Path(folder), passphrase=settings.SIGNING_PASSPHRASE, now=timezone.now())
        except KeysExist:
            if if_missing:
                return
            raise CommandError(f"{folder} has keys already. Move them away first.") from None
        for path in paths:
            self.stdout.write(str(path))
