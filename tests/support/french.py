"""Which words of a French text are English: those that only the English messages have."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

import vidtui

PO = Path(vidtui.__file__).parent / "locale/fr/LC_MESSAGES/vidtui.po"
WORD = re.compile(r"[^\W\d_]{3,}")
# Options, commands, settings, names of actions, paths and addresses are the same everywhere.
SAME = re.compile(r"'[^']*'|\[[^\]]*\|[^\]]*\]|\S*[-_./=@:]\S*|\b[A-Z_]{3,}\b|“[^”]*”|\{\w+\}")
OTHERS = (  # of Textual, click and argparse, which say them where nobody has translated them
    "matches found usage error missing such option argument command invalid value does not exist "
    "show this message and exit try for help required default commands options search close "
    "system screenshot maximize minimize palette theme keys quit change toggle light dark mode"
)


def words(text: str) -> set[str]:
    """Return the words of a text, without what is the same in all languages."""
    return {word.casefold() for word in WORD.findall(SAME.sub(" ", text))}


@cache
def english() -> frozenset[str]:
    """Return the words that no French message has."""
    with PO.open("rb") as file:
        messages = [message for message in read_po(file, locale="fr") if message.id]
    both: tuple[set[str], set[str]] = set(), set()
    for message in messages:
        for found, texts in zip(both, (message.id, message.string), strict=True):
            for text in (texts,) if isinstance(texts, str) else texts:
                found.update(words(text))
    return frozenset((both[0] | set(OTHERS.split())) - both[1])


def untranslated(text: str) -> set[str]:
    """Return the English words of a text."""
    return words(text) & english()
