import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from wagtail.models import GroupPagePermission

from members.choices import Role
from quizzes.choices import QuestionKind
from quizzes.models import Question, QuestionVersion
from quizzes.services.gift import parse_gift
from quizzes.services.grading import grade_answer
from tests.factories.members import UserFactory, assign_role
from tests.factories.quizzes import BankFactory, QuestionFactory, draft, make_attempt, multiple_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    return BankFactory(title="Tes akhir")


@pytest.fixture
def trainer(organization, bank):
    """A trainer who may edit the course of `bank` and no other."""
    user = assign_role(UserFactory(username="pelatih"), Role.TRAINER, organization)
    group = user.groups.get()
    GroupPagePermission.objects.filter(group=group).delete()
    for codename in ["add_page", "change_page"]:
        permission = {"permission": page_permission(codename)}
        GroupPagePermission.objects.create(group=group, page=bank.course, **permission)
    return user


@pytest.fixture
def trainer_client(client, trainer):
    client.force_login(trainer)
    return client


def page_permission(codename):
    from django.contrib.auth.models import Permission

    return Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)


def form(rows, **fields):
    """The question form as a browser sends it; `rows` are (text, is_right, feedback)."""
    data = {"text": "Ibu kota NTT?", "pilihan-TOTAL_FORMS": "6", "pilihan-INITIAL_FORMS": fields.pop("stored", 0)}
    for number in range(6):
        text, is_right, feedback = rows[number] if number < len(rows) else ("", False, "")
        data |= {f"pilihan-{number}-text": text, f"pilihan-{number}-feedback": feedback}
        if is_right:
            data[f"pilihan-{number}-is_right"] = "on"
    return data | fields


ROWS = [("Kupang", True, "Betul"), ("Ende", False, "Bukan")]


def urls(question):
    bank = question.bank
    return [
        ("get", reverse("bank", args=[bank.pk])),
        ("get", reverse("bank_add", args=[bank.pk])),
        ("post", reverse("bank_add", args=[bank.pk])),
        ("get", reverse("bank_paste", args=[bank.pk])),
        ("post", reverse("bank_paste", args=[bank.pk])),
        ("get", reverse("bank_download", args=[bank.pk])),
        ("get", reverse("bank_question", args=[question.pk])),
        ("post", reverse("bank_question", args=[question.pk])),
        ("post", reverse("bank_switch", args=[question.pk])),
    ]


def test_a_foreign_bank_looks_absent(trainer_client):
    question = QuestionFactory()

    answers = {
        getattr(trainer_client, method)(url, form(ROWS) | {"source": "Q{T}"} if method == "post" else {}).status_code
        for method, url in urls(question)
    }

    assert answers == {404}
    assert Question.objects.get().versions.count() == 1


def test_an_absent_bank_looks_the_same(trainer_client):
    assert trainer_client.get(reverse("bank", args=[999])).status_code == 404
    assert trainer_client.get(reverse("bank_question", args=[999])).status_code == 404


def test_members_and_officers_see_no_bank(client, member, officer):
    question = QuestionFactory()

    for user in (member.user, officer):
        client.force_login(user)
        answers = {getattr(client, method)(url).status_code for method, url in urls(question)}
        assert answers <= {302, 404}


def test_visitors_are_asked_to_log_in(client, bank):
    response = client.get(reverse("bank", args=[bank.pk]))

    assert response.status_code == 302
    assert response.url.startswith(("/cms/login/", "/masuk/"))


@pytest.mark.parametrize("count", [1, 3])
def test_bank_lists_questions_with_few_queries(trainer_client, bank, count, django_assert_max_num_queries):
    for _ in range(count):
        QuestionFactory(bank=bank)
    url = reverse("bank", args=[bank.pk])
    trainer_client.get(url)

    with django_assert_max_num_queries(10):
        response = trainer_client.get(url)

    assertContains(response, "Jangan pakai", count=count)
    assert response["Cache-Control"] == "private, no-store"


def test_an_empty_bank_says_what_to_do(trainer_client, bank):
    assertContains(trainer_client.get(reverse("bank", args=[bank.pk])), "Belum ada soal.")


