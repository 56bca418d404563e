"""Finds the work that a group of files is, in as few requests as that takes.

Ids come first, then the titles. Linking the wrong work is the worst that can happen, so that
what only may be right is left to a person.
"""

from __future__ import annotations

from collections.abc import Sequence

from vidtui.matching import reasons
from vidtui.matching.query import Scored, Wanted
from vidtui.matching.resolve import Verdict, accept, ask, settle, why_not
from vidtui.matching.search import Inquiry, Runtime, by_id, look_at_both_kinds, search_otherwise
from vidtui.matching.titles import without_extras
from vidtui.providers.base import Source, WorkKind
from vidtui.text import fold


def identify(wanted: Wanted, source: Source, runtime: Runtime) -> Verdict:
    """Return which work ``wanted`` is, or what there is to choose from and why.

    Args:
        wanted: what the disk says of the group.
        source: whom to ask.
        runtime: reads how long the files run, in minutes; called at most once.

    Raises:
        ProviderFailure: the provider gave no answer that can be used.
        Stopped: the user cancelled.
    """
    inquiry = Inquiry(wanted, source, runtime)
    wanted = inquiry.wanted
    if not wanted.titles and not any(wanted.ids.values()):
        return ask(reasons.NO_TITLE)
    if wanted.kind == "unknown":
        return _propose(inquiry)
    return _identify(inquiry, wanted.kind)


def _identify(inquiry: Inquiry, kind: WorkKind) -> Verdict:
    wanted = inquiry.wanted
    known, lost = by_id(inquiry, kind)
    if known and not lost and "id" not in known.vetoes:
        return accept(known, "id")
    if known or lost:
        _search(inquiry, kind)
        return ask(reasons.BAD_ID, _with_first(known, inquiry.ranked()))
    if not wanted.titles:
        return ask(reasons.NO_TITLE)
    _search(inquiry, kind)
    return settle(inquiry, kind)


def _with_first(known: Scored | None, ranked: Sequence[Scored]) -> Sequence[Scored]:
    """Return the works with the one of the id, where there is one, in front."""
    if known is None:
        return ranked
    return [known, *(one for one in ranked if one.subject.ref != known.subject.ref)]


def _search(inquiry: Inquiry, kind: WorkKind) -> None:
    """Search the titles until a work has one of them and the year."""
    year = inquiry.year
    distinct: dict[str, str] = {}
    for title in inquiry.wanted.titles:
        distinct.setdefault(fold(title) or title.casefold(), title)
    titles = list(distinct.values())
    if not titles or _is_found(inquiry, kind, titles):
        return
    if not inquiry.ranked() and year:
        for title in titles[1:]:
            inquiry.search(kind, title, None)
    if not inquiry.ranked():
        # A search wants every word to be there: "and" where the work has "&", "UK" nowhere.
        inquiry.search(kind, without_extras(titles[0]), None, is_last=True)
    if not inquiry.ranked():
        search_otherwise(inquiry, kind)


def _is_found(inquiry: Inquiry, kind: WorkKind, titles: Sequence[str]) -> bool:
    """Search with and without the year; tell whether a work fits so that no more need be asked."""
    year, first = inquiry.year, titles[0]
    # Where the sources disagree, the second title has to be heard as well.
    unheard = set(() if inquiry.wanted.agree else titles[1:2])
    plan = [(title, year) for title in titles[: 3 if year else 4]]
    if year and kind == "film":
        # Without the year first: that shows the namesakes of other years as well.
        is_all = inquiry.search(kind, first, None)
        has_year = is_all and _has_year(inquiry)
        if has_year and not unheard:
            return True
        if has_year or (is_all and not inquiry.ranked()):
            del plan[0]
    elif year:
        plan.append((first, None))
    return any(_fits(inquiry, kind, question, unheard) for question in plan)


def _fits(
    inquiry: Inquiry, kind: WorkKind, question: tuple[str, int | None], unheard: set[str]
) -> bool:
    """Search a title; tell whether a work fits, and no title has to be heard any more."""
    title, year = question
    inquiry.search(kind, title, year)
    unheard.discard(title)
    return not unheard and any(one.fits for one in inquiry.ranked())


def _has_year(inquiry: Inquiry) -> bool:
    """Tell whether a work has the name's title and its very year."""
    return any(one.fits and one.parts["year"]["how"] == "same" for one in inquiry.ranked())


def _propose(inquiry: Inquiry) -> Verdict:
    """Search films and series alike; which of them it is stays a person's choice."""
    look_at_both_kinds(inquiry)
    wanted = inquiry.wanted
    if not inquiry.ranked():
        if inquiry.year:
            plan = [(title, year) for title in wanted.titles[:1] for year in (inquiry.year, None)]
        else:
            plan = [(title, None) for title in wanted.titles[:2]]
        for title, year in plan:
            inquiry.search("film", title, year)
            if _fits(inquiry, "series", (title, year), set()):
                break
    ranked = inquiry.ranked()
    return ask(reasons.UNKNOWN_KIND if ranked else why_not(wanted, ranked), ranked)
