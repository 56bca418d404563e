"""What a check finds: plain data, the same for the screen, the report and JSON."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from xxhash import xxh3_64_hexdigest

Kind = str
"""The name of a kind of finding, as ``check.kinds`` lists them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that disagrees.

    ``root`` is an absolute folder, ``path`` relative to it; both are empty for a group, which is
    no file. ``detail`` tells two findings of one kind about one path apart. ``facts`` are what
    the kind's evidence puts into a line. ``command`` helps, and can be run as it is.
    """

    kind: Kind
    root: bytes
    path: bytes
    detail: bytes = b""
    facts: Mapping[str, str | int] = field(default_factory=dict)
    command: str | None = None

    @property
    def absolute(self) -> bytes:
        """The absolute path, empty where there is none."""
        return os.path.join(self.root, self.path) if self.root else b""

    @property
    def id(self) -> str:
        """What names the finding in every report, as long as it is there."""
        parts = (self.kind.encode(), self.root, self.path, self.detail)
        return xxh3_64_hexdigest(b"\0".join(parts))


@dataclass(frozen=True, slots=True)
class SkippedRoot:
    """A root of which nothing is said: ``reason`` is one line, ``command`` helps."""

    root: bytes
    role: str
    reason: str
    command: str | None = None
    remedy: Literal["accept-loss", "confirm-root"] | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of reading whole files: counts, bytes read and how long; ``left`` still wait."""

    recorded: int = field(default=0, metadata={"json": "recorded"})
    same: int = field(default=0, metadata={"json": "same"})
    changed: int = field(default=0, metadata={"json": "changed"})
    silent: int = field(default=0, metadata={"json": "silent"})
    unreadable: int = field(default=0, metadata={"json": "unreadable"})
    left: int = field(default=0, metadata={"json": "left"})
    size: int = field(default=0, metadata={"json": "bytes"})
    seconds: float = field(default=0.0, metadata={"json": "seconds"})


@dataclass(frozen=True, slots=True)
class CheckCounts:
    """What was looked at."""

    files: int = field(default=0, metadata={"json": "files"})
    links: int = field(default=0, metadata={"json": "links"})
    issues: int = field(default=0, metadata={"json": "issues"})
    information: int = field(default=0, metadata={"json": "information"})
