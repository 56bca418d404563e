"""Last stage of an import: walk the link roots and remember what each link shows."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from vidtui.catalogue import files, links, roots
from vidtui.catalogue.links import GONE, KnownLink, Observed
from vidtui.catalogue.sql import BATCH
from vidtui.disk.root_identity import SamplePicker, examine
from vidtui.disk.scan import Folder, FoundFile, walk
from vidtui.disk.symlinks.reader import LinkReader, LinkReading, LinkState, known_as
from vidtui.i18n import _
from vidtui.jobs.base import Notice, Refused
from vidtui.jobs.import_.run import ImportEvent, ImportState
from vidtui.jobs.links.link_works import other_works
from vidtui.jobs.roots.live import LiveRoot, away_for_now, look_again, remedy_of
from vidtui.jobs.roots.loss_guard import BRAKE_FILES, BRAKE_SHARE, Volatile
from vidtui.oserrors import about, reason
from vidtui.paths import prefix_of

BROKEN = ("broken", "loop")


class _FirstHop(NamedTuple):
    path: bytes
    text: bytes
    target: bytes


_Reading = tuple[_FirstHop, LinkState, bytes | None]


class LinkStage:
    """Observes every link; only what changed is written."""

    def __init__(self, state: ImportState) -> None:
        self._state = state
        self._reader = link_reader(state)
        self._now = int(time.time())
        self._volatile = Volatile(state.storage.values(), accept_loss=state.options.accept_loss)
        self._pending: list[_FirstHop] = []
        self._done = 0

    def run(self) -> Iterator[ImportEvent]:
        """Walk every link root that can be looked at."""
        for root in self._state.links.values():
            if self._state.cancel():
                return
            why = root.objection
            if why is None:
                yield from self._observe(root)
            elif root.state.online:
                yield Notice(about(root.path, why))
            elif self._state.settings.may_be_away(root.path) and root.state.state == "offline":
                yield away_for_now(root)
            else:
                yield Refused(root.path, why, remedy_of(root.state))
        yield from self._state.progress("links", self._done, self._done, b"", force=True)

    def _observe(self, root: LiveRoot) -> Iterator[ImportEvent]:
        state, picker, whole = self._state, SamplePicker(), True
        seen = links.SeenLinks(root.id)
        base, real_base = prefix_of(root.path), _real_prefix(root)
        for folder in walk(root.path, state.rules):
            if state.cancel():
                break
            where = root.absolute(folder.path)
            if folder.error is not None:
                whole = False
                yield state.failed(where, reason(folder.error))
            real = real_base + folder.path
            for path in folder.links:
                picker.offer(path, 0, is_link=True)
                try:
                    hop = self._reader.first_hop(base + path, real)
                except OSError as error:
                    whole = False
                    yield state.failed(root.absolute(path), reason(error))
                else:
                    self._pending.append(_FirstHop(path, *hop))
                if len(self._pending) >= BATCH:
                    self._flush(root, seen)
                    yield from state.progress("links", self._done, None, where)
        self._flush(root, seen)
        if whole and not state.cancel():
            yield from self._settle(root, seen, picker)

    def _settle(
        self, root: LiveRoot, seen: links.SeenLinks, picker: SamplePicker
    ) -> Iterator[ImportEvent]:
        """Note which links are gone, unless the disk or the amount forbids a verdict."""
        after = examine(root.path, root.known.identity)
        if not after.online:
            yield Refused(root.path, after.reason)
            return
        gone, remembered = seen.gone(), seen.remembered()
        too_many = len(gone) > max(BRAKE_FILES, BRAKE_SHARE * remembered)
        if too_many and not self._state.options.accept_loss:
            reason = _("{gone} of {known} known links are gone at once: nothing was recorded")
            yield Refused(root.path, reason.format(gone=len(gone), known=remembered), "accept-loss")
            return
        with self._state.catalogue.transaction():
            links.mark_gone(gone, self._now)
            roots.remember(root.known, picker.chosen(), after.mounts)

    def _flush(self, root: LiveRoot, seen_before: links.SeenLinks) -> None:
        """Take the gathered links; those that show the file they are known to show are done."""
        known = links.known_at(root.id, [hop.path for hop in self._pending])
        known_here = self._ids([hop.target for hop in self._pending], only_trusted=True)
        seen_before.update(known.values())
        self._done += len(self._pending)
        self._state.counts["links"] += len(self._pending)
        self._pending = [
            hop
            for hop in self._pending
            if not _is_as_known(hop, known.get(hop.path), known_here.get(hop.target))
        ]
        if self._pending:
            self._write(root, known, known_here)

    def _write(
        self, root: LiveRoot, known: Mapping[bytes, KnownLink], known_here: Mapping[bytes, int]
    ) -> None:
        """Say what the links show that are not as they are known, and write what changed."""
        readings = self._readings(known, known_here)
        further = [target for _hop, state, target in readings if state == "ok" and target]
        shown = {**self._ids(further, only_trusted=False), **known_here}
        seen = [
            Observed(root.id, hop.path, hop.text, state, _shown(state, target, shown))
            for hop, state, target in readings
        ]
        new = [one for one in seen if one.path not in known]
        changed = list(_changed(seen, known))
        if new or changed:
            with self._state.catalogue.transaction():
                links.add(new, self._now)
                links.update(changed, self._now)
        self._state.counts["broken_links"] += sum(state in BROKEN for _h, state, _t in readings)
        self._pending = []

    def _readings(
        self, known: Mapping[bytes, KnownLink], known_here: Mapping[bytes, int]
    ) -> list[_Reading]:
        readings = self._follow(known_here)
        if any(
            state in BROKEN and not _was_broken(known.get(hop.path)) for hop, state, _t in readings
        ):
            # A disk that left since it was looked at broke no link.
            self._reader.judge_nothing_below(offline_places(self._state))
            readings = self._follow(known_here)
        return [self._unless_away(reading) for reading in readings]

    def _follow(self, known_here: Mapping[bytes, int]) -> list[_Reading]:
        return [
            (hop, "ok", hop.target)
            if hop.target in known_here
            else (hop, (end := self._reader.follow(hop.text, hop.target)).state, end.target)
            for hop in self._pending
        ]

    def _unless_away(self, reading: _Reading) -> _Reading:
        """Return a reading; a link to a file that is only away is not broken."""
        hop, state, target = reading
        if state == "broken" and target and self._volatile.is_away(target):
            return hop, "unknown", target
        return reading

    def _ids(self, targets: list[bytes], *, only_trusted: bool) -> Mapping[bytes, int]:
        """Return the ids of catalogued files by absolute path.

        Files of a trusted root that are neither missing nor away are on disk: this run has seen
        them, and knows most of them itself.
        """
        found: dict[bytes, int] = {}
        for root in self._state.storage.values():
            if only_trusted and root.id not in self._state.trusted:
                continue
            met = self._state.met.get(root.id, {})
            for prefix in root.prefixes:
                asked = []
                for target in targets:
                    if target.startswith(prefix):
                        path = target[len(prefix) :]
                        if (file := met.get(path)) is not None:
                            found[target] = file
                        else:
                            asked.append(path)
                for path, (file, is_gone) in files.ids_at(root.id, asked).items():
                    if not (only_trusted and is_gone):
                        found[prefix + path] = file
        return found


def _is_as_known(hop: _FirstHop, link: KnownLink | None, file: int | None) -> bool:
    """Whether a link still shows the file of a catalogue's id, the one that it always showed."""
    if link is None or file is None:
        return False
    return link[1:] == (hop.text, "ok", file, None)