def test_add_a_question(trainer_client, bank):
    data = form(ROWS, title="Ibu kota", explanation="Sejak 1958.", needs_legal_review="on", checked_on="2026-11-22")

    response = trainer_client.post(reverse("bank_add", args=[bank.pk]), data)

    assertRedirects(response, reverse("bank", args=[bank.pk]))
    version = bank.questions.get().current_version
    assert (version.kind, version.text, version.title, version.explanation) == (
        QuestionKind.SINGLE,
        "Ibu kota NTT?",
        "Ibu kota",
        "Sejak 1958.",
    )
    assert [(row["text"], row["weight"], row["feedback"]) for row in version.choices] == [
        ("Kupang", 100, "Betul"),
        ("Ende", 0, "Bukan"),
    ]
    assert (version.needs_legal_review, version.checked_on.isoformat()) == (True, "2026-11-22")


def test_add_and_go_on(trainer_client, bank):
    url = reverse("bank_add", args=[bank.pk])

    assertRedirects(trainer_client.post(url, form(ROWS, lagi="ya")), url)


def test_several_right_answers_share_the_point(trainer_client, bank):
    rows = [("Kupang", True, ""), ("Ende", True, ""), ("Ambon", False, "")]

    trainer_client.post(reverse("bank_add", args=[bank.pk]), form(rows))

    version = bank.questions.get().current_version
    assert version.kind == QuestionKind.MULTIPLE
    assert [row["weight"] for row in version.choices] == [50, 50, -50]


def test_true_and_false_are_recognised(trainer_client, bank):
    rows = [("Benar", False, ""), ("Salah", True, "")]

    trainer_client.post(reverse("bank_add", args=[bank.pk]), form(rows))

    assert bank.questions.get().current_version.kind == QuestionKind.TRUE_FALSE


@pytest.mark.parametrize(
    ("rows", "fields", "words"),
    [
        (ROWS[:1], {}, "sekurang-kurangnya dua pilihan"),
        ([("Kupang", False, ""), ("Ende", False, "")], {}, "Belum ada jawaban yang benar"),
        ([("Kupang", True, ""), ("kupang", False, "")], {}, "teks yang sama"),
        (ROWS, {"text": ""}, 'class="error"'),
        (ROWS, {"topic": "modul-asing"}, 'class="error"'),
        (ROWS, {"checked_on": "kemarin"}, 'class="error"'),
        ([("K" * 501, True, ""), ("Ende", False, "")], {}, 'class="error"'),
    ],
)
def test_a_question_that_is_none_is_not_saved(trainer_client, bank, rows, fields, words):
    response = trainer_client.post(reverse("bank_add", args=[bank.pk]), form(rows, **fields))

    assertContains(response, words)
    assertContains(response, "Ende" if len(rows) > 1 and rows[1][0] == "Ende" else rows[0][0])
    assert bank.questions.count() == 0


def test_edit_shows_the_question_and_makes_a_version(trainer_client, bank):
    question = QuestionFactory(bank=bank, draft=draft(topic="lama"))
    url = reverse("bank_question", args=[question.pk])

    page = trainer_client.get(url)
    trainer_client.post(url, form([("Soe", True, ""), ("Ende", False, "")], stored=3, topic="lama"))

    assertContains(page, "Maumere")
    question.refresh_from_db()
    assert question.current_version.number == 2
    assert [row["text"] for row in question.current_version.choices] == ["Soe", "Ende"]
    assert question.current_version.topic == "lama"


def test_edit_without_a_change_makes_no_version(trainer_client, bank):
    question = QuestionFactory(bank=bank, draft=draft())
    rows = [("Kupang", True, "Betul: Kupang"), ("Ende", False, "Bukan Ende"), ("Maumere", False, "Bukan Maumere")]

    trainer_client.post(
        reverse("bank_question", args=[question.pk]), form(rows, stored=3, explanation="Penjelasan Ibu kota NTT?")
    )

    assert QuestionVersion.objects.count() == 1


