"""Commands that help: exact, quoted, to be run as they are."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from vidtui import settings as defaults
from vidtui.settings import Settings


class Commands:
    """Writes command lines that find the same settings and catalogue as this run."""

    def __init__(self, settings: Settings) -> None:
        # Another shell may have another environment.
        self._prefix = ["vidtui"]
        if settings.config_file != defaults.config_path({}).absolute():
            self._prefix += ["--config", str(settings.config_file)]
        if settings.data_dir != defaults.data_path({}).absolute():
            self._prefix += ["--data-dir", str(settings.data_dir)]
        # Roots and path maps may have changed since the beginning.
        now = {
            "--storage": [root.path for root in settings.of("storage")],
            "--links": [root.path for root in settings.of("links")],
            "--path-map": [one.written + b"=" + one.here for one in settings.path_maps],
        }
        given = dict(settings.given)
        for option, paths in now.items():
            if option in given:
                self._prefix += [word for path in paths for word in (option, os.fsdecode(path))]
        for option, value in settings.given:
            if option not in now:
                self._prefix += [option, value]

    def vidtui(self, *words: bytes | str | Path) -> str:
        """Return a command of ours."""
        return " ".join(quoted(word) for word in (*self._prefix, *words))

    def undo(self, run: int) -> str:
        """Return the command that takes a run back."""
        return self.vidtui("undo", str(run))

    def look(self, path: bytes) -> str:
        """Return the command that shows size, date and permissions."""
        return " ".join(("ls -ld --", quoted(path)))

    def compare(self, one: bytes, other: bytes) -> str:
        """Return the command that says whether two files are the same."""
        return " ".join(("cmp --", quoted(one), quoted(other)))

    def link(self, text: bytes, place: bytes) -> str:
        """Return the command that makes a link, with the folder it lies in."""
        folder = quoted(os.path.dirname(place))
        return f"mkdir -p -- {folder} && ln -s -- {quoted(text)} {quoted(place)}"


def quoted(word: bytes | str | Path) -> str:
    """Quote a word for a shell; what cannot be shown is written as bash's ``$'…'`` has it."""
    data = os.fsencode(word)
    if all(0x20 <= byte < 0x7F for byte in data):
        return shlex.quote(data.decode("ascii"))
    text = data.decode("utf-8", "surrogateescape")
    if text.isprintable():
        return shlex.quote(text)
    return "$'" + "".join(_escaped(char) for char in text) + "'"


def _escaped(char: str) -> str:
    if char in "'\\":
        return "\\" + char
    if char.isprintable():
        return char
    return "".join(f"\\x{byte:02x}" for byte in char.encode("utf-8", "surrogateescape"))
