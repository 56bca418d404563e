"""The places that links get: their texts, why there, and what goes with them."""

from __future__ import annotations

import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from vidtui.disk.symlinks.reader import written
from vidtui.jobs.link.model import Companion, Spot
from vidtui.jobs.link.tree import Style
from vidtui.jobs.links.model import Evidence, Place
from vidtui.jobs.roots.live import LiveRoot
from vidtui.layout.model import Choice, Layout, Placed, Question, Reason
from vidtui.settings.model import Companions, Settings
from vidtui.text import printable

SUBTITLES: Final = frozenset((b"srt", b"ass", b"ssa", b"sub", b"idx", b"vtt", b"sup", b"smi"))
OTHERS: Final = frozenset((b"nfo", b"jpg", b"jpeg", b"png", b"webp", b"tbn"))
_AS_USUAL: Final = 0.1
"""The tree links NFO and pictures where it has so many a video."""


class Beside(NamedTuple):
    """A file beside videos: its path below the storage root, size in bytes, mtime in ns."""

    path: bytes
    size: int
    mtime_ns: int


class Neighbours:
    """Knows what lies beside videos on storage; each folder is listed once."""

    def __init__(self, extensions: Collection[bytes], videos: Collection[bytes]) -> None:
        """Take the extensions of what is linked with a video, and those of videos."""
        self._extensions = extensions
        self._videos = videos
        self._folders: dict[tuple[int, bytes], tuple[list[bytes], list[Beside]]] = {}

    def of(self, root: LiveRoot, path: bytes) -> list[tuple[Beside, bytes]]:
        """Return what carries a video's name, each with what its own name adds to that."""
        if not self._extensions:
            return []
        folder, name = os.path.split(path)
        key = root.id, folder
        if key not in self._folders:
            self._folders[key] = self._listed(root, folder)
        stems, files = self._folders[key]
        stem = os.path.splitext(name)[0]
        longer = [one for one in stems if len(one) > len(stem) and one.startswith(stem)]
        found = []
        for one in files:
            own = os.path.basename(one.path)
            if _carries(own, stem) and not any(_carries(own, other) for other in longer):
                found.append((one, own[len(stem) :]))
        return found

    def _listed(self, root: LiveRoot, folder: bytes) -> tuple[list[bytes], list[Beside]]:
        stems, files = [], []
        try:
            with os.scandir(root.absolute(folder)) as entries:
                for entry in entries:
                    stem, extension = os.path.splitext(entry.name)
                    kind = extension[1:].lower()
                    if extension.lower() in self._videos:
                        stems.append(stem)
                    elif kind in self._extensions and entry.is_file(follow_symlinks=False):
                        found = entry.stat(follow_symlinks=False)
                        path = os.path.join(folder, entry.name)
                        files.append(Beside(path, found.st_size, found.st_mtime_ns))
        except OSError:
            return [], []
        return stems, sorted(files)


def _carries(name: bytes, stem: bytes) -> bool:
    return name.startswith(stem) and name[len(stem) : len(stem) + 1] in (b".", b"-", b"_")


def extensions_of(companions: Companions, paths: Iterable[bytes]) -> frozenset[bytes]:
    """Return the extensions of what is linked beside videos.

    Args:
        companions: what the settings say.
        paths: the links of the tree, which may do more than that already.
    """
    if companions == "none":
        return frozenset()
    if companions == "all":
        return SUBTITLES | OTHERS
    counts = Counter(os.path.splitext(path)[1][1:].lower() for path in paths)
    others = {one for one in OTHERS if counts[one]}
    videos = counts.total() - sum(counts[one] for one in SUBTITLES | OTHERS)
    return SUBTITLES | {one for one in others if counts[one] >= _AS_USUAL * videos}


