"""The French catalogue is complete, and says with the same placeholders what the English says."""

from __future__ import annotations

import re

import pytest
from babel.messages import Message

from tests.support.messages import (
    extracted,
    is_translated,
    languages,
    marked,
    meanings,
    po_file,
    shipped,
    source,
    translated,
)

PLACEHOLDER = re.compile(r"\{(\w*)[^}]*\}|\$(\w+)|%\((\w+)\)s")


def texts(message: Message) -> tuple[list[str], list[str]]:
    """Return the source forms and the translated forms of a message."""
    source = [message.id] if isinstance(message.id, str) else list(message.id)
    given = [message.string] if isinstance(message.string, str) else list(message.string)
    return source, given


@pytest.mark.parametrize("language", languages())
def test_nothing_is_untranslated_fuzzy_or_stale(language: str) -> None:
    source = {message.id for message in extracted() if message.id}
    messages = [message for message in translated(language) if message.id]
    assert {message.id for message in messages} == source
    assert [m.id for m in messages if not is_translated(m)] == []


def test_no_message_is_asked_for_in_two_ways() -> None:
    """What has a plural is not found as a message without one."""
    single, plural = set(), set()
    for message in marked():
        (single if isinstance(message, str) else plural).add(
            message if isinstance(message, str) else message[0]
        )
    assert single & plural == set()


@pytest.mark.parametrize("language", languages())
def test_translations_keep_the_placeholders(language: str) -> None:
    wrong = []
    for message in translated(language):
        source, given = texts(message)
        allowed = {found.group() for text in source for found in PLACEHOLDER.finditer(text)}
        wrong += [
            text for text in given if {f.group() for f in PLACEHOLDER.finditer(text)} - allowed
        ]
        if isinstance(message.id, str) and message.id:
            names = {found.group() for found in PLACEHOLDER.finditer(given[0])}
            wrong += [message.id] if names != allowed else []
    assert wrong == []


@pytest.mark.parametrize("language", languages())
def test_the_shipped_file_is_compiled_from_the_source(language: str) -> None:
    assert meanings(shipped(language)) == meanings(translated(language))


@pytest.mark.parametrize("language", languages())
def test_another_version_of_the_tool_is_no_change(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("babel.messages.catalog.VERSION", "99.0")
    assert source(translated(language)) == po_file(language).read_bytes()


def test_french_punctuation_stays_with_its_word() -> None:
    """A colon, a semicolon, a question or exclamation mark never begins a line, nor does »."""
    loose = [
        text
        for message in translated("fr")
        for text in texts(message)[1]
        if re.search(r"\S [:;?!](\s|$)|« | »", text)
    ]
    assert loose == []
