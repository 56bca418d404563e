"""The search for broken links, and for what each may be repaired to. It changes nothing."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator

from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.disk.classify import Hierarchy
from vidtui.disk.symlinks import trash
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.jobs.base import CancelToken, Notice, Refused, Started
from vidtui.jobs.links.model import BrokenLink, Plan, Planned, PlanRoot
from vidtui.jobs.links.recovery import settled
from vidtui.jobs.links.scan import FolderRead, LinkScan
from vidtui.jobs.links.state import LinkState
from vidtui.jobs.links.storage import StorageScan
from vidtui.jobs.links.wording import because
from vidtui.jobs.repair.groups import foreign_view, infer
from vidtui.jobs.repair.proposing import ProposeStage
from vidtui.jobs.repair.run import FindEvent, FindFinished, FindOptions
from vidtui.jobs.roots.live import live_roots, read_of, remedy_of, scan_rules
from vidtui.oserrors import about
from vidtui.settings.model import RootSetting, Settings
from vidtui.text import printable

log = logging.getLogger(__name__)


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
        yield Started("repair-links", self._settings.database)
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
        yield FindFinished(state.frozen_counts(), self._cancel(), seconds, read, plan)

    def _plan(self, state: LinkState) -> Generator[FindEvent, None, Plan | None]:
        refused = False
        for event in self._stages(state):
            refused = refused or isinstance(event, Refused)
            yield event
        if refused or state.cancel():
            return None
        return self._result

    def _stages(self, state: LinkState) -> Iterator[FindEvent]:
        away = refusals(state)
        yield from away
        if away:
            return
        scan = LinkScan(state)
        for seen in scan.run():
            if isinstance(seen, FolderRead):
                yield from state.progress("links", state.counts["links"], None, seen.folder)
            else:
                yield seen
        total = state.counts["links"]
        yield from state.progress("links", total, total, b"", force=True)
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
        stage = ProposeStage(state, storage.videos, scan)
        yield from stage.run()
        links, groups = infer(storage.videos, stage.links)
        if log.isEnabledFor(logging.INFO):
            for link in links:
                _log(link)
        self._result.links = [Planned(link) for link in links]
        self._result.groups = groups
        self._result.view = foreign_view(links, groups)


def _log(link: BrokenLink) -> None:
    """Say what a link may be repaired to, and why."""
    log.info("%s: %s", printable(link.place.absolute), link.problem)
    for one in link.proposals:
        target = printable(one.place.absolute)
        log.info("  %s %s (%s)", one.tier, target, "; ".join(because(one)))


def _plan_of(state: LinkState, settings: Settings) -> Plan:
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


def begin(
    settings: Settings, options: FindOptions, catalogue: Catalogue, cancel: CancelToken
) -> LinkState:
    """Look at all roots, in a session.

    Raises:
        UsageProblem: there is no link root, or a root has never been imported.
    """
    return LinkState(
        settings=settings,
        catalogue=catalogue,
        cancel=cancel,
        storage=live_roots(settings, settings.of("storage")),
        links=live_roots(settings, _link_roots(settings)),
        rules=scan_rules(settings),
        accept_loss=options.accept_loss,
        hierarchy=Hierarchy(settings.film_folders, settings.series_folders, settings.anime_folders),
    )


def refusals(state: LinkState) -> list[Refused]:
    """Return why nothing may be said of links now: one line for each root that is not there.

    A storage root that is away may hold what any link showed, so one is enough.
    """
    return [
        Refused(root.path, root.objection, remedy_of(root.state))
        for root in (*state.storage.values(), *state.links.values())
        if root.objection
    ]


def _link_roots(settings: Settings) -> tuple[RootSetting, ...]:
    found = settings.of("links")
    if not found:
        raise UsageProblem(
            _('{file}: no link root; write: [[links]] path = "/the/folder"').format(
                file=printable(str(settings.config_file))
            )
        )
    return found
