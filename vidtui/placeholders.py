"""What is told where others may read it: names of people, machines and films are left out.

People paste what ``doctor`` and ``config show`` say, and crash reports, into public issues.
"""

from __future__ import annotations

import contextlib
import os
import platform
import pwd
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from vidtui.text import printable

USER: Final = "<user>"
HOST: Final = "<host>"
BELOW: Final = "…"
_HOMES: Final = re.compile(
    r"(?<![\w./-])((?:/var/services/homes|/homes?|/Users|/run/media)/)([^/\s:'\"]+)"
)
_ADDRESS: Final = re.compile(
    r"(\b[a-z][a-z0-9+.-]{0,30}://)(\[[^\]\s]*\]|[^/:\s'\"\[?#]+)", re.IGNORECASE
)
_NOBODY: Final = frozenset(
    {"root", "nobody", "user", "admin", "administrator", "guest", "default", "vidtui", "video"}
    | {"media", "kodi", "plex", "emby", "jellyfin", "films", "movies", "series", "tv", "data"}
)
"""Names of users that name nobody, and that texts of ours may hold."""
_PUBLIC: Final = frozenset(
    {"localhost", "127.0.0.1", "[::1]", "api.themoviedb.org", "www.themoviedb.org"}
)


class Placeholders:
    """Puts placeholders in the place of private names; ``full`` leaves every text as it is."""

    def __init__(
        self,
        roots: Iterable[bytes] = (),
        *,
        full: bool = False,
        users: Iterable[str] | None = None,
        hosts: Iterable[str] | None = None,
    ) -> None:
        """Take what is private.

        Args:
            roots: folders of which nothing is told that lies below them.
            full: leave every text as it is.
            users: names of users; those of this process when None.
            hosts: names of machines; those of this one when None.
        """
        self._full = full
        named = {printable(root) for root in roots} - {"/"}
        ordered = sorted(named, key=len, reverse=True)
        self._roots = re.compile("|".join(map(re.escape, ordered)) or "(?!)")
        self._below = re.compile(rf"({'|'.join(map(re.escape, ordered)) or '(?!)'})/[^\n]+")
        self._words = [
            (_words(_users() if users is None else users), USER),
            (_words(_hosts() if hosts is None else hosts), HOST),
        ]

    def text(self, text: str) -> str:
        """Return a text without what is private; nothing is left of a line behind a root's name.

        Where a path ends in a sentence, nobody can say.
        """
        if self._full:
            return text
        return self._names(self._below.sub(rf"\1/{BELOW}", text))

    def path(self, path: bytes | str | Path) -> str:
        """Return a path, showable, without what is private."""
        return self.text(printable(os.fsencode(path)))

    def _names(self, text: str) -> str:
        text = _ADDRESS.sub(_hidden, _HOMES.sub(rf"\1{USER}", text))
        for words, placeholder in self._words:
            if words is not None:
                text = words.sub(placeholder, text)
        return text


def _hidden(address: re.Match[str]) -> str:
    """Return an address without whose it is, unless everybody's."""
    return address[0] if address[2].lower() in _PUBLIC else address[1] + HOST


def _words(names: Iterable[str]) -> re.Pattern[str] | None:
    telling = {printable(name) for name in names if name.strip()}
    telling = {name for name in telling if len(name) > 1 and name.lower() not in _NOBODY}
    if not telling:
        return None
    ordered = sorted(telling, key=len, reverse=True)
    one = "|".join(map(re.escape, ordered))
    # Between letters and digits of other words it is no name; an underscore is no letter.
    return re.compile(rf"(?<![^\W_])(?:{one})(?![^\W_])", re.IGNORECASE)


def _users(env: Mapping[str, str] = os.environ) -> set[str]:
    names = {env.get(name, "") for name in ("USER", "LOGNAME", "SUDO_USER")}
    names.add(os.path.basename(env.get("HOME", "").rstrip("/")))
    for user in {os.getuid(), os.geteuid()}:
        with contextlib.suppress(KeyError):
            names.add(pwd.getpwuid(user).pw_name)
    return names


def _hosts(env: Mapping[str, str] = os.environ) -> set[str]:
    whole = platform.node()
    names = {whole, whole.partition(".")[0], env.get("HOSTNAME", "")}
    return {name for name in names if name.lower() not in _PUBLIC}