def test_edit_keeps_weights_a_form_cannot_say(trainer_client, bank):
    rows = parse_gift("Q{~%80%Kupang ~%20%Ende ~%-25%Ambon}").drafts[0]
    question = QuestionFactory(bank=bank, draft=rows)

    trainer_client.post(
        reverse("bank_question", args=[question.pk]),
        form([("Kupang!", True, ""), ("Ende", True, ""), ("Ambon", False, "")], stored=3),
    )

    question.refresh_from_db()
    assert question.current_version.number == 2
    assert [row["weight"] for row in question.current_version.choices] == [80, 20, -25]
    assert question.current_version.kind == QuestionKind.MULTIPLE


def test_edit_leaves_finished_attempts_alone(trainer_client, bank, now):
    from tests.factories.quizzes import QuizFactory

    question = QuestionFactory(bank=bank, draft=draft())
    quiz = QuizFactory(bank=bank, parent__parent=bank.course)
    item = make_attempt(quiz=quiz, now=now).items.get()

    trainer_client.post(reverse("bank_question", args=[question.pk]), form(ROWS, stored=3, text="Baru?"))

    item.refresh_from_db()
    assert item.version.text == "Ibu kota NTT?"


def test_extra_fields_do_not_move_a_question(trainer_client, bank):
    other = BankFactory()
    data = form(ROWS, bank=other.pk, external_id="X", is_active="", current_version="1", number="9")

    trainer_client.post(reverse("bank_add", args=[bank.pk]), data)

    question = Question.objects.get()
    assert (question.bank, question.external_id, question.is_active) == (bank, "S-1", True)


def test_paste_gift_saves_all(trainer_client, bank):
    source = "// [id:A]\nSatu?{=a ~b}\n\nDua?{T}"

    response = trainer_client.post(reverse("bank_paste", args=[bank.pk]), {"source": source}, follow=True)

    assertContains(response, "2 soal dibaca: 2 baru, 0 berubah.")
    assert list(bank.questions.values_list("external_id", flat=True)) == ["A", "S-1"]


@pytest.mark.parametrize(
    ("source", "words"),
    [("Satu?{=a ~b}\n\nDua?{}", "Baris 3: Jenis soal ini"), ("// saja", "Belum ada soal"), ("", 'class="error"')],
)
def test_paste_gift_with_a_problem_saves_nothing(trainer_client, bank, source, words):
    response = trainer_client.post(reverse("bank_paste", args=[bank.pk]), {"source": source})

    assertContains(response, words)
    assert bank.questions.count() == 0


def test_download_is_what_paste_reads(trainer_client, bank):
    QuestionFactory(bank=bank, external_id="A", draft=draft())
    QuestionFactory(bank=bank, external_id="B", draft=multiple_draft())

    response = trainer_client.get(reverse("bank_download", args=[bank.pk]))

    assert response["Content-Disposition"] == 'attachment; filename="tes-akhir.gift"'
    drafts = parse_gift(response.content.decode()).drafts
    assert [row.external_id for row in drafts] == ["A", "B"]


def test_switch_off_and_on(trainer_client, bank):
    question = QuestionFactory(bank=bank)
    url = reverse("bank_switch", args=[question.pk])

    trainer_client.post(url)
    question.refresh_from_db()
    assert not question.is_active
    trainer_client.post(url, {"pakai": "ya"})
    question.refresh_from_db()
    assert question.is_active
    assert trainer_client.get(url).status_code == 405


def test_question_text_is_shown_as_text(trainer_client, bank):
    QuestionFactory(bank=bank, draft=draft(text="<script>alert(1)</script>"))

    response = trainer_client.get(reverse("bank", args=[bank.pk]))

    assertNotContains(response, "<script>alert")


def test_bank_forms_need_a_csrf_token(trainer, bank):
    client = Client(enforce_csrf_checks=True)
    client.force_login(trainer)

    assert client.post(reverse("bank_add", args=[bank.pk]), form(ROWS)).status_code == 403


