"""The slow path: guessit with the type that the folder gave, beside our own cut of the name."""

from __future__ import annotations

from vidtui.library.naming.films import read_film
from vidtui.library.naming.flat import read_flat
from vidtui.library.naming.layout import read_layout
from vidtui.library.naming.name import Name, NameRequest
from vidtui.library.naming.series import has_episode, read_below
from vidtui.library.naming.words import stem_of


def read_guessit(request: NameRequest) -> Name:
    """Read any path; never raises.

    The result has no titles where the path holds no word at all, which only ids can make good.
    """
    parts = request.path.split("/")[request.folder :] or [request.path]
    stem = stem_of(parts[-1])
    if request.kind == "film":
        return read_film(parts[:-1], stem, "movie")
    layout = read_layout(request.path, request.folder)
    if request.kind == "unknown" and not has_episode(stem, layout, anime=request.anime):
        return read_film(parts[:-1], stem, None)
    return read_below(request, stem, layout) if layout else read_flat(request, stem)