class Spots:
    """Writes the places in one link root as a plan has them."""

    def __init__(
        self,
        settings: Settings,
        root: LiveRoot,
        style: Style,
        folders: Iterable[bytes],
        neighbours: Neighbours,
    ) -> None:
        self._maps = settings.path_maps
        self._root = root
        self._style = style
        self._folders = {b"", *folders}
        self._neighbours = neighbours
        self._real = os.path.realpath(root.path)

    def placed(self, source: Place, storage: LiveRoot, one: Placed) -> Spot:
        """Return the place of a file."""
        reasons = tuple(reason_of(reason, one.layout) for reason in one.reasons)
        return self._spot(source, storage, one.path, reasons)

    def choice(self, source: Place, storage: LiveRoot, about: str, one: Choice) -> Spot:
        """Return what an answer comes to."""
        if one.path is None:
            id_ = _id(about.encode("utf-8", "surrogateescape"), one.answer)
            return Spot(id_, None, folder=one.folder, about=about, answer=one.answer)
        reasons: tuple[Evidence, ...] = ()
        if one.share is not None and one.share.of:
            facts: dict[str, str | int | float] = {
                "follow": one.share.follow, "of": one.share.of, "detail": printable(one.folder),
            }  # fmt: skip
            reasons = (Evidence("rule", facts),)
        return self._spot(source, storage, one.path, reasons, about, one.answer)

    def _spot(
        self,
        source: Place,
        storage: LiveRoot,
        path: bytes,
        reasons: tuple[Evidence, ...],
        about: str = "",
        answer: bytes = b"",
    ) -> Spot:
        folder = os.path.dirname(path)
        return Spot(
            id=_id(path, answer),
            place=Place(self._root.path, path),
            text=self._text(folder, source),
            new_folders=self._missing(folder),
            folder=folder,
            reasons=reasons,
            about=about,
            answer=answer,
            companions=tuple(self._companions(source, storage, path)),
        )

    def _companions(self, source: Place, storage: LiveRoot, path: bytes) -> Iterable[Companion]:
        folder = os.path.dirname(path)
        stem = os.path.splitext(path)[0]
        for one, rest in self._neighbours.of(storage, source.path):
            beside = Place(source.root, one.path)
            yield Companion(
                beside,
                one.size,
                one.mtime_ns,
                Place(self._root.path, stem + rest),
                self._text(folder, beside),
            )

    def _text(self, folder: bytes, source: Place) -> bytes:
        """Return what a link in a folder says to show a file, as the other links here do."""
        if self._style.is_relative:
            return os.path.relpath(source.absolute, os.path.join(self._real, folder))
        return written(source.absolute, self._style.like, self._maps)

    def _missing(self, folder: bytes) -> int:
        count = 0
        while folder not in self._folders:
            folder = os.path.dirname(folder)
            count += 1
        return count


def _id(*parts: bytes) -> str:
    return hashlib.blake2b(b"\0".join(parts), digest_size=8).hexdigest()


def reason_of(reason: Reason, layout: Layout) -> Evidence:
    """Return a reason as a plan has it."""
    facts: dict[str, str | int | float] = {"folder": printable(reason.folder)}
    if reason.rule is not None:
        facts |= {
            "follow": reason.rule.share.follow,
            "of": reason.rule.share.of,
            "detail": printable(reason.rule.detail or reason.rule.kind),
        }
    elif reason.kind in ("template", "rule"):
        facts["detail"] = printable(layout.template)
    return Evidence(reason.kind, facts)


def doubt_of(question: Question) -> Evidence:
    """Return what a question is about."""
    detail = question.detail
    if not detail and question.rule is not None:
        detail = question.rule.detail or question.rule.kind
    facts: dict[str, str | int | float] = {"detail": printable(detail)}
    if question.rule is not None:
        facts |= {"follow": question.rule.share.follow, "of": question.rule.share.of}
    return Evidence(question.doubt, facts)


class RootChoice:
    """Says in which link root a file belongs: where its work is, or files like it are."""

    def __init__(self, roots: Sequence[LiveRoot], kinds: Mapping[int, str]) -> None:
        """Take the link roots, and by id the kind that their names say."""
        self._roots = roots
        self._kinds = kinds
        self._works: dict[str, Counter[int]] = defaultdict(Counter)
        self._alike: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)

    def note(self, root: int, work: str, kind: str, storage: int) -> None:
        """Take note of a link in a root, to a file of a work on a storage root."""
        self._works[work][root] += 1
        self._alike[kind, storage][root] += 1
        self._alike[kind, 0][root] += 1

    def of(self, work: str, kind: str, storage: int) -> LiveRoot:
        """Return the link root for a file."""
        for held in (self._works.get(work), self._alike.get((kind, storage)),
                     self._alike.get((kind, 0))):  # fmt: skip
            if held:
                best = held.most_common(1)[0][0]
                return next(root for root in self._roots if root.id == best)
        for root in self._roots:
            if self._kinds.get(root.id) == kind:
                return root
        return self._roots[0]
