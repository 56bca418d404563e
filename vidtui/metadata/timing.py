"""What the running times of the files say about the works that may be accepted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from vidtui.metadata.inquiry import Inquiry
from vidtui.metadata.running_times import NEAR, Run, how_it_runs
from vidtui.metadata.scoring import score
from vidtui.metadata.verdict import are_twins, contenders
from vidtui.metadata.wanted import Scored
from vidtui.metadata.works import Film

DATED: Final = ("same", "released")
UNDATED: Final = ("missing", "unknown")
"""How a year may be that is the name's, and that is no help."""
_HANDICAP: Final = 0.01
"""A running time may decide between works so near; it outweighs no better title or year."""
_MOST_YEARS_OFF: Final = 10
"""Hardly a wrong year is farther off, while one that is a year off is common."""
_LIKELIER: Final[dict[Run | None, tuple[Run, ...]]] = {
    None: (),
    "fits": (),
    "faster": ("fits",),
    "nearly": ("fits",),
    "misses": NEAR,
    "far": NEAR,
}
"""By how a file runs beside one work, how it runs beside another that is then the likelier."""


class Timing:
    """The running times of a group's files beside the works that an inquiry found."""

    def __init__(self, inquiry: Inquiry, examine: Callable[[Sequence[Scored]], None]) -> None:
        """Take the inquiry, and what asks for the details of works, as many as may be."""
        self._inquiry, self._examine = inquiry, examine
        self.is_tie = False

    def left(self, rivals: Sequence[Scored]) -> list[Scored]:
        """Return which of the contenders are left once the files were opened, all or one or none.

        Where nobody can say how long the files or the works run, all are.
        """
        if not any(isinstance(one.subject, Film) and one.subject.runtime for one in rivals):
            return list(rivals)
        times = self._inquiry.read_runtime()
        if not times:
            return list(rivals)
        if len(rivals) > 1:
            return self._told_apart(rivals, times)
        best = score(self._inquiry.wanted, rivals[0].subject, self._inquiry.minutes)
        return [] if any(self._is_doubted(best, minutes) for minutes in times) else [best]

    def namesakes(self, best: Scored) -> list[Scored]:
        """Return the other works with the name's title, of whatever year."""
        return [
            one
            for one in self._inquiry.ranked()
            if one.parts["title"]["same"] and one.subject.ref != best.subject.ref
        ]

    def _is_doubted(self, best: Scored, minutes: float) -> bool:
        """Tell whether a file runs so that it can hardly be this work, or rather is a namesake."""
        run = self._run(best, minutes)
        if run == "far":  # beside a file that fits, too: twins have one name
            return True
        how = best.parts["year"]["how"]
        if run is None or how in UNDATED:
            return False
        # A year that is not the work's own makes it no likelier than one that runs as long.
        likelier = _LIKELIER[run] if how in DATED else ("fits",)
        if likelier:
            self._examine(self._likely(best))
        is_likelier = any(self._run(one, minutes) in likelier for one in self._likely(best))
        self.is_tie = self.is_tie or is_likelier
        return is_likelier

    def _likely(self, best: Scored) -> list[Scored]:
        """Return the namesakes that the name may mean, where its year may be wrong."""
        if best.parts["year"]["how"] in DATED:
            return self.namesakes(best)
        year = self._inquiry.year or 0
        return [
            one
            for one in self.namesakes(best)
            if abs((one.subject.year or 0) - year) <= _MOST_YEARS_OFF
        ]

    def _told_apart(self, rivals: Sequence[Scored], times: Sequence[float]) -> list[Scored]:
        """Return the one of several contenders whose running time tells it from the others."""
        before = {one.subject.ref: one.score for one in rivals}
        left = contenders(self._inquiry.wanted, self._inquiry.ranked())
        if len(left) != 1 or self._run(left[0], times[0]) != "fits":
            return list(rivals)
        best, ref = left[0], left[0].subject.ref
        losers = [one for one in rivals if one.subject.ref != ref]
        if max(before.values()) > before.get(ref, 0.0) + _HANDICAP:
            return list(rivals)
        have_to_be_far = are_twins(rivals) or best.parts["year"]["how"] in UNDATED
        for minutes in times:
            run, others = self._run(best, minutes), [self._run(one, minutes) for one in losers]
            if run == "far" or any(other in _LIKELIER[run] for other in others):
                return list(rivals)
            if have_to_be_far and any(other != "far" for other in others):
                return list(rivals)
        return left

    def _run(self, one: Scored, minutes: float) -> Run | None:
        return how_it_runs(one.subject, minutes, is_edition=self._inquiry.wanted.is_edition)
