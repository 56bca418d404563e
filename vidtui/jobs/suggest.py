"""Commands that help: exact, quoted, to be run as they are."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from vidtui.settings import model as defaults
from vidtui.settings.model import Settings

# Without quotes; zsh takes a word that begins with = for the path of a command.
_PLAIN = re.compile(r"[\w@%+:,./-][\w@%+=:,./-]*", re.ASCII)
# Means something to printf, within the quotes around it, or to the history of commands.
_ACTIVE = frozenset("'\"\\%$`!")
# What a substitution prints loses the newlines at its end.
_NEWLINE = "${nl%.}"
_GIVE_NEWLINE = "nl=$(printf '\\012.') && "


def _given(settings: Settings) -> Iterator[str]:
    """Yield the options that were given; roots and path maps may have changed since."""
    now = {
        "--storage": [root.path for root in settings.of("storage")],
        "--links": [root.path for root in settings.of("links")],
        "--path-map": [one.written + b"=" + one.here for one in settings.path_maps],
    }
    given = dict(settings.given)
    for option, paths in now.items():
        if option in given:
            yield from (word for path in paths for word in (option, os.fsdecode(path)))
    for option, value in settings.given:
        if option not in now:
            yield from (option, value)


class Commands:
    """Writes command lines that find the same settings and catalogue as this run."""

    def __init__(self, settings: Settings) -> None:
        # Another shell may have another environment.
        self._prefix = ["vidtui"]
        if settings.config_file != defaults.config_path({}).absolute():
            self._prefix += ["--config", str(settings.config_file)]
        if settings.data_dir != defaults.data_path({}).absolute():
            self._prefix += ["--data-dir", str(settings.data_dir)]
        self._prefix += _given(settings)

    def vidtui(self, *words: bytes | str | Path) -> str:
        """Return a command of ours."""
        return line(*(quoted(word) for word in (*self._prefix, *words)))

    def undo(self, run: int) -> str:
        """Return the command that takes a run back."""
        return self.vidtui("undo", str(run))

    def look(self, path: bytes) -> str:
        """Return the command that shows size, date and permissions."""
        return line("ls -ld --", quoted(path))

    def compare(self, one: bytes, other: bytes) -> str:
        """Return the command that says whether two files are the same."""
        return line("cmp --", quoted(one), quoted(other))


def line(*parts: str) -> str:
    """Return a command line out of quoted words and what stands between them.

    A line that is one already may be a part.
    """
    joined = " ".join(part.removeprefix(_GIVE_NEWLINE) for part in parts)
    return _GIVE_NEWLINE + joined if _NEWLINE in joined else joined


def quoted(word: bytes | str | Path) -> str:
    """Quote a word for any POSIX shell, as a part of ``line``.

    What cannot be shown is named in octal, so that no control reaches a terminal.
    """
    text = os.fsencode(word).decode("utf-8", "surrogateescape")
    body = text.rstrip("\n")
    newlines = len(text) - len(body)
    head = _quoted(body) if body or not newlines else ""
    return head + (f'"{_NEWLINE * newlines}"' if newlines else "")


def _quoted(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    if text.isprintable():
        return "'" + text.replace("'", "'\"'\"'") + "'"
    # A dash at its beginning would be an option of printf.
    return "\"$(printf '" + "".join(map(_escaped, enumerate(text))) + "')\""


def _escaped(place: tuple[int, str]) -> str:
    at, char = place
    if char.isprintable() and char not in _ACTIVE and (at or char != "-"):
        return char
    return "".join(f"\\{byte:03o}" for byte in char.encode("utf-8", "surrogateescape"))
