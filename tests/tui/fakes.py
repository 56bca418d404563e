"""Stand-ins for disk, catalogue and import, so that every screen is the same every time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from textual.pilot import Pilot

from vidtui.catalogue.queries import Totals
from vidtui.catalogue.roots import KnownRoot
from vidtui.errors import VidtuiError
from vidtui.jobs.events import Cancel, Event
from vidtui.jobs.importing import ImportOptions
from vidtui.jobs.roots import Relocation, RootReport
from vidtui.library.guard import Identity, RootState
from vidtui.settings import PathMap, RootSetting, Settings, load
from vidtui.tui.app import VidtuiApp
from vidtui.tui.services import Services

STORAGE = b"/volume1/stockage"
SECOND = b"/volume2/stockage"
LINKS = b"/volume1/video"
HOME = Path("/home/ana/.local/share/vidtui")
NOW = 1_700_000_000
WAIT_S = 10

HOSTILE = [
    b"[red]x[/red]",
    b"[/x]",
    b"\x1b[31mred\x1b[0m",
    "a\u202eb".encode(),
    b"two\nlines",
    b"\xe9t\xe9",
    b"[b +",
    "\u009b31m".encode(),
]


def settings(
    *,
    roots: tuple[RootSetting, ...] | None = None,
    config: Path | None = None,
    data: Path = HOME,
    language: str = "en",
) -> Settings:
    base = load(
        config=config or Path("/home/ana/.config/vidtui/config.toml"),
        data_dir=data,
        env={},
        default_language=language,
    )
    if roots is None:
        roots = (
            RootSetting("storage", STORAGE),
            RootSetting("storage", SECOND, "series"),
            RootSetting("links", LINKS),
        )
    return replace(base, roots=roots, path_maps=(PathMap(b"/media", STORAGE),))


TOTALS = Totals(
    films=1482,
    series=96,
    episodes=8214,
    files=9911,
    extras=143,
    unknown=12,
    missing=3,
    size=38_400_000_000_000,
    links=9731,
    broken_links=27,
    queued=1204,
    pending=31,
    failed=2,
    last_import=NOW - 3 * 3600,
)


def states() -> dict[bytes, RootState]:
    return {
        STORAGE: RootState("online"),
        SECOND: RootState("offline", "the folder is empty: is its disk mounted?"),
        LINKS: RootState("online"),
    }


class FakeServices(Services):
    def __init__(self, totals: Totals | None = TOTALS) -> None:
        self.held = totals
        self.states = states()
        self.counts = {STORAGE: 7322, SECOND: 2589, LINKS: 9731}
        self.calls: list[tuple[object, ...]] = []
        self.problem: VidtuiError | None = None
        self.trash_problem: str | None = None
        self.tree: dict[bytes, list[bytes]] = {}
        self.plan: Relocation | None = None
        self.gate: threading.Event | None = None

    def _wait(self) -> None:
        if self.gate is not None:
            self.gate.wait(WAIT_S)

    def now(self) -> float:
        return NOW

    def totals(self, settings: Settings) -> Totals | None:
        self._wait()
        if self.problem is not None:
            raise self.problem
        return self.held

    def reports(self, settings: Settings) -> list[RootReport]:
        self._wait()
        return [
            RootReport(
                root,
                self.states.get(root.path, RootState("online")),
                self.counts.get(root.path, 0),
                True,
            )
            for root in settings.roots
        ]

    def add(self, settings: Settings, root: RootSetting) -> Settings:
        self.calls.append(("add", root))
        if self.problem is not None:
            raise self.problem
        return replace(settings, roots=(*settings.roots, root))

    def confirm(self, settings: Settings, path: bytes) -> None:
        self.calls.append(("confirm", path))

    def plan_relocation(self, settings: Settings, old: bytes, new: bytes) -> Relocation:
        self.calls.append(("plan", old, new))
        return self.plan or Relocation(
            KnownRoot(1, "storage", old, None, Identity()), old, new, 64, 64, 16, 16
        )

    def relocate(self, settings: Settings, plan: Relocation) -> Settings:
        self.calls.append(("relocate", plan.old, plan.new))
        roots = tuple(
            replace(root, path=plan.new) if root.path == plan.old else root
            for root in settings.roots
        )
        return replace(settings, roots=roots)

    def look_at(self, path: bytes) -> RootState:
        return self.states.get(path, RootState("offline", "the folder is not there"))

    def try_trash(self, folder: bytes) -> str | None:
        return self.trash_problem

    def folders(self, path: bytes) -> list[bytes]:
        return self.tree.get(path, [])


class FakeJob:
    """Yields its events up to each gate, then waits until the test lets it go on.

    A ``threading.Event`` among the events is such a gate; ``reached`` is set when it waits there.
    """

    def __init__(self, steps: list[Event | threading.Event | Exception]) -> None:
        self.steps = steps
        self.reached = threading.Event()
        self.started: list[tuple[Settings, ImportOptions]] = []
        self.cancel = Cancel()

    def __call__(self, settings: Settings, options: ImportOptions, cancel: Cancel) -> FakeJob:
        self.started.append((settings, options))
        self.cancel = cancel
        return self

    def run(self) -> Iterator[Event]:
        for step in self.steps:
            if isinstance(step, threading.Event):
                self.reached.set()
                step.wait(WAIT_S)
            elif isinstance(step, Exception):
                raise step
            else:
                yield step
        self.reached.set()


def app(
    steps: list[Event | threading.Event | Exception] | None = None,
    *,
    job: FakeJob | None = None,
    services: Services | None = None,
    **options: object,
) -> VidtuiApp:
    given = options.pop("settings", None) or settings()
    return VidtuiApp(
        given,  # type: ignore[arg-type]
        job_factory=job or FakeJob(steps or []),
        services=services or FakeServices(),
        frame_s=0,
        **options,  # type: ignore[arg-type]
    )


async def until(pilot: Pilot[object], condition: Callable[[], bool]) -> None:
    """Let the app work until ``condition`` holds."""
    deadline = asyncio.get_running_loop().time() + WAIT_S
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, "it never came about"
        await pilot.pause(0.005)
    await pilot.pause()


async def reach(pilot: Pilot[object], job: FakeJob) -> None:
    """Wait until a job stands at a gate or is over, and the app has taken in what it said."""
    assert await asyncio.to_thread(job.reached.wait, WAIT_S)
    job.reached.clear()
    await pilot.pause()
