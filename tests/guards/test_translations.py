"""Indonesian is the key; English must be complete."""

import importlib.util
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def collector():
    """The script of `make messages`, which is no package."""
    spec = importlib.util.spec_from_file_location("collect_messages", PROJECT / "deploy/collect_messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def placeholders(text):
    import re

    return sorted(re.findall(r"%\(\w+\)[sd]|%[sd]", str(text)))


def test_every_text_has_an_english_translation():
    script = collector()

    missing = [message.id for message in script.untranslated(script.merged())]

    assert missing == [], f"{len(missing)} texts without English; run `make messages` and translate"


def test_translations_keep_their_placeholders():
    script = collector()

    broken = [
        message.id
        for message in script.merged()
        if message.id and isinstance(message.id, str) and message.string
        if placeholders(message.id) != placeholders(message.string)
    ]

    assert broken == []


def test_texts_of_templates_and_code_are_found():
    ids = {message.id for message in collector().collect()}

    assert {"Benangnya putus di sini", "Perlu perhatian", "pekerjaan"} <= ids
