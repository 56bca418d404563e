"""What a session asks of the workspace around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from textual.timer import Timer

from vidtui.errors import VidtuiError
from vidtui.settings.model import Settings
from vidtui.tui.services import Services
from vidtui.tui.threads import Loop

Severity = Literal["information", "warning", "error"]


class Host(Loop, Protocol):
    """The surroundings of a session: settings and services in force, the user, the app's loop."""

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        ...

    @property
    def services(self) -> Services:
        """What disk and catalogue are asked through."""
        ...

    @property
    def is_importing(self) -> bool:
        """Whether an import is under way."""
        ...

    def use_settings(self, settings: Settings) -> None:
        """Put changed settings in force; the language stays the one that is spoken."""

    def set_timer(self, delay: float, callback: Callable[[], object]) -> Timer:
        """Call ``callback`` in ``delay`` seconds."""
        ...

    def notify(
        self, text: str, *, severity: Severity = "information", timeout: float | None = None
    ) -> None:
        """Show a short text to the user, for ``timeout`` seconds."""

    def complain(self, error: VidtuiError) -> None:
        """Show a failure to the user, in one line."""

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text to the terminal's clipboard."""
