from dataclasses import replace
from datetime import timedelta

import pytest

from quizzes.choices import QuestionKind
from quizzes.models import QuestionVersion
from quizzes.services.bank import (
    InvalidQuestion,
    add_question,
    add_questions,
    copy_questions,
    make_bank,
    next_external_id,
    replace_questions,
    save_question,
    set_in_use,
)
from quizzes.services.drafts import draft_of
from tests.factories.courses import CourseFactory
from tests.factories.quizzes import BankFactory, QuestionFactory, draft, make_attempt, multiple_draft

pytestmark = pytest.mark.django_db


def codes(bank):
    return list(bank.questions.active().values_list("external_id", flat=True))


def test_save_question_makes_the_first_version(now):
    bank = BankFactory()

    question = save_question(bank=bank, external_id="Q-1", draft=draft(topic="modul-1"), now=now)

    version = question.current_version
    assert (version.number, version.kind, version.topic, version.created_at) == (1, QuestionKind.SINGLE, "modul-1", now)
    assert [(row["id"], row["weight"]) for row in version.choices] == [("a", 100), ("b", 0), ("c", 0)]
    assert draft_of(version) == draft(topic="modul-1", external_id="Q-1")


def test_save_question_unchanged_makes_no_version(now):
    question = QuestionFactory(draft=draft())

    again = save_question(bank=question.bank, external_id=question.external_id, draft=draft(), now=now)

    assert again == question
    assert QuestionVersion.objects.count() == 1


def test_save_question_changed_makes_a_new_version_and_keeps_the_old(now):
    question = QuestionFactory(draft=draft())

    changed = save_question(
        bank=question.bank, external_id=question.external_id, draft=draft(right="Soe"), now=now + timedelta(days=1)
    )

    assert changed.current_version.number == 2
    assert list(question.versions.values_list("number", flat=True)) == [1, 2]
    assert question.versions.get(number=1).choices[0]["text"] == "Kupang"


def test_editing_never_touches_a_drawn_paper(now):
    attempt = make_attempt(questions=1)
    item = attempt.items.get()
    question = item.version.question

    save_question(bank=question.bank, external_id=question.external_id, draft=draft(text="Baru?"), now=now)

    item.refresh_from_db()
    assert item.version.number == 1
    assert item.version.text != "Baru?"


def test_save_question_brings_back_what_was_out_of_use(now):
    question = QuestionFactory(draft=draft())
    set_in_use(question=question, is_active=False)

    again = save_question(bank=question.bank, external_id=question.external_id, draft=draft(), now=now)

    assert again.is_active
    assert again.current_version.number == 1


def test_save_question_refuses_what_is_no_question(now):
    bank = BankFactory()

    with pytest.raises(InvalidQuestion) as refused:
        save_question(bank=bank, external_id="Q-1", draft=replace(draft(), text=""), now=now)

    assert refused.value.problems == ["Pertanyaan masih kosong. Tulis pertanyaannya."]
    assert bank.questions.count() == 0


def test_add_question_takes_the_next_free_code(now):
    bank = BankFactory()
    QuestionFactory(bank=bank, external_id="S-9")
    QuestionFactory(bank=bank, external_id="S-x")

    question = add_question(bank=bank, draft=draft(text="Baru?"), now=now)

    assert question.external_id == "S-10"
    assert next_external_id(bank) == "S-11"


def test_add_questions_counts_and_leaves_the_rest_alone(now):
    bank = BankFactory()
    QuestionFactory(bank=bank, external_id="A", draft=draft(text="A?"))
    QuestionFactory(bank=bank, external_id="B", draft=draft(text="B?"))
    drafts = [draft(text="A?", external_id="A"), draft(text="B baru?", external_id="B"), draft(text="C?")]

    tally = add_questions(bank=bank, drafts=drafts, now=now)

    assert (tally.new, tally.changed, tally.unchanged, tally.removed) == (1, 1, 1, 0)
    assert codes(bank) == ["A", "B", "S-1"]


def test_add_questions_writes_all_or_nothing(now):
    bank = BankFactory()

    with pytest.raises(InvalidQuestion):
        add_questions(bank=bank, drafts=[draft(), replace(draft(), text="")], now=now)

    assert bank.questions.count() == 0


def test_replace_questions_takes_missing_ones_out_of_use(now):
    bank = BankFactory()
    QuestionFactory(bank=bank, external_id="A", draft=draft(text="A?"))
    QuestionFactory(bank=bank, external_id="B", draft=draft(text="B?"))

    tally = replace_questions(bank=bank, drafts=[draft(text="A?", external_id="A")], now=now)

    assert (tally.unchanged, tally.removed, tally.is_change) == (1, 1, True)
    assert codes(bank) == ["A"]
    assert bank.questions.count() == 2


def test_replace_questions_twice_changes_nothing(now):
    bank = BankFactory()
    drafts = [draft(text="A?", external_id="A"), multiple_draft(external_id="B")]
    replace_questions(bank=bank, drafts=drafts, now=now)

    tally = replace_questions(bank=bank, drafts=drafts, now=now)

    assert not tally.is_change
    assert QuestionVersion.objects.count() == 2


def test_copy_questions_takes_the_current_wording(now):
    question = QuestionFactory(external_id="A", draft=draft())
    save_question(bank=question.bank, external_id="A", draft=draft(right="Soe"), now=now)
    target = BankFactory()

    copy_questions(source=question.bank, bank=target, now=now)

    copied = target.questions.get()
    assert (copied.external_id, copied.current_version.number) == ("A", 1)
    assert copied.current_version.choices[0]["text"] == "Soe"


def test_make_bank_numbers_a_taken_title():
    course = CourseFactory()

    titles = [make_bank(course=course, title="Kuis").title for _ in range(3)]

    assert titles == ["Kuis", "Kuis 2", "Kuis 3"]
    assert make_bank(course=CourseFactory(), title="Kuis").title == "Kuis"
