"""The columns of people's and groups' lists with the headings offices use; docs/imports.md explains the table."""

from django.utils.translation import gettext_lazy as _

from members.services.sheets.headings import Column

NAME = Column(
    "full_name",
    _("Nama"),
    ("nama lengkap", "nama peserta", "nama anggota", "nama pengurus", "nama lengkap tanpa gelar", "nama dan gelar",
     "nama lengkap dan gelar", "nama lengkap (tanpa gelar)", "name"),
    is_required=True,
    example="Maria Contoh Bria",
    hint=_("Wajib. Seperti yang akan tercetak di sertifikat."),
)  # fmt: skip
GENDER = Column(
    "gender",
    _("L/P"),
    ("jk", "jenis kelamin", "kelamin", "gender", "sex", "p/l", "jenis kelamin (l/p)", "lk/pr", "laki-laki/perempuan"),
    example="P",
    hint=_("L atau P; laki-laki, perempuan, pria, dan wanita juga dimengerti."),
)
PHONE = Column(
    "phone",
    _("No. HP"),
    ("no hp/wa", "no wa", "nomor hp", "nomor wa", "hp", "wa", "hp/wa", "whatsapp", "no whatsapp", "nomor whatsapp",
     "telepon", "no telepon", "nomor telepon", "telp", "no telp", "no telp/hp", "no hp/telp", "telp/hp", "hp/telp",
     "no handphone", "nomor handphone", "handphone", "kontak", "no kontak", "nomor kontak", "nomor hp/wa",
     "no hp aktif", "nomor hp aktif", "no telepon/hp", "nomor telepon/hp", "no hp/whatsapp"),
    example="0812-0000-0000",
    hint=_("Satu nomor saja. Angka 0 di depan boleh hilang karena Excel."),
)  # fmt: skip
REGION = Column(
    "region",
    _("Kelurahan"),
    ("desa", "desa/kelurahan", "kelurahan/desa", "kel", "kel/desa", "desa/kel", "nama kelurahan", "nama desa",
     "asal kelurahan", "asal desa/kelurahan", "alamat kelurahan", "wilayah", "nama desa/kelurahan", "kode wilayah"),
    example="Namosain",
    hint=_("Nama kelurahan atau desa di wilayah kerja kantor, atau kode Kemendagri-nya."),
)  # fmt: skip
DISTRICT = Column(
    "district",
    _("Kecamatan"),
    ("kec", "distrik", "nama kecamatan", "asal kecamatan"),
    example="Alak",
    hint=_("Perlu bila ada dua kelurahan bernama sama."),
)
INSTITUTION = Column(
    "institution",
    _("Instansi"),
    ("asal instansi", "lembaga", "instansi/lembaga", "unit kerja", "organisasi", "jabatan/instansi", "pekerjaan",
     "jabatan atau instansi", "asal instansi/lembaga", "dinas/instansi", "utusan"),
    hint=_("Untuk camat, aparat, atau undangan."),
)  # fmt: skip
WALKS = Column(
    "walks",
    _("Unsur"),
    ("unsur masyarakat", "perwakilan", "mewakili", "unsur/perwakilan", "unsur perwakilan", "keterwakilan", "unsur kim"),
    example="Pemuda, Perempuan",
    hint=_("Boleh beberapa, dipisah koma. Hanya unsur yang ada dalam daftar kantor."),
)
KIM = Column(
    "kim",
    _("Nama KIM"),
    ("kim", "kelompok", "nama kelompok", "asal kim", "kim asal", "kelompok informasi masyarakat", "nama kelompok kim"),
    hint=_("KIM yang sudah tercatat. Orangnya masuk dalam daftar KIM itu mulai hari ini."),
)
POSITION = Column(
    "position",
    _("Jabatan"),
    ("jabatan di kim", "jabatan dalam kim", "kedudukan", "posisi", "jabatan dalam kepengurusan", "peran",
     "jabatan dalam pengurus", "kedudukan dalam kim"),
    hint=_("Ketua, Sekretaris, Bendahara, Seksi …, Anggota. Tanpa Nama KIM: masuk ke kolom instansi."),
)  # fmt: skip
SECTION = Column("section", _("Seksi"), ("bidang", "seksi/bidang", "divisi", "bidang/seksi"))

MEMBER_COLUMNS: tuple[Column, ...] = (NAME, GENDER, PHONE, REGION, DISTRICT, INSTITUTION, WALKS, KIM, POSITION, SECTION)

KIM_COLUMNS: tuple[Column, ...] = (
    Column(
        "name", _("Nama KIM"), ("kim", "nama", "nama kelompok", "kelompok", "nama kelompok kim"), is_required=True,
        example="KIM Suara Namosain", hint=_("Wajib."),
    ),
    Column(
        "region", _("Kelurahan"),
        (*REGION.synonyms, "kelurahan/desa/kecamatan", "lokasi", "alamat desa/kelurahan"),
        is_required=True, example="Namosain",
        hint=_("Wajib. Untuk KIM tingkat kecamatan tulis Kecamatan Alak."),
    ),
    DISTRICT,
    Column("hamlet", _("RW/dusun"), ("rw", "dusun", "rw/dusun/lingkungan", "lingkungan", "rt/rw")),
    Column(
        "status", _("Status"), ("status kim", "keadaan", "keaktifan", "aktif/tidak aktif"), example="Aktif",
        hint=_("Aktif, Tidak aktif, Belum ber-SK, atau Belum terbentuk."),
    ),
    Column(
        "decree_number", _("No. SK"), ("nomor sk", "sk", "nomor surat keputusan", "no surat keputusan", "sk nomor",
        "no sk pembentukan", "nomor sk pembentukan", "sk pembentukan", "dasar hukum"), example="12/KEP/2024",
    ),
    Column(
        "decree_date", _("Tanggal SK"), ("tgl sk", "tanggal sk pembentukan", "tanggal surat keputusan"),
        example="11 Juli 2024",
    ),
    Column("decree_issuer", _("SK diterbitkan oleh"), ("penerbit sk", "yang menerbitkan sk", "pejabat sk", "sk oleh")),
    Column(
        "decree_valid_until", _("SK berlaku sampai"), ("masa berlaku sk", "sk berlaku hingga", "masa bakti sampai",
        "berlaku sampai", "akhir masa bakti"),
    ),
    Column("founded_year", _("Tahun terbentuk"), ("tahun", "tahun berdiri", "tahun pembentukan", "terbentuk")),
    Column("address", _("Alamat sekretariat"), ("alamat", "sekretariat", "alamat kim")),
    Column(
        "contact_phone", _("No. WA KIM"), (*PHONE.synonyms, "no. hp", "no hp ketua", "nomor wa kim", "kontak kim"),
        example="0812-0000-0000",
    ),
    Column("kim_id_url", _("Alamat di KIM.id"), ("kim.id", "url kim.id", "link kim.id", "situs kim.id", "website")),
    Column(
        "chair", _("Ketua"), ("nama ketua", "ketua kim", "nama ketua kim", "pengurus", "pimpinan"),
        example="Maria Contoh Bria", hint=_("Orang bernama sama di wilayah itu menjadi ketua; yang belum ada dicatat."),
    ),
)  # fmt: skip
