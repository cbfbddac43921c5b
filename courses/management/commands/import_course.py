from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.models import CatalogPage
from courses.services.package_import import import_course
from courses.services.packages import PackageRefused
from courses.services.site import ensure_site
from members.models import Organization


class Command(BaseCommand):
    help = "Membawa paket kursus (course.yaml, Markdown, GIFT) ke CMS; lihat docs/course-packages.md."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--parent-slug", default="kursus", help="Slug halaman katalog.")
        parser.add_argument("--organization", type=int, help="Nomor organisasi penyelenggara.")
        parser.add_argument("--publish", action="store_true", help="Terbitkan; tanpa ini semuanya menjadi draf.")

    def handle(self, *, folder, parent_slug, organization, publish, **options):
        with override("id"):
            if not folder.is_dir():
                raise CommandError(_("%(folder)s bukan folder.") % {"folder": folder})
            try:
                result = import_course(
                    folder=folder,
                    catalog=find_catalog(parent_slug),
                    organization=find_organization(organization),
                    publish=publish,
                    now=timezone.now(),
                )
            except PackageRefused as refusal:
                raise CommandError(_("Paket ditolak, tidak ada yang diubah:\n%s") % refusal) from refusal
            self.report(result)

    def report(self, result):
        for title in result.changed:
            self.stdout.write(_("diperbarui: %s") % title)
        for title in result.retired:
            self.stdout.write(_("dibatalkan penerbitannya: %s") % title)
        if not result.changed and not result.retired:
            self.stdout.write(_("%s: tidak ada yang berubah.") % result.course.title)


def find_catalog(slug):
    ensure_site()
    catalog = CatalogPage.objects.filter(slug=slug).first()
    if catalog is None:
        raise CommandError(_("Tidak ada katalog dengan slug %s.") % slug)
    return catalog


def find_organization(pk):
    if pk is None:
        return None
    organization = Organization.objects.filter(pk=pk).first()
    if organization is None:
        raise CommandError(_("Tidak ada organisasi nomor %s.") % pk)
    return organization
