"""Enriches one group: asks the provider, and writes what it is or why a person has to decide."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from vidtui.catalogue import outcomes, queue, works
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.outcomes import Proposal
from vidtui.catalogue.queue import Asked
from vidtui.library import runtime
from vidtui.metadata.failures import NotThere
from vidtui.metadata.identifying import identify
from vidtui.metadata.reasons import BAD_ID, NOTHING_FOUND
from vidtui.metadata.scoring import Scored, Wanted
from vidtui.metadata.source import Source
from vidtui.metadata.works import Film, Ref, Show

Became = Literal["enriched", "pending", "not_found", "overtaken"]
"""``overtaken``: a person decided about the group while the provider was asked."""


class KnownFilms:
    """A source that does not ask again for the films that the catalogue holds already."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.search, self.find = source.search, source.find
        self.show, self.show_head = source.show, source.show_head

    def film(self, id: str) -> Film:  # noqa: A002
        """Return a film from the catalogue, or else from the source."""
        return works.known_film("tmdb", id) or self._source.film(id)


def enrich(catalogue: Catalogue, asked: Asked, source: Source, find_runtime: bool) -> Became:
    """Ask about one group and write what came of it; in a session.

    Args:
        catalogue: where to write.
        asked: the group.
        source: whom to ask.
        find_runtime: whether running times of files can be read.

    Raises:
        ProviderFailure: there was no answer; nothing is written.
        Stopped: the user cancelled; nothing is written.
    """
    known = KnownFilms(source)
    if asked.chosen is not None:
        return _fetch(catalogue, asked, asked.chosen, known)
    minutes = _Minutes(catalogue, asked, find_runtime)
    verdict = identify(_wanted(asked), known, minutes)
    accepted = verdict.accepted
    if accepted is not None and isinstance(accepted.subject, Film | Show):
        work = accepted.subject
        with catalogue.transaction():
            if not queue.is_unchanged(asked):
                return "overtaken"
            outcomes.forget_proposals(asked.id)
            outcomes.store(asked.id, [_proposal(one) for one in verdict.ranked])
            outcomes.settle(asked.id, work, _proposal(accepted), verdict.by or "rule")
        return "enriched"
    if verdict.ranked and asked.kind == "film":
        minutes()  # a person compares it with the proposals
    reason = verdict.reason or NOTHING_FOUND
    not_found = reason == NOTHING_FOUND
    with catalogue.transaction():
        _keep_films(verdict.ranked)
        if not queue.is_unchanged(asked):
            return "overtaken"
        outcomes.forget_proposals(asked.id)
        outcomes.store(asked.id, [_proposal(one) for one in verdict.ranked])
        outcomes.hold(asked.id, reason, not_found=not_found)
    return "not_found" if not_found else "pending"


def _fetch(catalogue: Catalogue, asked: Asked, ref: Ref, source: KnownFilms) -> Became:
    """Fetch the details of the work that the group is known to be."""
    seasons = {season for season, _number in asked.episodes}
    try:
        work = source.film(ref.id) if ref.kind == "film" else source.show(ref.id, seasons)
    except NotThere:
        with catalogue.transaction():
            if not queue.is_unchanged(asked):
                return "overtaken"
            outcomes.reject(asked.id, ref)
            outcomes.hold(asked.id, BAD_ID)
        return "pending"
    with catalogue.transaction():
        if not queue.is_unchanged(asked):
            return "overtaken"
        outcomes.settle(asked.id, work, None, asked.chosen_by)
    return "enriched"


def _keep_films(ranked: Collection[Scored]) -> None:
    """Keep the rivals that were fetched, so that accepting one of them costs no request."""
    now = outcomes.now()
    for one in ranked:
        if isinstance(one.subject, Film):
            works.save_film(one.subject, now)


def _wanted(asked: Asked) -> Wanted:
    evidence = asked.evidence
    return Wanted(
        kind=asked.kind,  # type: ignore[arg-type]
        titles=tuple(evidence.get("titles") or ()),
        year=evidence.get("year"),
        country=evidence.get("country"),
        agree=bool(evidence.get("agree", True)),
        ids=dict(evidence.get("ids") or {}),
        episodes=asked.episodes,
        rejected=asked.rejected,
    )


def _proposal(scored: Scored) -> Proposal:
    return Proposal(scored.subject, scored.score, scored.parts)


class _Minutes:
    """The running time of the group's largest file, read at most once and remembered."""

    def __init__(self, catalogue: Catalogue, asked: Asked, is_available: bool) -> None:
        self._catalogue, self._asked, self._is_available = catalogue, asked, is_available
        self._read = False
        self._found: float | None = None

    def __call__(self) -> float | None:
        if not self._read:
            self._read = True
            self._found = self._find()
        return self._found

    def _find(self) -> float | None:
        if not self._asked.files:
            return None
        file = self._asked.files[0]
        if file.runtime is not None or not self._is_available:
            return file.runtime
        minutes = runtime.runtime_of(file.path)
        if minutes is not None:
            with self._catalogue.transaction():
                outcomes.keep_runtime(file.id, minutes)
        return minutes
