from datetime import date
from itertools import islice

from django.core.management.base import BaseCommand, CommandError

from certificates.services.register import last_line
from certificates.services.register_checks import check_register

SHOWN = 200


class Command(BaseCommand):
    help = "Read the whole register anew and name every line, certificate or file that is not as it was written."

    def add_arguments(self, parser):
        parser.add_argument(
            "--head", action="append", default=[], metavar="DAY:HASH", help="kept elsewhere, such as 2026-07-11:9f86…"
        )

    def handle(self, *, head, **options):
        findings = check_register(heads=dict(map(read_head, head)))
        found = list(islice(findings, SHOWN))
        for finding in found:
            self.stdout.write(f"{finding.place}: {finding.trouble}")
        if found:
            more = " atau lebih" if len(found) == SHOWN else ""
            raise CommandError(f"Register tidak utuh: {len(found)} temuan{more}.")
        tail = last_line()
        self.stdout.write(f"Register utuh: {tail.position} baris, sidik terakhir {tail.hash}.")


def read_head(text):
    day, _colon, digest = text.partition(":")
    try:
        return date.fromisoformat(day), digest.strip().lower()
    except ValueError:
        raise CommandError(f"{text!r}: tulis seperti 2026-07-11:9f86….") from None
