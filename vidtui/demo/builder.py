"""Builds the demo: storage, links into it, and settings that touch nothing of the user's own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import tomlkit

from vidtui.demo import breaking
from vidtui.demo.breaking import Breakage, Move
from vidtui.demo.layout import FILES, TEXTS
from vidtui.demo.model import DEMO_TOKEN
from vidtui.demo.truth import DemoFile, content, describe, link_name, moment_ns
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
    breakages = list(breaking.retarget(demo.storage, demo.links, shown))
    files: dict[Path, DemoFile] = {file.path: file for file in demo.files}
    for move in breaking.MOVES:
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


def write_config(demo: Demo, language: str, *, tmdb_url: str | None = None) -> None:
    """Write the demo's settings and token; ``tmdb_url`` is the address of a running stand-in."""
    document = tomlkit.document()
    document["language"] = language
    document["trash"] = str(demo.folder / "trash")
    for role, path in (("storage", demo.storage), ("links", demo.links)):
        roots = tomlkit.aot()
        roots.append(tomlkit.item({"path": str(path)}))
        document[role] = roots
    if tmdb_url is not None:
        document["tmdb"] = {"url": tmdb_url}
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
        relative = index % 2 == 0 or plan.path in breaking.RELATIVE_MOVED
        _link(demo, link, demo.storage / plan.path, relative=relative)
    first = by_path[breaking.CHAINED]
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
