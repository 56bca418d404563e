"""Which automatic answers have something against them, and how much."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vidtui.matching.evidence import UNREADABLE
from vidtui.matching.running_times import NEAR, are_far_apart

_TITLES = {"similar": 4, "alternative": 2, "original": 0, "localised": 0}
_YEARS = {"off": 4, "near": 2, "released": 1, "unknown": 2, "missing": 2, "same": 0}
_RUNS_OTHERWISE = 4


def doubts(parts: Mapping[str, Any]) -> int:
    """Return how much speaks against a work that was taken without asking; 0 for nothing.

    ``parts`` are those of its score. A running time that differs and another title weigh most.
    """
    if UNREADABLE in parts.get("vetoes", ()):
        return _RUNS_OTHERWISE
    title, year = parts.get("title") or {}, parts.get("year") or {}
    held = parts.get("id")
    found = 0 if held else _TITLES.get(title.get("how", ""), 0) + _YEARS.get(year.get("how", ""), 0)
    if (runs := parts.get("runtime")) and runs.get("run") not in NEAR:
        found += _RUNS_OTHERWISE
    if parts.get("agree") is False:
        found += 1
    if (episodes := parts.get("episodes")) and episodes.get("missing"):
        found += 1
    return found + 2 * len(parts.get("vetoes", ()))


def with_runtime(doubt: int, file: float | None, work: float | None) -> int:
    """Return how much speaks against a work whose file was read since: both run so many minutes."""
    if not file or not work or not are_far_apart(file, work):
        return doubt
    return max(doubt, _RUNS_OTHERWISE)
