"""What a person asks the provider: these questions go before those of the queue."""

from __future__ import annotations

from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.jobs.base import CancelToken
from vidtui.providers import references
from vidtui.providers.base import BadQuestion, Film, Hit, NotThere, Series, Source, WorkKind
from vidtui.providers.registry import open_source
from vidtui.settings.model import Settings
from vidtui.text import printable


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
        return _fetch(source, reference.kind, reference.id)
    if reference.provider == "imdb" and kind == "film":
        return source.film(reference.id)
    found = [
        hit for hit in source.find(reference.provider, reference.id) if hit.ref.kind in kinds(kind)
    ]
    if not found:
        raise UsageProblem(_("TMDB knows no such work: {id}").format(id=reference.id))
    return _fetch(source, found[0].ref.kind, found[0].ref.id)


def kinds(kind: str) -> tuple[WorkKind, ...]:
    """Return what a group of this kind may be."""
    return ("film",) if kind == "film" else ("series",) if kind == "series" else ("film", "series")


def _fetch(source: Source, kind: WorkKind, id: str) -> Film | Series:  # noqa: A002
    return source.film(id) if kind == "film" else source.series(id)
