"""What the provider is asked: of a group, by what its files say, and by a person.

The questions of a person go before those of the queue.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vidtui.catalogue import works
from vidtui.catalogue.queue import Asked, AskedFile
from vidtui.disk.classify import is_in_disc
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.jobs.base import CancelToken
from vidtui.matching.query import NfoFacts, known_titles
from vidtui.matching.reasons import OTHER_NAME
from vidtui.matching.running_times import how_it_runs, running_times
from vidtui.matching.score import Scored, Wanted
from vidtui.matching.titles import compare, form
from vidtui.providers import references
from vidtui.providers.base import (
    BadQuestion,
    Film,
    Hit,
    NotThere,
    Series,
    Source,
    WorkKind,
)
from vidtui.providers.registry import open_source
from vidtui.settings.model import Settings
from vidtui.text import printable


def doubt_of(asked: Asked, accepted: Scored, times: Callable[[], Sequence[float]]) -> str | None:
    """Return why a work may not be what the file's own name says, None where nothing says so."""
    evidence, lacks = asked.evidence, _lacks_a_title(asked, accepted)
    if not lacks and not evidence.get("doubt"):
        return None
    may_be_timed = not lacks or evidence.get("or_time")
    if may_be_timed and any(how_it_runs(accepted.subject, one) == "fits" for one in times()):
        return None
    return OTHER_NAME if lacks else str(evidence["doubt"])


def _lacks_a_title(asked: Asked, accepted: Scored) -> bool:
    titles = [form(title) for title, _how in known_titles(accepted.subject)]
    return any(
        not any(compare(form(str(wanted)), title).same for title in titles)
        for wanted in asked.evidence.get("must_have") or ()
    )


def wanted_of(asked: Asked) -> Wanted:
    """Return what the files of a group say, for the provider to be asked."""
    evidence = asked.evidence
    nfo = evidence.get("nfo") or {}
    return Wanted(
        kind=asked.kind,  # type: ignore[arg-type]
        titles=tuple(evidence.get("titles") or ()),
        year=evidence.get("year"),
        country=evidence.get("country"),
        agree=bool(evidence.get("agree", True)),
        ids=dict(evidence.get("ids") or {}),
        episodes=asked.episodes,
        rejected=asked.rejected,
        is_edition=bool(asked.files) and all(file.edition for file in asked.files),
        nfo=NfoFacts(nfo.get("title"), nfo.get("year"), dict(nfo.get("ids") or {})),
    )


def times_of(asked: Asked, read: Callable[[AskedFile], float | None]) -> tuple[float, ...]:
    """Return how many minutes a film runs by its files; what lies in a disc says nothing of that.

    Args:
        asked: the group.
        read: says how long a file runs.
    """
    return running_times([file for file in asked.files if not is_in_disc(file.path)], read)


def search(settings: Settings, kind: str, title: str, cancel: CancelToken) -> list[Hit]:
    """Return the works under a title; of both kinds where ``kind`` is neither.

    Raises:
        UsageProblem: there is no token.
        ProviderFailure: no answer.
        Stopped: cancelled.
    """
    source = open_source(settings, cancel)
    return [hit for one in kinds(kind) for hit in source.search(one, title)]


def look_up(settings: Settings, kind: str, text: str, cancel: CancelToken) -> Film | Series:
    """Return the work that a person names by an id or an address.

    Raises:
        UsageProblem: the text names no work, none that is there, or one of another kind; or there
            is no token.
        ProviderFailure: no answer.
        Stopped: cancelled.
    """
    try:
        return _look_up(settings, kind, text, cancel)
    except (NotThere, BadQuestion):
        raise UsageProblem(_("TMDB knows no such work: {id}").format(id=printable(text))) from None


def _look_up(settings: Settings, kind: str, text: str, cancel: CancelToken) -> Film | Series:
    reference = references.parse(text, kind)  # type: ignore[arg-type]
    source = open_source(settings, cancel)
    if reference.provider == "tmdb":
        if reference.kind is None:
            raise UsageProblem(
                _("say which: tmdb:movie/{id} or tmdb:tv/{id}").format(id=reference.id)
            )
        return _of_its_kind(source, reference.kind, reference.id, asked=kind)
    if reference.provider == "imdb" and kind == "film":
        return source.film(reference.id)
    found = [
        hit for hit in source.find(reference.provider, reference.id) if hit.ref.kind in kinds(kind)
    ]
    if not found:
        raise UsageProblem(_("TMDB knows no such work: {id}").format(id=reference.id))
    return _fetch(source, found[0].ref.kind, found[0].ref.id)


def _of_its_kind(
    source: Source,
    kind: WorkKind,
    id: str,  # noqa: A002
    *,
    asked: str,
) -> Film | Series:
    """Return the work of an id; say so where only one of the other kind has it."""
    try:
        return _fetch(source, kind, id)
    except NotThere:
        other: WorkKind = "film" if kind == "series" else "series"
        if asked != kind:
            raise
        try:
            title = printable(_fetch(source, other, id).title.value)
        except NotThere:
            title = ""
        if not title:
            raise
    if other == "film":
        text = _("{id} is a film, {title}, and these files are a series")
    else:
        text = _("{id} is a series, {title}, and these files are a film")
    raise UsageProblem(text.format(id=id, title=title))


def kinds(kind: str) -> tuple[WorkKind, ...]:
    """Return what a group of this kind may be."""
    return ("film",) if kind == "film" else ("series",) if kind == "series" else ("film", "series")


def _fetch(source: Source, kind: WorkKind, id: str) -> Film | Series:  # noqa: A002
    return source.film(id) if kind == "film" else source.series(id)


class KnownFilms:
    """A source that does not ask again for the films that the catalogue holds in this language."""

    def __init__(self, source: Source, language: str) -> None:
        self.name = source.name
        self._source, self._language = source, language
        self.search, self.find = source.search, source.find
        self.series, self.series_head = source.series, source.series_head

    def film(self, id: str) -> Film:  # noqa: A002
        """Return a film from the catalogue, or else from the source."""
        known = works.known_film(self.name, id)
        if known and known.overview and known.overview.language.startswith(self._language):
            return known
        return self._source.film(id)
