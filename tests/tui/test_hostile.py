"""Names that would be markup, control the terminal or break the picture, everywhere they show."""

from __future__ import annotations

import os
import re
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.tui import broken_links, checks, groups, histories
from tests.tui.fakes import FakeJob, FakeServices, app, reach, settings, until
from tests.tui.scenes import STARTED
from vidtui.catalogue.group_details import Details, HeldFile
from vidtui.catalogue.lock import Holder
from vidtui.disk.root_identity import RootState
from vidtui.errors import UsageProblem, VidtuiError
from vidtui.jobs.base import Finished, ItemFailed, Notice, Progress, Refused
from vidtui.jobs.check.findings import CheckCounts, Finding, SkippedRoot
from vidtui.jobs.check.run import CheckStarted, Found
from vidtui.jobs.enrich.run import EnrichProgress, EnrichStopped
from vidtui.jobs.import_.run import ImportCounts
from vidtui.jobs.links.model import (
    BrokenLink,
    Evidence,
    ForeignView,
    Hop,
    Place,
    Proposal,
    Renamed,
)
from vidtui.providers.base import Hit, Ref, Text
from vidtui.settings.model import PathMap, RootSetting
from vidtui.text import printable
from vidtui.tui.app import VidtuiApp
from vidtui.tui.dialogs import Ask, Tell, TextDialog
from vidtui.tui.pickers import Picker
from vidtui.tui.setup.screen import Setup

BAD = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")

NAMES = {
    "markup": b"[red]x[/red] [/x] [b +",
    "escapes": b"\x1b[31mred\x1b[0m \xc2\x9b31m",
    "lines and bytes": "a\u202eb two\nlines ".encode() + b"\xe9t\xe9",
}
"""Each holds several things that would be read, obeyed or broken; one that is shows."""

pytestmark = pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)


def seen(app_: VidtuiApp) -> str:
    """Return all that is on the screen."""
    texts = []
    for widget in app_.screen.query("*"):
        for y in range(widget.size.height):
            try:
                texts.append(widget.render_line(y).text)
            except IndexError:
                break
    return "\n".join(texts)


def check(app_: VidtuiApp, name: bytes) -> None:
    """The name is seen as it may be; the picture of the screen must be possible, too."""
    app_.export_screenshot()
    text = seen(app_)
    assert not BAD.search(text)
    assert printable(name) in text


async def test_home_and_roots(name: bytes) -> None:
    path = b"/" + name
    services = FakeServices()
    services.states = {path: RootState("unrecognised", printable(name))}
    services.trash_problem = printable(name)
    given = replace(
        settings(roots=(RootSetting("storage", path), RootSetting("links", path + b"2"))),
        path_maps=(PathMap(path, path),),
    )
    one = app(settings=given, services=services)
    async with one.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "▲" in seen(one))
        check(one, name)
        await pilot.press("g", "s")
        await until(pilot, lambda: "▲" in seen(one))
        check(one, name)
        await pilot.press("enter")
        assert isinstance(one.screen, Ask)
        check(one, name)
        await pilot.press("3")
        assert isinstance(one.screen, Ask)
        check(one, name)
        await pilot.press("escape", "down")
        check(one, name)


async def test_home_with_a_problem(name: bytes) -> None:
    services = FakeServices()
    services.problem = VidtuiError(printable(name))
    one = app(services=services)
    async with one.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: printable(name) in seen(one))
        check(one, name)


async def test_import(name: bytes) -> None:
    gate = threading.Event()
    path = b"/v/" + name
    job = FakeJob(
        [
            STARTED,
            Progress("scan", 1, None, path, ImportCounts()),
            Notice(printable(name)),
            ItemFailed(path, name.decode("utf-8", "surrogateescape")),
            Refused(path, printable(name), "accept-loss"),
            gate,
            UsageProblem(printable(path)),
        ]
    )
    one = app(job=job, start="import")
    async with one.run_test(size=(100, 30)) as pilot:
        await pilot.press("r")
        await reach(pilot, job)
        check(one, name)
        await pilot.press("enter")
        assert isinstance(one.screen, Tell)
        check(one, name)
        await pilot.press("escape")
        gate.set()
        await until(pilot, lambda: not one.workspace.imports.active)
        check(one, name)
        await pilot.press("enter")
        assert isinstance(one.screen, Ask)
        check(one, name)


async def test_picker_and_setup(name: bytes) -> None:
    services = FakeServices()
    services.tree = {b"/": [name], b"/" + name: [name]}
    services.states = {b"/" + name: RootState("offline", printable(name))}
    one = app(settings=settings(roots=()), services=services)
    async with one.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: isinstance(one.screen, Setup))
        await pilot.press("1", "1", "1")
        await until(pilot, lambda: isinstance(one.screen, Picker))
        await pilot.press("slash")
        await until(pilot, lambda: printable(name) in seen(one))
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: one.screen.path == b"/" + name)  # type: ignore[attr-defined]
        check(one, name)
        await pilot.press("home", "enter")
        await until(pilot, lambda: isinstance(one.screen, Setup))
        await until(pilot, lambda: "✗" in seen(one))
        check(one, name)


