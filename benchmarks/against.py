"""Compares this revision's figures with another's, each measured by its own copy of the benchmarks.

    python benchmarks/against.py REVISION [naming scoring …] [--pairs 5] [--quick] [-- OPTIONS]

Each revision gets a git worktree and a virtual environment of its own. A pair is one run of each,
one after the other, now this one first and now that one, so that a noisy machine disturbs both
alike. Told for every figure: the median of the pairs' ratios (above 1 is worse), the interval that
holds the true median in 9 of 10 cases, and the same of its floor, which no revision changes: where
the floor moves, the machine did. What follows ``--`` goes to the benchmarks.

Exit code: 0 nothing is slower; 1 something is: its whole interval lies above 1.05; 2 nothing could
be measured; 3 nothing is slower, but a figure is missing on one side.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SLOWER = 1.05
LEAST_PAIRS = 5
"""With fewer, no interval of ratios says anything in nine of ten cases."""
OUTSIDE = 0.10
"""How often the true median may lie outside the interval that is told."""
_READY = "ready"
_MAIN = 'if __name__ == "__main__"'
_VERSIONS = (
    "import importlib.metadata as m, json; "
    "print(json.dumps({d.metadata['Name']: d.version for d in m.distributions()}))"
)

Figures = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Side:
    """One revision, ready to run: its worktree, and the Python of its environment."""

    name: str
    folder: Path
    python: Path


@dataclass(slots=True)
class Found:
    """What the runs of one benchmark gave: by figure the values of each side, a pair an index."""

    old: list[Figures] = field(default_factory=list)
    new: list[Figures] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure on both sides; the ratios are above 1 where the new side is worse."""

    name: str
    unit: str
    old: float
    new: float
    ratios: tuple[float, ...]
    floors: tuple[float, ...] = ()

    @property
    def verdict(self) -> str:
        """Say which side is slower, and whether that can be said."""
        low, high = interval(self.ratios)
        if low > SLOWER:
            return "SLOWER"
        if high < 1 / SLOWER:
            return "faster"
        return "unclear: more pairs" if statistics.median(self.ratios) > SLOWER else "same"


def interval(ratios: Sequence[float]) -> tuple[float, float]:
    """Return what holds the true median in nine of ten cases, whatever the distribution is.

    From the k-th lowest to the k-th highest: the true median lies outside as often as a fair coin
    falls on one side fewer than k times.
    """
    ordered, count = sorted(ratios), len(ratios)
    k, outside = 0, 0.0
    while k < count / 2 and (outside := outside + 2 * math.comb(count, k) / 2**count) <= OUTSIDE:
        k += 1
    k = max(k, 1)
    return ordered[k - 1], ordered[-k]


def ratio(old: float, new: float, better: str) -> float:
    """Return how many times worse ``new`` is."""
    worse, than = (old, new) if better == "more" else (new, old)
    if worse == than:
        return 1.0
    return worse / than if than else math.inf


def compared(found: Found) -> Iterator[Comparison | str]:
    """Yield a comparison for every figure that both sides have, and a line for every other."""
    names = dict.fromkeys(name for run in (*found.old, *found.new) for name in run)
    for name in names:
        pairs = [
            (old[name], new[name])
            for old, new in zip(found.old, found.new, strict=True)
            if name in old and name in new
        ]
        first = next(run[name] for run in (*found.old, *found.new) if name in run)
        if not pairs or len(pairs) < len(found.old):
            yield _missing(name, found)
        elif any(old["unit"] != new["unit"] for old, new in pairs):
            yield f"{name}: not in the same unit on both sides"
        elif first["better"] != "neither":
            yield _comparison(name, pairs)


def _missing(name: str, found: Found) -> str:
    lacking = {
        side: sum(name not in run for run in runs)
        for side, runs in (("old", found.old), ("new", found.new))
    }
    told = [
        f"missing on the {side} side"
        + (f" in {count} of {len(found.old)} runs" * (count < len(found.old)))
        for side, count in lacking.items()
        if count
    ]
    why = "".join(f" ({reason})" for side, reason in found.problems.items() if lacking[side])
    return f"{name}: {' and '.join(told)}{why}"


