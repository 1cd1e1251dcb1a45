"""German is complete: no message missing, fuzzy, broken or left over."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from babel.messages import Message

from tests.documentation.messages import compiled, gathered, is_said, path_of, translated

_FIELDS = re.compile(r"\{[a-z_0-9]*\}|%\([a-z_0-9]+\)[sd]|</?[a-z0-9]+|href=\"[^\"]*\"")


def _said(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def _asked(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def test_every_message_has_a_german_translation() -> None:
    """Refresh with ``.venv/bin/python tests/documentation/messages.py`` and translate what is empty."""
    known = {(message.id, message.context): message for message in translated() if message.id}
    missing = [
        message.id
        for message in gathered()
        if message.id
        and not (
            (message.id, message.context) in known and is_said(known[message.id, message.context].string)
        )
    ]
    assert missing == []


def test_no_translation_is_fuzzy_or_left_over() -> None:
    """A guess is no translation, and what nobody says is dropped."""
    wanted = {(message.id, message.context) for message in gathered()}
    assert [m.id for m in translated() if m.id and (m.fuzzy or (m.id, m.context) not in wanted)] == []


def test_translations_keep_fields_and_markup() -> None:
    """What is filled in and what is a link is the same in both languages."""
    broken = []
    for message in translated():
        if not message.id:
            continue
        allowed = set().union(*(_FIELDS.findall(text) for text in _asked(message)))
        wanted = Counter(_FIELDS.findall(_asked(message)[-1]))
        for text in _said(message):
            found = Counter(_FIELDS.findall(text))
            if set(found) - allowed or (text is _said(message)[-1] and found.keys() != wanted.keys()):
                broken.append((message.id, text))
    assert broken == []


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    """What the machine reads was made from what people read."""
    assert path_of("mo").read_bytes() == compiled(translated())


@pytest.mark.parametrize("word", ["bitte", "erfolgreich", "!", " - ", " – "])
def test_german_speaks_by_the_same_rules(word: str) -> None:
    """No please, no successfully, no exclamation, no dash as punctuation."""
    offending = [
        text
        for message in translated()
        if message.id and not any(word in asked for asked in _asked(message))
        for text in _said(message)
        if re.search(rf"(?<!\w){re.escape(word)}" if word.isalpha() else re.escape(word), text, re.IGNORECASE)
    ]
    assert offending == []
