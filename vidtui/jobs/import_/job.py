"""Import: walk the storage roots, register and name what is there, remember what links show."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from vidtui.catalogue import backups, checks, files, groups, roots
from vidtui.catalogue.database import Catalogue, check, is_there, open_catalogue
from vidtui.disk.mounts import policy_of
from vidtui.disk.root_identity import examine_all, write_marker
from vidtui.errors import UsageProblem
from vidtui.i18n import _, ngettext
from vidtui.jobs import journal
from vidtui.jobs.base import CancelToken, Finished, Notice, Refused
from vidtui.jobs.import_.links import LinkStage, linked_folders
from vidtui.jobs.import_.names import NameStage
from vidtui.jobs.import_.run import ImportEvent, ImportOptions, ImportStarted, ImportState
from vidtui.jobs.import_.scan import ScanStage
from vidtui.jobs.links.undo import settle
from vidtui.jobs.roots import moved
from vidtui.jobs.roots.change import refuse_overlaps
from vidtui.jobs.roots.live import LiveRoot, away_for_now, read_of, remedy_of
from vidtui.jobs.roots.reports import note_live
from vidtui.jobs.suggest import Commands
from vidtui.matching.reasons import PACK
from vidtui.oserrors import about, at
from vidtui.paths import prefix_of
from vidtui.settings.model import RootSetting, Settings
from vidtui.text import printable
from vidtui.typed_json import to_json


class ImportJob:
    """One import. ``run`` is drained by the thread that starts it."""

    def __init__(self, settings: Settings, options: ImportOptions, cancel: CancelToken) -> None:
        """Take the settings, what to import, and the token that stops it."""
        self._settings = settings
        self._options = options
        self._cancel = cancel

    def run(self) -> Iterator[ImportEvent]:
        """Import, and say what happens.

        What is done when it is cancelled, or killed at any instant, is kept; a second run
        finishes the rest.

        Raises:
            UsageProblem: no storage root, or a path outside them.
            CatalogueProblem: the catalogue cannot be used.
            LockHeld: another process writes.
        """
        begun = time.monotonic()
        scopes = _scopes(self._settings, self._options.paths)
        with contextlib.ExitStack() as stack:
            catalogue, created = self._open(stack)
            stack.enter_context(catalogue.writing("import"))
            stack.enter_context(catalogue.session())
            yield ImportStarted(
                "import",
                self._settings.database,
                created,
                tuple(os.path.join(root, path) for root, paths in scopes.items() for path in paths),
                self._options.dry_run,
            )
            if not self._options.dry_run:
                yield from map(Notice, settle(catalogue, self._settings))
            run = journal.begin(catalogue, "import")
            outcome = "failed"
            state: ImportState | None = None
            try:
                state = self._state(catalogue, scopes, run)
                refused = False
                for event in self._stages(state):
                    refused = refused or isinstance(event, Refused)
                    yield event
                outcome = "cancelled" if self._cancel() else "refused" if refused else "done"
            except GeneratorExit:
                outcome = "cancelled"
                raise
            finally:
                counts = to_json(state.frozen_counts()) if state else {}
                journal.finish(catalogue, run, outcome, counts)
            seconds = time.monotonic() - begun
            read = read_of(state.scanned, state.read)
            yield Finished(state.frozen_counts(), self._cancel(), seconds, read)

    def _open(self, stack: contextlib.ExitStack) -> tuple[Catalogue, bool]:
        """Open the catalogue; a dry run works on a copy, so that it does all but write."""
        path = self._settings.database
        created = not is_there(path)
        if not self._options.dry_run:
            return open_catalogue(path, create=True), created
        copy = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vidtui-"))) / path.name
        if not created:
            check(path)
            backups.backup(path, copy)
        return open_catalogue(copy, create=True), created

    def _state(
        self, catalogue: Catalogue, scopes: dict[bytes, list[bytes]], run: int
    ) -> ImportState:
        places = moved.places(self._settings)
        live = self._live(catalogue, scopes, places)
        note_live(catalogue, live)
        refuse_overlaps([(root.path, root.state) for root in live])
        _refuse_other_than_folders(live)
        return ImportState(
            settings=self._settings,
            options=self._options,
            catalogue=catalogue,
            cancel=self._cancel,
            run=run,
            storage={root.id: root for root in live if root.known.role == "storage"},
            links={root.id: root for root in live if root.known.role == "links"},
            places=places,
        )

    def _live(
        self, catalogue: Catalogue, scopes: dict[bytes, list[bytes]], places: moved.Places
    ) -> list[LiveRoot]:
        """Return the roots that lie where the settings say, new ones among them."""
        elsewhere = {one.new for one in places.moved}
        here = [setting for setting in self._settings.roots if setting.path not in elsewhere]
        with catalogue.transaction():
            known = [
                roots.ensure(one, places.markers.get(one.path) if one.marker else None)
                for one in here
            ]
        states = examine_all((root.path, root.identity) for root in known)
        return [
            LiveRoot(
                root,
                found,
                tuple(scopes.get(root.path, ())) if root.role == "storage" else (),
                policy_of(self._settings, setting, found.filesystems),
            )
            for setting, root, found in zip(here, known, states, strict=True)
        ]

    def _told_of_places(self, state: ImportState) -> Iterator[ImportEvent]:
        """Say which roots are not where they were, and have a way out."""
        commands = Commands(self._settings)
        for one in state.places.moved:
            why = _("it holds what {old} held ({present} of {expected}); it is not imported anew")
            reason = why.format(old=printable(one.old), present=one.present, expected=one.expected)
            yield Refused(one.new, reason, "relocate-root", one.old)
        for path, count in state.places.left.items():
            text = ngettext(
                "{path}: not in the settings any more, and {count} entry is known of it",
                "{path}: not in the settings any more, and {count} entries are known of it",
                count,
            )
            forget = _("if it is gone for good: {command}").format(
                command=printable(commands.vidtui("roots", "forget", path))
            )
            yield Notice(f"{text.format(path=printable(path), count=count)}; {forget}")

    def _stages(self, state: ImportState) -> Iterator[ImportEvent]:
        yield from self._told_of_places(state)
        for root in state.storage.values():
            if root.below and not root.state.online:
                if self._settings.may_be_away(root.path) and root.state.state == "offline":
                    yield away_for_now(root)
                    continue
                yield Refused(root.path, root.state.reason, remedy_of(root.state))
        yield from self._write_markers(state)
        if self._options.from_links:
            problems: list[ImportEvent] = []
            yield from ScanStage(state).run(linked_folders(state, problems))
            yield from problems
        else:
            yield from ScanStage(state).run()
        if not self._cancel() and not self._options.dry_run:
            yield from NameStage(state).run()
        if not self._cancel():
            yield from LinkStage(state).run()
        state.counts["unknown"] = files.count_unknown([root.id for root in state.scanned])
        state.counts["packs"] = groups.count_waiting(PACK)
        state.counts["strays"] = checks.count_strays()

    def _write_markers(self, state: ImportState) -> Iterator[ImportEvent]:
        if self._options.dry_run:
            return
        for root in (*state.storage.values(), *state.links.values()):
            if root.known.identity.marker and root.state.online:
                problem = write_marker(root.path, root.known.identity.uuid)
                if problem:
                    yield Notice(_("no marker file: {reason}").format(reason=problem))


def _scopes(settings: Settings, paths: tuple[bytes, ...]) -> dict[bytes, list[bytes]]:
    """Return by storage root which of its subtrees to scan."""
    storage = settings.of("storage")
    if not storage:
        raise UsageProblem(
            _('{file}: no storage root; write: [[storage]] path = "/the/folder"').format(
                file=printable(str(settings.config_file))
            )
        )
    if not paths:
        return {root.path: [b""] for root in storage}
    scopes: dict[bytes, list[bytes]] = {}
    for path in sorted(set(paths)):
        root, below = _root_of(storage, path)
        inside = scopes.setdefault(root.path, [])
        if not any(not outer or (below + b"/").startswith(outer + b"/") for outer in inside):
            inside.append(below)
    return scopes


def _root_of(storage: tuple[RootSetting, ...], path: bytes) -> tuple[RootSetting, bytes]:
    """Return the root that holds ``path`` and the path below it, links on the way resolved."""
    # The real path is asked for last, since a dead mount may hold whoever asks.
    found = _inside(storage, path) or _inside(storage, os.path.realpath(path))
    if found is None:
        raise UsageProblem(
            _("{path}: lies in no storage root; to make it one, add --add-root").format(
                path=printable(path)
            )
        )
    return found


def _inside(storage: tuple[RootSetting, ...], path: bytes) -> tuple[RootSetting, bytes] | None:
    for root in storage:
        prefix = prefix_of(root.path)
        if (path + b"/").startswith(prefix):
            return root, path[len(prefix) :]
    return None


def _refuse_other_than_folders(live: list[LiveRoot]) -> None:
    for root in live:
        for below in root.below if root.state.online else ():
            path = root.absolute(below)
            try:
                is_folder = stat.S_ISDIR(os.stat(path).st_mode)
            except OSError as error:
                raise UsageProblem(at(path, error)) from error
            if not is_folder:
                raise UsageProblem(about(path, _("is not a folder")))