def _comparison(name: str, pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> Comparison:
    better = pairs[0][1]["better"]
    floors = [
        (old["floor"]["value"], new["floor"]["value"])
        for old, new in pairs
        if old.get("floor") and new.get("floor")
    ]
    return Comparison(
        name,
        pairs[0][1]["unit"],
        statistics.median(old["value"] for old, _new in pairs),
        statistics.median(new["value"] for _old, new in pairs),
        tuple(ratio(old["value"], new["value"], better) for old, new in pairs),
        tuple(ratio(old, new, better) for old, new in floors) if len(floors) == len(pairs) else (),
    )


def line(one: Comparison) -> str:
    """Return a comparison as one line."""
    text = f"{one.name}: {one.old:.4g} -> {one.new:.4g} {one.unit}; {_spread(one.ratios)}"
    if one.floors:
        text += f", its floor {_spread(one.floors)}"
    return f"{text}: {one.verdict}"


def _spread(ratios: Sequence[float]) -> str:
    low, high = interval(ratios)
    return f"x {statistics.median(ratios):.3f} ({low:.3f} to {high:.3f})"


def run(side: Side, script: Path, options: Sequence[str]) -> tuple[Figures, str]:
    """Run one benchmark; return its figures, and in one line why there are none."""
    if not script.is_file():
        return {}, f"{script.name} is not there"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIDTUI"))}
    command = [str(side.python), str(script), "--json", *options]
    done = subprocess.run(
        command, cwd=side.folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        return {}, (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]
    try:
        return {one["name"]: one for one in json.loads(done.stdout)["figures"]}, ""
    except (ValueError, KeyError, TypeError):
        return {}, "it prints no figures as JSON"


def measure(
    old: Side, new: Side, scripts: Mapping[str, Path], options: Sequence[str], pairs: int
) -> Found:
    """Run one benchmark on both sides in turn; ``scripts`` gives each side's copy of it."""
    found = Found()
    sides = {"old": old, "new": new}
    for number in range(pairs):
        for key in ("old", "new") if number % 2 == 0 else ("new", "old"):
            figures, problem = run(sides[key], scripts[key], options)
            (found.old if key == "old" else found.new).append(figures)
            if problem:
                found.problems[key] = problem
        print(f"  pair {number + 1} of {pairs}", file=sys.stderr, flush=True)
        if len(found.problems) == len(sides) or (found.problems and number == 0):
            missing = pairs - number - 1
            found.old += [{}] * missing
            found.new += [{}] * missing
            break
    return found


def prepare(repository: Path, revision: str, base: Path) -> Side:
    """Return a revision in a worktree with an environment, both made unless they are there."""
    commit = _git(repository, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    folder, environment = base / commit[:12], base / f"{commit[:12]}-env"
    if not (folder / ".git").exists():
        _git(repository, "worktree", "prune")
        _git(repository, "worktree", "add", "--detach", "--quiet", str(folder), commit)
    python = environment / "bin" / "python"
    if not (environment / _READY).is_file():
        is_project = (folder / "pyproject.toml").is_file()
        venv.create(environment, clear=True, symlinks=True, with_pip=is_project)
        if is_project:
            command = [str(python), "-m", "pip", "install", "--quiet", "-e", str(folder)]
            subprocess.run([*command, "--disable-pip-version-check"], check=True)
        (environment / _READY).touch()
    return Side(f"{revision} ({commit[:12]})", folder, python)


def _git(repository: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(repository), *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        why = done.stderr.strip() or "there is no such revision"
        raise SystemExit(_told(f"git {' '.join(arguments)}: {why}"))
    return done.stdout.strip()


def _told(message: str) -> int:
    print(message, file=sys.stderr)
    return 2


def benchmarks(side: Side) -> list[str]:
    """Return the benchmarks of a side."""
    found = (side.folder / "benchmarks").glob("*.py")
    return sorted(p.stem for p in found if _MAIN in p.read_text() and p.name != Path(__file__).name)


def other_versions(old: Side, new: Side) -> list[str]:
    """Return the packages that the two environments hold in different versions."""
    held = []
    for side in (old, new):
        done = subprocess.run(
            [str(side.python), "-c", _VERSIONS], capture_output=True, text=True, check=True
        )
        held.append(json.loads(done.stdout))
    names = sorted(name for name in {**held[0], **held[1]} if name != "vidtui")
    return [
        f"{name} {held[0].get(name, '-')} / {held[1].get(name, '-')}"
        for name in names
        if held[0].get(name) != held[1].get(name)
    ]


def compare(old: Side, new: Side, given: argparse.Namespace) -> int:
    """Run and tell all; return the exit code."""
    print(f"old: {old.name}\nnew: {new.name}\n{given.pairs} pairs", flush=True)
    if others := other_versions(old, new):
        print(f"other versions: {', '.join(others)}")
    options = [*(["--quick"] if given.quick else []), *given.options]
    is_slower = is_missing = is_measured = False
    for name in given.benchmarks or benchmarks(new):
        print(f"\n{name} {' '.join(options)}", flush=True)
        copies = {
            "old": (new if given.new_copy else old).folder / "benchmarks" / f"{name}.py",
            "new": new.folder / "benchmarks" / f"{name}.py",
        }
        found = measure(old, new, copies, options, given.pairs)
        for side, why in found.problems.items():
            print(f"  no figures on the {side} side: {why}")
            is_missing = True
        for one in compared(found):
            is_missing = is_missing or isinstance(one, str)
            is_measured = is_measured or isinstance(one, Comparison)
            is_slower = is_slower or (isinstance(one, Comparison) and one.verdict == "SLOWER")
            print(f"  {one if isinstance(one, str) else line(one)}", flush=True)
    if is_slower:
        return 1
    if not is_measured:
        return 2
    return 3 if is_missing else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("revision", help="what to compare with: a commit, a branch, a tag")
    parser.add_argument("benchmarks", nargs="*", help="by name; all of them where none is given")
    parser.add_argument("--new", default="HEAD", help="the revision to judge, HEAD unless said")
    parser.add_argument("--pairs", type=int, default=LEAST_PAIRS)
    parser.add_argument("--quick", action="store_true", help="small sizes: seconds, not minutes")
    parser.add_argument("--dir", type=Path, help="keep worktrees and environments here")
    parser.add_argument(
        "--new-copy",
        action="store_true",
        help="run the new side's copy on both sides, where the old one's prints no JSON yet",
    )
    parser.add_argument(
        "--repository", type=Path, default=Path(__file__).parents[1], help=argparse.SUPPRESS
    )
    mine, _dashes, options = _split(sys.argv[1:] if arguments is None else arguments)
    given = parser.parse_args(mine)
    given.options = options
    if given.pairs < LEAST_PAIRS:
        parser.error(f"at least {LEAST_PAIRS} pairs")
    if _git(given.repository, "status", "--porcelain", "--untracked-files=no"):
        print("what is not committed is not measured", file=sys.stderr)
    if given.dir:
        given.dir.mkdir(parents=True, exist_ok=True)
        return _with(given, given.dir.resolve())
    with tempfile.TemporaryDirectory(prefix="vidtui-against-") as made:
        try:
            return _with(given, Path(made).resolve())
        finally:
            for folder in Path(made).resolve().glob("*/.git"):
                command = ("worktree", "remove", "--force", str(folder.parent))
                subprocess.run(["git", "-C", str(given.repository), *command], check=False)


def _with(given: argparse.Namespace, base: Path) -> int:
    old = prepare(given.repository, given.revision, base)
    return compare(old, prepare(given.repository, given.new, base), given)


def _split(arguments: Sequence[str]) -> tuple[list[str], str, list[str]]:
    at = arguments.index("--") if "--" in arguments else len(arguments)
    return list(arguments[:at]), "--", list(arguments[at + 1 :])


if __name__ == "__main__":
    sys.exit(main())
