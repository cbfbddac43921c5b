from django.core.management.base import BaseCommand
from django.utils import timezone

from courses.services.search_index import rebuild_index


class Command(BaseCommand):
    help = "Make the index of courses and lessons anew; the worker keeps it fresh, so this is only for repairs."

    def handle(self, *args, **options):
        count = rebuild_index(now=timezone.now())
        self.stdout.write(f"{count} halaman dicatat untuk pencarian.")
