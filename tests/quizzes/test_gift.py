from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.choices import QuestionKind
from quizzes.services.drafts import ChoiceDraft, QuestionDraft
from quizzes.services.gift import MAX_CHARACTERS, GiftProblem, parse_gift, write_gift

CURRICULUM = Path(__file__).parents[2] / "curriculum"
BANKS = sorted(CURRICULUM.glob("*/*.gift"))


def read_one(source):
    reading = parse_gift(source)
    assert reading.problems == []
    return reading.drafts[0]


def problems(source):
    return [(problem.line, problem.reason) for problem in parse_gift(source).problems]


@pytest.mark.parametrize("path", BANKS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_real_banks_parse_and_survive_a_round_trip(path):
    reading = parse_gift(path.read_text())

    assert reading.problems == []
    assert len(reading.drafts) == path.read_text().count("[id:")
    assert parse_gift(write_gift(reading.drafts)).drafts == reading.drafts


def test_single_choice_with_everything():
    source = """
// [id:K2-06] [tag:etika-dan-hukum] [tag:perlu_tinjauan_hukum] [checked:2026-11-22]
::Foto::Rasio foto tegak adalah …{
  ~16\\:9#Itu mendatar.
  =9\\:16#Betul.
  ####Lebar disebut dahulu.
}
"""

    assert read_one(source) == QuestionDraft(
        text="Rasio foto tegak adalah …",
        choices=(ChoiceDraft("16:9", 0, "Itu mendatar."), ChoiceDraft("9:16", 100, "Betul.")),
        kind=QuestionKind.SINGLE,
        external_id="K2-06",
        title="Foto",
        explanation="Lebar disebut dahulu.",
        topic="etika-dan-hukum",
        needs_legal_review=True,
        checked_on=date(2026, 11, 22),
    )


def test_several_right_answers_carry_weights():
    draft = read_one("Kota di NTT?{~%50%Kupang ~%50%Ende ~%-50%Ambon}")

    assert draft.kind == QuestionKind.MULTIPLE
    assert [(row.text, row.weight) for row in draft.choices] == [("Kupang", 50), ("Ende", 50), ("Ambon", -50)]


@pytest.mark.parametrize(
    ("source", "weights", "feedbacks"),
    [
        ("Q{T}", [100, 0], ["", ""]),
        ("Q{FALSE}", [0, 100], ["", ""]),
        ("Q{F#bukan#ya####sebab}", [0, 100], ["bukan", "ya"]),
        ("Q{true#bukan}", [100, 0], ["", "bukan"]),
    ],
)
def test_true_false_gives_the_first_feedback_to_the_wrong_answer(source, weights, feedbacks):
    draft = read_one(source)

    assert draft.kind == QuestionKind.TRUE_FALSE
    assert [row.text for row in draft.choices] == ["Benar", "Salah"]
    assert [row.weight for row in draft.choices] == weights
    assert [row.feedback for row in draft.choices] == feedbacks


def test_escapes_and_line_breaks():
    draft = read_one(r"a\=b \{x\} \#1 \~ c\:d \\ baris\nbaru{=y\#1~n}")

    assert draft.text == "a=b {x} #1 ~ c:d \\ baris\nbaru"
    assert draft.choices[0].text == "y#1"


def test_format_prefixes_are_taken_off():
    draft = read_one("[html]<p>Apa <b>ini</b> &amp; itu?</p>{=[plain]ya~[markdown]tidak}")

    assert draft.text == "Apa ini & itu?"
    assert [row.text for row in draft.choices] == ["ya", "tidak"]


def test_missing_word_category_comments_bom_and_windows_lines():
    source = "\ufeff$CATEGORY: x\r\n\r\n// biasa\r\nKupang di pulau {=Timor\r\n// di dalam\r\n~Flores} sekarang.\r\n"

    assert read_one(source).text == "Kupang di pulau _____ sekarang."


def test_comment_after_a_question_belongs_to_the_next_one():
    reading = parse_gift("// [id:1]\nQ{=a ~b}\n// [id:2]\nR{=a ~b}")

    assert [draft.external_id for draft in reading.drafts] == ["1", "2"]
    assert reading.lines == [2, 4]


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("\n\nTanpa pilihan", 3, "tanpa pilihan"),
        ("Q{=a ~b\n\n", 1, "tidak berpasangan"),
        ("Q{=a {x} ~b}", 1, "tidak berpasangan"),
        ("::judul Q{=a ~b}", 1, "belum ditutup"),
        ("Q{}", 1, "tidak didukung"),
        ("Q{#3:1}", 1, "tidak didukung"),
        ("Q{=a -> b =c -> d}", 1, "Hanya ada jawaban ="),
        ("Q{\n=a\n~%x%b}", 3, "Bobot ditulis"),
        ("Q{=a =b ~c}", 1, "lebih dari satu"),
        ("Q{~a ~b}", 1, "berjumlah 100"),
        ("Q{~%60%a ~%60%b}", 1, "berjumlah 100"),
        ("Q{~%100%a ~%-200%b}", 1, "antara -100 dan 100"),
        ("Q{=a ~A}", 1, "teks yang sama"),
        ("Q{=a ~#umpan}", 1, "tanpa teks"),
        ("{=a ~b}", 1, "Pertanyaan masih kosong"),
        ("// [id:a b]\nQ{=a ~b}", 2, "Kode soal hanya"),
        ("// [tag:a b]\nQ{=a ~b}", 2, "Tag hanya"),
        ("// [checked:22-11-2026]\nQ{=a ~b}", 2, "2026-11-22"),
        ("// [id:1]\nQ{=a ~b}\n// [id:1]\nR{=a ~b}", 4, "sudah dipakai"),
        ("Q{=a ~b}\nNUL \x00", 2, "tanda yang tidak dikenal"),
        (f"Q{{=a ~{'b' * 501}}}", 1, "paling panjang 500"),
        (f"{'q' * 2001}{{=a ~b}}", 1, "paling panjang 2000"),
        ("Q{=a" + "".join(f"~{n}" for n in range(12)) + "}", 1, "paling banyak memuat 12"),
        ("x" * (MAX_CHARACTERS + 1), 1, "terlalu panjang"),
    ],
)
def test_problems_name_line_and_reason(source, line, words):
    found = problems(source)

    assert [problem_line for problem_line, _reason in found] == [line]
    assert words in found[0][1]


