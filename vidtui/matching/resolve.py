"""From what the searches found to a verdict: details, running times, and ties that they break.

Search results show two titles of a work, so that one which shows other titles may still have the
name's title among the rest of its own. Such results are called hidden here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from vidtui.matching import reasons
from vidtui.matching.query import Scored, Wanted, plausible_year
from vidtui.matching.running_times import NEAR, Run, how_it_runs
from vidtui.matching.score import DISAGREE, TITLE, YEAR, score
from vidtui.matching.search import Inquiry, alike
from vidtui.matching.titles import is_one_word
from vidtui.providers.base import Film, Hit, WorkKind

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


def settle(inquiry: Inquiry, kind: WorkKind) -> Verdict:
    """Return the verdict over what was found, asking for the details that it takes."""
    return _Resolution(inquiry, kind).verdict()


class _Resolution:
    """One verdict in the making; ``rivals`` are the works that may be accepted, best first."""

    def __init__(self, inquiry: Inquiry, kind: WorkKind) -> None:
        self._inquiry = inquiry
        self._is_film = kind == "film"
        self._timing = Timing(inquiry, self._examine)
        self._tie = False
        self._twins = False

    def verdict(self) -> Verdict:
        """Return the verdict, asking for details until one work is left or none can be."""
        if not any(one.fits for one in self._inquiry.ranked()):
            self._examine(self._hidden())
        rivals = self._rivals()
        if rivals:
            found = None if self._is_hopeless(rivals) else self._only(self._left_of(rivals))
        else:
            found = alike(self._inquiry) if self._is_film else None
        return accept(found, "rule", self._inquiry.ranked()) if found else self._ask()

    def _only(self, rivals: Sequence[Scored]) -> Scored | None:
        """Return the only one of the rivals, with all its details, where that is enough."""
        if len(rivals) != 1 or (self._twins and not self._is_film):
            return None
        if self._complete(rivals[0]):
            rivals = self._rivals()
        return rivals[0] if len(rivals) == 1 and self._is_enough(rivals[0]) else None

    def _left_of(self, rivals: Sequence[Scored]) -> list[Scored]:
        """Return which of the rivals are left once their details and running times are known."""
        if len(rivals) > 1:
            self._examine(rivals)
        else:
            self._complete(rivals[0])
        known = self._rivals()
        left = self._timed(known)
        if len(known) == 1 and self._may_be_beaten(known[0], left):
            self._examine(self._suspects(known[0]))
            self._inquiry.minutes = None
            left = self._timed(self._rivals())
        return left

    def _complete(self, one: Scored) -> bool:
        """Ask for all details of a work, unless they are known; tell whether that was needed."""
        if self._inquiry.is_whole(one.subject):
            return False
        self._inquiry.examine(one.subject, whole=True)
        return True

    def _ask(self) -> Verdict:
        ranked = self._inquiry.ranked()
        is_tie = self._tie or self._timing.is_tie
        return ask(why_not(self._inquiry.wanted, ranked, tie=is_tie), ranked)

    def _rivals(self) -> list[Scored]:
        rivals = contenders(self._inquiry.wanted, self._inquiry.ranked())
        self._tie = self._tie or len(rivals) > 1
        self._twins = self._twins or are_twins(rivals)
        return rivals

    def _timed(self, rivals: Sequence[Scored]) -> list[Scored]:
        return self._timing.left(rivals) if self._is_film and rivals else list(rivals)

    def _is_hopeless(self, rivals: Sequence[Scored]) -> bool:
        """Tell whether no detail could lead to an acceptance, so that none need be asked for."""
        inquiry = self._inquiry
        is_undated = self._is_film and inquiry.year is None and len(rivals) > 1
        if is_undated and (inquiry.on_full_page or not inquiry.read_runtime()):
            return True
        if not inquiry.wanted.agree and len(readings(rivals)) > 1:
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

    def _may_be_beaten(self, best: Scored, left: Sequence[Scored]) -> bool:
        if self._inquiry.year is None or not self._suspects(best):
            return False
        return best.parts["year"]["how"] != "same" or not any(map(_runs_as_long, left))

    def _is_enough(self, best: Scored) -> bool:
        """Tell whether the only work that is left may be taken without asking."""
        how, value = best.parts["year"]["how"], best.score
        if how in DATED:
            # A file that runs otherwise was compared with the namesakes; it is just another cut.
            value = score(self._inquiry.wanted, best.subject).score
        elif how == "near" and _runs_as_long(best) and self._inquiry.wanted.agree:
            value = max(value, ACCEPTED)
        return (
            value >= ACCEPTED
            and not self._is_doubted_by_year(best, how)
            and (_runs_as_long(best) or not self._may_be_hidden(best))
        )

    def _is_doubted_by_year(self, best: Scored, how: str) -> bool:
        """Tell whether a year that is not the name's leaves room for another work."""
        inquiry, ref = self._inquiry, best.subject.ref
        is_on_full_page = ref in inquiry.on_full_page
        if how == "unknown":  # the name's year may be wrong rather than the work's be unknown
            return bool(self._timing.namesakes(best))
        if how == "missing":  # another work of that title may stand on the next page
            return is_on_full_page and ref not in inquiry.first
        if how != "near" or _runs_as_long(best):
            return False
        # There are many films with one word for a title.
        return is_on_full_page or (self._is_film and is_one_word(best.parts["title"]["title"]))

    def _may_be_hidden(self, best: Scored) -> bool:
        """Tell whether a work that shows other titles may be the one, where the length differs."""
        if best.parts["title"]["how"] == "alternative" and self._hidden():
            return True
        return _run(best) is not None and bool(self._suspects(best))


def _unvetoed(one: Scored) -> float:
    return float(TITLE * one.parts["title"]["value"] + YEAR * one.parts["year"]["value"])


def _run(one: Scored) -> str | None:
    runtime = one.parts.get("runtime")
    return runtime and str(runtime["run"])


def _runs_as_long(one: Scored) -> bool:
    return _run(one) == "fits"


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
        far = are_twins(rivals) or best.parts["year"]["how"] in UNDATED
        is_told = all(self._is_told(best, losers, minutes, far=far) for minutes in times)
        return left if is_told else list(rivals)

    def _is_told(
        self, best: Scored, losers: Sequence[Scored], minutes: float, *, far: bool
    ) -> bool:
        """Tell whether a file can be this work and none of the others; ``far`` from all of them."""
        run, others = self._run(best, minutes), [self._run(one, minutes) for one in losers]
        if run == "far" or any(other in _LIKELIER[run] for other in others):
            return False
        return not far or all(other == "far" for other in others)

    def _run(self, one: Scored, minutes: float) -> Run | None:
        return how_it_runs(one.subject, minutes, is_edition=self._inquiry.wanted.is_edition)
