"""How long files stay that were sent for an assignment and never handed in; an office changes it in the CMS."""

from django.db import migrations, models

SUBJECT = "unused_uploads"
SUBJECTS = [
    ("inactive_members", "Orang yang tidak lagi ikut kegiatan"),
    ("login_codes", "Kode masuk yang sudah mati"),
    ("account_events", "Riwayat akun"),
    ("disclosures", "Catatan pembukaan data"),
    ("sheet_imports", "Berkas impor"),
    ("quiz_answers", "Jawaban kuis"),
    ("progress_events", "Laporan kemajuan dari HP"),
    (SUBJECT, "Berkas tugas yang tidak dikumpulkan"),
]


def seed(apps, schema_editor):
    values = {"months": 1, "basis": "Tidak pernah dikumpulkan, jadi tidak dinilai."}
    apps.get_model("members", "RetentionRule").objects.get_or_create(subject=SUBJECT, defaults=values)


def take_back(apps, schema_editor):
    apps.get_model("members", "RetentionRule").objects.filter(subject=SUBJECT).delete()


class Migration(migrations.Migration):
    dependencies = [("members", "0019_progress_event_period")]

    operations = [
        migrations.AlterField(
            "retentionrule",
            "subject",
            models.CharField(choices=SUBJECTS, max_length=20, unique=True, verbose_name="data"),
        ),
        migrations.RunPython(seed, take_back),
    ]
