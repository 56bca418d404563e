"""The settings: a TOML file, overridden by ``VIDTUI_*``, overridden by options; checked once.

A wrong value raises ``UsageProblem`` with one line: where it stands, its key, what is allowed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import platformdirs

from vidtui import container
from vidtui.errors import UsageProblem
from vidtui.i18n import LANGUAGES, _
from vidtui.keyboard import DIGIT_ROWS, QWERTY
from vidtui.oserrors import about, at
from vidtui.settings import values as checked
from vidtui.settings.centres import CentreMap, MediaCentre, centre_maps, media_centres
from vidtui.settings.playing import play_command
from vidtui.settings.reading import Field, as_options, gather
from vidtui.settings.telling import WHENS, When, command, flag
from vidtui.text import printable

Role = Literal["storage", "links"]
ROLES: tuple[Role, ...] = ("storage", "links")
Reading = Literal["full", "sparing", "names"]
"""``names``: listing and stat alone; ``sparing``: whole files only within a budget."""
READINGS: tuple[Reading, ...] = ("full", "sparing", "names")
Companions = Literal["subtitles", "all", "none"]
"""What is linked with a video: ``all`` are NFO and pictures too."""
COMPANIONS: tuple[Companions, ...] = ("subtitles", "all", "none")
SETTLE_S = 3600.0
MOST_DAYS = 3650
Posters = Literal["off", "cache-only", "on"]
POSTERS: tuple[Posters, ...] = ("off", "cache-only", "on")
"""``cache-only``: those that were fetched before; browsing tells nobody anything."""
POSTERS_URL = "https://image.tmdb.org/t/p"
POSTERS_CACHE_MIB = 200  # some 5,000 posters
DATABASE = "catalogue.sqlite3"
HIDDEN_TRASH = b".vidtui-trash"
"""The name of a trash that lies where media centres scan; they are kept out of it."""


@dataclass(frozen=True, slots=True)
class RootSetting:
    """One configured folder; ``path`` is absolute, normalised bytes.

    ``reading`` and ``volatile_days`` are None where this root says nothing of its own.
    ``removable`` says that its disk is away now and then, which is then no fault. ``film`` and
    ``episode`` are templates, or names of presets, for the places of new links.
    """

    role: Role
    path: bytes
    kind: Literal["film", "series"] | None = None
    marker: bool = False
    reading: Reading | None = None
    volatile_days: int | None = None
    removable: bool = False
    film: str | None = None
    episode: str | None = None


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
    None where their filesystems decide. ``keyboard`` tells what the digit row types, ``theme`` the
    colours; ``keys`` are by the names of actions the keys in place of the usual ones. ``given`` are
    the options, with their values, that say again what does not stand in the file.
    ``audio_languages`` are those that the person understands, ``subtitle_languages`` those in which
    subtitles do as well; ``probe_auto`` says that an import is followed by a probe, None where
    nobody has said. ``companions`` are linked with a video; ``settle_s`` is how long, in seconds, a
    file has to have been left alone before it is linked by night. ``play_command`` plays a video,
    empty for the usual one; the machine that plays sees our folders through ``play_maps``.
    ``posters_show`` says whether posters are fetched, from ``posters_url``; those of works for
    adults only with ``posters_adult``.
    """

    config_file: Path
    data_dir: Path
    database: Path
    language: str
    roots: tuple[RootSetting, ...]
    tmdb_token_file: Path
    path_maps: tuple[PathMap, ...] = ()
    trash: bytes | None = None
    extensions: frozenset[bytes] = checked.extensions(checked.VIDEO_EXTENSIONS)
    film_folders: frozenset[str] = checked.folded(checked.FILM_FOLDERS)
    series_folders: frozenset[str] = checked.folded(checked.SERIES_FOLDERS)
    anime_folders: frozenset[str] = checked.folded(checked.ANIME_FOLDERS)
    ignored_folders: tuple[str, ...] = checked.IGNORED_FOLDERS
    tmdb_url: str = checked.TMDB_URL
    tmdb_requests_per_10_s: int = checked.TMDB_REQUESTS_PER_10_S
    reading: Reading | None = None
    volatile_days: int | None = None
    keyboard: str = QWERTY
    theme: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    given: tuple[tuple[str, str], ...] = ()
    media_centres: tuple[MediaCentre, ...] = ()
    notify_urls_file: Path | None = None
    notify_when: When = "attention"
    notify_titles: bool = False
    hook_after: tuple[str, ...] = ()
    audio_languages: tuple[str, ...] = ()
    subtitle_languages: tuple[str, ...] = ()
    probe_auto: bool | None = None
    companions: Companions = "subtitles"
    settle_s: float = SETTLE_S
    play_command: tuple[str, ...] = ()
    play_maps: tuple[CentreMap, ...] = ()
    posters_show: Posters = "off"
    posters_url: str = POSTERS_URL
    posters_cache_mib: int = POSTERS_CACHE_MIB
    posters_adult: bool = False
    cache_dir: Path = Path()

    @property
    def data_folders(self) -> tuple[Path, ...]:
        """The folder of logs and reports, and that of the catalogue where it is another."""
        return tuple(dict.fromkeys((self.data_dir, self.database.parent)))

    def of(self, role: Role) -> tuple[RootSetting, ...]:
        """Return the roots of one role, in the order of the settings."""
        return tuple(root for root in self.roots if root.role == role)

    def trash_of(self, link_root: bytes) -> bytes:
        """Return the trash of a link root: the configured one, or ``trash`` beside it.

        Where what lies beside it goes with the container, it lies inside, hidden.
        """
        if self.trash:
            return self.trash
        beside = os.path.join(os.path.dirname(link_root), b"trash")
        if container.goes_before(beside, link_root):
            return os.path.join(link_root, HIDDEN_TRASH)
        return beside

    def token_file_of(self, centre: MediaCentre) -> Path:
        """Return the file of a media centre's token: its own, or ``NAME-token`` beside this one."""
        return centre.token_file or self.config_file.parent / f"{centre.name}-token"

    def may_be_away(self, path: bytes) -> bool:
        """Return whether the disk of a root is one that is away now and then."""
        return any(root.path == path and root.removable for root in self.roots)

    @property
    def trashes(self) -> tuple[bytes, ...]:
        """The trash folders of all link roots, and the configured one even without any."""
        found = [self.trash_of(root.path) for root in self.of("links")]
        return tuple(dict.fromkeys([*found, *([self.trash] if self.trash else [])]))


