"""Reports of phones get a retention period; where somebody stands and how long they read stays."""

from django.db import migrations, models

SUBJECT, MONTHS = "progress_events", 6
BASIS = "Posisi, waktu baca, dan bagian yang selesai tetap; laporan satu per satu tidak perlu lagi."


def seed(apps, schema_editor):
    rules = apps.get_model("members", "RetentionRule")
    rules.objects.get_or_create(subject=SUBJECT, defaults={"months": MONTHS, "basis": BASIS})


def take_back(apps, schema_editor):
    apps.get_model("members", "RetentionRule").objects.filter(subject=SUBJECT).delete()


class Migration(migrations.Migration):
    dependencies = [("members", "0018_sheet_decisions")]

    operations = [
        migrations.AlterField(
            model_name="retentionrule",
            name="subject",
            field=models.CharField(
                choices=[
                    ("inactive_members", "Orang yang tidak lagi ikut kegiatan"),
                    ("login_codes", "Kode masuk yang sudah mati"),
                    ("account_events", "Riwayat akun"),
                    ("disclosures", "Catatan pembukaan data"),
                    ("sheet_imports", "Berkas impor"),
                    ("quiz_answers", "Jawaban kuis"),
                    ("progress_events", "Laporan kemajuan dari HP"),
                ],
                max_length=20,
                unique=True,
                verbose_name="data",
            ),
        ),
        migrations.RunPython(seed, take_back),
    ]
