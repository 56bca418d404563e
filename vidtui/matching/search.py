"""What was asked and found about one group of files: every question is asked once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final, Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from vidtui.matching.query import Scored, Subject, Wanted, known_titles, order, plausible_year
from vidtui.matching.score import score
from vidtui.matching.titles import form, is_telling, numbered_otherwise, without_country
from vidtui.providers.base import BadQuestion, Film, Hit, NotThere, Ref, Series, Source, WorkKind
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
        """Search a title, unless it was searched before or the searches are used up.

        ``is_last`` searches even then.

        Returns:
            whether that are all the works of that title.
        """
        title = without_country(title)
        question = (kind, fold(title) or title.casefold(), year)
        if question in self._asked or (len(self._asked) >= MOST_SEARCHES and not is_last):
            return False
        self._asked.add(question)
        hits = self.source.search(kind, title, year)
        self._note(hits, year)
        return year is None and len(hits) < PAGE

    def _note(self, hits: Sequence[Hit], year: int | None) -> None:
        """Keep what a search found, and where it stood."""
        refs = {hit.ref for hit in hits}
        if len(hits) < PAGE:
            self.on_full_page -= refs
        else:
            self.on_full_page |= refs - self._found.keys()
        if year is not None:
            self.in_year |= refs
        for hit in hits:
            self.add(hit)
        self.first |= {hit.ref for hit in hits[:1]}

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
            details: Film | Series
            if ref.kind == "film":
                details = self.source.film(ref.id)
            elif whole:
                details = self.source.series(ref.id, likely_seasons(self.wanted))
            else:
                details = self.source.series_head(ref.id)
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


ALIKE: Final = 0.85
"""So alike are two titles of which one has a letter wrong."""
MOST_LETTERS: Final = 2
"""So many letters are wrong, missing, too many or in each other's place."""
MOST_OTHER_SEARCHES: Final = 4


def search_otherwise(inquiry: Inquiry, kind: WorkKind) -> None:
    """Search with a number written otherwise, then with one word left out, until one is alike."""
    for title in list(_otherwise(inquiry.wanted.titles[0]))[:MOST_OTHER_SEARCHES]:
        inquiry.search(kind, title, inquiry.year, is_last=True)
        if any(one.fits or _is_alike(one) for one in inquiry.ranked()):
            return


def _otherwise(title: str) -> Iterator[str]:
    other = numbered_otherwise(title)
    if other != title:
        yield other
    words = fold(title).split()
    # The longest first: in a long word there are more letters to get wrong.
    for at in sorted(range(len(words)), key=lambda at: (-len(words[at]), at)):
        rest = words[:at] + words[at + 1 :]
        if any(is_telling(word) for word in rest):
            yield " ".join(rest)


def alike(inquiry: Inquiry) -> Scored | None:
    """Return the only film that has nearly the name's title, its year and the file's length."""
    wanted = inquiry.wanted
    if inquiry.year is None or not wanted.agree or inquiry.details_left < 1:
        return None
    found = [one.subject for one in inquiry.ranked() if _is_alike(one)]
    if len(found) != 1:
        return None
    if isinstance(found[0], Hit):
        inquiry.examine(found[0], whole=True)
    inquiry.read_runtime()
    again = [one for one in inquiry.ranked() if one.subject.ref == found[0].ref]
    timed = (score(wanted, one.subject, inquiry.minutes) for one in again)
    return next(filter(_runs_as_long, timed), None)


def _runs_as_long(one: Scored) -> bool:
    """Tell whether a work runs as long as the file, and nothing speaks against it."""
    runtime = one.parts.get("runtime")
    return bool(runtime and runtime["run"] in ("fits", "faster") and not one.vetoes)


def _is_alike(one: Scored) -> bool:
    """Tell whether a work has nearly the name's title, and its year; a part of it is not near.

    In a long title a whole word could be another and the rest still be much alike.
    """
    name = one.parts["title"]["wanted"]
    mine, numbers = fold(name), form(name).numbers
    return one.parts["year"]["how"] == "same" and any(
        numbers == form(title).numbers
        and fuzz.ratio(mine, theirs := fold(title)) >= 100 * ALIKE
        and OSA.distance(mine, theirs) <= MOST_LETTERS
        for title, _how in known_titles(one.subject)
    )


_OTHERS: Final[tuple[Literal["tvdb"], Literal["imdb"]]] = ("tvdb", "imdb")
_LOST = (NotThere, BadQuestion)


def by_id(inquiry: Inquiry, kind: WorkKind) -> tuple[Scored | None, bool]:
    """Return the work that the ids give, and whether an id led to nothing.

    An id whose work a person rejected is passed over.
    """
    work, lost = _film(inquiry) if kind == "film" else _show(inquiry)
    return (score(inquiry.wanted, work) if work else None), lost


def _film(inquiry: Inquiry) -> tuple[Film | None, bool]:
    wanted, source, lost = inquiry.wanted, inquiry.source, False
    for provider in (source.name, "imdb"):
        id_ = wanted.ids.get(provider, "")
        if not id_ or Ref(source.name, "film", id_) in wanted.rejected:
            continue
        try:
            film = source.film(id_)
        except _LOST:
            lost = True
            continue
        if film.ref not in wanted.rejected:
            return replace(film, ids={provider: id_, **film.ids}), lost
    return None, lost


def _show(inquiry: Inquiry) -> tuple[Series | None, bool]:
    wanted, source, lost = inquiry.wanted, inquiry.source, False
    id_ = wanted.ids.get(source.name, "")
    if id_ and Ref(source.name, "series", id_) not in wanted.rejected:
        try:
            return source.series(id_, likely_seasons(wanted)), False
        except _LOST:
            lost = True
    for provider in _OTHERS:
        if not (id_ := wanted.ids.get(provider, "")):
            continue
        for hit in _find(inquiry, provider, id_):
            if hit.ref.kind == "series" and hit.ref not in wanted.rejected:
                try:
                    show = source.series(hit.ref.id, likely_seasons(wanted))
                except _LOST:
                    continue
                return replace(show, ids={provider: id_, **show.ids}), lost
    # What find does not know may be the id of a single episode: that is nothing against the show.
    return None, lost


def _find(inquiry: Inquiry, provider: Literal["imdb", "tvdb"], id_: str) -> list[Hit]:
    try:
        return inquiry.source.find(provider, id_)
    except _LOST:
        return []


def look_at_both_kinds(inquiry: Inquiry) -> None:
    """Add the film and the series that the ids may mean, where the kind is not known."""
    ids, source = inquiry.wanted.ids, inquiry.source
    if id_ := ids.get(source.name):
        asked: tuple[Callable[[str], Film | Series], ...] = (source.film, source.series_head)
        for ask in asked:
            try:
                inquiry.add(ask(id_))
            except _LOST:
                continue
    for provider in _OTHERS:
        if not inquiry.ranked() and (id_ := ids.get(provider)):
            for hit in _find(inquiry, provider, id_):
                inquiry.add(hit)
