"""Which files without a link get one, and why the others get none."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from vidtui.catalogue import linking
from vidtui.catalogue.linking import LinkableFile
from vidtui.jobs.link.facts import Known
from vidtui.jobs.link.model import Heading, LeftOut
from vidtui.jobs.link.run import LinkOptions
from vidtui.jobs.link.tree import TreeScan
from vidtui.jobs.links.actions import TRASH
from vidtui.jobs.roots.live import LiveRoot


@dataclass(frozen=True, slots=True)
class Lacking:
    """A file without a link that may get one."""

    file: LinkableFile
    heading: Heading


@dataclass(frozen=True, slots=True)
class Excluded:
    """A file without a link that gets none; ``other`` is the place that it is left out for."""

    file: LinkableFile
    why: LeftOut
    other: bytes = b""


@dataclass
class Choice:
    """Decides over the files of storage, one after another.

    ``baselines`` say by root since when its files are new; ``repaired`` which files broken links
    are to get, ``taken_away`` which ones a link showed that somebody removed.
    """

    options: LinkOptions
    known: Known
    tree: TreeScan
    storage: Mapping[int, LiveRoot]
    baselines: Mapping[int, int]
    repaired: Mapping[int, bytes]
    taken_away: Collection[int]
    never: Collection[int]
    _shown: dict[tuple[bytes, int], bytes] = field(default_factory=dict)

    def of(
        self, files: Sequence[LinkableFile], wanted: Collection[int] | None
    ) -> Iterator[Lacking | Excluded]:
        """Yield what becomes of each file that no link shows.

        Args:
            files: all files; those that are shown keep others of the same content out.
            wanted: only these, unless None.
        """
        without = []
        for file in files:
            if file.root not in self.storage:
                continue
            if self.tree.shows(file):
                self._note(file)
            else:
                without.append(file)
        for file in without:
            if wanted is None or file.id in wanted:
                yield self._judge(file)

    def _note(self, file: LinkableFile) -> None:
        if file.sample:
            self._shown.setdefault((file.sample, file.size), self._absolute(file))

    def _judge(self, file: LinkableFile) -> Lacking | Excluded:
        why = self.objection(file)
        if why is not None:
            return Excluded(file, why, self.repaired.get(file.id, b"") if why == "repair" else b"")
        twin = self._shown.get((file.sample, file.size)) if file.sample else None
        if twin is not None:
            return Excluded(file, "same-content", twin)
        heading = self._heading(file)
        if heading == "taken-away" and not self.options.again:
            return Excluded(file, "taken-away")
        self._note(file)
        return Lacking(file, heading)

    def _heading(self, file: LinkableFile) -> Heading:
        if file.id in self.taken_away:
            return "taken-away"
        since = self.baselines.get(file.root)
        return "new" if since is not None and file.added_at > since else "baseline"

    def objection(self, file: LinkableFile) -> LeftOut | None:
        """Return why a file gets no link whatever is there, None where it may get one."""
        if file.kind == "extra":
            return None if self.options.extras and file.state == "enriched" else "extra"
        if file.kind not in ("film", "series") or file.group is None:
            return "unknown-kind"
        if file.id in self.never:
            return "never"
        if file.id in self.repaired:
            return "repair"
        why = self._not_identified(file)
        if why is not None:
            return why
        if file.kind == "series" and not self._has_episode(file):
            return "no-episode"
        return None

    def _not_identified(self, file: LinkableFile) -> LeftOut | None:
        if file.state == "enriched" and (file.movie is not None or file.series is not None):
            return None
        if file.state in ("pending", "failed"):
            return "waits"
        if not self.options.named:
            return "not-identified"
        group = self.known.groups.get(file.group or 0)
        if group is None or not group.agree or (group.kind == "film" and group.year is None):
            return "no-year"
        return None

    def _has_episode(self, file: LinkableFile) -> bool:
        held = self.known.episodes_of(file.id)
        if file.series is None:
            return bool(held) and all(one.number is not None for one in held)
        return bool(held) and all(one.is_known for one in held)

    def _absolute(self, file: LinkableFile) -> bytes:
        return self.storage[file.root].absolute(file.path)


def taken_away(tree: TreeScan, roots: Mapping[int, LiveRoot]) -> set[int]:
    """Return the files that a link showed which is gone, and which nobody of us took away.

    A link root of which no link is left was not emptied link by link, and says nothing.
    """
    ours = set(_trashed())
    rows = [one for one in linking.shown_before() if one.root in roots]
    standing = {one.root for one in rows if not one.is_gone and one.id in tree.seen}
    return {
        one.file
        for one in rows
        if one.root in standing
        and one.id not in ours
        and (one.is_gone or one.id not in tree.seen)
        and one.path not in tree.links[one.root]
    }


def _trashed() -> Iterator[int]:
    """Yield the links that we put into the trash."""
    for intent in linking.standing(TRASH):
        link = intent.get("link")
        if isinstance(link, int):
            yield link


def never_linked() -> set[int]:
    """Return the files of which a person said that they are never to be linked."""
    said = (intent.get("file") for intent in linking.standing(linking.NEVER))
    return {file for file in said if isinstance(file, int)}


def below(files: Iterable[LinkableFile], roots: Mapping[int, LiveRoot], path: bytes) -> set[int]:
    """Return the files that are at an absolute path or below it."""
    inside = os.path.join(path, b"")
    return {
        one.id
        for one in files
        if one.root in roots
        and ((place := roots[one.root].absolute(one.path)) == path or place.startswith(inside))
    }
