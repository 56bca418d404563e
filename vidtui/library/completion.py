"""What may stand at the end of a query that is being typed."""

from __future__ import annotations

from collections.abc import Iterator

from vidtui.i18n import current
from vidtui.library import fields, vocabulary
from vidtui.library.fields import Field
from vidtui.library.syntax import FIELD, NOT, OR, QUOTE
from vidtui.text import fold


def completions(text: str) -> list[str]:
    """Return what the last word of a query may become, whole words, in the language in force.

    Names and values of the other language are completed too, once only they begin so.
    """
    if text.count(QUOTE) % 2:
        return []
    word = text.rsplit(None, 1)[-1] if text and not text[-1].isspace() else ""
    negation = word[:1] if word[:1] in NOT else ""
    word = word[len(negation) :]
    name, colon, value = word.partition(FIELD)
    if not colon:
        return [f"{negation}{one}{FIELD}" for one in _beginning(name, _names())]
    field = fields.find(name)
    if field is None:
        return []
    head, comma, last = value.rpartition(OR)
    done = f"{negation}{name}{FIELD}{head}{comma}"
    return [done + _quoted(one) for one in _beginning(last, _values(field))]


def _names() -> Iterator[tuple[str, str]]:
    return ((field.name, field.french) for field in fields.FIELDS)


def _values(field: Field) -> Iterator[tuple[str, str]]:
    yield from ((one.name, one.french) for one in field.choices)
    if field.kind == "language":
        yield from ((english, french) for _code, english, french in vocabulary.language_names())
    elif field.name == "genre":
        yield from vocabulary.genre_names()
    if field.name not in ("is", "kind", "state"):
        yield vocabulary.NONE[:2]


def _beginning(text: str, pairs: Iterator[tuple[str, ...]]) -> list[str]:
    """Return of pairs of names the ones that begin so, those of the language in force first."""
    start = fold(text)
    mine, others = [], []
    for english, french in pairs:
        first, second = (french, english) if current() == "fr" else (english, french)
        if fold(first).startswith(start):
            mine.append(first)
        elif fold(second).startswith(start):
            others.append(second)
    return list(dict.fromkeys(mine or others))


def _quoted(value: str) -> str:
    return f"{QUOTE}{value}{QUOTE}" if " " in value else value
