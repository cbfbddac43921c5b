from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.models import CoursePage
from courses.services.package_export import export_course, write_folder
from courses.services.packages import PackageRefused


class Command(BaseCommand):
    help = "Menulis kursus menjadi paket (course.yaml, Markdown, GIFT, gambar); lihat docs/course-packages.md."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="Slug kursus, misalnya desain-konten.")
        parser.add_argument("folder", type=Path, help="Folder baru atau kosong.")
        parser.add_argument("--published", action="store_true", help="Hanya yang terbit; tanpa ini naskah terbaru.")

    def handle(self, *, slug, folder, published, **options):
        with override("id"):
            course = CoursePage.objects.filter(slug=slug).first()
            if course is None:
                raise CommandError(_("Tidak ada kursus dengan slug %s.") % slug)
            if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
                raise CommandError(_("%(folder)s sudah berisi. Pilih folder baru atau kosong.") % {"folder": folder})
            try:
                files = export_course(course=course, published=published)
            except PackageRefused as refusal:
                raise CommandError(
                    _("Kursus ini belum bisa ditulis, tidak ada yang dibuat:\n%s") % refusal
                ) from refusal
            folder.mkdir(parents=True, exist_ok=True)
            write_folder(files=files, folder=folder)
            self.stdout.write(_("%(count)s berkas ditulis di %(folder)s.") % {"count": len(files), "folder": folder})