_LINK_KEYS = ("path", "marker", "removable", "film", "episode")
_STORAGE_KEYS = ("path", "kind", "marker", "reading", "volatile_days", "removable")


def _roots(role: Role, raw: object) -> tuple[RootSetting, ...]:
    return tuple(_root(role, entry) for entry in _entries(raw))


def _entries(raw: object) -> list[Any]:
    """Return what is given for a setting that may be repeated."""
    return raw.split(os.pathsep) if isinstance(raw, str) else list(checked.sequence(raw))


def _root(role: Role, entry: object) -> RootSetting:
    if isinstance(entry, str):
        return RootSetting(role, checked.folder_path(entry))
    held = checked.table(entry, _STORAGE_KEYS if role == "storage" else _LINK_KEYS)
    flags = {key: held.get(key, False) for key in ("marker", "removable")}
    for key, given in flags.items():
        if not isinstance(given, bool):
            raise checked.Wrong(_("{key} must be true or false").format(key=key))
    return RootSetting(
        role,
        checked.folder_path(held["path"]),
        checked.within("kind", partial(checked.one_of, ("film", "series")), held),
        flags["marker"],
        checked.within("reading", partial(checked.one_of, READINGS), held),
        checked.within("volatile_days", partial(checked.whole_number, 0, MOST_DAYS), held),
        flags["removable"],
        checked.within("film", checked.one_line, held),
        checked.within("episode", checked.one_line, held),
    )


def _path_maps(raw: object) -> tuple[PathMap, ...]:
    maps = []
    for entry in _entries(raw):
        if isinstance(entry, str):
            before, equals, after = entry.partition("=")
            if not equals:
                raise checked.Wrong(_("must be WRITTEN=HERE, such as /media=/volume1/stockage"))
            written, here = checked.folder_path(before), checked.folder_path(after)
        else:
            held = checked.table(entry, ["written", "here"])
            written, here = (checked.folder_path(held.get(end)) for end in ("written", "here"))
        maps.append(PathMap(written, here))
    return tuple(maps)


