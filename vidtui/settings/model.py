"""The settings: a TOML file, overridden by ``VIDTUI_*``, overridden by options; checked once.

A wrong value raises ``UsageProblem`` with one line: where it stands, its key, what is allowed.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import platformdirs

from vidtui import own_files
from vidtui.errors import UsageProblem
from vidtui.i18n import LANGUAGES, _
from vidtui.oserrors import about, at
from vidtui.settings.defaults import (
    ANIME_FOLDERS,
    FILM_FOLDERS,
    IGNORED_FOLDERS,
    SERIES_FOLDERS,
    TMDB_REQUESTS_PER_10_S,
    TMDB_URL,
    VIDEO_EXTENSIONS,
)
from vidtui.settings.places import database_at, misplaced_trash, nested_roots
from vidtui.settings.values import (
    Wrong,
    extensions,
    file_path,
    folded,
    folder_path,
    names,
    one_of,
    sequence,
    table,
    url,
    whole_number,
    within,
    yes_or_no,
)
from vidtui.text import printable

Role = Literal["storage", "links"]
ROLES: tuple[Role, ...] = ("storage", "links")
Reading = Literal["full", "sparing", "names"]
"""``names``: listing and stat alone; ``sparing``: whole files only within a budget."""
READINGS: tuple[Reading, ...] = ("full", "sparing", "names")
MOST_DAYS = 3650
DATABASE = "catalogue.sqlite3"


@dataclass(frozen=True, slots=True)
class RootSetting:
    """One configured folder; ``path`` is absolute, normalised bytes.

    ``reading`` and ``volatile_days`` are None where this root says nothing of its own.
    """

    role: Role
    path: bytes
    kind: Literal["film", "series"] | None = None
    marker: bool = False
    reading: Reading | None = None
    volatile_days: int | None = None


@dataclass(frozen=True, slots=True)
class PathMap:
    """Links hold ``written`` (another machine's view) where this machine has ``here``."""

    written: bytes
    here: bytes


@dataclass(frozen=True)
class Settings:
    """Everything a run is told; immutable, and complete once ``roots`` is not empty.

    ``database`` is the catalogue; where its name in ``data_dir`` is a link, the file that this
    shows. ``reading`` and ``volatile_days`` hold for storage roots that say nothing of their own;
    None where their filesystems decide. ``given`` are the options, with their values, that say
    again what does not stand in the file. ``audio_languages`` are those that the person
    understands, ``subtitle_languages`` those in which subtitles do as well; ``probe_auto`` says
    that an import is followed by a probe.
    """

    config_file: Path
    data_dir: Path
    database: Path
    language: str
    roots: tuple[RootSetting, ...]
    path_maps: tuple[PathMap, ...]
    trash: bytes | None
    extensions: frozenset[bytes]
    film_folders: frozenset[str]
    series_folders: frozenset[str]
    anime_folders: frozenset[str]
    ignored_folders: tuple[str, ...]
    tmdb_token_file: Path
    tmdb_url: str
    tmdb_requests_per_10_s: int
    reading: Reading | None = None
    volatile_days: int | None = None
    given: tuple[tuple[str, str], ...] = ()
    audio_languages: tuple[str, ...] = ()
    subtitle_languages: tuple[str, ...] = ()
    probe_auto: bool = False

    @property
    def data_folders(self) -> tuple[Path, ...]:
        """The folder of logs and reports, and that of the catalogue where it is another."""
        return tuple(dict.fromkeys((self.data_dir, self.database.parent)))

    def of(self, role: Role) -> tuple[RootSetting, ...]:
        """Return the roots of one role, in the order of the settings."""
        return tuple(root for root in self.roots if root.role == role)

    def trash_of(self, link_root: bytes) -> bytes:
        """Return the trash of a link root: the configured one, or ``trash`` beside it."""
        return self.trash or os.path.join(os.path.dirname(link_root), b"trash")

    @property
    def trashes(self) -> tuple[bytes, ...]:
        """The trash folders of all link roots, and the configured one even without any."""
        found = [self.trash_of(root.path) for root in self.of("links")]
        return tuple(dict.fromkeys([*found, *([self.trash] if self.trash else [])]))


_LINK_KEYS = ("path", "marker")
_STORAGE_KEYS = ("path", "kind", "marker", "reading", "volatile_days")


def _roots(role: Role, raw: object) -> tuple[RootSetting, ...]:
    entries: list[Any] = raw.split(os.pathsep) if isinstance(raw, str) else list(sequence(raw))
    roots = []
    for entry in entries:
        if isinstance(entry, str):
            roots.append(RootSetting(role, folder_path(entry)))
            continue
        roots.append(_root(role, table(entry, _STORAGE_KEYS if role == "storage" else _LINK_KEYS)))
    return tuple(roots)


def _root(role: Role, held: Mapping[str, Any]) -> RootSetting:
    marker = held.get("marker", False)
    if not isinstance(marker, bool):
        raise Wrong(_("marker must be true or false"))
    return RootSetting(
        role,
        folder_path(held["path"]),
        within("kind", partial(one_of, ("film", "series")), held),
        marker,
        within("reading", partial(one_of, READINGS), held),
        within("volatile_days", partial(whole_number, 0, MOST_DAYS), held),
    )


def _path_maps(raw: object) -> tuple[PathMap, ...]:
    entries: list[Any] = raw.split(os.pathsep) if isinstance(raw, str) else list(sequence(raw))
    maps = []
    for entry in entries:
        if isinstance(entry, str):
            written, equals, here = entry.partition("=")
            if not equals:
                raise Wrong(_("must be WRITTEN=HERE, such as /media=/volume1/stockage"))
            maps.append(PathMap(folder_path(written), folder_path(here)))
        else:
            held = table(entry, ["written", "here"])
            maps.append(PathMap(folder_path(held.get("written")), folder_path(held.get("here"))))
    return tuple(maps)


@dataclass(frozen=True, slots=True)
class Field:
    """One setting: its key in the file, its environment variable, how it is read."""

    key: str
    parse: Callable[[Any], Any]

    @property
    def variable(self) -> str:
        """The environment variable that overrides the file."""
        return "VIDTUI_" + self.key.upper().replace(".", "_")

    @property
    def option(self) -> str:
        """The command-line option that overrides both."""
        return "--" + self.key.replace(".", "-").replace("_", "-")


FIELDS = (
    Field("language", partial(one_of, tuple(LANGUAGES))),
    Field("storage", partial(_roots, "storage")),
    Field("links", partial(_roots, "links")),
    Field("path_map", _path_maps),
    Field("trash", folder_path),
    Field("extensions", extensions),
    Field("film_folders", folded),
    Field("series_folders", folded),
    Field("anime_folders", folded),
    Field("ignored_folders", names),
    Field("reading", partial(one_of, READINGS)),
    Field("volatile_days", partial(whole_number, 0, MOST_DAYS)),
    Field("tmdb.token_file", file_path),
    Field("tmdb.url", url),
    Field("tmdb.requests_per_10_s", partial(whole_number, 1, 400)),
    Field("audio_languages", names),
    Field("subtitle_languages", names),
    Field("probe.auto", yes_or_no),
)
_REPEATED = ("storage", "links", "path_map")


def config_path(env: Mapping[str, str] = os.environ) -> Path:
    """Return the settings file: ``VIDTUI_CONFIG``, or the platform's own place."""
    return Path(env.get("VIDTUI_CONFIG") or platformdirs.user_config_path("vidtui") / "config.toml")


def data_path(env: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of catalogue and logs: ``VIDTUI_DATA_DIR``, or the platform's own."""
    return Path(env.get("VIDTUI_DATA_DIR") or platformdirs.user_data_path("vidtui"))


def load(
    options: Mapping[str, Any] | None = None,
    *,
    config: Path | None = None,
    data_dir: Path | None = None,
    env: Mapping[str, str] = os.environ,
    default_language: str = "en",
) -> Settings:
    """Read and check the settings.

    Args:
        options: values by field key, as the command line gave them.
        config: the settings file; it may not exist yet.
        data_dir: where the catalogue, its backups and logs lie.
        env: the environment.
        default_language: what to speak when nothing says.

    Raises:
        UsageProblem: a value is wrong, or the file cannot be read.
    """
    path = (config or config_path(env)).absolute()
    values = _gather(path, env, options or {})
    given = {field.key: field.parse for field in FIELDS}
    parsed = {key: _parse(given[key], key, *value) for key, value in values.items()}
    folder = (data_dir or data_path(env)).absolute()
    settings = Settings(
        config_file=path,
        data_dir=folder,
        database=database_at(folder / DATABASE),
        language=parsed.get("language", default_language),
        roots=parsed.get("storage", ()) + parsed.get("links", ()),
        path_maps=parsed.get("path_map", ()),
        trash=parsed.get("trash"),
        extensions=parsed.get("extensions") or extensions(VIDEO_EXTENSIONS),
        film_folders=parsed.get("film_folders") or folded(FILM_FOLDERS),
        series_folders=parsed.get("series_folders") or folded(SERIES_FOLDERS),
        anime_folders=parsed.get("anime_folders") or folded(ANIME_FOLDERS),
        ignored_folders=(*IGNORED_FOLDERS, *parsed.get("ignored_folders", ())),
        tmdb_token_file=parsed.get("tmdb.token_file") or path.parent / "tmdb-token",
        tmdb_url=parsed.get("tmdb.url", TMDB_URL),
        tmdb_requests_per_10_s=parsed.get("tmdb.requests_per_10_s", TMDB_REQUESTS_PER_10_S),
        reading=parsed.get("reading"),
        volatile_days=parsed.get("volatile_days"),
        given=_given(path, values),
        audio_languages=parsed.get("audio_languages", ()),
        subtitle_languages=parsed.get("subtitle_languages", ()),
        probe_auto=parsed.get("probe.auto", False),
    )
    require_places(settings)
    return settings


def with_roots(settings: Settings, roots: tuple[RootSetting, ...]) -> Settings:
    """Return ``settings`` with other roots, checked alike."""
    changed = replace(settings, roots=roots)
    require_places(changed)
    return changed


def _gather(
    path: Path, env: Mapping[str, str], options: Mapping[str, Any]
) -> dict[str, tuple[str, object]]:
    """Return by key where each value stands and what it is, the strongest source last."""
    values = {key: (str(path), raw) for key, raw in _read_file(path).items()}
    for field in FIELDS:
        if env.get(field.variable):
            values[field.key] = (field.variable, env[field.variable])
        if options.get(field.key):
            values[field.key] = (field.option, options[field.key])
    return values


def _given(path: Path, values: Mapping[str, tuple[str, object]]) -> tuple[tuple[str, str], ...]:
    """Return as options what stands in the environment or on the command line."""
    options: list[tuple[str, str]] = []
    for field in FIELDS:
        source, raw = values.get(field.key, (str(path), ""))
        if source == str(path) or field.key == "language":
            continue
        if isinstance(raw, str):
            raw = raw.split(os.pathsep) if field.key in _REPEATED else (raw,)
        held = raw if isinstance(raw, (list, tuple)) else (raw,)
        options += [(field.option, str(one)) for one in held]
    return tuple(options)


def _read_file(path: Path) -> dict[str, object]:
    try:
        with open(own_files.open_given(path), encoding="utf-8") as opened:
            tree = tomllib.loads(opened.read())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageProblem(at(str(path), error)) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageProblem(
            _("{file}: is not valid TOML: {reason}").format(
                file=printable(str(path)), reason=printable(str(error))
            )
        ) from error
    flat = _flat(tree)
    known = [field.key for field in FIELDS]
    for key in flat:
        if key not in known:
            raise UsageProblem(_unknown_key(path, key, known))
    return flat


def _flat(tree: Mapping[str, object]) -> dict[str, object]:
    """Return values by the keys of ``FIELDS``: those of a table stand behind its name and a dot."""
    flat: dict[str, object] = {}
    for key, value in tree.items():
        if key in ("tmdb", "probe") and isinstance(value, dict):
            flat |= {f"{key}.{name}": entry for name, entry in value.items()}
        else:
            flat[key] = value
    return flat


def _unknown_key(path: Path, key: str, known: list[str]) -> str:
    if key in ("tmdb.token", "token"):
        return _(
            "{file}: {key}: the token does not belong here; put it in VIDTUI_TMDB_TOKEN "
            "or in a file that only you can read, named by tmdb.token_file"
        ).format(file=printable(str(path)), key=key)
    close = difflib.get_close_matches(key, known, 1)
    hint = _("did you mean {key}?").format(key=close[0]) if close else ", ".join(known)
    return _("{file}: {key}: no such setting; {hint}").format(
        file=printable(str(path)), key=printable(key), hint=hint
    )


def _parse(parse: Callable[[Any], Any], key: str, source: str, raw: object) -> Any:
    try:
        return parse(raw)
    except Wrong as wrong:
        raise UsageProblem(f"{printable(source)}: {key}: {wrong}") from None


def require_places(settings: Settings) -> None:
    """Refuse folders that may not lie where they do, as far as their names tell.

    Raises:
        UsageProblem: a root lies inside another, or a trash where none can be.
    """
    problem = nested_roots(root.path for root in settings.roots)
    if problem:
        raise UsageProblem(problem)
    storage, links = ([root.path for root in settings.of(role)] for role in ROLES)
    for trash in settings.trashes:
        data = map(os.fsencode, settings.data_folders)
        why = misplaced_trash(trash, storage, links, data)
        if why:
            raise UsageProblem(about(trash, why))
