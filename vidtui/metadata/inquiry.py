"""What was asked and found about one group of files: every question is asked once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from vidtui.metadata.failures import NotThere
from vidtui.metadata.scoring import score
from vidtui.metadata.source import Source
from vidtui.metadata.titles import without_country
from vidtui.metadata.verdict import order
from vidtui.metadata.wanted import Scored, Subject, Wanted, plausible_year
from vidtui.metadata.works import Film, Hit, Ref, Show, WorkKind
from vidtui.text import fold

Runtime = Callable[[], tuple[float, ...]]
"""Reads how many minutes each file runs that is the whole work, the largest first."""

MOST_SEARCHES: Final = 4
MOST_DETAILS: Final = 3
PAGE: Final = 20
"""A search that gives so many results may have more of them on its next page."""


class Inquiry:
    """The works found so far, and the questions that found them."""

    def __init__(self, wanted: Wanted, source: Source, runtime: Runtime) -> None:
        titles = tuple(title for title in wanted.titles if title.strip())
        self.wanted: Final = replace(wanted, titles=titles)
        self.source: Final = source
        self.year: Final = plausible_year(wanted.year)
        self.details_left = MOST_DETAILS
        self.minutes: float | None = None
        self.in_year: set[Ref] = set()
        self.on_full_page: set[Ref] = set()
        self.first: set[Ref] = set()
        self._read_runtime = runtime
        self._times: tuple[float, ...] | None = None
        self._found: dict[Ref, Subject] = {}
        self._popularity: dict[Ref, float] = {}
        self._whole: set[Ref] = set()
        self._asked: set[tuple[WorkKind, str, int | None]] = set()

    def search(
        self, kind: WorkKind, title: str, year: int | None, *, is_last: bool = False
    ) -> bool:
        """Search once, unless that was asked before or too much was; a last one always may.

        Returns:
            whether that are all the works of that title.
        """
        title = without_country(title)
        question = (kind, fold(title) or title.casefold(), year)
        if question in self._asked or (len(self._asked) >= MOST_SEARCHES and not is_last):
            return False
        self._asked.add(question)
        hits = self.source.search(kind, title, year)
        for hit in hits:
            if len(hits) < PAGE:
                self.on_full_page.discard(hit.ref)
            elif hit.ref not in self._found:
                self.on_full_page.add(hit.ref)
            if year is not None:
                self.in_year.add(hit.ref)
            self.add(hit)
        self.first |= {hit.ref for hit in hits[:1]}
        return year is None and len(hits) < PAGE

    def add(self, subject: Subject) -> None:
        """Keep a work, unless a person rejected it or more is known of it."""
        ref = subject.ref
        if isinstance(subject, Hit):
            self._popularity[ref] = max(subject.popularity, self._popularity.get(ref, 0.0))
            if ref in self._found:
                return
        if ref not in self.wanted.rejected:
            self._found[ref] = subject

    def examine(self, subject: Subject, *, whole: bool) -> None:
        """Ask for the details of a work; ``whole`` with the episodes of a series.

        A work that is gone meanwhile is forgotten.
        """
        ref = subject.ref
        try:
            details: Film | Show
            if ref.kind == "film":
                details = self.source.film(ref.id)
            elif whole:
                details = self.source.show(ref.id, likely_seasons(self.wanted))
            else:
                details = self.source.show_head(ref.id)
        except NotThere:
            del self._found[ref]
            return
        finally:
            self.details_left -= 1
        # The provider may have merged two works: the one that was asked for is then gone.
        if details.ref != ref:
            del self._found[ref]
        self.add(details)
        if whole or ref.kind == "film":
            self._whole.add(details.ref)

    def is_found_by_another_title(self, hit: Hit) -> bool:
        """Tell whether a search gave ``hit`` for a title that it does not show."""
        shown = [set(fold(title).split()) for title in (hit.title, hit.original_title)]
        return not any(
            words <= title
            for _kind, asked, _year in self._asked
            if (words := set(asked.split()))
            for title in shown
        )

    def is_whole(self, subject: Subject) -> bool:
        """Tell whether all that can be asked about a work was."""
        return subject.ref in self._whole

    def read_runtime(self) -> tuple[float, ...]:
        """Open the files, once, and return how long each runs, the largest first."""
        if self._times is None:
            self._times = self._read_runtime()
        self.minutes = self._times[0] if self._times else None
        return self._times

    def ranked(self) -> list[Scored]:
        """Return what was found, best first."""
        scored = [score(self.wanted, work, self.minutes) for work in self._found.values()]
        return order(scored, self._popularity)


def likely_seasons(wanted: Wanted) -> list[int]:
    """Return the seasons of the files."""
    return sorted({season for season, _number in wanted.episodes})
