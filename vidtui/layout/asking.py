"""Interrupts placing where a person has to say something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from vidtui.layout.model import Choice, Doubt, Kind, NewFile, Question, Reason, Rule
from vidtui.layout.trees import Path


class Ask(Exception):
    """What is not known for a file; becomes a ``Question``."""

    def __init__(
        self,
        doubt: Doubt,
        about: str,
        choices: Iterable[Choice] = (),
        rule: Rule | None = None,
        detail: str = "",
    ) -> None:
        super().__init__(doubt)
        self.doubt, self.about = doubt, about
        self.choices, self.rule, self.detail = tuple(choices), rule, detail

    def question(self, file: NewFile, reasons: Sequence[Reason] = ()) -> Question:
        """Return the question about a file."""
        return Question(
            file, self.doubt, self.about, self.choices, tuple(reasons), self.rule, self.detail
        )


def about_work(key: str) -> str:
    """Return what a work's folder is asked under."""
    return f"work:{key}"


def about_file(key: int) -> str:
    """Return what a file's name is asked under."""
    return f"file:{key}"


def about_names(what: Literal["folders", "names"], kind: Kind, shelf: Path) -> str:
    """Return what the names of works' folders, or of links, on a shelf are asked under."""
    return f"{what}:{kind}:{joined(shelf).decode('utf-8', 'surrogateescape')}"


def joined(path: Path) -> bytes:
    """Return a path of folders as bytes."""
    return b"/".join(path)


def parted(path: bytes) -> Path:
    """Return the folders of a path."""
    return tuple(part for part in path.split(b"/") if part)
