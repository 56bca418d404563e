"""Catalogues a library from its link tree: the files that links show, named by their links."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator

from vidtui.jobs.events import Event
from vidtui.jobs.import_links import link_reader
from vidtui.jobs.import_state import ImportState, LiveRoot
from vidtui.library.scanner import Folder, FoundFile, walk
from vidtui.oserrors import reason


def linked_folders(state: ImportState, problems: list[Event]) -> Iterator[tuple[LiveRoot, Folder]]:
    """Yield the linked files by folder of storage, and note in ``state`` which link names each.

    What cannot be read is put into ``problems``. A file that several links show is named by the
    first of them, in the order of their paths.
    """
    named_after: dict[tuple[int, bytes], tuple[bytes, bytes, str | None]] = {}
    state.named_after = named_after
    found: dict[tuple[int, bytes], list[FoundFile]] = defaultdict(list)
    reader = link_reader(state)
    for links in state.links.values():
        if not links.state.online or not links.state.sees_links:
            continue
        for folder in walk(links.path, state.rules):
            if state.cancel():
                return
            real = os.path.realpath(links.absolute(folder.path)) if folder.links else b""
            for path in sorted(folder.links):
                try:
                    reading = reader.follow(*reader.first_hop(links.absolute(path), real))
                    if reading.state != "ok" or reading.target is None:
                        continue
                    home = _home(state, reading.target)
                    if home is None or home in named_after:
                        continue
                    status = os.lstat(reading.target)
                except OSError as error:
                    problems.append(state.failed(links.absolute(path), reason(error)))
                    continue
                named_after[home] = links.name, path, links.known.kind
                root, file = home
                found[root, os.path.dirname(file)].append(
                    FoundFile(file, status.st_size, status.st_mtime_ns, status.st_ino)
                )
    for (root_id, folder_path), linked in sorted(found.items()):
        yield state.storage[root_id], Folder(folder_path, linked)


def _home(state: ImportState, target: bytes) -> tuple[int, bytes] | None:
    """Return the storage root and the path on it of a video file, None where it has none."""
    for root in state.online:
        prefix = root.path.rstrip(b"/") + b"/"
        for absolute in (target, os.path.realpath(target)):
            if absolute.startswith(prefix) and state.rules.is_video(os.path.basename(absolute)):
                return root.id, absolute[len(prefix) :]
    return None
