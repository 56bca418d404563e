"""Run as a program in a terminal of its own: an app whose import or screen misbehaves."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.tui.fakes import FakeServices, settings
from tests.tui.scenes import RUNNING
from vidtui.jobs.base import CancelToken
from vidtui.jobs.import_.run import ImportEvent, ImportOptions
from vidtui.settings.model import Settings
from vidtui.tui import terminal
from vidtui.tui.app import VidtuiApp
from vidtui.tui.job_runner import Factories
from vidtui.tui.start import Opening

CANARY = "canary-0123456789-token"


class Hanging:
    """An import that never looks at its cancel token, with a thread that Python waits for."""

    def __init__(self, given: Settings, options: ImportOptions, cancel: CancelToken) -> None:
        self.given = given

    def run(self) -> Iterator[ImportEvent]:
        yield from RUNNING
        pool = threading.Thread(target=time.sleep, args=(60,))
        pool.start()
        pool.join()


class Crashing(VidtuiApp):
    def action_crash(self) -> None:
        secret_token = CANARY
        raise RuntimeError(f"it broke with {secret_token}")


class Stuck(VidtuiApp):
    def action_crash(self) -> None:
        os.write(2, b"now stuck")
        time.sleep(60)


def main(what: str, data: str) -> int:
    kinds = {"crash": Crashing, "stuck": Stuck}
    one = kinds.get(what, VidtuiApp)(
        settings(data=Path(data), config=Path(data) / "config.toml"),
        opening=Opening("import"),
        factories=Factories(Hanging),
        services=FakeServices(),
    )
    one.bind("x", "crash")
    return terminal.drive(one, one.workspace, one.deadline)


if __name__ == "__main__":
    code = main(*sys.argv[1:])
    sys.stderr.write("cleaned up\n")
    sys.exit(code)
