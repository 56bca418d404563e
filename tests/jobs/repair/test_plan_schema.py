"""What the published schema of plans allows is read, used, and where it cannot be, told."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.from_schema import FromSchema
from tests.support.library import Library
from tests.support.plans import assert_valid, full_plan, is_valid, schema
from tests.support.repairs import break_links, listing
from vidtui.batch import apply
from vidtui.batch.output import event_document
from vidtui.batch.repair import plan_text
from vidtui.disk.root_identity import Identity, examine
from vidtui.errors import UsageProblem
from vidtui.jobs.base import CancelToken
from vidtui.jobs.links.model import _EVIDENCE, TIERS, Plan, sentence
from vidtui.jobs.repair import accepting, plan_file
from vidtui.jobs.repair.apply import ApplyJob
from vidtui.jobs.repair.run import ApplyOptions, ApplyRun
from vidtui.jobs.roots import status_cache
from vidtui.jobs.suggest import Commands
from vidtui.text import printable
from vidtui.tui.links import members, view
from vidtui.tui.links.model import Review
from vidtui.tui.links.screen import Links
from vidtui.tui.services import Services

SCHEMA = FromSchema(schema())
FULL = plan_file.document(full_plan())
CANNOT = (
    "is the uuid of none of the roots",
    "must be an absolute path",
    "must be a plain path within its root",
    "must be the path of a folder",
    "must be the text of a link",
    "no link of this plan has this proposal",
    "is the id of none of this link's proposals",
    "must be a time such as",
    "stands twice",
    "is no such root any more",
    "made from another catalogue",
    "is not the id of this",
    "there is no plan in this report",
    "no link of this plan lies there",
    "only a link that shows nothing itself",
)
"""What no schema can say, or says only in words; the reader says it in one line."""
many = settings(
    max_examples=100,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much,
                           HealthCheck.function_scoped_fixture],
)  # fmt: skip


def told(error: UsageProblem) -> str:
    """Insist that a refusal is one line, about what a schema cannot say."""
    text = str(error)
    assert printable(text) == text
    assert any(why in text for why in CANNOT), text
    return text


KEYS = Links.BINDINGS
"""The texts name these, which are known once the screen is loaded."""


def use(plan: Plan) -> None:
    """Do with a plan all that screen, console and file do."""
    written = json.dumps(plan_file.document(plan), ensure_ascii=False, allow_nan=False)
    assert_valid(json.loads(written))
    assert plan_file.parse(written.encode(), "again") == plan
    review = Review()
    review.load(plan, marked=True)
    for _order in range(3):
        review.next_order()
    review.show_only("é")
    review.show_only("")
    shown = []
    for row in review.lines:
        shown.append(view.line(row, 80, is_plan=True, is_searching=False))
        if hasattr(row, "link"):
            shown += [view.link_summary(row, row.best, 80), view.whole(row, 60)]
            for at, one in enumerate(row.link.proposals):
                shown += [view.candidate(at, one, True, 80), view.found_line(one, 80)]
                shown.append(view.proposal_details(one, 60))
            member = members.Member(row, "repair", row.best)
            widest = members.Widest.of([member])
            shown += [members.member_line(member, 80, widest, is_ticked=True)]
            shown += [members.about(member, 80)]
    for line in "\n".join(text.plain for text in shown).splitlines():
        assert printable(line) == line
    assert review.rest() is not None
    assert review.marked() is not None
    plan_file.trash_orphans(plan)
    accepting.accept(plan, TIERS)


def taken(document: Any) -> Plan | None:
    try:
        return plan_file.parse(json.dumps(document).encode(), "plan.json")
    except UsageProblem as problem:
        told(problem)
    return None


def test_a_plan_in_which_something_was_changed() -> None:
    """Most of them are taken: of a reader that refuses all, nothing would be said."""
    found = []

    @many
    @given(SCHEMA.changed(FULL, schema()))
    def change(document: Any) -> None:
        plan = taken(document) if is_valid(document) else None
        found.append(plan is not None)
        if plan is not None:
            use(plan)

    change()
    assert sum(found) > len(found) / 4


@many
@given(SCHEMA.of(schema()))
def test_any_plan_that_the_schema_allows(document: Any) -> None:
    if is_valid(document) and (plan := taken(document)) is not None:
        use(plan)


@pytest.mark.parametrize("kind", [*_EVIDENCE, "unheard-of", "{0}"])
@pytest.mark.parametrize("facts", [{}, {"x": 1}, {"path": "{0}{x.y}"}])
def test_evidence_that_lacks_facts_is_said_all_the_same(kind: str, facts: Any) -> None:
    document = json.loads(json.dumps(FULL))
    proposal = document["links"][0]["proposals"][0]
    proposal["evidence"] = proposal["cautions"] = [{"kind": kind, "facts": facts}]
    assert_valid(document)
    plan = taken(document)
    assert plan is not None
    use(plan)
    said = sentence(plan.links[0].link.proposals[0].evidence[0])
    assert said
    assert "Traceback" not in said
    assert said.startswith("it was ") or kind != "moved"


def test_whole_numbers_may_be_written_as_others() -> None:
    document = json.loads(json.dumps(FULL))
    document["plan"] = 1.0
    document["counts"]["links"] = 1e2
    document["links"][0]["link"] = 3.0
    document["links"][0]["proposals"][0]["size"] = 2.0**40
    assert_valid(document)
    plan = taken(document)
    assert plan is not None
    assert (plan.counts.links, plan.links[0].link.link) == (100, 3)
    assert str(plan.links[0].link.proposals[0].size) == str(2**40)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Library:
    library = Library(tmp_path_factory.mktemp("broken"))
    break_links(library, ("Alien", "Brazil"), ("Heat", "Gone"))
    return library


@pytest.fixture(scope="module")
def document(broken: Library) -> Any:
    plan = broken.find().plan
    accepting.accept(plan, ("same-file",))
    plan_file.trash_orphans(plan)
    assert all(one.decision for one in plan.links)
    return plan_file.document(plan)


@many
@given(data=st.data())
def test_what_is_applied_for_a_trial(
    broken: Library, document: Any, data: st.DataObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a plan says, a dry run ends with an outcome for each link or with one line."""
    if not hasattr(status_cache.examine_all, "seen"):
        states = {one.path: examine(one.path, Identity()) for one in broken.settings().roots}

        def seen(roots: Any) -> Any:
            return [states[path] for path, _identity in roots]

        seen.seen = True  # type: ignore[attr-defined]
        monkeypatch.setattr(status_cache, "examine_all", seen)
    changed = data.draw(SCHEMA.changed(document, schema()))
    if not is_valid(changed):
        return
    path = broken.base / "plan.json"
    path.write_text(json.dumps(changed))
    before = listing(broken.base / "video", broken.storage)
    options = ApplyOptions(path, dry_run=True)
    run = ApplyRun()
    try:
        for event in ApplyJob(broken.settings(), options, CancelToken()).run():
            run.feed(event)
            event_document(event)
    except UsageProblem as problem:
        told(problem)
        with pytest.raises(UsageProblem):
            Services().read_plan(broken.settings(), path)
        return
    assert len(run.outcomes) == run.started.decided  # type: ignore[union-attr]
    json.dumps(apply.document(run, options), ensure_ascii=False).encode()
    assert all(
        printable(line) == line
        for line in apply.text(run, options, Commands(broken.settings())).splitlines()
    )
    plan = Services().read_plan(broken.settings(), path)
    use(plan)
    lines = plan_text(plan, broken.settings(), show_all=True, prefix_moved=False)
    assert all(printable(line) == line for line in lines)
    assert listing(broken.base / "video", broken.storage) == before
    assert not os.path.lexists(broken.base / "trash")
