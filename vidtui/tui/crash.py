"""What is left of a crash: one line, and a report without variables and without the token.

Textual prints every local variable of every frame, the token among them.
"""

from __future__ import annotations

import io
import linecache
import os
import platform
import re
import time
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.traceback import Trace, Traceback

from vidtui import __version__
from vidtui.errors import VidtuiError
from vidtui.i18n import _
from vidtui.settings import Settings
from vidtui.text import show
from vidtui.token import read

# A JSON web token, which is what TMDB's read token is, and its v3 key.
_SECRETS = re.compile(r"eyJ[\w=-]{8,}(\.[\w=-]+)*|\b[0-9a-fA-F]{32}\b")


class CrashConsole(Console):
    """The app's console: it keeps tracebacks for the report and shows none."""

    def __init__(self) -> None:
        super().__init__(
            color_system="truecolor",
            file=io.StringIO(),
            highlight=False,
            emoji=False,
            legacy_windows=False,
            force_terminal=True,
            no_color=False,  # Textual minds NO_COLOR with a filter of its own
            safe_box=False,
        )
        self.traces: list[Trace] = []

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Return the segments of ``renderable``; of a traceback, none."""
        if isinstance(renderable, Traceback):
            self.traces.append(renderable.trace)
            return ()
        return super().render(renderable, options)


def report(settings: Settings, traces: Iterable[Trace], secrets: Iterable[str] = ()) -> str:
    """Write the report of a crash; return the line that says so.

    Args:
        settings: they say where logs lie and where a token may be.
        traces: what went wrong, the first first.
        secrets: what else must not be written.
    """
    hidden = [secret for secret in (*secrets, *_token(settings)) if secret]
    lines = [
        f"vidtui {__version__}, Textual {version('textual')}, Python {platform.python_version()}",
        time.strftime("%Y-%m-%d %H:%M:%S %z"),
    ]
    name = ""
    for trace in traces:
        for stack in trace.stacks:
            name = name or stack.exc_type
            lines += ["", f"{stack.exc_type}: {stack.exc_value}"]
            for frame in stack.frames:
                lines.append(f"  {frame.filename}:{frame.lineno} in {frame.name}")
                source = linecache.getline(frame.filename, frame.lineno).strip()
                lines += [f"    {source}"] if source else []
    text = "\n".join(show(_redacted(line, hidden)) for line in lines) + "\n"
    what = name or _("unknown")
    try:
        file = _write(settings.data_dir / "logs", text)
    except OSError as error:
        return _("vidtui: internal failure ({name}); no report could be written: {reason}").format(
            name=what, reason=error.strerror
        )
    return _("vidtui: internal failure ({name}); report: {file}").format(
        name=what, file=show(str(file))
    )


def _token(settings: Settings) -> list[str]:
    values = [os.environ.get("VIDTUI_TMDB_TOKEN", "").strip()]
    try:
        token = read(settings.tmdb_token_file, {})
    except VidtuiError:
        token = None
    return [*values, token.reveal() if token else ""]


def _redacted(line: str, hidden: list[str]) -> str:
    for secret in hidden:
        line = line.replace(secret, "[…]")
    return _SECRETS.sub("[…]", line)


def _write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / f"crash-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(file, flags, 0o600), "w", encoding="utf-8") as opened:
        opened.write(text)
    return file
