"""Each benchmark, at its smallest size, prints figures that the schema accepts."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from figures import Figure, Floor, publish
from jsonschema import ValidationError, validate

from tests.benchmarks.conftest import BENCHMARKS
from tests.support.running import PATIENCE_S

SCHEMA = json.loads((BENCHMARKS / "figures.schema.json").read_text("utf-8"))
SMALLEST = {
    "checking": "--files 6 --findings 2 --keys 1 --large 1 --mib 1",
    "enriching": "--films 2 --by-id 1 --latency 0",
    "importing": "--files 6",
    "judging": "--files 2 --seeds 1",
    "layouts": "--films 60 --shows 4 --rounds 1 --links 200 --new 20 --only jellyfin",
    "library_screen": "--works 300 --keys 1",
    "linking": "--films 12 --shows 2 --rounds 1",
    "making_links": "--links 40 --unlinked 8",
    "memory": "--links 6 --groups 2",
    "naming": "--names 2 --baseline 1",
    "probing": "--files 3",
    "querying": "--works 6 --repeat 2",
    "repairing": "--links 6 --files 24 --broken 6 --reviewed 3 --keys 1",
    "responsiveness": "--files 6 --keys 1",
    "scoring": "--candidates 2 --repeat 2",
}
WITHOUT_FLOOR = {
    "checking": set(),
    "enriching": {"most in any 10 s", "refused"},
    "importing": {"whole import, names read"},
    "library_screen": set(),
    "making_links": set(),
    "memory": set(),
    "probing": {"peak memory"},
    "querying": {"peak memory"},
    "repairing": set(),
    "responsiveness": set(),
    "scoring": set(),
}
"""The figures for which there is none; those of the others are shares of what is right."""


def test_every_benchmark_is_run_here() -> None:
    texts = {path.stem: path.read_text("utf-8") for path in BENCHMARKS.glob("*.py")}
    programs = {name for name, text in texts.items() if "    figures.publish(" in text}
    assert programs == SMALLEST.keys()


@pytest.mark.parametrize("name", SMALLEST)
def test_a_benchmark_prints_figures_that_the_schema_accepts(name: str) -> None:
    command = [sys.executable, str(BENCHMARKS / f"{name}.py"), "--quick", "--json"]
    done = subprocess.run(
        [*command, *SMALLEST[name].split()],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    validate(found, SCHEMA)
    assert found["benchmark"] == name
    names = [figure["name"] for figure in found["figures"]]
    assert len(names) == len(set(names))
    without = {figure["name"] for figure in found["figures"] if figure["floor"] is None}
    assert without == WITHOUT_FLOOR.get(name, without)


FIGURE = Figure("walk", 2.0, "s", Floor("bare loop", 1.5), goal="at most 2 times")


def test_the_same_figures_are_printed_for_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    publish("walking", [FIGURE], as_json=False, notes=["7 files"])
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.startswith("walking: ")
    assert lines == ["walk: 2 s; bare loop: 1.5 s; ratio 1.33 (at most 2 times)", "7 files"]


def test_what_is_told_to_a_program_alone_stands_beside_the_figures(
    capsys: pytest.CaptureFixture[str],
) -> None:
    publish("walking", [FIGURE], as_json=True, notes=["7 files"], wrong=["é"])
    found = json.loads(capsys.readouterr().out)
    validate(found, SCHEMA)
    assert found["wrong"] == ["é"]
    assert found["figures"][0]["floor"] == {"name": "bare loop", "value": 1.5}


@pytest.mark.parametrize(
    "spoilt",
    [{"value": "2"}, {"better": "less"}, {"floor": 1.5}, {"floor": {"name": "x"}}, {"more": 1}],
)
def test_the_schema_refuses_what_is_no_figure(spoilt: dict[str, Any]) -> None:
    document = {"benchmark": "b", "date": "2026-01-01", "machine": "m"}
    with pytest.raises(ValidationError):
        validate({**document, "figures": [{**FIGURE.as_json(), **spoilt}]}, SCHEMA)
