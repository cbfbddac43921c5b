"""Erase what served its time, by the active rules of the CMS; for a nightly timer."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from members.services.retention import apply_retention, preview_retention


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Hitung saja; tidak ada yang dihapus.")

    def handle(self, **options):
        """Counts only: names do not belong into the log of a timer."""
        now = timezone.now()
        if options["dry_run"]:
            for due in preview_retention(now=now):
                state = "" if due.rule.is_active else " (aturan tidak dijalankan)"
                self.stdout.write(f"{due.rule.subject}: {due.count}{state}")
            return
        done = apply_retention(now=now)
        for subject, count in done.items():
            self.stdout.write(f"{subject}: {count} dihapus")
        if not done:
            self.stdout.write("Tidak ada aturan yang dijalankan.")
