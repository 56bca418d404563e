"""Which posters the works of the catalogue have; sessions are the caller's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from vidtui.catalogue import json_columns
from vidtui.catalogue.sql import read, read_in

_TABLES = ("movie", "series")


def all_paths(*, adult: bool) -> Iterator[str]:
    """Yield the paths of the posters of all works; those for adults only where ``adult``."""
    for table in _TABLES:
        for (text,) in read(f"SELECT details FROM {table} ORDER BY id"):  # noqa: S608
            path = path_in(json_columns.mapping(text), adult=adult)
            if path is not None:
                yield path


def paths_of(works: Sequence[tuple[str, int]], *, adult: bool) -> list[str]:
    """Return the paths of the posters of works, each a table and an id."""
    found = []
    for table in _TABLES:
        ids = [id_ for name, id_ in works if name == table]
        for (text,) in read_in(f"SELECT details FROM {table} WHERE id IN (*)", ids):  # noqa: S608
            path = path_in(json_columns.mapping(text), adult=adult)
            if path is not None:
                found.append(path)
    return found


def path_in(details: Mapping[str, Any], *, adult: bool) -> str | None:
    """Return the path of a work's poster by its details, None where it is not to be shown."""
    path = details.get("poster_path")
    is_for_adults = details.get("adult") is True
    return path if isinstance(path, str) and (adult or not is_for_adults) else None
