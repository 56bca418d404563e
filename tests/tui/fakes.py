"""Stand-ins for disk, catalogue and import, so that every screen is the same every time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from vidtui.catalogue.lock import Holder
from vidtui.catalogue.pending import Details, Waiting
from vidtui.catalogue.queries import Totals
from vidtui.catalogue.queue import Row
from vidtui.catalogue.roots import KnownRoot
from vidtui.errors import VidtuiError
from vidtui.jobs.deciding import Answered
from vidtui.jobs.events import Cancel
from vidtui.jobs.roots import Relocation, RootReport
from vidtui.library.guard import Identity, RootState
from vidtui.metadata.works import Film, Hit, Show
from vidtui.settings import PathMap, RootSetting, Settings, load
from vidtui.tui.answers import Answer
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
        self.rows: list[Row] = []
        self.details: dict[int, Details] = {}
        self.pending: list[Waiting] = []
        self.holder: Holder | None = None
        self.sent = 0
        self.no_token: str | None = None
        self.hits: list[Hit] | VidtuiError = []
        self.found: Film | Show | VidtuiError | None = None
        self.answers: list[Answer] = []
        self.answer_gate: threading.Event | None = None
        self.answer_problem: VidtuiError | None = None
        self.state_after = "enriched"
        self.retried: list[Sequence[int] | None] = []
        self._before: list[list[Waiting]] = []

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

    def queue_rows(self, settings: Settings, since: int | None) -> list[Row]:
        return [row for row in self.rows if since is None or row.changed_at >= since]

    def group_details(self, settings: Settings, groups: Sequence[int]) -> dict[int, Details]:
        return {group: self.details[group] for group in groups if group in self.details}

    def waiting(self, settings: Settings) -> list[Waiting]:
        return list(self.pending)

    def writer(self, settings: Settings) -> Holder | None:
        return self.holder

    def sent_lately(self, settings: Settings) -> tuple[int, int]:
        return self.sent, 40

    def token_problem(self, settings: Settings) -> str | None:
        return self.no_token

    def search(self, settings: Settings, kind: str, title: str, cancel: Cancel) -> list[Hit]:
        self.calls.append(("search", kind, title))
        if isinstance(self.hits, VidtuiError):
            raise self.hits
        return self.hits

    def look_up(
        self, settings: Settings, kind: str, text: str, cancel: Cancel
    ) -> Film | Show | None:
        self.calls.append(("look_up", kind, text))
        if isinstance(self.found, VidtuiError):
            raise self.found
        return self.found

    def answer(self, settings: Settings, answer: Answer) -> Answered:
        if self.answer_gate is not None:
            self.answer_gate.wait(WAIT_S)
        if self.answer_problem is not None:
            raise self.answer_problem
        self._before.append(self.pending)
        self.answers.append(answer)
        self.pending = [one for one in self.pending if one.id != answer.group]
        title = self.details[answer.group].title
        state = self.state_after if answer.verb == "accept" else "ignored"
        return Answered(len(self.answers), answer.group, answer.verb, title, state)

    def undo(self, settings: Settings) -> str | None:
        if not self.answers:
            return None
        self.pending = self._before.pop()
        return self.details[self.answers.pop().group].title

    def retry(self, settings: Settings, groups: Sequence[int] | None) -> int:
        self.retried.append(groups)
        return len(groups) if groups else 2


class FakeJob:
    """Yields its events up to each gate, then waits until the test lets it go on.

    A ``threading.Event`` among the events is such a gate; ``reached`` is set when it waits there.
    """

    def __init__(self, steps: Sequence[Any]) -> None:
        self.steps = steps
        self.reached = threading.Event()
        self.started: list[tuple[Settings, Any]] = []
        self.cancel = Cancel()

    def __call__(self, settings: Settings, options: Any, cancel: Cancel) -> FakeJob:
        self.started.append((settings, options))
        self.cancel = cancel
        return self

    def run(self) -> Iterator[Any]:
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
    steps: Sequence[Any] | None = None,
    *,
    job: FakeJob | None = None,
    asking: FakeJob | None = None,
    services: Services | None = None,
    **options: object,
) -> VidtuiApp:
    given = options.pop("settings", None) or settings()
    return VidtuiApp(
        given,  # type: ignore[arg-type]
        job_factory=job or FakeJob(steps or []),
        enrich_factory=asking or FakeJob([]),
        services=services or FakeServices(),
        frame_s=0,
        follow_s=0.001,
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
