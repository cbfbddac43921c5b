"""First wordings and retention periods; an office changes both in the CMS."""

from django.db import migrations
from django.utils import timezone

TEXTS = {
    "photo": (
        "Saya setuju foto dan video saya saat kegiatan dipakai dalam laporan dan kabar kegiatan Dinas dan KIM. "
        "Tanpa persetujuan ini, foto yang menampilkan saya tidak dipakai. Saya tetap boleh ikut semua kegiatan."
    ),
    "contact": (
        "Saya setuju nomor HP saya diberikan kepada pengurus KIM saya dan panitia kegiatan yang saya ikuti, supaya "
        "mereka bisa menghubungi saya. Tanpa persetujuan ini, hanya petugas Dinas yang dapat melihat nomor saya."
    ),
    "listing": (
        "Saya setuju nama saya ditampilkan di halaman umum, misalnya sebagai pengurus KIM. Narasumber disebut di "
        "susunan acara karena tugasnya; bila saya mencabut persetujuan ini, nama saya disembunyikan dari sana juga."
    ),
}
PERIODS = {
    "inactive_members": (60, "Lima tahun tanpa kegiatan; catatan sertifikat tetap."),
    "login_codes": (3, "Kode yang mati hanya perlu untuk menjawab pertanyaan."),
    "account_events": (24, "Cukup untuk menelusuri penyalahgunaan akun."),
    "disclosures": (60, "Bukti pemrosesan data, UU 27/2022 pasal 31."),
    "sheet_imports": (1, "Isinya sudah tersimpan sebagai catatan."),
    "quiz_answers": (24, "Nilai tetap; butir jawaban tidak perlu lagi."),
}


def seed(apps, schema_editor):
    now = timezone.now()
    texts, rules = apps.get_model("members", "ConsentText"), apps.get_model("members", "RetentionRule")
    for purpose, text in TEXTS.items():
        texts.objects.get_or_create(purpose=purpose, version=1, defaults={"text": text, "published_at": now})
    for subject, (months, basis) in PERIODS.items():
        rules.objects.get_or_create(subject=subject, defaults={"months": months, "basis": basis})


def take_back(apps, schema_editor):
    """Wordings somebody agreed to stay."""
    apps.get_model("members", "ConsentText").objects.filter(version=1, consents=None).delete()
    apps.get_model("members", "RetentionRule").objects.filter(is_active=False).delete()


class Migration(migrations.Migration):
    dependencies = [("members", "0011_consent_meaning")]

    operations = [migrations.RunPython(seed, take_back)]
