"""What a well-prepared person answers: the keys of the course packages, read by question text."""

from pathlib import Path

from quizzes.services.gift import parse_gift

CURRICULUM = Path(__file__).resolve().parents[2] / "curriculum"


def right_answers(course: str) -> dict[str, str]:
    """Question text to the text of its one right choice, for all banks of a course."""
    answers = {}
    for path in CURRICULUM.joinpath(course).glob("*.gift"):
        for draft in parse_gift(path.read_text(encoding="utf-8")).drafts:
            answers[draft.text] = next(choice.text for choice in draft.choices if choice.weight > 0)
    return answers


def questions_on(page):
    """Each question of the open paper as (question text, its fieldset)."""
    for section in page.locator("[data-question]").all():
        fieldset = section.locator("fieldset")
        yield section, fieldset.locator("legend").text_content().strip(), fieldset


def choose(fieldset, text):
    """Tap the choice whose words are `text`."""
    for label in fieldset.locator("label.choice").all():
        if label.text_content().strip() == text:
            return label
    raise AssertionError(f"no choice {text!r}")
