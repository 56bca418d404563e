"""Keys that meant something else in earlier versions: their first press says so."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from vidtui.errors import VidtuiError
from vidtui.i18n import N_, _
from vidtui.oserrors import is_missing
from vidtui.own_files import read_own, write_whole
from vidtui.tui.bindings import key_of, with_keys

_PLACES: Mapping[str, str] = {
    "h": "home",
    "i": "import",
    "e": "queue",
    "p": "pending",
    "l": "links",
    "k": "check",
    "g": "journal",
    "r": "settings",
}
"""By the key that led there from everywhere, the mode of a page."""
_ON_PAGES: Mapping[str, Mapping[str, str]] = {
    "import": {
        "i": N_("{start} starts the import now."),
        "d": N_("{more} offers the dry run now."),
        "c": N_("{halt} stops the import now."),
        "a": N_("Enter shows the way on now."),
        "w": N_("{more} offers to import everything now."),
    },
    "queue": {
        "e": N_("{start} asks TMDB now."),
        "t": N_("{more} asks again about what failed now."),
        "T": N_("{more} asks again about what failed now."),
        "n": N_("{reopen} is for a wrong answer now."),
    },
    "pending": {
        "slash": N_("{search} searches for another answer now."),
        "n": N_("{ignore} now says that it is in no database, {reject} that no answer is right."),
        "x": N_("{reject} now says that no answer is right, {ignore} that it is in no database."),
    },
    "links": {
        "x": N_("{keep} says that a link is right now."),
        "f": N_("{search} searches anew now; {state} chooses which links are shown."),
        "o": N_("{order} sorts now."),
        "n": N_("{messages} shows the messages now."),
        "a": N_("{preview} lists what can be accepted together; Enter shows the way on."),
    },
    "check": {
        "f": N_("{check} checks now; {changes} shows only what changed."),
        "d": N_("{changes} shows only what changed now."),
        "a": N_("Enter unfolds what is worth knowing now."),
        "x": N_("{known} marks as known now."),
        "j": N_("{write} writes the report now."),
        "n": N_("{messages} shows the messages now."),
    },
    "journal": {"v": N_("{changes} shows only what changed something now.")},
    "settings": {
        "a": N_("The last row adds a folder now."),
        "c": N_("Enter lists what can be done with a folder now."),
        "m": N_("Enter lists what can be done with a folder now."),
        "x": N_("Enter lists what can be done with a folder now."),
    },
}


_ALL = "*"
MOST = 10_000  # bytes of the file


class MovedKeys:
    """Says once, and never again, what a key meant before; for those who knew it."""

    def __init__(self, path: Path, catalogue: Path) -> None:
        """Say nothing to somebody without a catalogue: there is no habit to break.

        Args:
            path: the file that holds what was said, a key a line.
            catalogue: the file of the catalogue.
        """
        self._path = path
        self._catalogue = catalogue
        self._is_new = is_missing(os.fsencode(catalogue), followed=True)
        self._said = {_ALL} if self._is_new else set()
        with contextlib.suppress(OSError, UnicodeDecodeError):
            self._said |= set(read_own(path, MOST).decode("utf-8").splitlines())

    def notice(self, mode: str, pressed: str) -> str:
        """Return what to say at a press of a key on a page, nothing where its meaning is old."""
        # Before there is a catalogue nothing is written anywhere.
        if self._is_new and not is_missing(os.fsencode(self._catalogue), followed=True):
            self._is_new = False
            self._keep()
        if self._said & {_ALL, pressed}:
            return ""
        text = _ON_PAGES.get(mode, {}).get(pressed)
        if text is not None:
            said = with_keys(_(text), mode)
        elif pressed in _PLACES and mode != _PLACES[pressed]:
            where = key_of(f"go.{_PLACES[pressed]}")
            said = _("Keys have moved: {key} goes where {old} went.").format(key=where, old=pressed)
        else:
            return ""
        self._said.add(pressed)
        self._keep()
        return said

    def _keep(self) -> None:
        with contextlib.suppress(OSError, VidtuiError):
            write_whole(self._path, "".join(f"{one}\n" for one in sorted(self._said)))
