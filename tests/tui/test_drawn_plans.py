"""The review of plans that nobody of us wrote, key by key: nothing in them ends the app."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.support.from_schema import FromSchema
from tests.support.plans import full_plan, is_valid, schema
from tests.tui.fakes import FakeServices, app, until
from vidtui.errors import UsageProblem
from vidtui.jobs.links.model import Plan
from vidtui.jobs.repair import plan_file
from vidtui.text import printable
from vidtui.tui.links.screen import Links

KEYS = ("enter", "2", "t", "escape", "s", "u", "comma", "a", "escape", "down", "end", "home")
FULL = plan_file.document(full_plan())


def parsed(document: Any) -> Plan | None:
    try:
        return plan_file.parse(json.dumps(document).encode(), "plan.json")
    except UsageProblem:
        return None


async def review(plan: Plan) -> None:
    services = FakeServices()
    services.plan_read = plan
    one = app(services=services, start="links", plan_file=Path("/home/ana/plan.json"))
    async with one.run_test(size=(90, 24)) as pilot:
        await until(pilot, lambda: one.workspace.repairing.can_decide)
        await pilot.press("home")
        for _link in plan.links:
            for key in KEYS[:7]:
                await pilot.press(key)
            shown = str(one.screen.query_one("#link").render())
            assert all(printable(line) == line for line in shown.splitlines())
            await pilot.press("down")
        await pilot.press(*KEYS[7:])
        await until(pilot, lambda: isinstance(one.screen, Links))
        assert one.return_code is None


def without_facts() -> Any:
    document = plan_file.document(full_plan())
    for link in document["links"]:
        for proposal in link["proposals"]:
            for one in (*proposal["evidence"], *proposal["cautions"]):
                one["facts"] = {}
    return document


async def test_evidence_without_facts() -> None:
    plan = parsed(without_facts())
    assert plan is not None
    assert any(planned.link.proposals for planned in plan.links)
    await review(plan)


def test_plans_in_which_something_was_changed() -> None:
    reviewed = []

    @settings(
        max_examples=15,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(FromSchema(schema()).changed(FULL, schema()))
    def change(document: Any) -> None:
        plan = parsed(document) if is_valid(document) else None
        if plan is not None and len(reviewed) < 3:
            reviewed.append(plan)
            asyncio.run(review(plan))

    change()
    if len(reviewed) < 3:
        pytest.fail("hardly any was taken: nothing is said of the others")
