import math

import pytest

from certificates.services.codes import ALPHABET, CODE_LENGTH, group_code, make_code, read_code

CODE = "KPG7M2QX8RTD4WZN6B3H"


def test_a_code_has_at_least_80_random_bits():
    assert math.log2(len(ALPHABET)) * CODE_LENGTH == 100


def test_codes_differ_and_use_the_whole_alphabet():
    codes = {make_code() for _ in range(500)}

    assert len(codes) == 500
    assert set("".join(codes)) == set(ALPHABET)


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        "KPG7-M2QX-8RTD-4WZN-6B3H",
        " kpg7 m2qx 8rtd 4wzn 6b3h ",
        "KPG7.M2QX_8RTD–4WZN—6B3H",
        f"https://belajar-kim.example/verifikasi/{CODE}/",
        f"http://x/verifikasi/{CODE.lower()}?a=1",
        "ＫＰＧ７M2QX8RTD4WZN6B3H",
    ],
)
def test_read_code_forgives_how_it_was_typed(typed):
    assert read_code(typed) == CODE


def test_read_code_forgives_lookalikes():
    assert read_code("oOiIlL" + "7" * 14) == "001111" + "7" * 14


@pytest.mark.parametrize(
    "typed", ["", "KPG7", CODE + "A", "U" * 20, "000/015/DISKOMINFO/VII/2024", "é" * 20, "A" * 10_000]
)
def test_read_code_refuses_what_is_no_code(typed):
    assert read_code(typed) == ""


def test_group_code_is_readable_aloud_and_reads_back():
    assert group_code(CODE) == "KPG7-M2QX-8RTD-4WZN-6B3H"
    assert read_code(group_code(CODE)) == CODE
