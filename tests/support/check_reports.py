"""Reports of checks made by hand, the schema that all keep to, and a library full of trouble."""

from __future__ import annotations

import json
import os
import sqlite3
import unicodedata
from contextlib import closing
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from tests.support.library import Library
from tests.support.running import REPOSITORY
from vidtui.jobs.base import RootRead
from vidtui.jobs.check.findings import CheckCounts, Finding, Kind, SkippedRoot, Verified
from vidtui.jobs.check.found import Findings
from vidtui.jobs.check.kinds import KINDS
from vidtui.jobs.check.report import Report

STORAGE, LINKS = b"/nas/stockage", b"/nas/video"
ROOTS = (STORAGE, LINKS)
FACTS: dict[Kind, dict[str, str | int]] = {
    "silent_change": {"size": 7, "mtime_ns": "1", "verified_at": 1_800_000_000},
    "ghost_entry": {"size": 7, "moved": 1},
    "broken_link": {"text": "../x", "problem": "shows nothing"},
    "loop_link": {"text": "x", "problem": "leads in a circle"},
    "wrong_link": {"text": "x", "problem": "shows another"},
    "folder_link": {"text": "x", "problem": "shows a folder"},
    "changed_file": {"size": 7, "before": 8},
    "unreadable": {"reason": "permission denied"},
    "empty_file": {},
    "broken_container": {"problem": "truncated"},
    "orphan_file": {"size": 2**50},
    "moved_file": {"count": 3, "old": "/x"},
    "duplicate": {"other": "/x", "size": 7},
    "shared_target": {"other": "/x"},
    "misplaced_link": {"folder": "Heat (1995)", "title": "Dune"},
    "large_folder": {"count": 300, "split": "Films/Drame"},
    "link_chain": {"hops": 2},
    "case_collision": {"other": "x"},
    "unicode_twin": {"other": "x"},
    "growing_file": {"size": 7},
    "unlinked_file": {"title": "Heat"},
    "unknown_episode": {"title": "Lost", "episodes": "S09E01"},
    "pending_group": {"title": "Heat", "year": 1995, "kind": "film"},
    "failed_group": {"title": "Heat", "year": 0, "kind": "film"},
}


def finding(kind: Kind = "ghost_entry", path: bytes = b"Films/Heat.mkv", **rest: Any) -> Finding:
    root = b"" if kind.endswith("_group") else LINKS if kind.endswith("_link") else STORAGE
    rest = {"root": root, "facts": FACTS[kind], "command": "vidtui import", **rest}
    return Finding(kind, path=path if rest["root"] else b"", **rest)


def report(*findings: Finding, **rest: Any) -> Report:
    rest = {"created": 1_800_000_000, "complete": True, "roots": ROOTS, **rest}
    return Report(findings=Findings(findings), **rest)


def away(root: bytes = STORAGE, **rest: Any) -> SkippedRoot:
    role = "storage" if root == STORAGE else "links"
    return SkippedRoot(root, role, "the folder is not there", "vidtui roots list", **rest)


def full_report(name: bytes = b"Heat") -> Report:
    """A report in which every field holds something, ``name`` wherever a path stands."""
    found = tuple(finding(kind, b"Films/" + name, detail=b"/" + name) for kind in KINDS)
    return report(
        *found,
        finding("unreadable", b""),
        complete=False,
        away=(away(b"/nas/" + name, remedy="confirm-root"), away(LINKS)),
        counts=CheckCounts(1, 2, 10, 9),
        verified=Verified(1, 2, 3, 4, 5, 6, 2**50, 7.5),
        seconds=1.5,
        held=Findings([finding("silent_change", b"a/" + name)]),
        read=(RootRead(b"/nas/" + name, "sparing", 2**50), RootRead(STORAGE, "names", 0)),
    )