def test_reading_goes_on_after_a_broken_question():
    reading = parse_gift("A{=a ~b\n\nB{T}\n\nC\n\nD{F}")

    assert [draft.text for draft in reading.drafts] == ["B", "D"]
    assert [problem.line for problem in reading.problems] == [1, 5]


def test_too_many_questions_stop_the_reading():
    reading = parse_gift("Q{T}\n" * 501)

    assert len(reading.drafts) == 500
    assert reading.problems == [GiftProblem(501, "Paling banyak 500 soal sekali baca.")]


LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]) | st.sampled_from(
    "\n~=#{}:\\%["
)


def texts(max_size=40, min_size=1):
    return (
        st.text(LETTERS, min_size=min_size, max_size=max_size).map(str.strip).filter(lambda text: len(text) >= min_size)
    )


FEEDBACK = st.just("") | texts()


@st.composite
def drafts(draw):
    kind = draw(st.sampled_from(QuestionKind.values))
    if kind == QuestionKind.TRUE_FALSE:
        is_true = draw(st.booleans())
        weights, names = ([100, 0] if is_true else [0, 100]), ["Benar", "Salah"]
    else:
        names = draw(st.lists(texts(), min_size=2, max_size=6, unique_by=str.casefold))
        rest = len(names) - 2
        first = [100, draw(st.sampled_from([0, -50, 12.5]))] if kind == QuestionKind.SINGLE else [50, 50]
        weights = first + [draw(st.sampled_from([0, -50, -33.33333])) for _ in range(rest)]
    return QuestionDraft(
        text=draw(texts()),
        choices=tuple(ChoiceDraft(name, weight, draw(FEEDBACK)) for name, weight in zip(names, weights, strict=True)),
        kind=kind,
        title=draw(FEEDBACK),
        explanation=draw(FEEDBACK),
        external_id=draw(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)),
        topic=draw(st.sampled_from(["", "pesan-dulu"])),
        needs_legal_review=draw(st.booleans()),
        checked_on=draw(st.none() | st.dates(date(2000, 1, 1))),
    )


@given(draft=drafts())
def test_what_is_written_is_read_back(draft):
    reading = parse_gift(write_gift([draft]))

    assert reading.problems == []
    assert reading.drafts == [draft]


@given(source=st.text(st.sampled_from("Q{}=~#%:\\\n/ []T0[html]"), max_size=60))
def test_any_input_is_answered_with_questions_or_problems(source):
    reading = parse_gift(source)

    assert len(reading.drafts) == len(reading.lines)
    assert parse_gift(write_gift(reading.drafts)).problems == []


