"""Fill an empty site with a city's training day and three courses; a second run changes nothing."""

from io import StringIO

import yaml
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from bimtek.models import TrainingEvent
from courses.services.site import ensure_site
from demo.admissions import load_admissions
from demo.assignments import load_submissions
from demo.blocks import load_blocks
from demo.courses import load_courses, load_learning
from demo.events import load_past_event, load_upcoming_event
from demo.people import DATA, PASSWORD, give_login, load_chairs, load_organization, load_staff
from demo.privacy import load_privacy
from demo.register import fill_register
from members.services.region_imports import import_regions

REGIONS = ["53.71", "53.04", "19.71", "36.73"]


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        facts = yaml.safe_load((DATA / "event.yaml").read_text(encoding="utf-8"))
        if TrainingEvent.objects.filter(slug=facts["event"]["slug"]).exists():
            self.stdout.write("Demo sudah ada.")
            return
        self.make_keys()
        with transaction.atomic():
            self.load(facts)
        self.stdout.write(f"Demo siap: anggota, pelatih, staf, admin; kata sandi {PASSWORD}")

    def make_keys(self):
        """So that the demo's certificates are signed, and say by their name that this proves nothing."""
        if settings.SIGNING_KEYS:
            call_command("make_test_keys", "--if-missing", stdout=StringIO())

    def load(self, facts):
        now = timezone.now()
        ensure_site()
        import_regions(scope=REGIONS)
        organization = load_organization(facts["organization"])
        staff = load_staff(organization, now)
        chairs = load_chairs(organization, now)
        fill_register(timezone.localdate(now))
        give_login(chairs[5], "anggota")
        courses = load_courses(organization, staff, now)
        load_admissions(organization, staff, chairs, courses["desain-konten"], now)
        load_blocks(organization, staff, now)
        offer = load_past_event(facts, organization, staff, chairs)
        load_upcoming_event(organization, staff, chairs, offer, courses["desain-konten"], now)
        load_learning(courses, offer, chairs, now)
        load_submissions(courses["desain-konten"], chairs, staff.trainer, now)
        load_privacy(chairs, staff.officer, now)