def hostile_details(name: bytes, **rest: Any) -> Details:
    said = name.decode("utf-8", "surrogateescape")
    answer = groups.choice(
        1,
        said,
        2000,
        0.5,
        wanted=2001,
        maker=said,
        overview=said,
        original=f"{said}2",
        **rest.pop("choice", {}),
    )
    held = groups.details(
        1,
        said,
        2001,
        answer,
        files=(HeldFile(b"/v/" + name + b"/" + name, 1, False, ()),),
        ids={said: said},
        country=said,
        **rest,
    )
    return replace(held, evidence=held.evidence | {"titles": [said, said]})


def told(app_: VidtuiApp, selector: str, text: str) -> bool:
    found = app_.screen.query(selector)
    return bool(found) and text in str(found.first().render())


async def test_queue(name: bytes) -> None:
    said = name.decode("utf-8", "surrogateescape")
    services = FakeServices()
    services.rows = [groups.row(1, said, 2001, "failed", error=said)]
    held = hostile_details(name, state="failed", error=said)
    services.details = {1: held}
    services.holder = Holder(1, said, 0)
    asking = FakeJob(
        [
            groups.STARTED,
            EnrichProgress(1, 2, groups.COUNTS, (said,)),
            EnrichStopped("denied", said),
            Finished(groups.COUNTS, cancelled=False, seconds=1),
        ]
    )
    one = app(services=services, asking=asking, start="queue")
    async with one.run_test(size=(110, 24)) as pilot:
        await until(
            pilot, lambda: told(one, "#status", "Another") and told(one, "#detail-text", "Error")
        )
        check(one, name)
        services.holder = None
        await pilot.press("r")
        await until(pilot, lambda: told(one, "#status", "refuses the token"))
        check(one, name)
        await pilot.press("enter")
        assert isinstance(one.screen, TextDialog)
        check(one, name)
        await pilot.press("escape")
        services.rows = [groups.row(1, said, 2001, "enriched", answer=said, changed=groups.NOW)]
        answer = {"ids": {said: said}, "overview": [said, "en"]}
        services.details = {
            1: hostile_details(name, state="enriched", answer=answer, choice={"chosen": "rule"})
        }
        one.screen.look()  # type: ignore[attr-defined]
        await until(pilot, lambda: told(one, "#detail-text", "taken by"))
        check(one, name)


async def test_pending(name: bytes) -> None:
    said = name.decode("utf-8", "surrogateescape")
    held = hostile_details(name, error=said)
    services = FakeServices()
    services.details, services.pending = {1: held}, [groups.wait(held)]
    services.hits = [Hit(Ref("tmdb", "film", "1"), said, f"{said}2", 2000, said, (said,))]
    services.found = replace(
        groups.FOUND, title=Text(said, "fr"), original_title=said, overview=Text(said, "fr")
    )
    one = app(services=services, start="pending")
    async with one.run_test(size=(110, 24), notifications=True) as pilot:
        await until(pilot, lambda: told(one, "#about", "never taken without you"))
        check(one, name)
        await pilot.press("e", "enter")
        await until(pilot, lambda: told(one, "#detail-text", printable(name)))
        check(one, name)
        await pilot.press("escape", "i", "1", "enter")
        await until(pilot, lambda: told(one, "#asking", "Enter takes it"))
        check(one, name)
        await pilot.press("escape", "a")
        await until(pilot, lambda: told(one, "#sum", "stays"))
        check(one, name)
        await pilot.press("escape", "n", "u")
        await until(pilot, lambda: bool(one.screen.query("Toast")))
        check(one, name)


async def test_journal(name: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    # A message that went by itself would never be seen.
    monkeypatch.setattr("vidtui.tui.journal.session.TOLD_S", 600)
    said = name.decode("utf-8", "surrogateescape")
    held = {"root": "r", "path": name, "old": name, "new": name, "text": name, "to": name}
    actions = [
        histories.action(9, 1, "relink", **held),
        histories.action(8, 1, "trash-link", trash=b"/v/" + name, **held),
        histories.action(7, 1, said, outcome=said, **held),
        histories.action(6, 1, "decide", verb=said, before={"title": said}),
        histories.action(5, 1, "relocate", **held),
    ]
    services = FakeServices()
    services.journal = [histories.run(1, said, actions, said, **{said: 1})]
    services.stays = {9: said}
    one = app(services=services, start="journal")
    async with one.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: printable(name) in seen(one))
        check(one, name)
        await pilot.press("u")
        assert isinstance(one.screen, Ask)
        check(one, name)
        await pilot.press("2")
        await until(pilot, lambda: bool(one.screen.query("Toast")))
        check(one, name)
        await pilot.press("tab")
        for _action in actions:
            await pilot.press("enter")
            assert isinstance(one.screen, TextDialog)
            check(one, name)
            await pilot.press("escape", "down")
        services.journal = [histories.run(2, said, [], said, **{said: 1})]
        await pilot.press("f")
        await until(
            pilot, lambda: told(one, "#summary", "nothing") and printable(name) in seen(one)
        )
        check(one, name)


