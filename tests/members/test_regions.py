"""Bringing regions in, and finding them again."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from members.choices import RegionKind
from members.models import Region
from members.services.region_imports import ImportResult, NothingInScope, import_regions
from members.services.region_rows import RegionFileError, RegionRow, read_csv, read_row
from tests.factories.members import KimFactory

pytestmark = pytest.mark.django_db
FOUR_REGIONS = Path(__file__).parent / "data" / "four_regions.csv"
SCOPE = ["53.71", "53.04", "19.71", "36.73"]


@pytest.fixture
def four_regions():
    return import_regions(scope=SCOPE)


def write(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "wilayah.csv"
    path.write_text(text, encoding=encoding)
    return path


def test_package_and_reference_file_agree_row_by_row(four_regions):
    result = import_regions(scope=SCOPE, rows=read_csv(FOUR_REGIONS))

    assert four_regions == ImportResult(created=279)
    assert result == ImportResult(unchanged=279)


def test_reference_file_and_package_agree_the_other_way_round():
    first = import_regions(scope=SCOPE, rows=read_csv(FOUR_REGIONS))
    second = import_regions(scope=SCOPE)

    assert (first, second) == (ImportResult(created=279), ImportResult(unchanged=279))


@pytest.mark.parametrize(
    ("code", "districts", "villages", "kelurahan"),
    [("53.71", 6, 51, 51), ("53.04", 12, 81, 12), ("19.71", 7, 42, 42), ("36.73", 6, 67, 67)],
)
def test_four_regions_have_the_counted_districts_and_villages(four_regions, code, districts, villages, kelurahan):
    region = Region.objects.within(code)

    assert region.of_level(3).count() == districts
    assert region.of_level(4).count() == villages
    assert region.filter(kind=RegionKind.KELURAHAN).count() == kelurahan
    assert region.of_level(4).exclude(postal_code="").count() == villages


def test_kupang_has_the_counted_villages_per_district(four_regions):
    rows = Region.objects.within("53.71").of_level(3).annotate(count=Count("children")).values_list("name", "count")

    assert list(rows) == [
        ("Alak", 12), ("Maulafa", 9), ("Kelapa Lima", 5), ("Oebobo", 7), ("Kota Raja", 8), ("Kota Lama", 10),
    ]  # fmt: skip


def test_names_lose_the_kind_and_keep_it_beside(four_regions):
    kupang, belu = Region.objects.get(code="53.71"), Region.objects.get(code="53.04")

    assert (kupang.name, kupang.kind, kupang.full_name) == ("Kupang", RegionKind.KOTA, "Kota Kupang")
    assert (belu.name, belu.kind, belu.full_name) == ("Belu", RegionKind.KABUPATEN, "Kabupaten Belu")
    assert Region.objects.get(code="53.71.01.1001").full_name == "Namosain, Kecamatan Alak"


def test_second_import_writes_nothing(four_regions, django_assert_num_queries):
    with django_assert_num_queries(3):  # savepoint, one read, release
        assert import_regions(scope=SCOPE) == ImportResult(unchanged=279)


def test_gone_code_becomes_inactive_and_stays(four_regions):
    kim = KimFactory(region=Region.objects.get(code="53.71.01.1001"))
    rows = [row for row in read_csv(FOUR_REGIONS) if row.code != "53.71.01.1001"]

    result = import_regions(scope=["53.71"], rows=rows)

    assert result == ImportResult(unchanged=58, deactivated=1)
    kim.region.refresh_from_db()
    assert kim.region.is_active is False
    assert import_regions(scope=["53.71"], rows=rows) == ImportResult(unchanged=58)


def test_code_that_comes_back_becomes_active(four_regions):
    Region.objects.filter(code="53.71.01.1001").update(is_active=False)

    assert import_regions(scope=["53.71"]) == ImportResult(updated=1, unchanged=58)
    assert Region.objects.get(code="53.71.01.1001").is_active is True


def test_import_leaves_other_cities_and_ancestors_alone(four_regions):
    rows = [row for row in read_csv(FOUR_REGIONS) if row.code.startswith("53.04")]

    assert import_regions(scope=["53.04"], rows=rows) == ImportResult(unchanged=94)
    assert Region.objects.filter(is_active=False).count() == 0


def test_renamed_village_is_updated(four_regions):
    rows = [read_row(code="53.71.01.1001", name="Namosain Baru", postal_code="85232")]

    assert import_regions(scope=["53.71.01.1001"], rows=rows) == ImportResult(updated=1)
    assert Region.objects.get(code="53.71.01.1001").name == "Namosain Baru"


def test_order_of_the_file_does_not_matter():
    rows = list(read_csv(FOUR_REGIONS))

    assert import_regions(scope=None, rows=reversed(rows)) == ImportResult(created=279)


def test_empty_scope_switches_nothing_off(four_regions):
    with pytest.raises(NothingInScope):
        import_regions(scope=["99"])
    with pytest.raises(NothingInScope):
        import_regions(scope=["53.71"], rows=[])

    assert Region.objects.active().count() == 279


def test_csv_may_be_written_by_excel(tmp_path):
    path = write(tmp_path, "Code;Name;Parent\n53;Nusa Tenggara Timur;\n53.71;Kota Kupang;53\n", "utf-8-sig")

    assert list(read_csv(path)) == [
        RegionRow("53", 1, "provinsi", "Nusa Tenggara Timur", "", ""),
        RegionRow("53.71", 2, "kota", "Kupang", "", ""),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nomor,nama\n1,x\n", "wilayah.csv: kolom code tidak ada di baris judul."),
        ("code,name\n5371,Kupang\n", "wilayah.csv baris 2: kode '5371' bukan kode Kemendagri seperti 53.71.01.1001."),
        ("code,name\n53,NTT\n53.71,\n", "wilayah.csv baris 3: nama wilayah 53.71 kosong."),
        ("code,name,parent\n53.71,Kupang,36\n", "wilayah.csv baris 2: induk 36 tidak cocok dengan kode 53.71."),
        ("code,name\n53,NTT\n53,Lain\n", "wilayah.csv baris 3: kode 53 sudah ada di baris 2."),
        ("code,name\n53\n", "wilayah.csv baris 2: nama wilayah 53 kosong."),
        ("code,name\n", None),
        (
            f"code,name\n53,{'a' * 101}\n",
            "wilayah.csv baris 2: nama wilayah 53 lebih dari 100 huruf atau tidak bisa dicetak.",
        ),
        (
            'code,name\n53,"N\x00TT"\n',
            "wilayah.csv baris 2: nama wilayah 53 lebih dari 100 huruf atau tidak bisa dicetak.",
        ),
        (
            f"code,name\n53,NTT\n{'5' * 200_000},x\n",
            "wilayah.csv baris 3: baris ini tidak terbaca (field larger than field limit (131072)).",
        ),
        ("code,name\n53,NTT\n53.71.01,Alak\n", "Wilayah 53.71.01 Alak: induknya 53.71 tidak ada di berkas ini."),
    ],
)
def test_faulty_csv_names_line_and_reason_and_changes_nothing(tmp_path, text, message):
    with pytest.raises(RegionFileError if message else NothingInScope) as error:
        import_regions(scope=None, rows=read_csv(write(tmp_path, text)))

    assert str(error.value) == (message or "")
    assert Region.objects.count() == 0


@pytest.mark.parametrize(
    ("code", "name", "kind", "short"),
    [
        ("31.71", "Kota Administrasi Jakarta Pusat", "kota", "Administrasi Jakarta Pusat"),
        ("53.72", "Sesuatu", "kota", "Sesuatu"),
        ("53.02", "Sesuatu", "kabupaten", "Sesuatu"),
        ("91.03.01.3001", "Kampung Adat", "desa_adat", "Kampung Adat"),
        ("53.04.01.2001", "Desa Kota", "desa", "Desa Kota"),
        ("53.71.01", "Alak", "kecamatan", "Alak"),
        ("91.03.01", "Sentani", "distrik", "Sentani"),
        ("96.71.01", "Sorong", "distrik", "Sorong"),
    ],
)
def test_kind_follows_from_code_and_name(code, name, kind, short):
    row = read_row(code=code, name=name)

    assert (row.kind, row.name) == (kind, short)


def test_command_reports_what_it_did(capsys):
    call_command("import_regions", scope="53.71")
    call_command("import_regions", scope="53.71", csv=FOUR_REGIONS)

    assert capsys.readouterr().out.splitlines() == [
        "Wilayah baru 59, diubah 0, tetap 0, tidak berlaku lagi 0.",
        "Wilayah baru 0, diubah 0, tetap 59, tidak berlaku lagi 0.",
    ]


@pytest.mark.parametrize(("scope", "csv"), [("99", None), ("53.71", Path("tidak-ada.csv")), ("53.71", Path(__file__))])
def test_command_refuses_in_words(scope, csv):
    with pytest.raises(CommandError, match=r"^Tidak ada yang diimpor"):
        call_command("import_regions", scope=scope, csv=csv)


def test_places_of_papua_lie_in_a_distrik():
    import_regions(scope=["91.03.01"])

    sentani = Region.objects.get(code="91.03.01.1001")

    assert sentani.full_name == "Sentani Kota, Distrik Sentani"
    assert sentani.path_name == "Sentani Kota, Distrik Sentani, Kabupaten Jayapura"
    assert sentani.parent.path_name == "Distrik Sentani, Kabupaten Jayapura"
    assert sentani.parent.parent.path_name == "Kabupaten Jayapura"
