"""Stand-ins for disk, catalogue and import, so that every screen is the same every time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from vidtui.catalogue.group_details import Details, HeldFile, Waiting
from vidtui.catalogue.journal import PAGE, ActionRow, RunRow
from vidtui.catalogue.lock import Holder
from vidtui.catalogue.queue import Row
from vidtui.catalogue.root_forgetting import Losses
from vidtui.catalogue.roots import KnownRoot, Space
from vidtui.catalogue.totals import Totals
from vidtui.disk.mounts import Policy
from vidtui.disk.root_identity import Identity, RootState
from vidtui.errors import SafetyRefusal, UsageProblem, VidtuiError
from vidtui.jobs.base import CancelToken, Refused
from vidtui.jobs.check.found import Ids
from vidtui.jobs.check.report import Report, compare
from vidtui.jobs.decide import Answer, Answered
from vidtui.jobs.journal import Undone
from vidtui.jobs.link.model import LinkDecision, LinkOutcome
from vidtui.jobs.links.model import Decision, Outcome, Plan, Proposal
from vidtui.jobs.roots.change import Relocation
from vidtui.jobs.roots.forget import RootForgetting
from vidtui.jobs.roots.reports import RootReport
from vidtui.providers.base import Film, Hit, Series
from vidtui.settings.model import PathMap, RootSetting, Settings, load
from vidtui.text import printable
from vidtui.tui.app import VidtuiApp
from vidtui.tui.job_runner import Factories
from vidtui.tui.report_cache import ReportView
from vidtui.tui.services import Overview, Services
from vidtui.tui.start import Opening

STORAGE = b"/volume1/stockage"
SECOND = b"/volume2/stockage"
LINKS = b"/volume1/video"
HOME = Path("/home/ana/.local/share/vidtui")
NOW = 1_700_000_000
SEEN_S = 3600  # ago
WAIT_S = 120


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
        self.unseen: set[bytes] = set()
        self.seen_at = NOW - SEEN_S
        self.unsettled: list[str] = []
        self.has_prober = False
        self.trash_problem: str | None = None
        self.link_problem: str | None = None
        self.token_failure: VidtuiError | None = None
        self.trash_refusal: str | None = None
        self.tree: dict[bytes, list[bytes]] = {}
        self.plan: Relocation | None = None
        self.strangers: dict[bytes, Relocation | None] = {}
        self.left: dict[bytes, int] = {}
        self.losses = Losses(7322, 0, 4101, 9731)
        self.gate: threading.Event | None = None
        self.overviewed = Overview()
        self.spaces: dict[bytes, tuple[int, Space]] = {}
        self.rows: list[Row] = []
        self.details: dict[int, Details] = {}
        self.pending: list[Waiting] = []
        self.holder: Holder | None = None
        self.sent = 0
        self.no_token: str | None = None
        self.hits: list[Hit] | VidtuiError = []
        self.found: Film | Series | VidtuiError | None = None
        self.answers: list[Answer] = []
        self.answer_gate: threading.Event | None = None
        self.answer_problem: VidtuiError | None = None
        self.state_after = "enriched"
        self.retried: list[Sequence[int] | None] = []
        self.journal: list[tuple[RunRow, list[ActionRow]]] = []
        self.undo_problem: VidtuiError | None = None
        self.stays: dict[int, str] = {}
        self.decided: list[Decision] = []
        self.runs: list[int] = []
        self.entries = 0
        self.stops_after: int | None = None
        self.brakes: list[Refused] = []
        self.not_asked: frozenset[int] = frozenset()
        self.accepted: list[bool] = []
        self.undone: list[Decision] = []
        self.repair_gate: threading.Event | None = None
        self.repair_problem: VidtuiError | Outcome | None = None
        self.undo_problem: VidtuiError | Undone | None = None
        self.log_problem = ""
        self.links_decided: list[LinkDecision] = []
        self.files: list[Proposal] | VidtuiError = []
        self.storage_read = False
        self.plan_read: Plan | VidtuiError | None = None
        self.plans: dict[Path, Plan] = {}
        self.taken: set[Path] = set()
        self.checked: ReportView | VidtuiError | None = None
        self.save_problem: VidtuiError | None = None
        self.exported: dict[Path, ReportView] = {}
        self._before: list[list[Waiting]] = []

    def _wait(self) -> None:
        if self.gate is not None:
            self.gate.wait(WAIT_S)

    def now(self) -> float:
        return NOW

    def can_probe(self) -> bool:
        return self.has_prober

    def recover(self, settings: Settings) -> list[str]:
        return self.unsettled

    def totals(self, settings: Settings) -> Totals | None:
        self._wait()
        if self.problem is not None:
            raise self.problem
        return self.held

    def reports(self, settings: Settings) -> list[RootReport]:
        self._wait()
        named = [
            RootReport(
                root,
                None
                if root.path in self.unseen
                else self.states.get(root.path, RootState("online")),
                self.counts.get(root.path, 0),
                root.path not in self.strangers,
                None if root.path in self.unseen else self.seen_at,
                Policy(filesystem="ext4") if root.role == "storage" else None,
                size=self.spaces[root.path][0] if root.path in self.spaces else 0,
                space=self.spaces[root.path][1] if root.path in self.spaces else None,
            )
            for root in settings.roots
        ]
        left = [
            RootReport(RootSetting("storage", path), None, count, True, is_named=False)
            for path, count in self.left.items()
        ]
        return named + left

    def look_at_roots(self, settings: Settings) -> list[RootReport]:
        self.calls.append(("look_at_roots",))
        return [replace(one, seen_at=NOW) for one in self.reports(settings)]

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

    def moved_to(self, settings: Settings, path: bytes) -> Relocation | None:
        self.calls.append(("moved_to", path))
        return self.strangers[path]

    def plan_forgetting(self, settings: Settings, path: bytes) -> RootForgetting:
        setting = next((root for root in settings.roots if root.path == path), None)
        state = self.states.get(path, RootState("offline", "the folder is not there"))
        known = KnownRoot(1, setting.role if setting else "storage", path, None, Identity())
        return RootForgetting(path, known, setting, state, self.losses)

    def forget_root(self, settings: Settings, path: bytes) -> Settings:
        self.calls.append(("forget_root", path))
        if self.problem is not None:
            raise self.problem
        self.left.pop(path, None)
        return replace(settings, roots=tuple(one for one in settings.roots if one.path != path))

    def relocate(self, settings: Settings, plan: Relocation) -> Settings:
        self.calls.append(("relocate", plan.old, plan.new))
        roots = tuple(
            replace(root, path=plan.new) if root.path == plan.old else root
            for root in settings.roots
        )
        return replace(settings, roots=roots)

    def look_at(self, path: bytes) -> RootState:
        return self.states.get(path, RootState("offline", "the folder is not there"))

    def try_trash(self, settings: Settings, folder: bytes) -> str | None:
        return self.trash_problem

    def try_links(self, folder: bytes) -> str | None:
        return self.link_problem

    def try_token(self, settings: Settings, typed: str, cancel: CancelToken) -> None:
        if self.token_failure is not None:
            raise self.token_failure

    def require_trash(self, settings: Settings) -> None:
        if self.trash_refusal:
            raise UsageProblem(self.trash_refusal)

    def folders(self, path: bytes) -> list[bytes]:
        return self.tree.get(path, [])

    def queue_rows(self, settings: Settings, since: int | None) -> list[Row]:
        return [row for row in self.rows if since is None or row.changed_at >= since]

    def group_details(self, settings: Settings, groups: Sequence[int]) -> dict[int, Details]:
        return {group: self.details[group] for group in groups if group in self.details}

    def group_files(self, settings: Settings, groups: Sequence[int]) -> dict[int, list[HeldFile]]:
        return {group: list(self.details[group].files) for group in groups if group in self.details}

    def overview(self, settings: Settings) -> Overview:
        return self.overviewed

    def waiting(self, settings: Settings) -> list[Waiting]:
        return list(self.pending)

    def writer(self, settings: Settings) -> Holder | None:
        return self.holder

    def sent_lately(self, settings: Settings) -> tuple[int, int]:
        return self.sent, 40

    def token_problem(self, settings: Settings) -> str | None:
        return self.no_token

    def search(self, settings: Settings, kind: str, title: str, cancel: CancelToken) -> list[Hit]:
        self.calls.append(("search", kind, title))
        if isinstance(self.hits, VidtuiError):
            raise self.hits
        return self.hits

    def look_up(
        self, settings: Settings, kind: str, text: str, cancel: CancelToken
    ) -> Film | Series | None:
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

    def journal_runs(
        self, settings: Settings, before: int | None, only_changes: bool
    ) -> list[RunRow]:
        found = [run for run, _held in self.journal if run.actions or not only_changes]
        return [run for run in found if before is None or run.id < before][:PAGE]

    def journal_actions(self, settings: Settings, run: int, before: int | None) -> list[ActionRow]:
        found = [one for _run, held in self.journal for one in held if one.run == run]
        return [one for one in found if before is None or one.id < before][:PAGE]

    def undo_run(self, settings: Settings, run: int) -> list[Undone]:
        self.calls.append(("undo_run", run))
        return self._undo([one.id for one in self._standing() if one.run == run])

    def undo_action(self, settings: Settings, action: int) -> list[Undone]:
        self.calls.append(("undo_action", action))
        return self._undo([action])

    def _standing(self) -> list[ActionRow]:
        return [one for _run, held in self.journal for one in held if one.state == "done"]

    def _undo(self, wanted: list[int]) -> list[Undone]:
        self._wait()
        if self.undo_problem is not None:
            raise self.undo_problem
        if len(wanted) == 1 and wanted[0] in self.stays:
            raise SafetyRefusal(self.stays[wanted[0]])
        taken = set(wanted) - self.stays.keys()
        self.journal = [
            (
                run._replace(
                    done=run.done - sum(one.id in taken for one in held),
                    undone=run.undone + sum(one.id in taken for one in held),
                ),
                [one._replace(undone_at=NOW) if one.id in taken else one for one in held],
            )
            for run, held in self.journal
        ]
        return [
            Undone(one, self.stays.get(one, f"{one} is as it was"), refused=one in self.stays)
            for one in wanted
        ]

    def repair(
        self,
        settings: Settings,
        decisions: Sequence[Decision],
        tell: Callable[[Outcome], object],
        *,
        accept_loss: bool = False,
    ) -> None:
        self.entries += 1
        for decision in decisions:
            if self.stops_after is not None and len(self.decided) >= self.stops_after:
                raise SafetyRefusal("/volume2: the folder is empty: is its disk mounted?")
            tell(replace(self._repair(decision, accept_loss), run=self.entries))

    def braked(self, settings: Settings, decisions: Sequence[Decision]) -> list[Refused]:
        return self.brakes

    def unasked(self, settings: Settings, files: Sequence[int]) -> frozenset[int]:
        return self.not_asked & frozenset(files)

    def _repair(self, decision: Decision, accept_loss: bool) -> Outcome:
        self.accepted.append(accept_loss)
        if self.repair_gate is not None:
            self.repair_gate.wait(WAIT_S)
        if isinstance(self.repair_problem, VidtuiError):
            raise self.repair_problem
        if self.repair_problem is not None:
            return replace(self.repair_problem, decision=decision)
        self.decided.append(decision)
        self.runs.append(self.entries)
        return Outcome(decision, "done", action=len(self.decided))

    def make_links(
        self,
        settings: Settings,
        decisions: Sequence[LinkDecision],
        tell: Callable[[LinkOutcome], object],
    ) -> None:
        self.links_decided += decisions
        self.entries += 1
        for at, one in enumerate(decisions):
            tell(LinkOutcome(one, "done", actions=(10_000 + at,), run=self.entries))

    def link_log(self, settings: Settings) -> Path:
        return settings.data_dir / "link-2023-11-14.log"

    def undo_repair(self, settings: Settings, run: int) -> list[Undone]:
        if isinstance(self.undo_problem, VidtuiError):
            raise self.undo_problem
        if self.undo_problem is not None:
            return [self.undo_problem]
        found = []
        while self.runs and self.runs[-1] == run:
            self.runs.pop()
            self.undone.append(self.decided.pop())
            what = f"{printable(self.undone[-1].link.place.path)} is as before"
            found.append(Undone(len(self.decided) + 1, what))
        return found

    def repair_log(self, settings: Settings) -> Path:
        return HOME / "logs" / "repair-2023-11-14.log"

    def repair_log_problem(self) -> str:
        return self.log_problem

    @property
    def has_read_storage(self) -> bool:
        return self.storage_read

    def read_storage(self, settings: Settings, cancel: CancelToken) -> None:
        if isinstance(self.files, VidtuiError):
            raise self.files
        self.storage_read = True

    def search_storage(self, text: str) -> list[Proposal]:
        self.calls.append(("files", text))
        assert not isinstance(self.files, VidtuiError)
        return self.files

    def add_path_map(self, settings: Settings, path_map: PathMap) -> Settings:
        self.calls.append(("map", path_map))
        return replace(settings, path_maps=(*settings.path_maps, path_map))

    def read_plan(self, settings: Settings, path: Path) -> Plan:
        if isinstance(self.plan_read, VidtuiError):
            raise self.plan_read
        assert self.plan_read is not None
        return self.plan_read

    def write_plan(self, settings: Settings, path: Path, plan: Plan) -> None:
        self.plans[path] = plan

    def is_taken(self, path: Path) -> bool:
        return path in self.taken

    def last_check(self, settings: Settings) -> ReportView | None:
        self._wait()
        if isinstance(self.checked, VidtuiError):
            raise self.checked
        return self.checked

    def save_check(
        self, settings: Settings, report: Report, notices: tuple[str, ...]
    ) -> ReportView:
        if self.save_problem is not None:
            raise self.save_problem
        before = self.checked if isinstance(self.checked, ReportView) else None
        known = before.known if before else Ids()
        changes = compare(before.report if before else None, replace(report, created=NOW))
        self.checked = ReportView.of(replace(report, created=NOW), changes, known, notices)
        self.calls.append(("save", len(report.findings), report.complete))
        return self.checked

    def acknowledge(self, settings: Settings, report: Report) -> int:
        known = report.findings.ids()
        assert isinstance(self.checked, ReportView)
        self.checked = ReportView.of(report, self.checked.changes, known)
        return len(known)

    def write_check(self, path: Path, checked: ReportView) -> None:
        self.exported[path] = checked

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
        self.cancel = CancelToken()

    def __call__(self, settings: Settings, options: Any, cancel: CancelToken) -> FakeJob:
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
    finding: FakeJob | None = None,
    checking: FakeJob | None = None,
    probing: FakeJob | None = None,
    linking: FakeJob | None = None,
    services: Services | None = None,
    **options: object,
) -> VidtuiApp:
    given = options.pop("settings", None) or settings()
    begins = {key: options.pop(key) for key in Opening.__slots__ if key in options}
    return VidtuiApp(
        given,  # type: ignore[arg-type]
        Opening(**begins),  # type: ignore[arg-type]
        factories=Factories(
            job or FakeJob(steps or []),
            asking or FakeJob([]),
            finding or FakeJob([]),
            checking or FakeJob([]),
            probing or FakeJob([]),
            linking or FakeJob([]),
        ),
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


def is_idle(runner: Any) -> bool:
    """Whether no job of a kind is under way, and the thread of the last one is over."""
    return not runner.alive and not runner.active


def has_ended(runner: Any) -> bool:
    """Whether a job of a kind was run, and none is under way."""
    return runner.run is not None and not runner.active