def _real_prefix(root: LiveRoot) -> bytes:
    """Return what the real paths of a root's folders begin with: a walk follows no link."""
    return prefix_of(root.state.real_path or root.path)


def link_reader(state: ImportState) -> LinkReader:
    """Return a reader of links for this run: nothing is said of what leads to an offline root."""
    reader = LinkReader(state.settings.path_maps, [root.path for root in state.storage.values()])
    reader.judge_nothing_below(offline_places(state))
    return reader


def offline_places(state: ImportState) -> list[bytes]:
    """Look at the roots now; return all places of those that say nothing about what they held.

    An empty storage root may be the mount point of a disk that this catalogue has never seen; of
    one that the scan doubts, what is not there now is not believed to be gone.
    """
    away = [
        place
        for root, found in look_again([*state.storage.values(), *state.links.values()])
        if not found.online
        or root.id in state.doubted
        or (found.is_empty and root.known.role == "storage")
        for place in known_as(root.path, found.real_path)
    ]
    for one in state.places.moved:
        away += [*known_as(one.old), *known_as(one.new, os.path.realpath(one.new))]
    return away


def _shown(state: LinkState, target: bytes | None, shown: Mapping[bytes, int]) -> int | None:
    return shown.get(target) if state == "ok" and target else None


def _changed(
    seen: Sequence[Observed], known: Mapping[bytes, KnownLink]
) -> Iterator[tuple[int, Observed]]:
    """Yield by id the known links that are not as the catalogue has them, as it is to."""
    former = _former({one.path: one.shown_file for one in seen if one.path in known}, known)
    for one in seen:
        before = known.get(one.path)
        if before is None:
            continue
        now = one._replace(state=_as_known(before, one), former_file=former[one.path])
        shown = now.shown_file or before.shown_file
        if before[1:] != (now.text, now.state, shown, now.former_file):
            yield before.id, now


