"""Builds the demo: storage, links into it, and settings that touch nothing of the user's own.

Some of the links break, as a year of tidying breaks those of a library.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

import tomlkit

from vidtui.demo.model import DEMO_TOKEN
from vidtui.demo.truth import FILES, TEXTS, DemoFile, content, describe, link_name, moment_ns
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.oserrors import reason
from vidtui.own_files import make_folder, write_whole
from vidtui.text import printable

MARKER: Final = ".vidtui-demo"
_MARKER_TEXT: Final = "Made by vidtui demo: everything in this folder may be replaced.\n"
_OURS: Final = ("storage", "video", "trash", "settings", "data")
_FAVOURITES: Final = "Films/Favoris"


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo on disk; ``breakages`` is empty while its links are healthy."""

    folder: Path
    files: tuple[DemoFile, ...]
    breakages: tuple[Breakage, ...] = ()

    @property
    def storage(self) -> Path:
        """The folder of the video files."""
        return self.folder / "storage"

    @property
    def links(self) -> Path:
        """The folder of the links."""
        return self.folder / "video"

    @property
    def config(self) -> Path:
        """The settings file."""
        return self.folder / "settings" / "config.toml"

    @property
    def data(self) -> Path:
        """The folder for the catalogue, its backups and logs."""
        return self.folder / "data"


def build_demo(folder: Path, *, language: str = "en", healthy: bool = False) -> Demo:
    """Create the demo in ``folder``, which is absent, empty, or holds a previous demo.

    Args:
        folder: where it goes; a previous demo there is replaced.
        language: the language its settings ask for.
        healthy: leave every link as it should be; ``break_links`` then breaks them.

    Raises:
        UsageProblem: the folder holds something else, or cannot be written.
    """
    try:
        folder = Path(os.path.realpath(folder))
        _claim(folder)
        storage = folder / "storage"
        demo = Demo(folder, tuple(describe(storage, plan) for plan in FILES))
        for plan, file in zip(FILES, demo.files, strict=True):
            _write(demo, file.path, content(file, plan.same_as or plan.path))
        for name, text in TEXTS.items():
            _write(demo, storage / name, text.encode())
        _make_links(demo)
        make_folder(demo.data)
        write_config(demo, language)
        _settle(demo)
        return demo if healthy else break_links(demo)
    except OSError as error:
        raise UsageProblem(
            _("{folder}: the demo cannot be written here: {reason}").format(
                folder=printable(str(folder)), reason=reason(error)
            )
        ) from error


def break_links(demo: Demo) -> Demo:
    """Break links of a healthy demo, and return it as it then is; a broken one stays as is."""
    if demo.breakages:
        return demo
    showing = _showing(demo)
    shown = {path: links[0] for path, links in showing.items()}
    breakages = list(retarget(demo.storage, demo.links, shown))
    files: dict[Path, DemoFile] = {file.path: file for file in demo.files}
    for move in MOVES:
        for path in [path for path in files if _concerns(demo, move, path)]:
            file = files.pop(path)
            after = _after(demo, move, path)
            ways = (move.way, "chain")
            breakages += [
                Breakage(link, way, after)
                for link, way in zip(showing.get(path, ()), ways, strict=False)
            ]
            if after is not None:
                files[after] = replace(file, path=after)
        _carry_out(demo, move, files)
    broken = replace(
        demo,
        files=tuple(files[path] for path in sorted(files)),
        breakages=tuple(sorted(breakages, key=lambda breakage: breakage.link)),
    )
    _settle(broken)
    return broken


def write_config(
    demo: Demo, language: str, *, tmdb_url: str | None = None, posters_url: str | None = None
) -> None:
    """Write the demo's settings and token; both addresses are those of a running stand-in."""
    document = tomlkit.document()
    document["language"] = language
    document["trash"] = str(demo.folder / "trash")
    for role, path in (("storage", demo.storage), ("links", demo.links)):
        roots = tomlkit.aot()
        roots.append(tomlkit.item({"path": str(path)}))
        document[role] = roots
    document["probe"] = {"auto": True}  # nobody is asked in the middle of a first look
    if tmdb_url is not None:
        document["tmdb"] = {"url": tmdb_url}
    if posters_url is not None:
        document["posters"] = {"show": "on", "url": posters_url}
    write_whole(demo.config, tomlkit.dumps(document))
    write_whole(demo.config.with_name("tmdb-token"), DEMO_TOKEN + "\n")


