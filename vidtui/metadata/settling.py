"""From what the searches found to a verdict: details, and ties that they break.

Search results show two titles of a work, so that one which shows other titles may still have the
name's title among the rest of its own. Such results are called hidden here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vidtui.metadata.fitting import runs_at_pal_speed, runs_nearly_as_long
from vidtui.metadata.inquiry import Inquiry
from vidtui.metadata.scoring import TITLE, YEAR
from vidtui.metadata.titles import SPACED
from vidtui.metadata.verdict import ACCEPTED, Verdict, accept, are_twins, ask, contenders, why_not
from vidtui.metadata.wanted import Scored
from vidtui.metadata.works import Film, Hit, WorkKind

_HANDICAP: Final = 0.01
"""A running time may decide between works so near; it outweighs no better title or year."""


def settle(inquiry: Inquiry, kind: WorkKind) -> Verdict:
    """Return the verdict over what was found, asking for the details that it takes."""
    return _Settling(inquiry, kind).verdict()


class _Settling:
    """One verdict in the making; ``rivals`` are the works that may be accepted, best first."""

    def __init__(self, inquiry: Inquiry, kind: WorkKind) -> None:
        self._inquiry = inquiry
        self._is_film = kind == "film"
        self._tie = False
        self._twins = False

    def verdict(self) -> Verdict:
        """Look closer and closer, until one is left or none can be."""
        if not any(one.fits for one in self._inquiry.ranked()):
            self._examine(self._hidden())
        rivals = self._rivals()
        if not rivals or self._is_hopeless(rivals):
            return self._ask()
        if len(rivals) > 1:
            self._examine(rivals)
        elif not self._inquiry.is_whole(rivals[0].subject):
            self._inquiry.examine(rivals[0].subject, whole=True)
        rivals = self._rivals()
        if rivals and self._is_film:
            rivals = self._with_runtime(rivals)
        if len(rivals) == 1 and self._may_be_beaten(rivals[0]):
            self._examine(self._suspects(rivals[0]))
            self._inquiry.minutes = None
            rivals = self._rivals()
            if rivals and self._is_film:
                rivals = self._with_runtime(rivals)
        if self._twins or len(rivals) != 1:
            return self._ask()
        if not self._inquiry.is_whole(rivals[0].subject):
            self._inquiry.examine(rivals[0].subject, whole=True)
            rivals = self._rivals()
        if len(rivals) != 1 or not self._is_enough(rivals[0]):
            return self._ask()
        return accept(rivals[0], "rule", self._inquiry.ranked())

    def _ask(self) -> Verdict:
        ranked = self._inquiry.ranked()
        return ask(why_not(self._inquiry.wanted, ranked, tie=self._tie), ranked)

    def _rivals(self) -> list[Scored]:
        rivals = contenders(self._inquiry.wanted, self._inquiry.ranked())
        self._tie = self._tie or len(rivals) > 1
        self._twins = self._twins or are_twins(rivals)
        return rivals

    def _is_hopeless(self, rivals: Sequence[Scored]) -> bool:
        """Tell whether no detail could lead to an acceptance, so that none need be asked for."""
        inquiry = self._inquiry
        if self._is_film and inquiry.year is None and len(rivals) > 1:
            return True
        readings = {one.parts["title"]["reading"] for one in rivals if one.fits}
        if not inquiry.wanted.agree and len(readings) > 1:
            return True
        return sum(isinstance(one.subject, Hit) for one in rivals) > inquiry.details_left

    def _examine(self, works: Sequence[Scored]) -> None:
        """Ask for the details of the first of ``works``, as many as may be asked for."""
        hits = [one.subject for one in works if isinstance(one.subject, Hit)]
        for number, hit in enumerate(hits[: max(self._inquiry.details_left, 0)]):
            # Only the likeliest series is worth all its episodes at once.
            self._inquiry.examine(hit, whole=self._is_film or number == 0)

    def _hidden(self) -> list[Scored]:
        """Return the search results that may have the name's title, the likeliest first."""
        inquiry = self._inquiry
        found = [
            (not inquiry.is_found_by_another_title(one.subject), -_unvetoed(one), number, one)
            for number, one in enumerate(inquiry.ranked())
            if isinstance(one.subject, Hit)
            and (one.parts["year"]["how"] != "off" or one.subject.ref in inquiry.in_year)
            and "country" not in one.vetoes
        ]
        return [one for *_key, one in sorted(found, key=lambda each: each[:3])]

    def _suspects(self, best: Scored) -> list[Scored]:
        """Return the hidden ones that a search found for a title which they do not show."""
        dated = best.parts["year"]["how"] == "same" and best.parts["title"]["how"] != "alternative"
        return [
            one
            for one in self._hidden()
            if one.subject.ref != best.subject.ref
            and isinstance(one.subject, Hit)
            and self._inquiry.is_found_by_another_title(one.subject)
            and (one.parts["year"]["how"] == "same" or not dated)
        ]

    def _may_be_beaten(self, best: Scored) -> bool:
        if self._inquiry.year is None or not self._suspects(best):
            return False
        return best.parts["year"]["how"] != "same" or not _runs_as_long(best)

    def _with_runtime(self, rivals: Sequence[Scored]) -> list[Scored]:
        """Return the contenders that are left once the file was opened, where that can decide."""
        best = rivals[0]
        unsure = (
            len(rivals) > 1
            or best.parts["year"]["how"] in ("missing", "unknown")
            or (best.parts["title"]["how"] == "alternative" and self._hidden())
            or self._may_be_beaten(best)
            or _is_weak(best)
        )
        timed = any(isinstance(one.subject, Film) and one.subject.runtime for one in rivals)
        if not timed or not unsure:
            return list(rivals)
        before = {one.subject.ref: one.score for one in rivals}
        self._inquiry.read_runtime()
        if len(rivals) == 1 and runs_nearly_as_long(best.subject, self._inquiry.minutes):
            self._inquiry.minutes = None
        left = self._rivals()
        if len(rivals) > 1 and left:
            best = left[0]
            losers = [one.subject for one in rivals if one.subject.ref != best.subject.ref]
            if (
                not _runs_as_long(best)
                or max(before.values()) > before.get(best.subject.ref, 0.0) + _HANDICAP
                or any(runs_at_pal_speed(one, self._inquiry.minutes) for one in losers)
            ):
                return list(rivals)
        return left

    def _is_enough(self, best: Scored) -> bool:
        inquiry, how, ref = self._inquiry, best.parts["year"]["how"], best.subject.ref
        runtime = best.parts.get("runtime")
        as_long = _runs_as_long(best)
        namesakes = [
            one for one in inquiry.ranked() if one.parts["title"]["same"] and one.subject.ref != ref
        ]
        doubts = (
            best.parts["title"]["how"] == "alternative" and not as_long and self._hidden(),
            runtime and not as_long and self._suspects(best),
            # The name's year may be wrong rather than the work's be unknown.
            how == "unknown" and namesakes,
            # Another work of that title may stand on the next page.
            how == "missing" and ref in inquiry.on_full_page and ref not in inquiry.first,
            how == "near" and ref in inquiry.on_full_page and not as_long,
        )
        return best.score >= ACCEPTED and not any(doubts)


def _is_weak(one: Scored) -> bool:
    """Tell whether title or year are not quite the name's, so that it may be a work unknown."""
    return bool(one.parts["year"]["how"] == "near" or one.parts["title"]["likeness"] < SPACED)


def _unvetoed(one: Scored) -> float:
    return float(TITLE * one.parts["title"]["value"] + YEAR * one.parts["year"]["value"])


def _runs_as_long(one: Scored) -> bool:
    runtime = one.parts.get("runtime")
    return bool(runtime and runtime["fits"])
