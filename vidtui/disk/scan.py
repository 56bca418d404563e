"""Walks a tree on bytes, folder by folder, following no link and hiding no error."""

from __future__ import annotations

import fnmatch
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

PIECE = 10_000  # entries of one folder held at once: some keep a million links in one
SIDECARS = frozenset({b".nfo"})
_WILD = re.compile(r"[*?\[]")


class FoundFile(NamedTuple):
    """A video file: its path relative to the root, size in bytes, mtime in ns, inode."""

    path: bytes
    size: int
    mtime_ns: int
    inode: int


@dataclass(slots=True)
class Folder:
    """One folder: ``path`` is relative to the root, empty for the root itself.

    ``error`` says that what lies beneath is unknown; ``failed`` holds single entries that could
    not be looked at. ``links`` and ``sidecars`` are relative paths.
    """

    path: bytes
    files: list[FoundFile] = field(default_factory=list)
    links: list[bytes] = field(default_factory=list)
    sidecars: list[bytes] = field(default_factory=list)
    error: OSError | None = None
    failed: list[tuple[bytes, OSError]] = field(default_factory=list)


class ScanRules:
    """What counts as a video, and what is never looked at."""

    def __init__(
        self, extensions: frozenset[bytes], ignored_folders: Iterable[str], trash: Iterable[bytes]
    ) -> None:
        """Take extensions with their dot, patterns of folder names, absolute trash folders."""
        self._extensions = extensions
        lower = [_lower(name) for name in ignored_folders]
        patterns = [name for name in lower if _WILD.search(name)]
        # Names are many and looked up for every folder; patterns are few.
        self._ignored = frozenset(lower) - frozenset(patterns)
        self._matches = re.compile("|".join(map(fnmatch.translate, patterns)) or r"(?!)").match
        self._trash = frozenset(trash)

    def is_video(self, name: bytes) -> bool:
        """Whether a file of this name is a video; ``._name`` is macOS's shadow of one."""
        return name[name.rfind(b".") :].lower() in self._extensions and name[:2] != b"._"

    def ignores(self, name: bytes) -> bool:
        """Whether a folder of this name is skipped wherever it lies."""
        lower = name.decode().lower() if name.isascii() else _lower(os.fsdecode(name))
        return lower in self._ignored or self._matches(lower) is not None

    def excludes(self, path: bytes) -> bool:
        """Whether a known file at this relative path is no longer looked at."""
        folder, _slash, name = path.rpartition(b"/")
        return not self.is_video(name) or any(
            map(self.ignores, folder.split(b"/") if folder else ())
        )

    def is_trash(self, path: bytes) -> bool:
        """Whether an absolute path is one of our trash folders."""
        return path in self._trash


def _lower(name: str) -> str:
    """Return a name in one writing: neither case nor the form of its accents tells two apart."""
    return (name if name.isascii() else unicodedata.normalize("NFC", name)).lower()


def walk(root: bytes, rules: ScanRules, below: bytes = b"") -> Iterator[Folder]:
    """Yield each folder of ``root`` at and beneath ``below``, in a stable order.

    A very large folder comes in pieces of ``PIECE`` entries. One that cannot be listed, or not to
    its end, is yielded with its ``error``.
    """
    pending = [below]
    while pending:
        children: list[bytes] = []
        yield from _list(root, pending.pop(), rules, children)
        children.sort(reverse=True)
        pending += children


def _list(root: bytes, path: bytes, rules: ScanRules, children: list[bytes]) -> Iterator[Folder]:
    folder = Folder(path)
    files, links = folder.files, folder.links
    prefix = path + b"/" if path else b""
    is_video = rules.is_video
    try:
        with os.scandir(root + b"/" + path if path else root) as entries:
            for entry in entries:
                name = entry.name
                if entry.is_symlink():
                    links.append(prefix + name)
                elif entry.is_dir(follow_symlinks=False):
                    if not rules.ignores(name) and not rules.is_trash(entry.path):
                        children.append(prefix + name)
                    continue
                elif not entry.is_file(follow_symlinks=False):
                    continue
                elif is_video(name):
                    try:
                        found = entry.stat(follow_symlinks=False)
                    except OSError as error:
                        folder.failed.append((prefix + name, error))
                        continue
                    files.append(
                        FoundFile(prefix + name, found.st_size, found.st_mtime_ns, found.st_ino)
                    )
                elif name[-4:].lower() in SIDECARS:
                    folder.sidecars.append(prefix + name)
                if len(files) + len(links) >= PIECE:
                    yield folder
                    folder = Folder(path)
                    files, links = folder.files, folder.links
    except OSError as error:
        folder.error = error
    yield folder


_READS_ALL = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH of linux/capability.h


def reads_everything() -> bool:
    """Say whether no permission keeps this process from a file: root, and not a bound one."""
    if os.geteuid() != 0:
        return False
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as opened:
            for line in opened:
                if line.startswith("CapEff:"):
                    return bool(int(line.split()[1], 16) & _READS_ALL)
    except OSError:
        pass
    return False


def is_folder(entry: os.DirEntry[bytes]) -> bool:
    """Return whether an entry is a folder or a link to one; False where it cannot be read."""
    try:
        return entry.is_dir(follow_symlinks=False) or (
            entry.is_symlink() and stat.S_ISDIR(os.stat(entry.path).st_mode)
        )
    except OSError:
        return False