def _claim(folder: Path) -> None:
    """Make ``folder`` an empty demo, or refuse and leave it as it is."""
    shown = printable(str(folder))
    if shown != str(folder):
        raise UsageProblem(_("{folder}: the demo needs a plain name").format(folder=shown))
    if not folder.exists():
        make_folder(folder)
    elif not folder.is_dir():
        raise UsageProblem(_("{folder} is a file; the demo needs a folder").format(folder=shown))
    marker = folder / MARKER
    if not (marker.is_file() and not marker.is_symlink()) and any(folder.iterdir()):
        raise UsageProblem(
            _("{folder} is not empty and holds no demo: choose another folder").format(folder=shown)
        )
    _clear([folder / name for name in _OURS if os.path.lexists(folder / name)])
    write_whole(marker, _MARKER_TEXT)


def _clear(folders: Sequence[Path]) -> None:
    """Remove the folders of an older demo, or refuse and leave all of them as they are."""
    for path in folders:
        if path.is_symlink() or path.is_mount() or not path.is_dir():
            raise UsageProblem(
                _("{path} is not the demo's own folder: choose another place").format(
                    path=printable(str(path))
                )
            )
    for path in folders:
        shutil.rmtree(path)


def _write(demo: Demo, path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    _set_time(demo, path)


def _set_time(demo: Demo, path: Path) -> None:
    when = moment_ns(path.relative_to(demo.folder).as_posix())
    os.utime(path, ns=(when, when), follow_symlinks=False)


def _make_links(demo: Demo) -> None:
    """Show every planned file in the link tree, by absolute and relative links in turn."""
    by_path: dict[str, Path] = {}
    for index, plan in enumerate(plan for plan in FILES if plan.linked):
        link = by_path[plan.path] = demo.links / link_name(plan)
        relative = index % 2 == 0 or plan.path in RELATIVE_MOVED
        _link(demo, link, demo.storage / plan.path, relative=relative)
    first = by_path[CHAINED]
    _link(demo, demo.links / _FAVOURITES / first.name, first, relative=True)


def _link(demo: Demo, link: Path, target: Path, *, relative: bool) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(os.path.relpath(target, link.parent) if relative else target)
    _set_time(demo, link)


def _showing(demo: Demo) -> dict[Path, list[Path]]:
    """Return the links that show each file, a link to a link after the link it goes through."""
    showing: dict[Path, list[Path]] = {}
    links = [path for path in _walk(demo.links) if path.is_symlink()]
    for link in sorted(links, key=lambda link: (link.parent.name == "Favoris", link)):
        showing.setdefault(Path(os.path.realpath(link)), []).append(link)
    return showing


def _concerns(demo: Demo, move: Move, path: Path) -> bool:
    return path.is_relative_to(demo.storage / move.before)


def _after(demo: Demo, move: Move, path: Path) -> Path | None:
    if move.after is None:
        return None
    return demo.storage / move.after / path.relative_to(demo.storage / move.before)


def _carry_out(demo: Demo, move: Move, files: dict[Path, DemoFile]) -> None:
    before = demo.storage / move.before
    if move.after is None:
        before.unlink()
        return
    after = demo.storage / move.after
    if move.rewritten:
        before.unlink()
        _write(demo, after, content(files[after], move.after))
        return
    after.parent.mkdir(parents=True, exist_ok=True)
    before.rename(after)


def _walk(folder: Path) -> Iterator[Path]:
    """Yield everything below ``folder``, what a folder holds before the folder itself."""
    for parent, folders, names in os.walk(folder, topdown=False):
        yield from (Path(parent, name) for name in (*names, *folders))


def _settle(demo: Demo) -> None:
    """Give folders and settings their fixed time, once nothing is added to them any more."""
    for path in (*_walk(demo.folder), demo.folder):
        ours = path.is_relative_to(demo.storage) or path.is_relative_to(demo.links)
        if not path.is_symlink() and (path.is_dir() or not ours):
            _set_time(demo, path)


OLD_DISK: Final = "/media/old-disk"
"""Where links of the demo say that a disk was mounted; no program creates it."""


@dataclass(frozen=True, slots=True)
class Breakage:
    """One broken link: ``way`` says how, ``truth`` is the file it should show, None if gone."""

    link: Path
    way: str
    truth: Path | None


class Move(NamedTuple):
    """A change in the storage; an ``after`` of None deletes, ``rewritten`` encodes again."""

    way: str
    before: str
    after: str | None
    rewritten: bool = False


_OUESSANT = "Séries/Les Brumes d'Ouessant (2014)/Saison 01/Les Brumes d'Ouessant - S01E"

MOVES: Final = (
    Move(
        "renamed",
        "Films/Le Silence des Agneaux [1080p x265 10bit VFF VO].mkv",
        "Films/Le Silence des agneaux (1991).mkv",
    ),
    Move(
        "renamed",
        f"{_OUESSANT}01 - La Corne de brume.mkv",
        f"{_OUESSANT}01 - La corne de brume [1080p].mkv",
    ),
    Move("moved", "Films/jurassic_park_vf.mp4", "Films/Aventure/jurassic_park_vf.mp4"),
    Move("moved", "Séries/The Office UK (2001)", "Séries/Terminées/The Office UK (2001)"),
    Move(
        "moved_renamed",
        "Films/Piege de cristal.mkv",
        "Films/Action/Die Hard (1988) {imdb-tt0095016}/Die Hard (1988).mkv",
    ),
    Move(
        "extension",
        "Films/2012 (2009)/2012 (2009).mp4",
        "Films/2012 (2009)/2012 (2009).mkv",
        rewritten=True,
    ),
    Move(
        "reencoded",
        "Films/La.Haine.1995.REMASTERED.FRENCH.720p.BluRay.x264-DEMO.mkv",
        "Films/La Haine (1995)/La Haine (1995) - 1080p x265.mkv",
        rewritten=True,
    ),
    Move("folder_renamed", "Films/Rocky", "Films/Rocky - La trilogie"),
    Move("deleted", "Films/SOS.Fantomes.2016.FRENCH.BDRip.XviD-DEMO.mkv", None),
    Move("deleted", "Séries/Game of Thrones/Saison 1/Game of Thrones - 1x02.mkv", None),
    Move(
        "renamed",
        "Films/Das Boot (1981)/Das Boot (1981).mkv",
        "Films/Das Boot (1981)/Das Boot (1981) - Kinofassung.mkv",
    ),
)

CHAINED: Final = "Films/Das Boot (1981)/Das Boot (1981).mkv"
"""The file that a second link shows by way of the first: both break when it is renamed."""

OLD_PREFIX: Final = (
    "Films/Kill Bill Vol 1.mkv",
    "Films/Kill Bill Vol 2.mkv",
    "Films/[REC] (2007).mkv",
    "Films/Les Sept Samouraïs (1954).mkv",
    "Séries/Chernobyl (2019)/Season 01/Chernobyl S01E01 1080p.mkv",
    "Séries/Chernobyl (2019)/Season 01/Chernobyl S01E02 1080p.mkv",
)
RELATIVE_MOVED: Final = {
    "Films/Fight Club (1999)/Fight Club (1999).mkv": "Films/Cultes",
    "Films/Blade.Runner.2049.2017.MULTi.1080p.BluRay.x264-DEMO.mkv": "Films/Cultes",
}
"""Files whose relative links move, with their folders, to a deeper folder of the link tree."""
LOOP: Final = (
    "Films/Saga Le Parrain/01 - Le Parrain (1972).mkv",
    "Films/Saga Le Parrain/02 - Le Parrain, 2e partie (1975).mkv",
)
DIRECTORY: Final = "Films/Les Évadés (1995)/Les Évadés.mkv"
WRONG_FILM: Final = (
    "Films/La.Momie.2017.FRENCH.1080p.WEB.H264-DEMO.mkv",
    "Films/La Momie (1999)/La.Momie.1999.TRUEFRENCH.BRRip.x264.mkv",
)
"""The film that a link showed, and the existing film of the same title it shows now."""


def relink(link: Path, text: str) -> None:
    """Make ``link`` hold ``text``; it keeps its time, as a copied tree does."""
    when = link.lstat().st_mtime_ns
    link.unlink()
    link.symlink_to(text)
    os.utime(link, ns=(when, when), follow_symlinks=False)


def retarget(storage: Path, links: Path, shown: Mapping[Path, Path]) -> Iterator[Breakage]:
    """Break links by what they hold, while every file stays where it is.

    Args:
        storage: the folder of the video files.
        links: the folder of the links.
        shown: the link that shows each file, while all is well.
    """
    for name in OLD_PREFIX:
        relink(shown[storage / name], f"{OLD_DISK}/{name}")
        yield Breakage(shown[storage / name], "old_prefix", storage / name)
    for name, folder in RELATIVE_MOVED.items():
        before = shown[storage / name]
        after = links / folder / before.parent.name / before.name
        after.parent.parent.mkdir(parents=True, exist_ok=True)
        before.parent.rename(after.parent)
        yield Breakage(after, "relative_moved", storage / name)
    first, second = (shown[storage / name] for name in LOOP)
    relink(first, os.path.relpath(second, first.parent))
    relink(second, os.path.relpath(first, second.parent))
    yield Breakage(first, "loop", storage / LOOP[0])
    yield Breakage(second, "loop", storage / LOOP[1])
    target = storage / DIRECTORY
    relink(shown[target], str(target.parent))
    yield Breakage(shown[target], "directory", target)
    film, other = (storage / name for name in WRONG_FILM)
    relink(shown[film], str(other))
    yield Breakage(shown[film], "wrong_film", film)