FIELDS = (
    Field("language", partial(checked.one_of, tuple(LANGUAGES))),
    Field("storage", partial(_roots, "storage")),
    Field("links", partial(_roots, "links")),
    Field("path_map", _path_maps, attribute="path_maps"),
    Field("trash", checked.folder_path),
    Field("extensions", checked.extensions),
    Field("film_folders", checked.folded),
    Field("series_folders", checked.folded),
    Field("anime_folders", checked.folded),
    Field("ignored_folders", checked.names),
    Field("reading", partial(checked.one_of, READINGS)),
    Field("volatile_days", partial(checked.whole_number, 0, MOST_DAYS)),
    Field("keyboard", partial(checked.one_of, tuple(DIGIT_ROWS)), in_file_only=True),
    Field("theme", checked.one_line, in_file_only=True),
    Field("keys", checked.key_names, in_file_only=True),
    Field("media_centre", media_centres, in_file_only=True, attribute="media_centres"),
    Field("tmdb.token_file", checked.file_path),
    Field("tmdb.url", checked.url),
    Field("tmdb.requests_per_10_s", partial(checked.whole_number, 1, 400)),
    Field("notify.urls_file", checked.file_path, in_file_only=True),
    Field("notify.when", partial(checked.one_of, WHENS), in_file_only=True),
    Field("notify.titles", flag, in_file_only=True),
    Field("hooks.after", command, in_file_only=True, attribute="hook_after"),
    Field("audio_languages", checked.names),
    Field("subtitle_languages", checked.names),
    Field("probe.auto", flag),
    Field("companions", partial(checked.one_of, COMPANIONS), in_file_only=True),
    Field("settle", checked.duration, in_file_only=True, attribute="settle_s"),
    Field("posters.show", partial(checked.one_of, POSTERS), in_file_only=True),
    Field("posters.url", checked.url, in_file_only=True),
    Field("posters.cache_mib", partial(checked.whole_number, 0, 100_000), in_file_only=True),
    Field("posters.adult", flag, in_file_only=True),
    Field("play.command", play_command, in_file_only=True),
    Field("play.path_map", centre_maps, in_file_only=True, attribute="play_maps"),
)


def config_path(env: Mapping[str, str] = os.environ) -> Path:
    """Return the settings file: ``VIDTUI_CONFIG``, or the platform's own place."""
    return Path(env.get("VIDTUI_CONFIG") or platformdirs.user_config_path("vidtui") / "config.toml")


def data_path(env: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of catalogue and logs: ``VIDTUI_DATA_DIR``, or the platform's own."""
    return Path(env.get("VIDTUI_DATA_DIR") or platformdirs.user_data_path("vidtui"))


_NEVER_EMPTY = ("extensions", "film_folders", "series_folders", "anime_folders", "tmdb.token_file")


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
    held = gather(FIELDS, path, env, options or {})
    parsed = {field: held[field.key].read(field) for field in FIELDS if field.key in held}
    values = {
        field.attribute or field.parameter: value
        for field, value in parsed.items()
        if value or field.key not in _NEVER_EMPTY
    }
    roots = values.pop("storage", ()) + values.pop("links", ())
    ignored = (*checked.IGNORED_FOLDERS, *values.pop("ignored_folders", ()))
    folder = (data_dir or data_path(env)).absolute()
    fallback = {"language": default_language, "tmdb_token_file": path.parent / "tmdb-token"}
    settings = Settings(
        config_file=path,
        data_dir=folder,
        database=_database(folder / DATABASE),
        roots=roots,
        ignored_folders=ignored,
        given=as_options(FIELDS, path, held),
        cache_dir=_cache(folder, env, is_own=data_dir is not None),
        **{**fallback, **values},
    )
    require_places(settings)
    return settings


def _cache(data: Path, env: Mapping[str, str], *, is_own: bool) -> Path:
    """Return where what can be fetched again is kept: with data that have a place of their own."""
    if is_own or env.get("VIDTUI_DATA_DIR"):
        return data / "cache"
    return platformdirs.user_cache_path("vidtui").absolute()


def _database(path: Path) -> Path:
    """Return where the catalogue itself lies, since all that belongs to it lies beside it.

    Raises:
        UsageProblem: it is a link to nothing, so that a new one would be begun in its place.
    """
    try:
        if not stat.S_ISLNK(os.lstat(path).st_mode):
            return path
    except OSError:
        return path  # not there, or not to be seen, which opening it says
    try:
        return Path(os.path.realpath(path, strict=True))
    except FileNotFoundError:
        raise UsageProblem(
            _("{path}: is a link to {target}, and nothing is there: is its disk mounted?").format(
                path=printable(str(path)), target=printable(os.readlink(path))
            )
        ) from None
    except OSError as error:
        raise UsageProblem(at(str(path), error)) from error


def with_roots(settings: Settings, roots: tuple[RootSetting, ...]) -> Settings:
    """Return ``settings`` with other roots, checked alike."""
    changed = replace(settings, roots=roots)
    require_places(changed)
    return changed


def require_places(settings: Settings) -> None:
    """Refuse folders that may not lie where they do, as far as their names tell.

    Raises:
        UsageProblem: a root lies inside another, or a trash where none can be.
    """
    problem = checked.nested_roots(root.path for root in settings.roots)
    if problem:
        raise UsageProblem(problem)
    storage, links = ([root.path for root in settings.of(role)] for role in ROLES)
    for trash in settings.trashes:
        data = map(os.fsencode, settings.data_folders)
        why = checked.misplaced_trash(trash, storage, links, data)
        if why:
            raise UsageProblem(about(trash, why))
