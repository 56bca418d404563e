"""A catalogue and a copy of it, and others that have it open."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.restores import (
    NAME,
    write,
)
from vidtui.catalogue import backups
from vidtui.catalogue.database import open_catalogue


@pytest.fixture
def path() -> Iterator[Path]:
    """A place for a catalogue, in memory where that can be had, since a disk is waited for."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder) / "data" / NAME


@pytest.fixture
def copy(path: Path) -> Path:
    """A copy that holds "old"; the catalogue itself holds "new" besides."""
    catalogue = open_catalogue(path, create=True)
    write(catalogue, "old")
    made = backups.backup(path)
    write(catalogue, "new")
    return made
