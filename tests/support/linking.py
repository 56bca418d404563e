"""Links that are made in small libraries, and what there is of them afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterable

from tests.support.library import Library, Name, as_bytes
from vidtui.catalogue import files, roots
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.disk.symlinks.making import StorageGuard
from vidtui.jobs import journal
from vidtui.jobs.links.making import Made, Making, NewLink

MOST_FOLDERS = 9


def tree(folder: Name) -> dict[bytes, bytes | None]:
    """All that is below a folder: links with their texts, folders and files with None."""
    found: dict[bytes, bytes | None] = {}
    base = as_bytes(folder)
    for above, folders, names in os.walk(base):
        for name in (*folders, *names):
            path = os.path.join(above, name)
            place = os.path.relpath(path, base)
            found[place] = os.readlink(path) if os.path.islink(path) else None
    return found


def wanted(
    library: Library, links: Iterable[tuple[Name, Name]], new_folders: int = MOST_FOLDERS
) -> list[NewLink]:
    """Links to be made: their paths below the link root, and the files that they show."""
    assert library.links is not None
    catalogue = open_catalogue(library.database)
    with catalogue.session():
        root = roots.known(os.fsencode(library.links))
        storage = roots.known(os.fsencode(library.storage))
        assert root is not None
        assert storage is not None
        made = []
        for path, name in links:
            ids = files.ids_at(storage.id, [as_bytes(name)])
            file = ids[as_bytes(name)][0] if ids else None
            made.append(NewLink(root, as_bytes(path), library.path(name), file, new_folders))
    return made


def guard_of(library: Library) -> StorageGuard:
    return StorageGuard([root.path for root in library.settings().of("storage")])


def make(
    library: Library, links: list[NewLink], catalogue: Catalogue | None = None
) -> tuple[int, list[Made]]:
    """Make links in a run of its own; return it and what came of them."""
    catalogue = catalogue or open_catalogue(library.database)
    with catalogue.writing("link"), catalogue.session():
        run = journal.begin(catalogue, "link")
        made = list(Making(catalogue, run, guard_of(library)).make(links))
        journal.finish(catalogue, run, "done", {})
    return run, made
