"""The TMDB token: where it is kept, and how a v3 key is told from it. It is never shown."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from vidtui import own_files, verbose
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.oserrors import about, at
from vidtui.text import printable

TOKEN_URL = "https://www.themoviedb.org/settings/api"  # noqa: S105 - an address, not a secret
MOST = 65536  # characters of a file of secrets
_V3_KEY = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{8,4096}")


class Token:
    """A secret that no ``repr``, traceback or log shows."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value
        verbose.keep_secret(value)

    def reveal(self) -> str:
        """Return the secret, for the one header that carries it."""
        return self._value

    def __repr__(self) -> str:
        return "Token(…)"

    __str__ = __repr__


def problem(value: str) -> str | None:
    """Return in one line why ``value`` cannot be a v4 read token, None when it can."""
    if not value.strip():
        return _("there is no token")
    if "themoviedb.org" in value:
        return _("this is an address; the token stands on that page")
    if len(value.split()) > 1:
        return _("there are spaces or line ends within it; copy the token alone, without them")
    if _V3_KEY.fullmatch(value.strip()):
        return _(
            "this is the API key (v3, 32 characters); vidtui needs the "
            '"API Read Access Token", the long text below it on {url}'
        ).format(url=TOKEN_URL)
    if not _TOKEN.fullmatch(value.strip()):
        return _("a token is one line of letters, digits, dots and dashes")
    return None


def read(file: Path, env: Mapping[str, str] = os.environ) -> Token | None:
    """Return the token of ``VIDTUI_TMDB_TOKEN`` or else of ``file``, None where neither is.

    Raises:
        UsageProblem: the token cannot be one, or others may read its file and the user can help it.
    """
    source, value = "VIDTUI_TMDB_TOKEN", env.get("VIDTUI_TMDB_TOKEN", "")
    if not value.strip():
        source = printable(str(file))
        held = _in_file(file)
        if held is None:
            return None
        value = held
    why = problem(value)
    if why:
        raise UsageProblem(about(source, why))
    return Token(value.strip())


def read_given(file: Path, form: re.Pattern[str], what: str) -> Token | None:
    """Return another secret than TMDB's, None where its file is not there.

    Args:
        file: where it is, under the same rules.
        form: what it must look like.
        what: says so, where it does not.

    Raises:
        UsageProblem: it cannot be one, or others may read its file and the user can help it.
    """
    value = _in_file(file)
    if value is None:
        return None
    if not form.fullmatch(value.strip()):
        raise UsageProblem(about(str(file), what))
    return Token(value.strip())


def read_lines(file: Path) -> list[str] | None:
    """Return the lines of a file of secrets, None where it is not there.

    Raises:
        UsageProblem: it cannot be read, or others may read it and the user can help it.
    """
    held = _in_file(file)
    return None if held is None else held.splitlines()


def _in_file(file: Path) -> str | None:
    """Return what a file of a secret holds, None where it is not there.

    Raises:
        UsageProblem: it cannot be read, or others may read it and the user can help it.
    """
    source = printable(str(file))
    try:
        with open(own_files.open_given(file), encoding="utf-8", errors="replace") as opened:
            if _is_open_to_others(opened.fileno()):
                raise UsageProblem(
                    _("{file}: others can read the secret in it; run: chmod 600 {file}").format(
                        file=source
                    )
                )
            return opened.read(MOST)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageProblem(at(source, error)) from error


def _is_open_to_others(descriptor: int) -> bool:
    """Tell whether others may read or write a file, which only its owner can change.

    The secret of a container belongs to another user, or lies on a filesystem that cannot be
    written: there whoever made the container has said who may read it.
    """
    status = os.fstat(descriptor)
    is_ours = status.st_uid == os.geteuid() and not os.fstatvfs(descriptor).f_flag & os.ST_RDONLY
    return bool(status.st_mode & (0o077 if is_ours else 0o022))
