import socket

from django.conf import settings
from django.core.management.base import BaseCommand

from lms.services.watchdog import Watchdog


class Command(BaseCommand):
    help = "Start the job clusters and the watchdog that replaces stuck ones. Ends on SIGTERM or SIGINT."

    requires_system_checks = []  # the release runs them; a restart at night should be quick

    def add_arguments(self, parser):
        parser.add_argument(
            "--clusters", type=int, default=settings.WORKER_CLUSTERS, help="clusters of one worker each"
        )
        parser.add_argument("--patience", type=float, default=20.0, help="seconds before a silent cluster is replaced")
        parser.add_argument("--sweep-every", type=float, default=60.0, help="seconds between looks for late jobs")

    def handle(self, *args, **options):
        Watchdog(
            count=options["clusters"],
            patience=options["patience"],
            sweep_every=options["sweep_every"],
            name=socket.gethostname()[:60],
        ).run()
