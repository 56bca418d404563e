"""What lies in a folder that cannot be read stays known as it was."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.library import Library

NFO = "<movie><uniqueid type='tmdb'>603</uniqueid></movie>"


def failing(call: Any, below: bytes, code: int) -> Any:
    """Return a system call that fails for what lies at or below a path."""

    def fails(path: Any, *rest: Any, **options: Any) -> Any:
        is_below = not isinstance(path, int) and (os.fsencode(path) + b"/").startswith(below + b"/")
        if is_below:
            raise OSError(code, os.strerror(code))
        return call(path, *rest, **options)

    return fails


def ending_early(scandir: Any, folder: bytes) -> Any:
    """Return a listing that gives the first entry of a folder, by name, and then fails."""

    class Listing:
        def __init__(self, path: bytes) -> None:
            with scandir(path) as entries:
                self._entries = sorted(entries, key=lambda entry: entry.name)

        def __enter__(self) -> Iterator[Any]:
            yield self._entries[0]
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        def __exit__(self, *_why: object) -> None:
            pass

    return lambda path=".": (Listing if path == folder else scandir)(path)


@pytest.fixture
def known(library: Library) -> Library:
    library.films(30)
    for number in range(3):
        library.put(f"Séries/Lost/S01E0{number}.mkv")
    library.import_()
    return library


def witnesses(library: Library) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in library.query("SELECT * FROM witness ORDER BY path")]


@pytest.mark.parametrize("code", [errno.EIO, errno.EACCES, errno.ESTALE])
def test_a_root_is_still_recognised_by_what_lies_there(
    known: Library, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = witnesses(known)
    assert any("Séries".encode() in bytes(row[1]) for row in before)
    monkeypatch.setattr(os, "scandir", failing(os.scandir, known.path("Séries"), code))
    assert known.path("Séries") in known.import_().errors
    assert witnesses(known) == before


def test_a_listing_that_ends_early(known: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it gave is seen, the rest is as before; nothing is noted twice."""
    before, lost = witnesses(known), known.path("Séries/Lost")
    monkeypatch.setattr(os, "scandir", ending_early(os.scandir, lost))
    ran = known.import_()
    assert list(ran.errors) == [lost]
    assert ran.counts.missing == 0
    assert witnesses(known) == before


class TestNfo:
    """A name is not taken without what stands beside it."""

    @pytest.fixture
    def film(self, library: Library) -> Library:
        library.put("Films/Matrix (1999)/Matrix (1999).mkv")
        library.put("Films/Matrix (1999)/movie.nfo", NFO.encode())
        return library

    def unread(self, library: Library, code: int) -> dict[bytes, str]:
        nfo = library.path("Films/Matrix (1999)/movie.nfo")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "open", failing(os.open, nfo, code))
            return library.import_().errors

    def is_named(self, library: Library) -> bool:
        (row,) = library.files().values()
        return row["named_by"] is not None

    def has_id(self, library: Library) -> bool:
        (row,) = library.query("SELECT evidence FROM media_group")
        return '"603"' in row["evidence"]

    @pytest.mark.parametrize("code", [errno.EIO, errno.ESTALE, errno.ENOENT])
    def test_the_name_waits_for_the_next_import(self, film: Library, code: int) -> None:
        errors = self.unread(film, code)
        assert bool(errors) == (code != errno.ENOENT)
        assert not self.is_named(film)
        assert film.import_().errors == {}
        assert self.has_id(film)

    def test_what_nobody_may_read_is_not_waited_for(self, film: Library) -> None:
        self.unread(film, errno.EACCES)
        assert self.is_named(film)
        assert not self.has_id(film)

    def test_a_folder_that_was_not_listed_to_its_end(
        self, film: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = film.path("Films/Matrix (1999)")
        with monkeypatch.context() as patch:
            patch.setattr(os, "scandir", ending_early(os.scandir, folder))
            film.import_()
        assert not self.is_named(film)
        film.import_()
        assert self.has_id(film)
