"""After the work: a person is told, a command is run; neither changes what came of the work."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vidtui import verbose
from vidtui.errors import Exit, UsageProblem
from vidtui.i18n import _
from vidtui.oserrors import about, at
from vidtui.settings import token
from vidtui.settings.model import Settings
from vidtui.settings.telling import When
from vidtui.text import printable

SEND_S: Final = 60.0
"""How long all messages together may take."""
HOOK_S: Final = 60.0
"""How long a command may take."""
MOST_TEXT: Final = 4000
"""Characters of a message: services refuse or cut longer ones."""
EXTRA: Final = "notify"
_FAILED: Final = frozenset(Exit) - {Exit.OK, Exit.ATTENTION}


@dataclass(frozen=True, slots=True)
class Sent:
    """One address that was told: its service, never the address, and why not."""

    service: str
    problem: str = ""


def is_wanted(when: When, code: Exit) -> bool:
    """Say whether a person wants to be told of an end of this kind."""
    if when == "always":
        return True
    return code in _FAILED if when == "failure" else code is not Exit.OK


def addresses(settings: Settings) -> list[str]:
    """Return the addresses of Apprise, a line each in their file; each holds secrets.

    Raises:
        UsageProblem: there is no file, none in it, or others may read it.
    """
    file = settings.notify_urls_file
    if file is None:
        text = _("{file}: nobody is told; write: [notify] urls_file")
        raise UsageProblem(text.format(file=printable(str(settings.config_file))))
    held = token.read_lines(file)
    if held is None:
        raise UsageProblem(about(str(file), _("is not there")))
    found = [line for line in map(str.strip, held) if line and not line.startswith("#")]
    if not found:
        raise UsageProblem(about(str(file), _("holds no address")))
    for line in found:
        verbose.keep_secret(line)
    return found


def send(urls: Sequence[str], title: str, text: str) -> list[Sent]:
    """Send a message to each address, all at once, in bounded time; never raises what they say.

    Raises:
        UsageProblem: Apprise is not installed.
    """
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # it quotes addresses
    try:
        import apprise
    except ImportError:
        raise UsageProblem(
            _("messages need the extra {extra}: pip install 'vidtui[{extra}]'").format(extra=EXTRA)
        ) from None
    sent: dict[int, Sent] = {}

    def one(number: int, url: str) -> None:
        service = _service(url)
        try:
            teller = apprise.Apprise()
            if not teller.add(url):
                sent[number] = Sent(service, _("no address that Apprise knows"))
            elif teller.notify(title=title, body=text[:MOST_TEXT]):
                sent[number] = Sent(service)
            else:
                sent[number] = Sent(service, _("it was not taken"))
        except Exception as error:  # noqa: BLE001 - a plugin for a service may raise anything
            sent[number] = Sent(service, type(error).__name__)

    threads = [
        threading.Thread(target=one, args=pair, name="notify", daemon=True)
        for pair in enumerate(urls)
    ]
    for thread in threads:
        thread.start()
    until = time.monotonic() + SEND_S
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    late = _("no answer within {seconds:g} s").format(seconds=SEND_S)
    return [sent.get(number, Sent(_service(url), late)) for number, url in enumerate(urls)]


def _service(url: str) -> str:
    """Return the name of a service: what stands before ``://``, which holds no secret."""
    name = url.partition("://")[0]
    return name if name.isalnum() and len(name) <= 20 and "://" in url else "?"


def run_hook(
    command: Sequence[str],
    document: Iterable[str],
    told: Mapping[str, str],
    timeout_s: float = HOOK_S,
) -> str:
    """Run a command with a document on its standard input; return why it failed, empty if not.

    What it prints goes to standard error. Nothing of TMDB's token is in its environment.
    """
    env = {name: value for name, value in os.environ.items() if name != "VIDTUI_TMDB_TOKEN"}
    with tempfile.TemporaryFile() as given:
        try:
            given.writelines(piece.encode() for piece in document)
            given.seek(0)
            child = subprocess.Popen(
                command, stdin=given, stdout=2, env=env | dict(told), start_new_session=True
            )
        except OSError as error:
            return at(command[0], error)
        try:
            code = child.wait(timeout_s)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(OSError):
                os.killpg(child.pid, signal.SIGKILL)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(1.0)
            text = _("did not end within {seconds:g} s, and was ended")
            return about(command[0], text.format(seconds=timeout_s))
    if code < 0:
        return about(command[0], _("was ended by signal {number}").format(number=-code))
    return about(command[0], _("ended with code {code}").format(code=code)) if code else ""
