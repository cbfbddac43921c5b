"""The columns of the KIM.id workbook: what an operator retypes there, and reads back in here.

The two sheets share no heading but `Nomor KIM`: the import finds the sheet it is about by its headings.
"""

from django.utils.translation import gettext_lazy as _

from members.choices import LinkKind
from members.services.sheets.headings import Column

KIM_NUMBER = Column("number", _("Nomor KIM"), hint=_("Jangan diubah. Kosong untuk KIM baru."))

GROUP_COLUMNS = (
    Column("name", _("Nama KIM"), is_required=True, example="KIM Contoh Bersama", hint=_("Wajib.")),
    KIM_NUMBER,
    Column(
        "region", _("Kode wilayah"), hint=_("Kode Kemendagri, misalnya 53.71.01.1001. Boleh kosong bila nama diisi.")
    ),
    Column("place", _("Kelurahan/Desa"), example="Namosain"),
    Column("district", _("Kecamatan"), example="Alak"),
    Column("city", _("Kabupaten/Kota")),
    Column("province", _("Provinsi")),
    Column("hamlet", _("RW/Dusun")),
    Column("address", _("Alamat sekretariat")),
    Column("founded_year", _("Tahun terbentuk")),
    Column("status", _("Status"), hint=_("Aktif, Tidak aktif, Belum ber-SK, atau Belum terbentuk.")),
    Column("decree_number", _("Nomor SK")),
    Column("decree_date", _("Tanggal SK")),
    Column("decree_issuer", _("SK diterbitkan oleh")),
    Column("decree_valid_until", _("SK berlaku sampai")),
    Column("contact_phone", _("No. WA KIM")),
    Column("kim_id_url", _("Alamat di KIM.id")),
    Column("kim_id_registered_on", _("Terdaftar di KIM.id sejak")),
    *(Column(kind.value, kind.label, hint=_("Alamat lengkap; beberapa dipisah spasi.")) for kind in LinkKind),
)

PEOPLE_COLUMNS = (
    Column("full_name", _("Nama lengkap"), is_required=True, example="Maria Contoh Bria", hint=_("Wajib.")),
    Column("number", _("Nomor keanggotaan"), hint=_("Jangan diubah. Kosong untuk orang yang baru masuk.")),
    Column("kim_number", _("Nomor KIM"), hint=_("Seperti di lembar KIM. Boleh kosong bila KIM diisi.")),
    Column("kim", _("KIM"), example="KIM Contoh Bersama"),
    Column("gender", _("L/P"), example="P"),
    Column("office", _("Jabatan"), hint=_("Ketua, Sekretaris, Bendahara, Seksi, atau Anggota.")),
    Column("section", _("Seksi")),
    Column("walks", _("Unsur"), hint=_("Beberapa dipisah koma.")),
    Column("phone", _("No. HP")),
    Column("region", _("Kode wilayah tinggal")),
    Column("place", _("Kelurahan/Desa tinggal")),
    Column("district", _("Kecamatan tinggal")),
    Column("starts_on", _("Mulai")),
    Column("ends_on", _("Selesai"), hint=_("Hari terakhir. Kosong bila masih.")),
)
