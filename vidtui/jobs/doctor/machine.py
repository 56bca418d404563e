"""The machine: versions of what vidtui stands on, the terminal, how many files may be open."""

from __future__ import annotations

import locale
import os
import platform
import re
import resource
import shutil
import sqlite3
import sys
from collections.abc import Collection, Iterator, Mapping
from importlib import metadata
from typing import Final

from vidtui import __version__
from vidtui.i18n import N_, _
from vidtui.jobs.doctor.model import Examined, right, told, wrong
from vidtui.text import printable

OPEN_FILES: Final = 256
SMALLEST: Final = (80, 24)
_EXTRAS: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "notify": (("apprise",), N_("messages after the night")),
    "mediainfo": (("pymediainfo", "knowit"), N_("running times and technical facts")),
    "posters": (("textual-image", "pillow"), N_("posters in the library")),
}
"""By extra: its distributions, and what it is for."""


def examine(
    wanted: Collection[str] = (), env: Mapping[str, str] = os.environ
) -> Iterator[Examined]:
    """Yield what there is to say of this machine.

    Args:
        wanted: the extras for which the settings ask.
        env: what the terminal is told by.
    """
    versions = f"{platform.python_version()} · SQLite {sqlite3.sqlite_version}"
    yield right("machine", "vidtui", f"{__version__} · Python {versions}")
    yield told("machine", _("system"), printable(f"{platform.system()} {platform.release()}"))
    yield from _dependencies(wanted)
    yield _open_files()
    yield from _terminal(env)


def _dependencies(wanted: Collection[str]) -> Iterator[Examined]:
    found, missing = [], []
    for name in _required():
        version = _version(name)
        if version is None:
            missing.append(name)
        else:
            found.append(f"{name} {printable(version)}")
    if found:
        yield right("machine", _("dependencies"), " · ".join(found))
    for name in missing:
        yield wrong("machine", name, _("it is not installed"), f"pip install {name}")
    for extra, (names, purpose) in _EXTRAS.items():
        versions = {name: _version(name) for name in names}
        if None in versions.values():
            say = wrong if extra in wanted else told
            text = _("not there; it is for {purpose}").format(purpose=_(purpose))
            yield say("machine", extra, text, f"pip install 'vidtui[{extra}]'")
        else:
            text = " · ".join(f"{name} {version}" for name, version in versions.items())
            yield right("machine", extra, printable(text))


def _required() -> list[str]:
    """Return the distributions without which vidtui does not run."""
    try:
        lines = metadata.requires("vidtui") or []
    except metadata.PackageNotFoundError:
        return []
    plain = (line for line in lines if "extra ==" not in line)
    return sorted({re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in plain})


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _open_files() -> Examined:
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    text = _("{count} may be open at once")
    if allowed == resource.RLIM_INFINITY:
        return right("machine", _("files"), _("as many as there are may be open at once"))
    if allowed < OPEN_FILES:
        return wrong("machine", _("files"), text.format(count=allowed), f"ulimit -n {OPEN_FILES}")
    return right("machine", _("files"), text.format(count=allowed))


def _terminal(env: Mapping[str, str]) -> Iterator[Examined]:
    subject = _("terminal")
    encoding = (locale.getpreferredencoding(False) or "").upper()
    if "UTF-8" not in (encoding, (sys.stdout.encoding or "").upper()):
        text = _("it claims {encoding}: accents and lines come out wrong")
        text = text.format(encoding=printable(encoding))
        yield wrong("machine", subject, text, "export LC_ALL=C.UTF-8")
    if not sys.stderr.isatty() or not sys.stdin.isatty():
        yield told("machine", subject, _("there is none here; the full-screen app needs one"))
        return
    kind = env.get("TERM", "")
    if kind in ("", "dumb", "unknown"):
        text = _("TERM says {kind}: the full-screen app cannot be drawn")
        text = text.format(kind=printable(kind) or "-")
        yield wrong("machine", subject, text, "export TERM=xterm-256color")
        return
    columns, lines = shutil.get_terminal_size()
    parts = [printable(kind), printable(env.get("COLORTERM", "")), f"{columns}×{lines}"]
    text = " · ".join(part for part in parts if part)
    if columns < SMALLEST[0] or lines < SMALLEST[1]:
        less = _("{size}: the full-screen app wants 80×24").format(size=text)
        yield told("machine", subject, less)
    else:
        yield right("machine", subject, text)