LONG = "x" * 2001


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": "   "}, "text"),
        ({"text": LONG}, "text"),
        ({"text": "Kota\u0000?"}, "text"),
        ({"title": "j" * 151}, "title"),
        ({"explanation": LONG}, "explanation"),
        ({"topic": "modul-asing"}, "topic"),
        ({"checked_on": "2026-02-30"}, "checked_on"),
        ({"checked_on": "9" * 400}, "checked_on"),
    ],
)
def test_a_bad_field_is_named_and_what_was_typed_stays(trainer_client, bank, fields, field):
    response = trainer_client.post(reverse("bank_add", args=[bank.pk]), form(ROWS, **fields))

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert [row["text"].value() for row in response.context["choices"]][:2] == ["Kupang", "Ende"]
    assert bank.questions.count() == 0


@pytest.mark.parametrize(
    ("rows", "fields", "reason"),
    [
        ([], {}, "Soal perlu sekurang-kurangnya dua pilihan."),
        ([("  ", True, ""), ("Ende", False, "")], {}, "Soal perlu sekurang-kurangnya dua pilihan."),
        ([("", True, ""), *ROWS[1:], ("Soe", False, "")], {}, "Belum ada jawaban yang benar. Tandai satu."),
        ([*ROWS, ("ENDE", False, "")], {}, "Ada dua pilihan dengan teks yang sama. Bedakan keduanya."),
    ],
)
def test_choices_that_make_no_question_are_explained(trainer_client, bank, rows, fields, reason):
    response = trainer_client.post(reverse("bank_add", args=[bank.pk]), form(rows, **fields))

    assert reason in response.context["form"].non_field_errors()
    assertContains(response, reason)
    assert bank.questions.count() == 0


@pytest.mark.parametrize("total", ["", "-1", "banyak", "13", "1000000", None])
def test_a_meddled_number_of_rows_saves_nothing(trainer_client, bank, total):
    data = form(ROWS)
    del data["pilihan-TOTAL_FORMS"]
    if total is not None:
        data["pilihan-TOTAL_FORMS"] = total

    response = trainer_client.post(reverse("bank_add", args=[bank.pk]), data)

    assert response.status_code == 200
    assert bank.questions.count() == 0


@pytest.mark.parametrize("fields", [{"text": ""}, {"pilihan-0-text": "K" * 501}, {"pilihan-1-feedback": "u" * 501}])
def test_a_bad_edit_leaves_the_question_as_it_was(trainer_client, bank, fields):
    question = QuestionFactory(bank=bank)

    response = trainer_client.post(reverse("bank_question", args=[question.pk]), form(ROWS, stored=3) | fields)

    assert response.status_code == 200
    question.refresh_from_db()
    assert question.current_version.number == 1
    assert QuestionVersion.objects.count() == 1


@pytest.mark.parametrize("right_count", range(1, 7))
def test_any_number_of_right_answers_is_worth_the_whole_point(trainer_client, bank, right_count):
    rows = [(f"Pilihan {number}", number < right_count, "") for number in range(6)]

    trainer_client.post(reverse("bank_add", args=[bank.pk]), form(rows))

    version = bank.questions.get().current_version
    right = [choice["id"] for choice in version.choices[:right_count]]
    assert (version.is_multiple, grade_answer(version=version, answer=right)) == (right_count > 1, 1)
    assert grade_answer(version=version, answer=right[1:]) < 1


def test_pasting_names_at_most_fifty_problems(trainer_client, bank):
    source = "\n\n".join(f"Soal {number}" for number in range(60))

    response = trainer_client.post(reverse("bank_paste", args=[bank.pk]), {"source": source})

    reasons = response.context["form"].non_field_errors()
    assert len(reasons) == 50
    assert reasons[-1] == "Baris 99: Soal tanpa pilihan. Tulis pilihannya di antara { dan }."


def test_pasting_the_same_text_twice_changes_nothing(trainer_client, bank):
    url, source = reverse("bank_paste", args=[bank.pk]), "// [id:A]\nSatu?{=a ~b}"
    trainer_client.post(url, {"source": source})

    response = trainer_client.post(url, {"source": source}, follow=True)

    assertContains(response, "1 soal dibaca: 0 baru, 0 berubah.")
    assert QuestionVersion.objects.count() == 1
