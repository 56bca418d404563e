"""All settings as they are: what each is, where it stands, and all that is wrong with them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import tomlkit

from vidtui.errors import UsageProblem
from vidtui.settings import model, reading
from vidtui.settings.values import (
    ANIME_FOLDERS,
    FILM_FOLDERS,
    SERIES_FOLDERS,
    TMDB_REQUESTS_PER_10_S,
    TMDB_URL,
    VIDEO_EXTENSIONS,
)

_BUILT_IN: Final[Mapping[str, object]] = {
    "extensions": list(VIDEO_EXTENSIONS),
    "film_folders": list(FILM_FOLDERS),
    "series_folders": list(SERIES_FOLDERS),
    "anime_folders": list(ANIME_FOLDERS),
    "tmdb.url": TMDB_URL,
    "tmdb.requests_per_10_s": TMDB_REQUESTS_PER_10_S,
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its value as TOML, and where it stands: a file, a variable, an option.

    ``source`` is None for what is built in; ``value`` is None where nothing is set.
    """

    key: str
    value: str | None
    source: str | None


def settings(
    options: Mapping[str, Any], config: Path, env: Mapping[str, str] = os.environ
) -> list[Setting]:
    """Return every setting.

    Raises:
        UsageProblem: the file cannot be read, or holds what is no setting.
    """
    held = reading.gather(model.FIELDS, config, env, options)
    found = []
    for field in model.FIELDS:
        one = held.get(field.key)
        if one is not None:
            found.append(Setting(field.key, _toml(one.raw), one.source))
        else:
            default = _BUILT_IN.get(field.key)
            found.append(Setting(field.key, None if default is None else _toml(default), None))
    return found


def _toml(raw: object) -> str:
    """Return a value as it may stand in the file, on one line."""
    if isinstance(raw, dict):
        held = ", ".join(f"{key} = {_toml(value)}" for key, value in raw.items())
        return f"{{{held}}}"
    if isinstance(raw, (list, tuple)):
        return f"[{', '.join(map(_toml, raw))}]"
    return tomlkit.item(raw).as_string()


def problems(
    options: Mapping[str, Any],
    config: Path,
    data_dir: Path | None,
    env: Mapping[str, str] = os.environ,
) -> list[str]:
    """Return in a line each all that is wrong with the settings, not only the first."""
    known = [field.key for field in model.FIELDS]
    try:
        in_file = reading.in_file(config, known)
    except UsageProblem as problem:
        return [str(problem)]
    found = [reading.unknown_key(config, key, known) for key in in_file if key not in known]
    held = {key: reading.Held(str(config), raw) for key, raw in in_file.items() if key in known}
    held |= reading.beside_file(model.FIELDS, env, options)
    found += _misread(held)
    if not found:
        try:
            model.load(options, config=config, data_dir=data_dir, env=env)
        except UsageProblem as problem:
            found.append(str(problem))
    return found


def _misread(held: Mapping[str, reading.Held]) -> Iterator[str]:
    """Yield what is wrong with the value of each setting."""
    for field in model.FIELDS:
        if field.key in held:
            try:
                held[field.key].read(field)
            except UsageProblem as problem:
                yield str(problem)