def _former(
    shown: Mapping[bytes, int | None], known: Mapping[bytes, KnownLink]
) -> dict[bytes, int | None]:
    """Return by path the file of another work that each known link showed before."""
    former = {path: link.former_file for path, link in known.items()}
    changes = {
        path: (known[path].was, file)
        for path, file in shown.items()
        if file and known[path].was not in (None, file)
    }
    for path, is_other in other_works(changes).items():
        former[path] = changes[path][0] if is_other else None
    for path, file in shown.items():
        if file and former[path] == file != known[path].shown_file:
            former[path] = None
    return former


def _as_known(before: KnownLink, seen: Observed) -> str:
    """Return the state of a known link; while nobody can say what it shows, the one before."""
    is_known = before.text == seen.text and before.state != GONE
    return before.state if seen.state == "unknown" and is_known else seen.state


def _was_broken(link: KnownLink | None) -> bool:
    return link is not None and link.state in BROKEN


def linked_folders(
    state: ImportState, problems: list[ImportEvent]
) -> Iterator[tuple[LiveRoot, Folder]]:
    """Yield the linked files by folder of storage, and note in ``state`` which link names each.

    What cannot be read is put into ``problems``. A file that several links show is named by the
    first of them, in the order of their paths.
    """
    named_after: dict[tuple[int, bytes], tuple[bytes, bytes, str | None]] = {}
    state.named_after = named_after
    found: dict[tuple[int, bytes], list[FoundFile]] = defaultdict(list)
    reader = link_reader(state)
    for tree in state.links.values():
        if tree.objection:
            continue
        real_base = _real_prefix(tree)
        for folder in walk(tree.path, state.rules):
            if state.cancel():
                return
            real = real_base + folder.path
            for path in sorted(folder.links):
                try:
                    home = _home(state, reader.follow(*reader.first_hop(tree.absolute(path), real)))
                except OSError as error:
                    problems.append(state.failed(tree.absolute(path), reason(error)))
                    continue
                if home is not None and (home[0], home[1].path) not in named_after:
                    root, file = home
                    named_after[root, file.path] = tree.name, path, tree.known.kind
                    found[root, os.path.dirname(file.path)].append(file)
    for (root_id, folder_path), linked in sorted(found.items()):
        yield state.storage[root_id], Folder(folder_path, linked)


def _home(state: ImportState, reading: LinkReading) -> tuple[int, FoundFile] | None:
    """Return the storage root and the video file on it that a link shows, None where none.

    Raises:
        OSError: the file cannot be looked at.
    """
    if reading.state != "ok" or reading.target is None:
        return None
    for root in state.online:
        prefix = prefix_of(root.path)
        for absolute in (reading.target, os.path.realpath(reading.target)):
            if absolute.startswith(prefix) and state.rules.is_video(os.path.basename(absolute)):
                found = os.lstat(reading.target)
                path = absolute[len(prefix) :]
                return root.id, FoundFile(path, found.st_size, found.st_mtime_ns, found.st_ino)
    return None
