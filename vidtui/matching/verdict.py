"""Which of the works that were found may be taken without asking, and else why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from vidtui.matching import reasons
from vidtui.matching.query import Scored, Wanted, plausible_year
from vidtui.matching.score import DISAGREE
from vidtui.providers.base import Ref

ACCEPTED: Final = 0.85
LEAD: Final = 0.10
"""What is accepted has at least this score, and is so far ahead of the second."""
MOST_RANKED: Final = 9
"""As many as a person can choose by a digit."""

_ROUNDING: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do about a group: take ``accepted``, or ask a person for ``reason``.

    ``by`` says whether an id or the rules decided. ``ranked`` holds what there is to choose
    from, best first.
    """

    accepted: Scored | None
    by: Literal["id", "rule"] | None
    reason: str | None
    ranked: tuple[Scored, ...]


def accept(scored: Scored, by: Literal["id", "rule"], ranked: Sequence[Scored] = ()) -> Verdict:
    """Return the verdict that takes ``scored``, which is ranked first."""
    others = [other for other in ranked if other.subject.ref != scored.subject.ref]
    return Verdict(scored, by, None, (scored, *others)[:MOST_RANKED])


def ask(reason: str, ranked: Sequence[Scored] = ()) -> Verdict:
    """Return the verdict that leaves it to a person."""
    return Verdict(None, None, reason, tuple(ranked[:MOST_RANKED]))


def order(scored: Sequence[Scored], popularity: Mapping[Ref, float]) -> list[Scored]:
    """Return the works best first; what runs as long as the file, then what is better known."""

    def key(one: Scored) -> tuple[float, bool, float]:
        runs = one.parts.get("runtime")
        return -one.score, not (runs and runs["fits"]), -popularity.get(one.subject.ref, 0.0)

    return sorted(scored, key=key)


def contenders(wanted: Wanted, ranked: Sequence[Scored]) -> list[Scored]:
    """Return the best work with the name's title and all that come near it, best first.

    Where no year tells them apart, all works with that title are near.
    """
    best = next((one for one in ranked if one.fits), None)
    if best is None:
        return []
    undated = plausible_year(wanted.year) is None or best.parts["year"]["how"] == "unknown"
    nearest = best.score - LEAD + _ROUNDING

    def is_near(one: Scored) -> bool:
        return not one.vetoes and (one.score > nearest or (undated and one.fits))

    return [best, *(one for one in ranked if one is not best and is_near(one))]


def are_twins(rivals: Sequence[Scored]) -> bool:
    """Tell whether the first two have one title and one year: only a person can choose."""
    years = [one.parts["year"] for one in rivals[:2]]
    titles = [one.parts["title"]["value"] for one in rivals[:2] if one.fits]
    return (
        len(titles) == 2 and titles[0] == titles[1] and all(year["how"] == "same" for year in years)
    )


def readings(works: Sequence[Scored]) -> set[int]:
    """Return which readings of the name are titles of the works."""
    return {one.parts["title"]["reading"] for one in works if one.fits}


def why_not(wanted: Wanted, ranked: Sequence[Scored], *, tie: bool = False) -> str:
    """Return the reason to ask a person about ``ranked``, none of which was accepted.

    ``tie`` says that several were near each other before the file was opened.
    """
    if not ranked:
        return reasons.NONE_FITS if wanted.rejected else reasons.NOTHING_FOUND
    rivals = contenders(wanted, ranked)
    undated = plausible_year(wanted.year) is None
    if undated and wanted.kind == "film":
        return reasons.NO_YEAR
    if not wanted.agree and _is_why(rivals):
        return reasons.DISAGREE
    if tie or sum(one.fits for one in rivals) > 1:
        return reasons.SEVERAL
    has_episodes = not rivals or "episodes" in rivals[0].parts
    return reasons.UNSURE if has_episodes or not undated else reasons.NO_YEAR


def _is_why(rivals: Sequence[Scored]) -> bool:
    """Tell whether nothing but that the sources disagree kept a work from being accepted."""
    if len(readings(rivals)) > 1:
        return True
    return len(rivals) == 1 and rivals[0].score < ACCEPTED <= rivals[0].score / DISAGREE