async def test_links(name: bytes) -> None:
    said = name.decode("utf-8", "surrogateescape")
    there = Place(b"/v/" + name, name)
    doubt = Evidence("moved", {"path": said})
    proposals = tuple(
        Proposal(f"{said}{at}", there, 1, 0, "same-file", (doubt,), (doubt,) * at)
        for at in range(2)
    )
    link = BrokenLink(
        there, name, b"/v/" + name, "broken", through=Hop(there, name), proposals=proposals
    )
    wrong = replace(link, place=Place(b"/w", name), problem="wrong", showing=there)
    renamed = Renamed(b"/v", b"/w/" + name, (there,), (proposals[0].id,))
    view = ForeignView(b"/v/" + name, b"/w/" + name, 1, 1)
    services = FakeServices()
    services.files = [replace(proposals[0], tier="chosen")]
    services.repair_problem = VidtuiError(said)
    notes = [Notice(said), ItemFailed(b"/v/" + name, said)]
    events = broken_links.found([link, wrong], groups=(renamed,), view=view)
    finding = FakeJob([*notes, *events])
    one = app(services=services, finding=finding, start="links")
    async with one.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: isinstance(one.screen, Ask))
        check(one, name)
        await pilot.press("3")
        await until(pilot, lambda: told(one, "#sum", "ticked"))
        check(one, name)
        await pilot.press("escape")
        check(one, name)
        for key, selector in (("d", "#text"), ("m", "#text"), ("w", "#file-path")):
            await pilot.press(key)
            await until(pilot, lambda selector=selector: told(one, selector, ""))
            if key != "w":
                check(one, name)
            await pilot.press("escape")
        await pilot.press("e", "enter")
        await until(pilot, lambda: told(one, "#detail-text", printable(name)))
        check(one, name)
        await pilot.press("escape", "enter")
        await until(pilot, lambda: told(one, "#headline", printable(name)))
        check(one, name)
        services.repair_problem = None
        await pilot.press("up", "enter", "u")
        await until(pilot, lambda: len(one.screen.query("Toast")) == 2)
        check(one, name)
        finding.steps = [Refused(b"/v/" + name, said, "accept-loss")]
        await pilot.press("r")
        await until(pilot, lambda: told(one, "#empty", "Refused"))
        check(one, name)
        await pilot.press("enter")
        assert isinstance(one.screen, Ask)
        check(one, name)


async def test_check(name: bytes) -> None:
    said = name.decode("utf-8", "surrogateescape")
    root, facts = b"/v/" + name, {"text": said, "problem": said, "reason": said, "title": said}
    findings = [
        Finding(kind, root, name, b"", {**facts, "size": 1, "moved": 0, "other": said}, said)
        for kind in ("broken_link", "ghost_entry", "unreadable", "duplicate")
    ]
    findings.append(Finding("pending_group", b"", b"", name, {"title": said}, said))
    away = SkippedRoot(root, "storage", said, said, "accept-loss")
    services = FakeServices()
    services.checked = replace(checks.checked(findings, before=(), away=(away,)), notices=(said,))
    gate = threading.Event()
    job = FakeJob(
        [
            CheckStarted("check", Path("/c"), (away,)),
            Found(tuple(findings)),
            Progress("storage", 1, None, root, CheckCounts()),
            gate,
            UsageProblem(printable(name)),
        ]
    )
    one = app(services=services, checking=job, start="check")
    async with one.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: one.workspace.checking.loaded)
        check(one, name)
        await pilot.press("enter")
        assert isinstance(one.screen, Ask)
        check(one, name)
        await pilot.press("escape", "c")
        await until(pilot, lambda: bool(one.screen.query("Toast")))
        check(one, name)
        assert one.workspace.checking.copied == [printable(name)]
        await pilot.press("f")  # all is new, and unfolded
        for _line in one.workspace.checking.tree.lines:
            check(one, name)
            await pilot.press("down")
        await pilot.press("enter")
        assert isinstance(one.screen, TextDialog)
        check(one, name)
        await pilot.press("escape", "m")
        check(one, name)
        await pilot.press("escape", "r")
        await reach(pilot, job)
        check(one, name)
        gate.set()
        await until(pilot, lambda: not one.workspace.checking.runner.active)
        check(one, name)


async def test_a_plan(name: bytes) -> None:
    services = FakeServices()
    services.plan_read = broken_links.plan()
    path = Path(os.fsdecode(b"/p/" + name))
    one = app(services=services, start="links", plan_file=path)
    async with one.run_test(size=(110, 24)) as pilot:
        await until(pilot, lambda: told(one, "#headline", "Plan"))
        check(one, name)
        await pilot.press("w")
        await until(pilot, lambda: told(one, "#file-path", ""))
        check(one, name)
        await pilot.press("enter")
        await until(pilot, lambda: path in services.plans)


async def test_a_complaint(name: bytes) -> None:
    one = app()
    async with one.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.pause()
        one.workspace.complain(VidtuiError(name.decode("utf-8", "surrogateescape")))
        await until(pilot, lambda: bool(one.screen.query("Toast")))
        check(one, name)
