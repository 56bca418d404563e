"""Checks as the Check screen meets them, from facts that never change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.tui.fakes import LINKS, NOW, SECOND, STORAGE
from tests.tui.scenes import CATALOGUE
from vidtui.jobs.base import Progress
from vidtui.jobs.check.findings import CheckCounts, Finding, Kind, SkippedRoot, Verified
from vidtui.jobs.check.found import Ids
from vidtui.jobs.check.report import Report, compare
from vidtui.jobs.check.run import CheckEvent, CheckFinished, CheckRun, CheckStarted, Found
from vidtui.tui.report_cache import ReportView

GIB = 1 << 30
DAY = 86400
ROOTS = (STORAGE, SECOND, LINKS)
COUNTS = CheckCounts(files=9911, links=9731)
STARTED = CheckStarted("check", CATALOGUE, (), ROOTS)
AWAY = SkippedRoot(
    SECOND,
    "storage",
    "the folder is empty: is its disk mounted?",
    "vidtui roots list",
)
BRAKE = SkippedRoot(
    b"/volume3/stockage",
    "storage",
    "1,204 of 2,589 known files are gone at once",
    "vidtui --batch check --accept-loss",
    "accept-loss",
)


def of(
    kind: Kind, path: str, command: str | None = None, root: bytes = STORAGE, **facts: Any
) -> Finding:
    return Finding(kind, root, path.encode(), b"", facts, command)


BROKEN = of(
    "broken_link",
    "Films/C/Cube (1997)/Cube (1997).avi",
    "vidtui repair-links",
    LINKS,
    text="../../../../stockage/Films/Cube (1997)/Cube.avi",
    problem="shows nothing",
)
SILENT = of(
    "silent_change",
    "Films/Brazil (1985)/Brazil (1985) 1080p.mkv",
    "vidtui --batch check --verify-hash "
    "'/volume1/stockage/Films/Brazil (1985)/Brazil (1985) 1080p.mkv'",
    size=8 * GIB,
    verified_at=NOW - 40 * DAY,
)
GHOST = of(
    "ghost_entry",
    "Films/Alien (1979)/Alien (1979).mkv",
    "vidtui --batch forget '/volume1/stockage/Films/Alien (1979)/Alien (1979).mkv'",
    size=4 * GIB,
    moved=0,
)
MOVED = of("ghost_entry", "Films/Heat (1995)/Heat.mkv", "vidtui import", size=6 * GIB, moved=1)
ORPHAN = of(
    "orphan_file",
    "Films/Amélie (2001)/Amélie (2001).mkv",
    "vidtui import '/volume1/stockage/Films/Amélie (2001)'",
    size=5 * GIB,
)
FINDINGS: tuple[Finding, ...] = (
    SILENT,
    GHOST,
    MOVED,
    BROKEN,
    of("broken_link", "Films/D/Dune (2021)/Dune (2021).mkv", "vidtui repair-links", LINKS,
       text="/media/Films/Dune.mkv", problem="shows nothing"),
    of("loop_link", "Films/E/E.T. (1982).mkv", "vidtui repair-links", LINKS,
       text="E.T. (1982).mkv", problem="leads back to itself"),
    of("wrong_link", "Films/F/Fargo (1996).mkv", "vidtui repair-links", LINKS,
       text="/media/Films/Fargo 2.mkv", problem="shows another film than before"),
    of("folder_link", "Films/G/Gattaca (1997).mkv", "vidtui repair-links", LINKS,
       text="/media/Films/Gattaca", problem="shows a folder"),
    of("changed_file", "Films/Ran (1985)/Ran.mkv", "vidtui import /volume1/stockage/Films",
       size=3 * GIB, before=2 * GIB),
    of("unreadable", "Films/M (1931)", "ls -ld -- '/volume1/stockage/Films/M (1931)'",
       reason="permission denied"),
    of("empty_file", "Films/Pi (1998)/Pi.mkv", "ls -ld -- /volume1/stockage/Films/Pi.mkv"),
    ORPHAN,
    of("duplicate", "Films/Up (2009)/Up.mkv", "cmp -- a b", other="/volume1/stockage/Up.mkv"),
    of("shared_target", "Films/U/Up.mkv", None, LINKS, other="/volume1/video/Up.mkv"),
    of("link_chain", "Films/V/Vertigo.mkv", None, LINKS, hops=2),
    of("case_collision", "Films/heat", None, LINKS, other="/volume1/video/Films/Heat"),
    of("unicode_twin", "Films/é", None, LINKS, other="/volume1/video/Films/é"),
    of("growing_file", "Films/new.mkv", None, size=GIB),
    of("unlinked_file", "Films/Zodiac (2007)/Zodiac.mkv",
       "mkdir -p -- '/volume1/video/Films/Zodiac (2007)' && ln -s -- "
       "'/media/Films/Zodiac (2007)/Zodiac.mkv' "
       "'/volume1/video/Films/Zodiac (2007)/Zodiac (2007).mkv'", title="Zodiac"),
    Finding("pending_group", b"", b"", b"dune 2021",
            {"title": "Dune", "year": 2021, "kind": "film"}, "vidtui pending"),
    Finding("failed_group", b"", b"", b"lost 0", {"title": "Lost", "year": 0, "kind": "series"},
            "vidtui --batch enrich --retry-failed"),
)  # fmt: skip
BEFORE = (GHOST, of("orphan_file", "Films/Gone (2012)/Gone.mkv", size=GIB), *FINDINGS[4:11])
VERIFIED = Verified(recorded=900, same=8100, silent=1, size=900 * GIB, left=910, seconds=3600)


def report(
    findings: Iterable[Finding] = FINDINGS,
    *,
    away: tuple[SkippedRoot, ...] = (),
    complete: bool = True,
    verified: Verified | None = None,
    created: int = NOW - 3 * 3600,
) -> Report:
    gathered = CheckRun()
    gathered.feed(CheckStarted("check", CATALOGUE, away, ROOTS))
    gathered.feed(Found(tuple(findings)))
    gathered.feed(CheckFinished(COUNTS, not complete, 12.0, verified=verified))
    found = gathered.report()
    return Report(
        created, complete, found.away, found.findings, found.counts, verified, 12.0, ROOTS
    )


def checked(
    findings: Iterable[Finding] = FINDINGS, before: Iterable[Finding] | None = BEFORE, **rest: Any
) -> ReportView:
    now = report(findings, **rest)
    earlier = None if before is None else report(before, created=NOW - DAY)
    return ReportView.of(now, compare(earlier, now), Ids.of((MOVED.id,)))


def finished(
    findings: Iterable[Finding] = FINDINGS, *, cancelled: bool = False
) -> list[CheckEvent]:
    return [STARTED, Found(tuple(findings)), CheckFinished(COUNTS, cancelled, 12.0, verified=None)]


def many(count: int, kind: Kind = "orphan_file", folder: str = "Films") -> list[Finding]:
    return [
        of(kind, f"{folder}/Film {at:06d}.mkv", "vidtui import", size=GIB) for at in range(count)
    ]


RUNNING: list[CheckEvent] = [
    STARTED,
    Found(FINDINGS[1:3]),
    Progress("storage", 9911, 9911, b"", CheckCounts(9911, 0, 2, 0)),
    Found(FINDINGS[3:8]),
    Progress(
        "hashes", 120 * GIB, 900 * GIB, STORAGE + "/Films/Amélie (2001)".encode(),
        CheckCounts(9911, 9731, 7, 0),
    ),
]  # fmt: skip
