"""What any media centre is asked and told. ``registry`` says which there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from vidtui.errors import Exit, VidtuiError

DangerKind = Literal[
    "scheduled-scan", "real-time", "empty-trash", "scan-at-start", "clean-lists", "clean-unknown"
]


class CentreFailure(VidtuiError):
    """A media centre does not answer, or says no; the text is one line, showable."""

    exit = Exit.API


class CentreDenied(CentreFailure):
    """It refuses the token, or what the token may do."""


@dataclass(frozen=True, slots=True)
class Library:
    """One library of a centre: its folders as the centre calls them, ``key`` as it is told."""

    name: str
    folders: tuple[bytes, ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Danger:
    """A setting of the centre by which it empties a library while a disk is away.

    ``where`` is the library that it is set for, empty for all; ``every_s`` how often a scan
    begins by itself, None where that is not said.
    """

    kind: DangerKind
    where: str = ""
    every_s: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What a centre says of itself; texts may be anything.

    ``unread`` says that it does not show its settings to this token.
    """

    server: str
    version: str
    libraries: tuple[Library, ...]
    dangers: tuple[Danger, ...] = ()
    unread: bool = False

    @property
    def folders(self) -> tuple[bytes, ...]:
        """All folders of all libraries, each once."""
        return tuple(dict.fromkeys(one for lib in self.libraries for one in lib.folders))


class Centre(Protocol):
    """A media centre; paths are as it calls them. Each method may wait for it for some seconds.

    Raises:
        CentreFailure: it does not answer, or says no.
        Stopped: the user cancelled.
    """

    def look(self) -> Known:
        """Return what it says of itself."""
        ...

    def sees(self, file: bytes) -> bool | None:
        """Say whether it sees a file, through a link; None where it cannot be asked."""
        ...

    def tell(self, folders: Sequence[bytes], known: Known) -> None:
        """Have it look at folders, each inside one of its own; it may do so later."""
        ...

    def tell_all(self) -> None:
        """Have it look at all."""
        ...

    def has(self, folder: bytes) -> bool | None:
        """Say whether its library holds something below a folder; None where nobody can say."""
        ...