@pytest.mark.parametrize(
    ("source", "line", "reason"),
    [
        ("A{=a ~b}\n\nB{=a ~}", 3, "Ada pilihan tanpa teks. Isi teksnya atau hapus pilihan itu."),
        ("A{T}\r\n\r\nB{=a =b}", 3, "Hanya ada jawaban =. Tambahkan pilihan yang salah dengan tanda ~."),
        ("A{T}\rB{\r=a\r~%50 b}", 4, "Bobot ditulis seperti %50% atau %-50%."),
        ("// catatan\n// lagi\n\nSoal saja", 4, "Soal tanpa pilihan. Tulis pilihannya di antara { dan }."),
        (
            "Q}{=a ~b}",
            1,
            "Tanda { dan } tidak berpasangan. Tutup dengan }, jangan ada baris kosong di dalamnya.",
        ),
        ("Q{~%1000%a ~b}", 1, "Bobot ditulis seperti %50% atau %-50%."),
        ("Q{~%101%a ~b}", 1, "Bobot pilihan harus antara -100 dan 100 persen."),
        ("Q{~%40%a ~%40%b ~c}", 1, "Bobot pilihan yang benar harus berjumlah 100 persen."),
        ("Q{=%50%a ~b}", 1, "Belum ada jawaban yang benar. Tandai satu."),
        ("Q{=ya\n~YA}", 1, "Ada dua pilihan dengan teks yang sama. Bedakan keduanya."),
        ("Q{Jawaban bebas}", 1, "Jenis soal ini tidak didukung. Pakai pilihan ganda atau benar/salah."),
        ("Q{isi =a ~b}", 1, "Jenis soal ini tidak didukung. Pakai pilihan ganda atau benar/salah."),
        (f"::{'j' * 151}::Q{{T}}", 1, "Judul soal paling panjang 150 huruf."),
        (f"Q{{T####{'p' * 2001}}}", 1, "Pertanyaan dan penjelasan paling panjang 2000 huruf."),
        (f"Q{{=a#{'u' * 501}\n~b}}", 1, "Pilihan dan umpan balik paling panjang 500 huruf."),
        (f"// [id:{'K' * 41}]\nQ{{T}}", 2, "Kode soal hanya huruf, angka, titik, - dan _, paling panjang 40."),
        (f"// [tag:{'t' * 81}]\nQ{{T}}", 2, "Tag hanya huruf, angka, - dan _, paling panjang 80."),
        ("// [checked:2026-02-30]\nQ{T}", 2, "Tanggal [checked:…] ditulis seperti 2026-11-22."),
        ("// [checked:]\nQ{T}", 2, "Tanggal [checked:…] ditulis seperti 2026-11-22."),
        ("Q{T}\n\n\ufffe", 3, "Ada tanda yang tidak dikenal. Simpan sebagai UTF-8."),
    ],
)
def test_every_slip_has_its_own_sentence(source, line, reason):
    assert problems(source) == [(line, reason)]


def test_one_question_with_several_slips_names_them_all():
    assert [reason for _line, reason in problems("// [id:-x] [tag:a/b]\n{~a ~A}")] == [
        "Pertanyaan masih kosong. Tulis pertanyaannya.",
        "Kode soal hanya huruf, angka, titik, - dan _, paling panjang 40.",
        "Tag hanya huruf, angka, - dan _, paling panjang 80.",
        "Ada dua pilihan dengan teks yang sama. Bedakan keduanya.",
        "Bobot pilihan yang benar harus berjumlah 100 persen.",
    ]


def test_lines_are_counted_alike_for_every_kind_of_line_end():
    source = "// [id:1]\nA{T}\n\nB tanpa pilihan\n\nC{=a ~}"

    found = {tuple(problems(source.replace("\n", end))) for end in ("\n", "\r\n", "\r")}

    assert [[line for line, _reason in rows] for rows in found] == [[4, 6]]


@given(st.lists(st.sampled_from(["Baik{T}", "Rusak{=a", "Tanpa pilihan", "Kosong{}"]), max_size=12))
def test_every_broken_question_is_named_with_the_line_it_stands_on(blocks):
    reading = parse_gift("\n\n".join(blocks))

    assert reading.lines == [2 * number + 1 for number, block in enumerate(blocks) if block == "Baik{T}"]
    assert [problem.line for problem in reading.problems] == [
        2 * number + 1 for number, block in enumerate(blocks) if block != "Baik{T}"
    ]
