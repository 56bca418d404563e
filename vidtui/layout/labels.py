"""Names for what would have one name: versions of a film, the parts of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from vidtui.layout.copies import Copy
from vidtui.layout.model import FileFacts
from vidtui.layout.naming import Naming
from vidtui.layout.tokens import FACT_OF, TOKENS, Context, plain

_NUMBER = re.compile(r"\d+")


def label_of(
    file: FileFacts, copy: Copy, others: Sequence[tuple[FileFacts, Copy]], context: Context
) -> str | None:
    """Return what tells a version from the others: the least that does; None where nothing does.

    The year of an edition is left out: a media centre takes it for the film's.
    """
    for told in _WAYS:
        mine = told(file, copy, context)
        if mine and all(told(other, held, context) != mine for other, held in others):
            return mine
    return None


def _resolution(_file: FileFacts, copy: Copy, _context: Context) -> str:
    return copy.get("resolution")


def _edition(file: FileFacts, _copy: Copy, context: Context) -> str:
    return context.style.written(_without_year(file.edition or ""))


def _both(file: FileFacts, copy: Copy, context: Context) -> str:
    parts = (_edition(file, copy, context), _resolution(file, copy, context))
    return " ".join(part for part in parts if part)


def _with_languages(file: FileFacts, copy: Copy, context: Context) -> str:
    words = TOKENS["languages"].value(context, "") if copy is context.copy else ""
    spoken = words or copy.get("languages")
    return " ".join(part for part in (_both(file, copy, context), spoken) if part)


_WAYS: tuple[Callable[[FileFacts, Copy, Context], str], ...] = (
    _edition, _resolution, _both, _with_languages,
)  # fmt: skip


def _without_year(edition: str) -> str:
    return " ".join(_NUMBER.sub(_unless_year, edition).split())


def _unless_year(match: re.Match[str]) -> str:
    is_year = len(match.group()) == 4 and match.group()[:2] in ("18", "19", "20")
    return "" if is_year else match.group()


def tells_copies(naming: Naming) -> bool:
    """Say whether names say by themselves which copy a file is."""
    names = {plain(part.name) for part in naming.component if not isinstance(part, str)}
    return bool(names & (FACT_OF.keys() | {"originalfilename", "originaltitle", "qualityfull"}))
