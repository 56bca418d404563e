"""Names that are two here and one elsewhere: for clients that ignore case, or accents' form."""

from __future__ import annotations

import os
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from vidtui.jobs.check.findings import Finding, Kind
from vidtui.jobs.check.state import finding
from vidtui.jobs.import_state import LiveRoot
from vidtui.text import show


class Twins:
    """Compares the names in each folder of one root, and those of the folders themselves.

    A very large folder comes in pieces. Of those only hashes are kept, and the folder is listed
    again should two of them be the same.
    """

    def __init__(self, root: LiveRoot) -> None:
        self._root = root
        self._noted = {b""}
        self._below: dict[bytes, list[bytes]] = defaultdict(list)
        self._folder: bytes | None = None
        self._paths: Sequence[bytes] = ()
        self._hashes = array("q")

    def take(self, folder: bytes, paths: Sequence[bytes]) -> list[Finding]:
        """Take the names in a folder, or a further piece of them; compare those before it."""
        if folder == self._folder:
            self._hashes.extend(hash(_key(path)) for path in self._paths)
            self._paths = paths
            return []
        found = self._compare_last()
        self._note(folder)
        self._folder, self._paths = folder, paths
        return found

    def folders(self) -> list[Finding]:
        """Compare the names of the last folder, and then of all the folders."""
        found = self._compare_last()
        for paths in self._below.values():
            found += self._compare(paths)
        self._below.clear()
        return found

    def _note(self, folder: bytes) -> None:
        """Note a folder, and those above it that hold nothing themselves."""
        while folder not in self._noted:
            self._noted.add(folder)
            above = folder.rpartition(b"/")[0]
            self._below[above].append(folder)
            folder = above

    def _compare_last(self) -> list[Finding]:
        paths = self._paths
        if self._hashes:
            self._hashes.extend(hash(_key(path)) for path in paths)
            twice = {one for one, other in pairwise(sorted(self._hashes)) if one == other}
            paths = [path for path in self._listed() if hash(_key(path)) in twice] if twice else ()
            self._hashes = array("q")
        self._folder, self._paths = None, ()
        return self._compare(paths)

    def _listed(self) -> list[bytes]:
        folder = self._folder or b""
        try:
            names = os.listdir(self._root.absolute(folder))
        except OSError:
            return []
        return [os.path.join(folder, name) for name in names]

    def _compare(self, paths: Sequence[bytes]) -> list[Finding]:
        if len(paths) < 2 or len(set(map(_key, paths))) == len(paths):
            return []
        alike: dict[bytes | str, list[bytes]] = defaultdict(list)
        for path in sorted(paths):
            alike[_key(path)].append(path)
        found = []
        for first, *others in alike.values():
            for other in others:
                kind: Kind = "unicode_twin" if _nfc(first) == _nfc(other) else "case_collision"
                beside = show(os.path.basename(first))
                found.append(finding(kind, self._root, other, detail=first, other=beside))
        return found


def _key(path: bytes) -> bytes | str:
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", path.decode("utf-8", "surrogateescape").casefold())


def _nfc(path: bytes) -> str:
    return unicodedata.normalize("NFC", path.decode("utf-8", "surrogateescape"))
