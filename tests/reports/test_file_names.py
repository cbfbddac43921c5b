import pytest

from lms.file_names import clean_file_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ketuntasan Desain Konten", "Ketuntasan Desain Konten"),
        ("Bimtek, 11 Juli 2024", "Bimtek 11 Juli 2024"),
        ("../../etc/passwd", "etcpasswd"),
        ('nama"; filename="x.exe', "nama filenamex.exe"),
        ("baris\r\nSet-Cookie: a=b", "baris Set-Cookie ab"),
        ("Hasil / Rekap", "Hasil Rekap"),
        ("Kupang – NTT", "Kupang NTT"),
        ("a" * 100, "a" * 80),
    ],
)
def test_clean_file_name(text, name):
    assert clean_file_name(text) == name
