"""Builds small libraries in a test's folder, and reads back what vidtui made of them."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.checking import Checked
from tests.support.finding import Found
from vidtui.demo.tmdb import TmdbStandIn
from vidtui.jobs.base import CancelToken, Finished, ItemFailed, Notice, Refused, Started
from vidtui.jobs.check.job import CheckJob
from vidtui.jobs.check.run import CheckEvent, CheckOptions
from vidtui.jobs.enrich.job import EnrichJob
from vidtui.jobs.enrich.run import EnrichOptions, EnrichRun
from vidtui.jobs.import_.job import ImportJob
from vidtui.jobs.import_.run import ImportCounts, ImportEvent, ImportOptions
from vidtui.jobs.repair.find import FindJob
from vidtui.jobs.repair.run import FindEvent, FindOptions
from vidtui.jobs.suggest import quoted
from vidtui.settings import model
from vidtui.typed_json import to_json

Name = str | bytes


class Impatient(CancelToken):
    """A cancel token on which nobody waits."""

    def wait(self, seconds: float) -> bool:
        return self()


def as_bytes(name: Name) -> bytes:
    return name if isinstance(name, bytes) else os.fsencode(name)


@dataclass
class Ran:
    """One import: its events, and what they come to."""

    events: list[ImportEvent] = field(default_factory=list)

    def _of(self, kind: type[ImportEvent]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def counts(self) -> ImportCounts:
        return self._of(Finished)[-1].counts  # type: ignore[no-any-return]

    @property
    def changes(self) -> dict[str, int]:
        """The counts that are not zero."""
        return {name: count for name, count in to_json(self.counts).items() if count}

    @property
    def created(self) -> bool:
        return bool(self._of(Started)[0].created)

    @property
    def cancelled(self) -> bool:
        return bool(self._of(Finished)[-1].cancelled)

    @property
    def errors(self) -> dict[bytes, str]:
        return {event.path: event.reason for event in self._of(ItemFailed)}

    @property
    def notices(self) -> list[str]:
        return [event.message for event in self._of(Notice)]

    @property
    def refused(self) -> dict[bytes, Refused]:
        return {event.path: event for event in self._of(Refused)}


class Library:
    """A storage root ``stockage``, a link root ``video``, settings and a catalogue.

    ``roots`` can be changed before settings are read; paths given as names are relative to the
    storage root, or to the link root where a method says so.
    """

    def __init__(self, base: Path, storage: str = "stockage", links: str | None = "video") -> None:
        self.base = base
        self.storage = base / storage
        self.links = base / links if links else None
        self.data = base / "data"
        self.config = base / "config.toml"
        self.extra = ""
        self.storage.mkdir(parents=True, exist_ok=True)
        if self.links:
            self.links.mkdir(parents=True, exist_ok=True)
        self.write_settings()

    @property
    def database(self) -> Path:
        return self.data / "catalogue.sqlite3"

    @property
    def vidtui(self) -> str:
        """How a suggested command that finds this library begins."""
        given = f"--config {quoted(str(self.config))} --data-dir {quoted(str(self.data))}"
        return f"vidtui {given}"

    def write_settings(self, *storage: Path, extra: str | None = None, tables: str = "") -> None:
        """Write the settings file; ``extra`` stands before the tables and is kept."""
        self.extra = self.extra if extra is None else extra
        text = self.extra + "\n"
        for path in storage or (self.storage,):
            text += f'[[storage]]\npath = "{path}"\n'
        if self.links:
            text += f'[[links]]\npath = "{self.links}"\n'
        self.config.write_text(text + tables, encoding="utf-8")

    def settings(self, **options: Any) -> settings.Settings:
        return model.load(options, config=self.config, data_dir=self.data, env={})

    def path(self, name: Name, on: Path | None = None) -> bytes:
        return os.path.join(os.fsencode(on or self.storage), as_bytes(name))

    def put(
        self,
        name: Name,
        content: bytes | None = None,
        *,
        mtime_ns: int | None = None,
        on: Path | None = None,
    ) -> bytes:
        """Write a file, by default with content of its own; return its absolute path."""
        path = self.path(name, on)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as opened:
            opened.write(b"video: " + as_bytes(name) if content is None else content)
        if mtime_ns is not None:
            os.utime(path, ns=(mtime_ns, mtime_ns))
        return path

    def films(self, count: int, folder: str = "Films", first: int = 1) -> list[str]:
        """Put ``count`` films with plain names; return their names."""
        names = [
            f"{folder}/Film {n:03d} (2001)/Film {n:03d} (2001).mkv"
            for n in range(first, first + count)
        ]
        for name in names:
            self.put(name)
        return names

    def link(self, name: Name, target: Name) -> bytes:
        """Make a link in the link root; ``target`` is its very text."""
        assert self.links is not None
        path = self.path(name, self.links)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.symlink(as_bytes(target), path)
        return path

    def rename(self, old: Name, new: Name, *, on: Path | None = None) -> None:
        target = self.path(new, on)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.rename(self.path(old), target)

    def import_(self, *paths: bytes, **options: Any) -> Ran:
        """Run one import to its end."""
        return Ran(list(self.importing(*paths, **options)))

    def importing(
        self, *paths: bytes, cancel: CancelToken | None = None, **options: Any
    ) -> Iterator[ImportEvent]:
        """Yield the events of an import."""
        job = ImportJob(self.settings(), ImportOptions(paths, **options), cancel or CancelToken())
        return iter(job.run())

    def find(self, **options: Any) -> Found:
        """Run one search for broken links to its end."""
        return Found(list(self.finding(**options)))

    def finding(self, *, cancel: CancelToken | None = None, **options: Any) -> Iterator[FindEvent]:
        """Yield the events of a search for broken links."""
        job = FindJob(self.settings(), FindOptions(**options), cancel or CancelToken())
        return iter(job.run())

    def check(self, **options: Any) -> Checked:
        """Run one check to its end."""
        return Checked(list(self.checking(**options)))

    def checking(
        self,
        *,
        cancel: CancelToken | None = None,
        clock: Callable[[], float] = time.monotonic,
        **options: Any,
    ) -> Iterator[CheckEvent]:
        """Yield the events of a check."""
        job = CheckJob(self.settings(), CheckOptions(**options), cancel or CancelToken(), clock)
        return iter(job.run())

    def use_tmdb(self, server: TmdbStandIn, *, calls: int = 400) -> None:
        """Let the settings name a TMDB of the test's own, at a pace that nobody waits for."""
        token = self.config.with_name("tmdb-token")
        token.touch(0o600)
        token.write_text(server.token)
        tmdb = f'[tmdb]\nurl = "{server.url}"\nrequests_per_10_s = {calls}\n'
        self.write_settings(tables=tmdb)

    def enrich(self, *, cancel: CancelToken | None = None, **options: Any) -> EnrichRun:
        """Run one enrichment to its end; waits for a second try take no time."""
        run = EnrichRun()
        job = EnrichJob(self.settings(), EnrichOptions(**options), cancel or Impatient())
        for event in job.run():
            run.feed(event)
        return run

    def query(self, statement: str, *values: object) -> list[Any]:
        """Ask the database itself, past all of vidtui."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute(statement, values).fetchall()

    def files(self) -> dict[bytes, sqlite3.Row]:
        """Return the rows of files by absolute path."""
        rows = self.query(
            "SELECT f.*, r.path AS root, g.title, g.year, g.key, g.state, g.error, g.kind AS gkind"
            " FROM media_file f JOIN root r ON r.id = f.root_id"
            " LEFT JOIN media_group g ON g.id = f.group_id"
        )
        return {os.path.join(row["root"], row["path"]): row for row in rows}

    def file(self, name: Name, on: Path | None = None) -> sqlite3.Row:
        return self.files()[self.path(name, on)]

    def present(self) -> set[bytes]:
        """Return the paths, relative to their roots, of the files that are not missing."""
        return {row["path"] for row in self.files().values() if row["missing_since"] is None}

    def missing(self) -> set[bytes]:
        return {row["path"] for row in self.files().values() if row["missing_since"] is not None}

    def groups(self) -> dict[tuple[str, str, int | None], str]:
        """Return the state of each group by kind, title and year."""
        rows = self.query("SELECT kind, title, year, state FROM media_group")
        return {(kind, title, year): state for kind, title, year, state in rows}

    def episodes(self, name: Name) -> list[tuple[int | None, int | None]]:
        rows = self.query(
            "SELECT season, number FROM file_episode WHERE file_id = ? ORDER BY season, number",
            self.file(name)["id"],
        )
        return [(season, number) for season, number in rows]

    def seen_links(self) -> dict[bytes, sqlite3.Row]:
        """Return the remembered links by relative path, with the path of what each showed."""
        rows = self.query(
            "SELECT l.*, f.path AS target FROM link l"
            " LEFT JOIN media_file f ON f.id = l.shown_file_id"
        )
        return {row["path"]: row for row in rows}

    def end_state(self) -> dict[str, object]:
        """Return what the catalogue holds apart from ids and times, to compare two of them."""
        columns = ("size", "sample", "kind", "title", "year", "part")
        files = {
            os.path.relpath(path, os.fsencode(self.base)): (
                row["missing_since"] is None,
                *(row[column] for column in columns),
            )
            for path, row in self.files().items()
        }
        links = {
            path: (row["text"], row["state"], row["target"])
            for path, row in self.seen_links().items()
        }
        witnesses = {tuple(row) for row in self.query("SELECT path, size FROM witness")}
        return {"files": files, "links": links, "groups": self.groups(), "witnesses": witnesses}


def snapshot(folder: Path) -> dict[str, tuple[int, int, str]]:
    """Return mode, mtime and content of all that is in a folder, to see that nothing changed."""
    seen = {}
    for parent, folders, names in os.walk(os.fsencode(folder)):
        for name in (*folders, *names, b"."):
            path = os.path.join(parent, name)
            found = os.lstat(path)
            if stat.S_ISLNK(found.st_mode):
                content = os.fsdecode(os.readlink(path))
            elif stat.S_ISREG(found.st_mode):
                with open(path, "rb") as opened:
                    content = hashlib.sha256(opened.read()).hexdigest()
            else:
                content = ""
            seen[os.fsdecode(path)] = (found.st_mode, found.st_mtime_ns, content)
    return seen


def contents(folder: Path) -> dict[str, str]:
    """Return what is in a folder without its times."""
    return {path: content for path, (_mode, _mtime, content) in snapshot(folder).items()}
