"""How much may be read, and how much was, in words: showable, in the language in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from vidtui.disk.read_policy import Policy
from vidtui.i18n import N_, _, ngettext, size
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


def strays_line(count: int) -> str:
    """Return how many files of known series have no episode, with a place for the number."""
    return ngettext(
        "{n} file of a known series without an episode that TMDB has: "
        "vidtui --batch check --kind unknown_episode",
        "{n} files of known series without an episode that TMDB has: "
        "vidtui --batch check --kind unknown_episode",
        count,
    )


def messages(run: JobRun[Any]) -> list[str]:
    """Return what a run said beside its results, and how much it read, a line each."""
    return [*run.notices, *read_lines(run.read)]
