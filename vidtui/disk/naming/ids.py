"""The ids that people and media centres write into names: ``{tmdb-603}``, ``[imdbid=tt…]``."""

from __future__ import annotations

import re

_TAG = re.compile(
    r"[\[{(]\s*(?:(?P<provider>tmdb|themoviedb|imdb|tvdb|thetvdb)(?:[ _-]?id)?\s*[-=:_ ]\s*)?"
    r"(?P<value>tt\d{6,10}|\d{1,9})\s*[\]})]",
    re.IGNORECASE,
)
_BARE_IMDB = re.compile(r"(?<![A-Za-z0-9])(tt\d{7,10})(?![A-Za-z0-9])")
_IMDB = re.compile(r"tt\d{6}")
_EDITION = re.compile(r"\{\s*edition[-=: ]\s*(?P<edition>[^{}]*?)\s*\}", re.IGNORECASE)
_PROVIDERS = {"themoviedb": "tmdb", "thetvdb": "tvdb"}


def _read(match: re.Match[str]) -> tuple[str, str] | None:
    """Return (provider, id) of one tag, or None where the bracket holds something else."""
    provider, value = match["provider"], match["value"].lower()
    if value.startswith("tt"):
        return "imdb", value
    if provider is None:
        return None
    name = _PROVIDERS.get(provider.lower(), provider.lower())
    if name == "imdb":
        return "imdb", f"tt{value:0>7}"
    return name, value.lstrip("0") or "0"


def _hinted(text: str) -> bool:
    lower = text.lower()
    return "db" in lower or ("tt" in lower and _IMDB.search(lower) is not None)


def ids_in(path: str) -> dict[str, str]:
    """Return the ids that the components of ``path`` carry; the one nearest the file wins.

    Keys are ``tmdb``, ``imdb`` and ``tvdb``; IMDb ids keep their ``tt``.
    """
    if not _hinted(path):
        return {}
    found: dict[str, str] = {}
    for part in reversed(path.split("/")):
        for match in _TAG.finditer(part):
            pair = _read(match)
            if pair is not None:
                found.setdefault(*pair)
        if "imdb" not in found and (bare := _BARE_IMDB.search(part)):
            found["imdb"] = bare[1]
    return {key: value for key, value in found.items() if value.strip("t0")}


def work_ids(path: str, *, series: bool, apart: bool = False) -> dict[str, str]:
    """Return the ids that a path gives its film or its show.

    Args:
        path: the path, relative to its root.
        series: whether it is one of a series.
        apart: whether the file may be another film than the one that its folder names.

    A show's folders name it; the ids in the name of an episode's file may be the episode's own, and
    count only where no folder has any.
    """
    head, _, base = path.rpartition("/")
    if series:
        return ids_in(head) or ids_in(base)
    return ids_in(base if apart else path)


def edition_in(text: str) -> str | None:
    """Return what an ``{edition-…}`` tag of ``text`` names, if there is one."""
    match = _EDITION.search(text) if "{" in text else None
    return (match["edition"] or None) if match else None


def strip_tags(text: str) -> str:
    """Return ``text`` without id and edition tags, and without the spaces that they leave."""
    if "{" not in text and not _hinted(text):
        return text
    bare = _EDITION.sub(" ", text)
    bare = _TAG.sub(lambda match: " " if _read(match) else match.group(), bare)
    bare = _BARE_IMDB.sub(" ", bare)
    return re.sub(r"  +", " ", bare).strip(" -") if bare != text else text
