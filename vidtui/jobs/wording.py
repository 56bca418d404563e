"""Words of several jobs: how much is read, and what differs between paths that look the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from vidtui.disk.mounts import Policy
from vidtui.i18n import N_, NN_, _, ngettext, size
from vidtui.jobs.base import JobRun, RootRead
from vidtui.settings.model import Reading
from vidtui.text import json_path, printable

_READINGS: Mapping[Reading, str] = {
    "full": N_("read freely"),
    "sparing": N_("read sparingly"),
    "names": N_("names and sizes only"),
}
_MEANINGS: Mapping[Reading, str] = {
    "full": N_("any file may be read whole"),
    "sparing": N_("beginnings, ends and NFO files are read, the rest only with --read-at-most"),
    "names": N_("no file is opened: a file is known by its path and its size"),
}


def reading_name(reading: Reading) -> str:
    """Return how much may be read, in two or three words."""
    return _(_READINGS[reading])


def reading_meaning(reading: Reading) -> str:
    """Return what that means, in one line."""
    return _(_MEANINGS[reading])


def policy_text(policy: Policy) -> str:
    """Return how much may be read of a root, and why: ``names and sizes only (fuse.rclone)``."""
    parts = [_("{reading} ({why})").format(reading=reading_name(policy.reading), why=_why(policy))]
    if policy.volatile_days:
        days = policy.volatile_days
        text = ngettext(
            "what vanishes is away for {n} day", "what vanishes is away for {n} days", days
        )
        parts.append(text.format(n=days))
    return ", ".join(parts)


def _why(policy: Policy) -> str:
    if policy.is_set:
        return _("as set")
    return printable(policy.filesystem) if policy.filesystem else _("filesystem not known")


def read_lines(read: Iterable[RootRead]) -> list[str]:
    """Return how much a run read of each root, a line each; none for nothing read of one's disk."""
    return [
        _("{amount} read of {path} ({reading})").format(
            amount=size(one.size), path=printable(one.root), reading=reading_name(one.reading)
        )
        for one in read
        if one.size or one.reading != "full"
    ]


def read_documents(read: Iterable[RootRead]) -> list[dict[str, Any]]:
    """Return how much a run read of each root, for JSON."""
    return [{**json_path(one.root), "reading": one.reading, "bytes": one.size} for one in read]


STRAYS = NN_(
    "{n} file of a known series without an episode that TMDB has: "
    "vidtui --batch check --kind unknown_episode",
    "{n} files of known series without an episode that TMDB has: "
    "vidtui --batch check --kind unknown_episode",
)
"""How many files of known series have no episode."""


def messages(run: JobRun[Any]) -> list[str]:
    """Return what a run said beside its results, and how much it read, a line each."""
    return [*run.notices, *read_lines(run.read)]


_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_SPACE = re.compile(f"[{_SPACES}]")
_AT_ENDS = re.compile(rf"(?<=/)[ {_SPACES}]+|[ {_SPACES}]+(?=/|\.[^./ ]{{1,5}}$|$)")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d\u2060-\u2064\ufe00-\ufe0f]"
)
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_ALIKE: dict[int, str] = {
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-"),
    **dict.fromkeys(map(ord, "’‘ʼʹ′`´＇"), "'"),
    **dict.fromkeys(map(ord, "“”„″"), '"'),
    **dict.fromkeys(map(ord, "∕⁄"), "/"),
    **dict(zip(map(ord, "꞉：∶"), ":::", strict=True)),
    **dict(zip(map(ord, "АВЕКМНОРСТУХаеіоорсух"), "ABEKMHOPCTYXaeioopcyx", strict=True)),
    **dict(zip(map(ord, "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"), "ABEZHIKMNOPTYXo", strict=True)),
    **_FULL_WIDTH,
}
_LIGATURES = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "…": "..."})

Step = Callable[[str], str]


def beside(one: bytes, other: bytes) -> str:
    """Return what differs between two paths that look equal, to stand behind them in brackets."""
    text = difference(one, other)
    return f" ({text})" if text else ""


def difference(one: bytes, other: bytes) -> str:
    """Return in one line what differs between two paths that look equal.

    Empty where they are the same, and where anybody sees that they are not.
    """
    if one == other:
        return ""
    mine, theirs = (path.decode("utf-8", "surrogateescape") for path in (one, other))
    steps = (
        _with_plain_signs,
        _without_invisible,
        _with_plain_spaces,
        _without_ends,
        _composed,
        _in_lower_case,
    )
    if _through(mine, steps) != _through(theirs, steps):
        return ""
    needed: tuple[Step, ...] = steps
    # Case folding takes ligatures and old forms of letters for others as well, so it goes first.
    for step in reversed(steps):
        others = tuple(one for one in needed if one is not step)
        if _through(mine, others) == _through(theirs, others):
            needed = others
    return ", ".join(_WORDS[step](mine, theirs) for step in needed)


def _through(text: str, steps: tuple[Step, ...]) -> str:
    for step in steps:
        text = step(text)
    return text


def _with_plain_signs(text: str) -> str:
    return text.translate(_ALIKE).translate(_LIGATURES)


def _without_invisible(text: str) -> str:
    return _INVISIBLE.sub("", text)


def _with_plain_spaces(text: str) -> str:
    return _SPACE.sub(" ", text)


def _without_ends(text: str) -> str:
    return _AT_ENDS.sub("", text)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _in_lower_case(text: str) -> str:
    return text.casefold()


def _forms(mine: str, theirs: str) -> str:
    return _("the accents are written otherwise ({before}, then {after})").format(
        before=_form(mine), after=_form(theirs)
    )


def _form(text: str) -> str:
    if unicodedata.is_normalized("NFC", text):
        return "NFC"
    return "NFD" if unicodedata.is_normalized("NFD", text) else _("mixed")


def _codes(mine: str, theirs: str) -> str:
    """Return the code points that only one of two texts has, as people look them up."""
    found = [char for char in dict.fromkeys(mine + theirs) if (char in mine) != (char in theirs)]
    return ", ".join(f"U+{ord(char):04X}" for char in found if not char.isascii()) or "?"


_WORDS: dict[Step, Callable[[str, str], str]] = {
    _with_plain_signs: lambda mine, theirs: _("signs that look alike ({codes})").format(
        codes=_codes(mine, theirs)
    ),
    _without_invisible: lambda mine, theirs: _("an invisible character ({codes})").format(
        codes=_codes(mine, theirs)
    ),
    _with_plain_spaces: lambda mine, theirs: _("another kind of space ({codes})").format(
        codes=_codes(mine, theirs)
    ),
    _without_ends: lambda _mine, _theirs: _("a space at the beginning or the end of a name"),
    _composed: _forms,
    _in_lower_case: lambda _mine, _theirs: _("upper and lower case differ"),
}
