"""Where a file is to be written."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from vidtui.errors import UsageProblem, VidtuiError
from vidtui.i18n import _
from vidtui.text import printable
from vidtui.tui.dialogs.pick_folder import typed_path
from vidtui.tui.page import Dialog
from vidtui.tui.threads import in_background
from vidtui.tui.workspace import Workspace


class WriteFile(Dialog[Path]):
    """Lets a path be typed and writes a file there; answers with where it was written."""

    def __init__(
        self,
        workspace: Workspace,
        title: str,
        path: Path,
        write: Callable[[Path], object],
        *,
        is_own: bool = False,
    ) -> None:
        """Propose ``path``, which is replaced without a question where it ``is_own``.

        ``write`` is called in a thread.
        """
        super().__init__()
        self._workspace = workspace
        self._heading = title
        self._path = path
        self._write = write
        self._replaces = path if is_own else None

    def compose(self) -> ComposeResult:
        """Show the path, to be typed over."""
        with Vertical(classes="window -large"):
            yield Static(Content.styled(self._heading, "bold"), classes="question")
            yield Input(
                printable(str(self._path)), id="file-path", select_on_focus=False, compact=True
            )
            yield Static(id="asking")
            yield Static(Content.styled(_("Enter writes it · Esc back"), "$foreground 60%"))

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def _say(self, text: str, style: str = "$text-error") -> None:
        self.query_one("#asking", Static).update(Content.styled(text, style))

    def on_input_changed(self) -> None:
        """Forget what was said of another path."""
        self._say("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Write it, over another file only when asked to twice."""
        try:
            typed = event.value == printable(str(self._path))
            path = self._path if typed else Path(os.fsdecode(typed_path(event.value)))
        except UsageProblem as problem:
            self._say(f"✗ {problem}")
            return
        services, replaces = self._workspace.services, path == self._replaces

        def write() -> bool:
            if services.is_taken(path) and not replaces:
                return False
            self._write(path)
            return True

        in_background(self, write, partial(self._written, path), self._fail)

    def _written(self, path: Path, is_written: bool) -> None:
        if is_written:
            self.dismiss(path)
            return
        self._replaces = path
        self._say(_("! There is such a file already; Enter again replaces it"), "$text-warning")

    def _fail(self, error: VidtuiError) -> None:
        self._say(f"✗ {printable(str(error))}")
