"""What the published schema of checks allows to be kept is read, used, and else told."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import vidtui.tui.app  # noqa: F401 - registers the keys that texts name
from tests.support.check_reports import (
    STORAGE,
    assert_valid,
    finding,
    full_report,
    is_valid,
    report,
    schema,
)
from tests.support.from_schema import FromSchema
from tests.support.library import Library
from vidtui.batch.check import View, report_text
from vidtui.errors import UsageProblem
from vidtui.jobs.check import report_file, reports
from vidtui.jobs.check.found import Findings, Ids
from vidtui.jobs.check.kinds import KINDS
from vidtui.jobs.check.report import Report, compare, held
from vidtui.jobs.json_documents import written
from vidtui.text import printable
from vidtui.tui.check import view
from vidtui.tui.check.model import tree_of
from vidtui.tui.report_cache import ReportCache, ReportView

SCHEMA = FromSchema(schema())
KEPT = schema()["$defs"]["kept"]
FULL = json.loads("".join(report_file.stored(full_report())))
CANNOT = ("must lie below its root", "must be a time such as", "must be a number")
"""What the schema says only in words; the reader says it in one line."""
many = settings(
    max_examples=100,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def read(document: Any) -> Report | None:
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "check.json"
            path.write_text(json.dumps(document), "utf-8")
            return report_file.read(path)
    except UsageProblem as problem:
        text = str(problem)
        assert printable(text) == text
        assert any(why in text for why in CANNOT), text
    return None


def use(found: Report) -> None:
    """Do with a report all that screen, console and the next check do."""
    other = report(finding(), created=1_700_000_000)
    for before, now in ((found, other), (other, found), (None, found), (found, found)):
        changes = compare(before, now)
        kept = replace(now, held=held(before, now))
        assert_valid(json.loads("".join(report_file.stored(kept))), "kept")
        ids = Ids.of(one.id for one in islice(now.findings, 1))
        assert_valid(json.loads("".join(written(report_file.document(now, changes, ids)))))
        lines = list(report_text(now, changes, ids, View(everything=True)))
        checked = ReportView.of(now, changes, ids)
        tree = tree_of(checked)
        for node in [*tree.kinds().values(), *tree.lines]:
            for line in (view.row_text(node, 80), view.details(node, tree, 60)):
                lines += line.plain.splitlines()
            lines.append(view.command_of(node) or "")
        assert all(printable(line) == line for line in lines)


def test_a_report_in_which_something_was_changed() -> None:
    """Many of them are taken: of a reader that refuses all, nothing would be said."""
    taken = []

    @many
    @given(SCHEMA.changed(FULL, KEPT))
    def change(document: Any) -> None:
        found = read(document) if is_valid(document, "kept") else None
        taken.append(found is not None)
        if found is not None:
            use(found)

    change()
    assert sum(taken) > len(taken) / 4


@many
@given(SCHEMA.of(KEPT))
def test_any_report_that_the_schema_allows(document: Any) -> None:
    if is_valid(document, "kept") and (found := read(document)) is not None:
        use(found)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("facts", [{}, {"size": "much"}, {"size": -(2**63) + 1, "now": "x"}])
def test_a_finding_that_lacks_facts_keeps_no_other_from_being_read(
    tmp_path: Path, kind: Any, facts: Any
) -> None:
    spoiled = finding(kind, facts=facts)
    path = reports.save(tmp_path, report(spoiled, finding()), None)
    assert_valid(json.loads(path.read_text("utf-8")), "kept")
    found = report_file.read(path)
    assert list(found.findings) == list(Findings((spoiled, finding())))
    use(found)
    checked = ReportCache().last(tmp_path)
    assert checked is not None
    assert checked.report == found


@pytest.mark.parametrize("where", [b"../../etc/passwd", b"a/../../b", b"a//b"])
def test_a_path_below_its_root_by_its_name_alone(where: bytes) -> None:
    document = json.loads("".join(report_file.stored(report(finding()))))
    document["findings"][0]["path"] = (STORAGE + b"/" + where).decode()
    assert read(document) is None


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"mtime_ns": 1},
        {"mtime_ns": "x", "size": "y", "verified_at": "yesterday"},
        {"mtime_ns": "1", "size": 1, "verified_at": 2**63 - 1},
    ],
)
@pytest.mark.parametrize("kind", ["silent_change", "changed_file", "unreadable"])
def test_the_next_check_goes_on_from_a_report_that_lacks_facts(
    library: Library, kind: Any, facts: Any
) -> None:
    (name,) = library.films(1)
    library.import_()
    root, path = os.fsencode(library.storage), os.fsencode(name)
    spoiled = finding(kind, path, root=root, facts=facts)
    reports.save(library.data, report(spoiled, roots=(root,)), None)
    checked = library.check(verify=True)
    assert checked.finished.verified is not None
    assert checked.finished.verified.recorded == 1
