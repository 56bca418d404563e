"""What a step of the first run is: what it says, what it lets type, which answers it offers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from textual.content import Content

from vidtui.i18n import _
from vidtui.settings.model import Settings
from vidtui.text import show
from vidtui.tui.dialogs.ask import Choice
from vidtui.tui.setup.draft import Draft

MUTED = "$foreground 60%"


@dataclass
class Field:
    """Something to type: its key in the draft, its label, whether it is secret."""

    name: str
    label: str
    example: str = ""
    secret: bool = False


class Step(ABC):
    """One step; ``TITLE`` is marked with ``N_``."""

    TITLE: ClassVar[str] = ""

    def wanted(self, draft: Draft) -> bool:  # noqa: ARG002
        """Say whether the step has anything to ask."""
        return True

    @abstractmethod
    def text(self, draft: Draft, settings: Settings, trash: dict[bytes, str]) -> Content:
        """Return what is to be known; ``trash`` holds what trying each trash folder gave."""

    def fields(self) -> list[Field]:
        """Return what can be typed."""
        return []

    @abstractmethod
    def choices(self, draft: Draft) -> list[Choice]:
        """Return the answers."""

    def proposed(self, draft: Draft) -> str:  # noqa: ARG002
        """Return the answer that is highlighted first."""
        return "next"


def folder_choices(folders: list[bytes], onward: str, *, needed: bool) -> list[Choice]:
    """Return the answers of a step that gathers folders."""
    choices = [Choice("add", _("Add a folder…"))]
    if folders or not needed:
        choices.insert(0, Choice("next", onward))
    if folders:
        choices.append(Choice("remove", _("Take the last one back")))
    return [*choices, Choice("back", _("Back"))]


def with_list(about: str, paths: list[bytes], nothing: str) -> Content:
    """Return a text and the paths gathered so far."""
    return with_lines(about, [show(path) for path in paths], nothing)


def with_lines(about: str, lines: list[str], nothing: str) -> Content:
    """Return a text and what was gathered so far, or that it is nothing."""
    shown = [Content.assemble(("✓ ", "$text-success"), (line, "bold")) for line in lines]
    return Content("\n").join(
        [Content(about), Content(""), *(shown or [Content.styled(f"– {nothing}", MUTED)])]
    )