@cache
def schema() -> Any:
    """The schema of checks, as it is published."""
    found = json.loads((REPOSITORY / "docs/schemas/check.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(found)
    return found


@cache
def _part(name: str) -> Draft202012Validator:
    return Draft202012Validator({**schema(), "anyOf": [{"$ref": f"#/$defs/{name}"}]})


def assert_valid(document: Any, part: str = "report") -> None:
    """Insist that a document keeps to a part of the schema of checks."""
    _part(part).validate(document)


def is_valid(document: Any, part: str) -> bool:
    """Whether a document keeps to a part of the schema."""
    return bool(_part(part).is_valid(document))


PLANTED: dict[Kind, list[str]] = {
    "silent_change": ["stockage/Films/Silent (2004)/Silent (2004).mkv"],
    "ghost_entry": ["stockage/Films/Ghost (2001)/Ghost (2001).mkv"],
    "broken_link": ["video/Films/Broken (2002).mkv"],
    "loop_link": ["video/Films/Loop A.mkv", "video/Films/Loop B.mkv"],
    "wrong_link": ["video/Films/Wrong (2003).mkv"],
    "folder_link": ["video/Films/Folder.mkv"],
    "changed_file": ["stockage/Films/Changed (2005)/Changed (2005).mkv"],
    "unreadable": ["stockage/Films/Closed"],
    "empty_file": ["stockage/Films/Empty (2006)/Empty (2006).mkv"],
    "orphan_file": ["stockage/Films/Orphan (2007)/It's $new (2007).mkv"],
    "moved_file": ["stockage/Films/Elsewhere (2016)"],
    "duplicate": ["stockage/Films/Twice (2008)/Twice (2008).mkv"],
    "shared_target": ["video/Films/Shared (2009).mkv"],
    "link_chain": ["video/Films/Chain (2010).mkv"],
    "case_collision": ["stockage/Films/Case (2011)/case (2011).mkv"],
    "unicode_twin": ["stockage/Films/Accent (2012)/" + unicodedata.normalize("NFC", "Été.mkv")],
    "unlinked_file": [
        "stockage/Films/Right (2003)/Right (2003).mkv",
        "stockage/Films/Unlinked (2013)/Unlinked (2013).mkv",
    ],
    "pending_group": ["Pending (2014)"],
    "failed_group": ["Failed (2015)"],
}
"""What ``planted`` makes, by kind; a growing file grows only while one looks, and what a probe
finds is not there before one."""


def planted(library: Library) -> Library:
    """Make a library with trouble of every kind, and nothing else wrong with it."""
    for name in library.films(3):
        library.link(name, library.path(name))
    for title in ("Silent (2004)", "Changed (2005)", "Pending (2014)", "Failed (2015)"):
        library.link(f"Films/{title}.mkv", library.put(f"Films/{title}/{title}.mkv"))
    for title in ("Right (2003)", "Ghost (2001)", "Unlinked (2013)"):
        library.put(f"Films/{title}/{title}.mkv")
    for part in (1, 2):
        library.put(f"Films/Somewhere (2016)/Somewhere (2016) CD{part}.mkv")
    shown = library.put("Films/Shown (2003)/Shown (2003).mkv")
    library.link("Films/Shown (2003).mkv", shown)
    library.link("Films/Wrong (2003).mkv", library.path("Films/Right (2003)/Right (2003).mkv"))
    shared = library.put("Films/Shared (2009)/Shared (2009).mkv")
    library.link("Films/Shared (2009).mkv", shared)
    library.link("Films/Shared (2009) bis.mkv", shared)
    library.link("hops/Chain.hop", library.put("Films/Chain (2010)/Chain (2010).mkv"))
    library.link("Films/Chain (2010).mkv", "../hops/Chain.hop")
    _put_pairs(library)
    library.import_()
    library.check(verify=True)
    with closing(sqlite3.connect(library.database)) as connection, connection:
        for state in ("pending", "failed"):
            connection.execute(
                "UPDATE media_group SET state = ? WHERE title = ?", (state, state.title())
            )
    _break(library)
    return library


def _put_pairs(library: Library) -> None:
    accents = [unicodedata.normalize(form, "Été.mkv") for form in ("NFD", "NFC")]
    for folder, names in {
        "Twice (2008)": ["Twice (2008).mkv", "Twice (2008) bis.mkv"],
        "Case (2011)": ["Case (2011).mkv", "case (2011).mkv"],
        "Accent (2012)": accents,
    }.items():
        for number, name in enumerate(names):
            content = b"the same" if folder.startswith("Twice") else None
            path = library.put(f"Films/{folder}/{name}", content)
            library.link(f"Films/{folder} {number}.mkv", path)


def _break(library: Library) -> None:
    os.unlink(library.path("Films/Ghost (2001)/Ghost (2001).mkv"))
    library.rename("Films/Somewhere (2016)", "Films/Elsewhere (2016)")
    library.link("Films/Broken (2002).mkv", "../../stockage/Films/gone.mkv")
    library.link("Films/Loop A.mkv", "Loop B.mkv")
    library.link("Films/Loop B.mkv", "Loop A.mkv")
    library.link("Films/Folder.mkv", library.path("Films/Ghost (2001)"))
    os.unlink(library.path("Films/Wrong (2003).mkv", library.links))
    library.link("Films/Wrong (2003).mkv", library.path("Films/Shown (2003)/Shown (2003).mkv"))
    library.put("Films/Changed (2005)/Changed (2005).mkv", b"another content")
    library.put("Films/Empty (2006)/Empty (2006).mkv", b"")
    library.put("Films/Orphan (2007)/It's $new (2007).mkv")
    change_silently(library.path("Films/Silent (2004)/Silent (2004).mkv"))
    os.mkdir(library.path("Films/Closed"), 0)


def change_silently(path: bytes) -> None:
    """Change the bytes of a file, not its size nor its date."""
    before = os.stat(path)
    with open(path, "r+b") as opened:
        opened.write(b"V")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
