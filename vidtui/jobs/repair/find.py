"""The search for broken links, and for what each may be repaired to. It changes nothing."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator

from vidtui.catalogue.database import open_catalogue
from vidtui.disk.symlinks import trash
from vidtui.jobs.base import CancelToken, Notice, Refused
from vidtui.jobs.links.events import FindEvent, FindFinished, FindOptions, FindStarted
from vidtui.jobs.links.model import Plan, Planned, PlanRoot
from vidtui.jobs.links.recovery import settled
from vidtui.jobs.links.scan import LinkScan
from vidtui.jobs.links.state import FindState, begin, refusals
from vidtui.jobs.links.storage import StorageScan
from vidtui.jobs.repair.groups import foreign_view, infer
from vidtui.jobs.repair.proposing import ProposeStage
from vidtui.jobs.roots.live import read_of
from vidtui.oserrors import about
from vidtui.settings.model import Settings

__all__ = ["FindJob", "FindOptions"]


class FindJob:
    """One search. ``run`` is drained by the thread that starts it; it needs no lock."""

    def __init__(self, settings: Settings, options: FindOptions, cancel: CancelToken) -> None:
        """Take the settings, and the token that stops it."""
        self._settings = settings
        self._options = options
        self._cancel = cancel

    def run(self) -> Iterator[FindEvent]:
        """Search, and say what is found; the plan comes last.

        Raises:
            UsageProblem: no link root, or a root that was never imported.
            CatalogueProblem: the catalogue cannot be used, or another one is there meanwhile.
        """
        begun = time.monotonic()
        catalogue = open_catalogue(self._settings.database)
        yield FindStarted(self._settings.database)
        for line in settled(catalogue, self._settings):
            yield Notice(line)
        for folder in self._settings.trashes:
            why = trash.refusal(folder, self._settings)
            if why is not None:
                yield Notice(about(folder, why))
        with catalogue.session():
            state = begin(self._settings, self._options, catalogue, self._cancel)
            plan = yield from self._plan(state)
            catalogue.refuse_replaced()
        seconds = time.monotonic() - begun
        read = read_of(state.storage.values(), state.read)
        yield FindFinished(plan, state.frozen_counts(), self._cancel(), seconds, read)

    def _plan(self, state: FindState) -> Generator[FindEvent, None, Plan | None]:
        refused = False
        for event in self._stages(state):
            refused = refused or isinstance(event, Refused)
            yield event
        if refused or state.cancel():
            return None
        return self._result

    def _stages(self, state: FindState) -> Iterator[FindEvent]:
        away = refusals(state)
        yield from away
        if away:
            return
        scan = LinkScan(state)
        yield from scan.run()
        self._result = _plan_of(state, self._settings)
        if state.cancel() or not scan.found:
            return
        storage = StorageScan(state)
        for event in storage.run():
            yield event
            if isinstance(event, Refused):
                away.append(event)
        if away or state.cancel():
            return
        stage = ProposeStage(state, storage.shelf, scan)
        yield from stage.run()
        links, groups = infer(storage.shelf, stage.links)
        self._result.links = [Planned(link) for link in links]
        self._result.groups = groups
        self._result.view = foreign_view(links, groups)


def _plan_of(state: FindState, settings: Settings) -> Plan:
    roots = {root.path: root.known for root in (*state.storage.values(), *state.links.values())}
    return Plan(
        catalogue=state.catalogue.id,
        created=int(time.time()),
        roots=tuple(
            PlanRoot(roots[setting.path].identity.uuid, setting.role, setting.path)
            for setting in settings.roots
        ),
        links=[],
        counts=state.frozen_counts(),
    )
