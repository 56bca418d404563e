"""Compares a revision's figures with another's, each measured by its own copy of the benchmarks.

    python benchmarks/against.py REVISION [--benchmark NAME]… [--pairs 5] [--quick] [-- OPTIONS]

Each side, REVISION and HEAD, gets a git worktree and a virtual environment of its own, which are
removed at the end. A pair is one run of each, now this one first and now that one, so that a noisy
machine disturbs both alike. Told for every figure: the median of the pairs' ratios (above 1 is
worse), in brackets the interval that holds the true median in nine of ten cases, and the same of
its floor, which no revision changes: where the floor moves, the machine did. What follows ``--``
goes to the benchmarks.

Exit code: 0 nothing is slower; 1 something is: its whole interval lies above 1.05; 2 nothing could
be measured.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from ratios import Comparison, Runs, compared
from revisions import NotMeasured, Side, git, sides

LEAST_PAIRS = 5
"""With fewer, no interval of ratios says anything in nine of ten cases."""


def measure(old: Side, new: Side, benchmark: str, options: Sequence[str], pairs: int) -> Runs:
    """Run one benchmark on both sides in turn; a side that fails at first is not asked again."""
    runs = Runs()
    both = {"old": (old, runs.old), "new": (new, runs.new)}
    for number in range(pairs):
        for key in ("old", "new") if number % 2 == 0 else ("new", "old"):
            side, found = both[key]
            figures, problem = side.run(benchmark, options)
            found.append(figures)
            if problem:
                runs.problems[key] = problem
        print(f"  pair {number + 1} of {pairs}", file=sys.stderr, flush=True)
        if runs.problems and number == 0:
            break
    return runs


def compare(old: Side, new: Side, given: argparse.Namespace) -> int:
    """Run and tell all; return the exit code.

    Raises:
        NotMeasured: a side has no figures at all.
    """
    for side in (old, new):
        if not side.knows_json():
            raise NotMeasured(f"{side.name}: its benchmarks have no --json")
    print(f"old: {old.name}\nnew: {new.name}\n{given.pairs} pairs", flush=True)
    held = [side.versions() for side in (old, new)]
    for name in sorted({**held[0], **held[1]}):
        versions = [one.get(name, "none") for one in held]
        if versions[0] != versions[1]:
            print(f"not the same {name}: {versions[0]}, {versions[1]}")
    found = []
    for name in given.benchmark or new.benchmarks():
        print(f"\n{' '.join([name, *given.options])}", flush=True)
        runs = measure(old, new, name, given.options, given.pairs)
        for key, why in runs.problems.items():
            print(f"  no figures on the {key} side: {why}")
        for one in compared(runs):
            found.append(one)
            print(f"  {one if isinstance(one, str) else one.line()}", flush=True)
    verdicts = [one.verdict for one in found if isinstance(one, Comparison)]
    if not verdicts:
        raise NotMeasured("no figure is there on both sides")
    return 1 if "SLOWER" in verdicts else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("revision", help="what to compare with: a commit, a branch, a tag")
    parser.add_argument("--benchmark", action="append", help="by name; all where none is given")
    parser.add_argument("--pairs", type=int, default=LEAST_PAIRS)
    parser.add_argument("--quick", action="store_true", help="small sizes: seconds, not minutes")
    parser.add_argument("--new", default="HEAD", help="the revision to judge, HEAD unless said")
    parser.add_argument(
        "--repository", type=Path, default=Path(__file__).parents[1], help=argparse.SUPPRESS
    )
    at = arguments.index("--") if "--" in arguments else len(arguments)
    given = parser.parse_args(arguments[:at])
    given.options = [*(["--quick"] if given.quick else []), *arguments[at + 1 :]]
    if given.pairs < LEAST_PAIRS:
        parser.error(f"at least {LEAST_PAIRS} pairs")
    return given


def _end(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare; return the exit code."""
    given = _options(sys.argv[1:] if arguments is None else arguments)
    signal.signal(signal.SIGTERM, _end)
    try:
        if git(given.repository, "status", "--porcelain", "--untracked-files=no"):
            print("what is not committed is not measured", file=sys.stderr)
        with sides(given.repository, given.revision, given.new) as (old, new):
            return compare(old, new, given)
    except NotMeasured as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
