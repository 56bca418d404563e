"""Names for what would have one name: versions of a film, the parts of one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from vidtui.layout.copies import Copy, words_in
from vidtui.layout.model import FileFacts
from vidtui.layout.naming import Naming
from vidtui.layout.tokens import FACT_OF, TOKENS, Context, plain
from vidtui.text import fold

_NUMBER = re.compile(r"\d+")
_LABEL = re.compile(r"(?: - | ?[\[(])(?P<label>(?:(?! - )[^\[\]()])+)[\])]?$")


class Labelled(NamedTuple):
    """The name of a version without its label, and the form of the label: `` - {}``."""

    base: str
    form: str


def labelled(text: str, file: FileFacts, copy: Copy) -> Labelled | None:
    """Return a version's name in two; None where it ends with nothing that tells a copy."""
    for match in _LABEL.finditer(text):
        label = match["label"]
        rest = fold(label).replace(fold(file.edition or ""), "", 1) if file.edition else label
        for word in words_in(rest)[::-1]:
            if copy.get(word.fact) == word.value:
                rest = rest[: word.start] + rest[word.end :]
        if not any(map(str.isalnum, rest)):
            form = match.group().replace(label, "{}")
            return Labelled(text[: match.start()], form)
    return None


def label_of(
    file: FileFacts, copy: Copy, others: Sequence[tuple[FileFacts, Copy]], context: Context
) -> str | None:
    """Return what tells a version from the others: the least that does; None where nothing does.

    The year of an edition is left out: a media centre takes it for the film's.
    """
    edition = _said("edition", file, copy)
    alike = _of_edition(edition, others)
    if others and not alike and not edition:
        return copy.get("resolution") or None
    for facts in _WAYS:
        mine = _all_said(facts, file, copy)
        if "" not in mine and mine not in [_all_said(facts, *other) for other in alike]:
            return " ".join(map(_written, facts, mine, itertools.repeat(context)))
    return None


def _of_edition(
    edition: str, others: Sequence[tuple[FileFacts, Copy]]
) -> Sequence[tuple[FileFacts, Copy]]:
    return [other for other in others if _said("edition", *other) == edition]


_WAYS: tuple[tuple[str, ...], ...] = (
    ("edition",), ("resolution",), ("edition", "resolution"), ("languages",),
    ("resolution", "languages"), ("edition", "languages"),
)  # fmt: skip


def _all_said(facts: Sequence[str], file: FileFacts, copy: Copy) -> list[str]:
    return [_said(fact, file, copy) for fact in facts]


def _said(fact: str, file: FileFacts, copy: Copy) -> str:
    if fact == "edition":
        return _without_year(file.edition or "")
    return copy.get("resolution" if fact == "resolution" else "languages")


def _written(fact: str, text: str, context: Context) -> str:
    if fact == "edition":
        return context.style.written(text)
    return TOKENS["languages"].value(context, "") if fact == "languages" else text


def _without_year(edition: str) -> str:
    return " ".join(_NUMBER.sub(_unless_year, edition).split())


def _unless_year(match: re.Match[str]) -> str:
    is_year = len(match.group()) == 4 and match.group()[:2] in ("18", "19", "20")
    return "" if is_year else match.group()


def tells_copies(naming: Naming) -> bool:
    """Say whether names say by themselves which copy a file is."""
    names = {plain(part.name) for part in naming.component if not isinstance(part, str)}
    return bool(names & (FACT_OF.keys() | {"originalfilename", "originaltitle", "qualityfull"}))
