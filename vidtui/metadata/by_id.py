"""The works that the ids in names and NFO files lead to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, Literal

from vidtui.metadata.failures import BadQuestion, NotThere
from vidtui.metadata.inquiry import Inquiry, likely_seasons
from vidtui.metadata.scoring import score
from vidtui.metadata.wanted import Scored
from vidtui.metadata.works import Film, Hit, Ref, Show, WorkKind

_OTHERS: Final[tuple[Literal["tvdb"], Literal["imdb"]]] = ("tvdb", "imdb")
_LOST = (NotThere, BadQuestion)


def by_id(inquiry: Inquiry, kind: WorkKind) -> tuple[Scored | None, bool]:
    """Return the work that the ids give, and whether an id led to nothing.

    An id whose work a person rejected is passed over.
    """
    work, lost = _film(inquiry) if kind == "film" else _show(inquiry)
    return (score(inquiry.wanted, work) if work else None), lost


def _film(inquiry: Inquiry) -> tuple[Film | None, bool]:
    wanted, lost = inquiry.wanted, False
    for provider in ("tmdb", "imdb"):
        id_ = wanted.ids.get(provider, "")
        if not id_ or Ref("tmdb", "film", id_) in wanted.rejected:
            continue
        try:
            film = inquiry.source.film(id_)
        except _LOST:
            lost = True
            continue
        if film.ref not in wanted.rejected:
            return replace(film, ids={provider: id_, **film.ids}), lost
    return None, lost


def _show(inquiry: Inquiry) -> tuple[Show | None, bool]:
    wanted, lost = inquiry.wanted, False
    id_ = wanted.ids.get("tmdb", "")
    if id_ and Ref("tmdb", "series", id_) not in wanted.rejected:
        try:
            return inquiry.source.show(id_, likely_seasons(wanted)), False
        except _LOST:
            lost = True
    for provider in _OTHERS:
        if not (id_ := wanted.ids.get(provider, "")):
            continue
        for hit in _find(inquiry, provider, id_):
            if hit.ref.kind == "series" and hit.ref not in wanted.rejected:
                try:
                    show = inquiry.source.show(hit.ref.id, likely_seasons(wanted))
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
    if id_ := ids.get("tmdb"):
        asked: tuple[Callable[[str], Film | Show], ...] = (source.film, source.show_head)
        for ask in asked:
            try:
                inquiry.add(ask(id_))
            except _LOST:
                continue
    for provider in _OTHERS:
        if not inquiry.ranked() and (id_ := ids.get(provider)):
            for hit in _find(inquiry, provider, id_):
                inquiry.add(hit)
