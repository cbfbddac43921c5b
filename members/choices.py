from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RegionLevel(models.IntegerChoices):
    PROVINCE = 1, _("provinsi")
    CITY = 2, _("kabupaten/kota")
    DISTRICT = 3, _("kecamatan")
    VILLAGE = 4, _("kelurahan/desa")


class RegionKind(models.TextChoices):
    PROVINSI = "provinsi", _("Provinsi")
    KABUPATEN = "kabupaten", _("Kabupaten")
    KOTA = "kota", _("Kota")
    KECAMATAN = "kecamatan", _("Kecamatan")
    DISTRIK = "distrik", _("Distrik")
    KELURAHAN = "kelurahan", _("Kelurahan")
    DESA = "desa", _("Desa")
    DESA_ADAT = "desa_adat", _("Desa adat")


class TimeZone(models.TextChoices):
    WIB = "Asia/Jakarta", "WIB"
    WITA = "Asia/Makassar", "WITA"
    WIT = "Asia/Jayapura", "WIT"


class Gender(models.TextChoices):
    MALE = "L", _("Laki-laki")
    FEMALE = "P", _("Perempuan")


class KimStatus(models.TextChoices):
    ACTIVE = "active", _("Aktif")
    INACTIVE = "inactive", _("Tidak aktif")
    WITHOUT_DECREE = "without_decree", _("Belum ber-SK")
    NOT_FORMED = "not_formed", _("Belum terbentuk")


class KimOffice(models.TextChoices):
    CHAIR = "chair", _("Ketua")
    SECRETARY = "secretary", _("Sekretaris")
    TREASURER = "treasurer", _("Bendahara")
    SECTION = "section", _("Seksi")
    MEMBER = "member", pgettext_lazy("jabatan", "Anggota")


class Role(models.TextChoices):
    OFFICER = "officer", _("Petugas")
    TRAINER = "trainer", _("Pelatih")
    VIEWER = "viewer", _("Pemantau")
    ADMIN = "admin", _("Admin")


class LinkKind(models.TextChoices):
    WEBSITE = "website", _("Situs")
    FACEBOOK = "facebook", "Facebook"
    INSTAGRAM = "instagram", "Instagram"
    YOUTUBE = "youtube", "YouTube"
    TIKTOK = "tiktok", "TikTok"
    X = "x", "X"
    WHATSAPP = "whatsapp", _("Saluran WhatsApp")
    OTHER = "other", _("Lainnya")


class CodePurpose(models.TextChoices):
    CARD = "card", _("Kartu masuk")
    RESET = "reset", _("Kode kata sandi")


class AccountEventKind(models.TextChoices):
    CODE_ISSUED = "code_issued", _("Kode sekali pakai dibuat")
    CODE_USED = "code_used", _("Kata sandi dibuat dengan kode")
    CODE_REVOKED = "code_revoked", _("Kode lama dimatikan")
    PASSWORD_CHANGED = "password_changed", _("Kata sandi diganti")
    PASSWORD_RESET = "password_reset", _("Kata sandi dibuat ulang lewat surel")
    SIGNED_UP = "signed_up", _("Akun dibuat")
    LOGGED_OUT_EVERYWHERE = "logged_out_everywhere", _("Keluar dari semua perangkat")
    SECOND_FACTOR_ON = "second_factor_on", _("Langkah kedua dinyalakan")
    SECOND_FACTOR_OFF = "second_factor_off", _("Langkah kedua dimatikan")
    ROLE_CHANGED = "role_changed", _("Peran berubah")


class ConsentPurpose(models.TextChoices):
    PHOTO = "photo", _("Foto dan video kegiatan")
    CONTACT = "contact", _("Nomor HP dibagikan")
    LISTING = "listing", _("Nama di halaman publik")


class ConsentMethod(models.TextChoices):
    SCREEN = "screen", _("Di layar")
    PAPER = "paper", _("Di kertas")


class RequestKind(models.TextChoices):
    ACCESS = "access", _("Meminta salinan data")
    RECTIFY = "rectify", _("Membetulkan data")
    WITHDRAW = "withdraw", _("Menghentikan pemakaian data")
    ERASE = "erase", _("Menghapus data")


class DisclosureKind(models.TextChoices):
    PHONE = "phone", _("Melihat nomor HP")
    FILE = "file", _("Membuka berkas pribadi")
    EXPORT = "export", _("Mengunduh daftar")
    SUBJECT_COPY = "subject_copy", _("Mengunduh data seseorang")


class RetentionSubject(models.TextChoices):
    INACTIVE_MEMBERS = "inactive_members", _("Orang yang tidak lagi ikut kegiatan")
    LOGIN_CODES = "login_codes", _("Kode masuk yang sudah mati")
    ACCOUNT_EVENTS = "account_events", _("Riwayat akun")
    DISCLOSURES = "disclosures", _("Catatan pembukaan data")
    SHEET_IMPORTS = "sheet_imports", _("Berkas impor")
    QUIZ_ANSWERS = "quiz_answers", _("Jawaban kuis")
    PROGRESS_EVENTS = "progress_events", _("Laporan kemajuan dari HP")
    UNUSED_UPLOADS = "unused_uploads", _("Berkas tugas yang tidak dikumpulkan")


class SheetState(models.TextChoices):
    UPLOADED = "uploaded", _("Menunggu kolom dicocokkan")
    CHECKING = "checking", _("Sedang diperiksa")
    CHECKED = "checked", _("Siap diputuskan")
    WRITING = "writing", _("Sedang disimpan")
    DONE = "done", _("Tersimpan")
    FAILED = "failed", _("Gagal")


class SheetRowKind(models.TextChoices):
    NEW = "new", _("Baru")
    CHANGED = "changed", _("Berubah")
    UNCHANGED = "unchanged", _("Sama")
    DOUBT = "doubt", _("Perlu diputuskan")
    ERROR = "error", _("Salah")
    SKIPPED = "skipped", _("Dilewati")
