"""The starting list of unsur, from what reported KIM say about their members; every office edits it from there."""

from django.db import migrations

NAMES = [
    "Tokoh masyarakat",
    "Tokoh agama",
    "Tokoh adat",
    "Tokoh pemuda/Karang Taruna",
    "Tokoh perempuan/PKK",
    "Kader KB/Posyandu",
    "Petani",
    "Nelayan",
    "Pelaku UMKM",
    "Pedagang/wirausaha",
    "Guru/PGRI",
    "Guru PAUD",
    "Mahasiswa/pelajar",
    "Insan pers",
    "Organisasi sosial",
    "LPM/RT/RW",
    "Pokdarwis",
    "Penyandang disabilitas",
    "Lainnya",
]


def add_missing(apps, schema_editor):
    """A site that already keeps a word in its own spelling keeps it."""
    walks = apps.get_model("members", "WalkOfLife").objects
    known = {name.lower() for name in walks.values_list("name", flat=True)}
    walks.bulk_create([walks.model(name=name) for name in NAMES if name.lower() not in known])


def remove_unused(apps, schema_editor):
    apps.get_model("members", "WalkOfLife").objects.filter(name__in=NAMES, members=None).delete()


class Migration(migrations.Migration):
    dependencies = [("members", "0013_districts_of_papua")]

    operations = [migrations.RunPython(add_missing, remove_unused)]
