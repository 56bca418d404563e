"""Libraries whose links broke, the decisions about those, and what became of them."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path
from typing import Any

from tests.support.library import Library, Name, as_bytes
from vidtui.catalogue import roots
from vidtui.catalogue.database import open_catalogue
from vidtui.errors import SafetyRefusal
from vidtui.jobs.journal import Undone
from vidtui.jobs.links import record
from vidtui.jobs.links.model import Decision, Outcome, Verb
from vidtui.jobs.repair.repairing import Repairs
from vidtui.jobs.undo import undo_action

Listing = dict[bytes, tuple[Any, ...]]


def stood(name: Name) -> bytes:
    """Where a film and its link were, below their roots."""
    return b"Films/" + as_bytes(name) + b".mkv"


def moved(name: Name) -> bytes:
    """Where a film is now, below the storage root."""
    return b"Films/Moved/" + as_bytes(name) + b".mkv"


def relative(library: Library, name: bytes, place: bytes) -> bytes:
    """The text of the link ``name`` to a place on storage, both below their roots."""
    assert library.links is not None
    folder = os.path.realpath(os.path.dirname(library.path(name, library.links)))
    return os.path.relpath(library.path(place), folder)


def break_links(
    library: Library,
    names: tuple[Name, ...] = (),
    gone: tuple[Name, ...] = (),
    *,
    absolute: bool = False,
) -> None:
    """Import films with a link to each; then those of ``names`` move, those of ``gone`` go."""
    for number, healthy in enumerate(library.films(6)):
        library.link(b"Whole/%d.mkv" % number, library.path(healthy))
    for name in (*names, *gone):
        library.put(stood(name))
        place = library.path(stood(name))
        library.link(
            stood(name), place if absolute else relative(library, stood(name), stood(name))
        )
    library.import_()
    for name in names:
        library.rename(stood(name), moved(name))
    for name in gone:
        os.unlink(library.path(stood(name)))


def write_down(library: Library) -> None:
    """Let the links be written down already, as before the first change of a root."""
    catalogue = open_catalogue(library.database)
    with catalogue.writing("link"), catalogue.session():
        for root in library.settings().of("links"):
            known = roots.known(root.path)
            assert known is not None
            record.before_first_change(catalogue, library.settings(), known)


class Sitting:
    """One search and the decisions about what it found; names are of ``break_links``."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.found = library.find()
        self.catalogue = open_catalogue(library.database)
        self.repairs = Repairs(self.catalogue, library.settings())
        self.given: list[int] = []
        write_down(library)

    def decision(self, name: Name, verb: Verb = "repair", *, path: bytes = b"") -> Decision:
        """Decide about a link, for its first proposal where it is to be repaired."""
        link = self.found.link(path or stood(name))
        return Decision(link, verb, link.proposals[0] if verb == "repair" else None)

    def apply(self, name: Name, verb: Verb = "repair", *, path: bytes = b"") -> Outcome:
        outcome = self.repairs.apply(self.decision(name, verb, path=path))
        if outcome.action is not None:
            self.given.append(outcome.action)
        return outcome

    def undo(self) -> Undone | None:
        """Take back the last decision that was carried out; after a refusal the one before."""
        if not self.given:
            return None
        action = self.given[-1]
        try:
            told = undo_action(self.catalogue, self.library.settings(), action, dry_run=False)
        except SafetyRefusal:
            self.given.pop()
            raise
        self.given.pop()
        return told[-1]  # what went with it came after it

    def done(self, name: Name, verb: Verb = "repair", *, path: bytes = b"") -> Outcome:
        outcome = self.apply(name, verb, path=path)
        assert outcome.state == "done", outcome.reason
        assert outcome.reason == ""
        return outcome


def text_of(library: Library, path: bytes) -> bytes:
    """The text of a link, named below the link root."""
    return os.readlink(library.path(path, library.links))


def texts(folder: Path) -> dict[bytes, bytes]:
    """All links below a folder, with their texts."""
    return {place: told[1] for place, told in listing(folder).items() if told[0] == "link"}


def strays(folder: Path) -> list[bytes]:
    """What was put aside for a moment and is still there."""
    return [place for place in listing(folder) if os.path.basename(place).startswith(b".vidtui-")]


def listing(*folders: Path) -> Listing:
    """All that is in folders but the catalogue's, with what tells that it was touched."""
    found: Listing = {}
    for folder in folders:
        for path, names, files in os.walk(os.fsencode(folder)):
            for name in names + files:
                place = os.path.join(path, name)
                state = os.lstat(place)
                if os.path.islink(place):
                    found[place] = "link", os.readlink(place), state.st_ino, state.st_mtime_ns
                elif os.path.isdir(place):
                    found[place] = "folder", state.st_mode
                else:
                    found[place] = "file", state.st_ino, state.st_size, state.st_mtime_ns
    return found


def actions(library: Library) -> list[tuple[str, str | None, bool]]:
    """What the journal says of links: kind, outcome, whether it was undone."""
    rows = library.query(
        "SELECT kind, outcome, undone_at FROM action WHERE kind <> 'undo' ORDER BY id"
    )
    return [(row["kind"], row["outcome"], row["undone_at"] is not None) for row in rows]


def row_of(library: Library, path: bytes) -> sqlite3.Row:
    """What the catalogue remembers of a link."""
    return library.seen_links()[path]


def log_of(library: Library) -> list[list[str]]:
    """The lines of the log, each in its parts without the time."""
    (log,) = (library.data / "logs").glob("repair-*.log")
    text = log.read_text("utf-8")
    assert text.endswith("\n")
    return [line.split("\t")[1:] for line in text.removesuffix("\n").split("\n")]


def records(trash: Path) -> list[dict[str, str]]:
    """What the trash says of the orphans in it."""
    return [
        json.loads(line)
        for record in sorted(trash.glob("orphans/*/orphans.jsonl"))
        for line in record.read_text("utf-8").splitlines()
    ]
