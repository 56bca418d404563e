"""Two revisions of a tiny project are compared, each by its own copy of its benchmark."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.conftest import BENCHMARKS
from tests.support.running import PATIENCE_S

# Without a pyproject.toml nothing is installed, which would need a network and a minute.
FIGURES = """
import argparse, json
def publish(**values):
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    assert parser.parse_args().json
    found = [
        {"name": name, "value": value, "unit": "s", "better": "lower", "floor": None}
        for name, value in values.items()
    ]
    print(json.dumps({"figures": found}))
"""
MAIN = 'import figures\nif __name__ == "__main__":\n    figures.publish({})\n'
NO_JSON = 'import sys\nif __name__ == "__main__":\n    print("walk", len(sys.argv))\n'


class Project:
    """A repository with a benchmark, and the programs that are run on it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.made = folder / "project", folder / "made"
        (self.folder / "benchmarks").mkdir(parents=True)
        self.made.mkdir()
        self.git("init", "--quiet")

    def git(self, *arguments: str) -> str:
        names = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        command = ["git", "-C", str(self.folder), *names, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def commit(self, tag: str, **files: str) -> None:
        for name, text in files.items():
            (self.folder / "benchmarks" / f"{name}.py").write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", tag)
        self.git("tag", tag)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, str(BENCHMARKS / "against.py"), *arguments]
        return subprocess.Popen(
            [*command, "--repository", str(self.folder)],
            env={**os.environ, "TMPDIR": str(self.made)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def against(self, *arguments: str) -> tuple[int, str, str]:
        with self.start(*arguments) as child:
            output, errors = child.communicate(timeout=PATIENCE_S)
        return child.returncode, output, errors

    def is_clean(self) -> bool:
        """Return whether no worktree and no environment is left."""
        return not os.listdir(self.made) and len(self.git("worktree", "list").splitlines()) == 1


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_each_side_runs_its_own_copy(project: Project) -> None:
    both = "walk=1.0, gone=1.0, same=1.0"
    project.commit("before", figures=FIGURES, walking=MAIN.format(both))
    project.commit("after", walking=MAIN.format("walk=1.5, come=1.0, same=1.0"))
    code, output, errors = project.against("before", "--quick")
    assert code == 1, errors
    lines = [line.strip() for line in output.splitlines()]
    assert "walk: 1 -> 1.5 s; x 1.500 (1.500 to 1.500): SLOWER" in lines
    assert "same: 1 -> 1 s; x 1.000 (1.000 to 1.000): same" in lines
    assert "gone: missing on the new side" in lines
    assert "come: missing on the old side" in lines
    assert project.is_clean()


def test_a_faster_side_is_no_failure(project: Project) -> None:
    project.commit("before", figures=FIGURES, walking=MAIN.format("walk=1.5"), other=NO_JSON)
    project.commit("after", walking=MAIN.format("walk=1.0"))
    code, output, _errors = project.against("before", "--benchmark", "walking")
    assert code == 0
    assert output.splitlines()[-1].endswith(": faster")


def test_a_revision_without_json_is_told_in_one_line(project: Project) -> None:
    project.commit("before", walking=NO_JSON)
    project.commit("after", figures=FIGURES, walking=MAIN.format("walk=1.0"))
    code, output, errors = project.against("before")
    commit = project.git("rev-parse", "before")[:12]
    assert (code, output) == (2, "")
    assert errors.splitlines() == [f"before ({commit}): its benchmarks have no --json"]
    assert project.is_clean()


def test_a_benchmark_that_one_side_lacks_or_cannot_run_is_told(project: Project) -> None:
    project.commit("before", figures=FIGURES, reading=NO_JSON, ending="raise SystemExit('no disk')")
    some = MAIN.format("walk=1.0")
    project.commit("after", walking=some, reading=some, ending=some)
    code, output, errors = project.against("before")
    assert code == 2
    assert "no figures on the old side: it has no such benchmark" in output
    assert "no figures on the old side: its copy of this benchmark has no --json" in output
    assert "no figures on the old side: no disk" in output
    assert errors.splitlines()[-1] == "no figure is there on both sides"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["nowhere"], "rev-parse"), (["HEAD", "--pairs", "4"], "at least 5 pairs")],
)
def test_what_cannot_be_compared_is_one_line(
    project: Project, arguments: list[str], said: str
) -> None:
    project.commit("before", figures=FIGURES, walking=MAIN.format("walk=1.0"))
    code, output, errors = project.against(*arguments)
    assert (code, output) == (2, "")
    assert said in errors.splitlines()[-1]
    assert "Traceback" not in errors
    assert project.is_clean()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_after_a_signal(project: Project, number: signal.Signals) -> None:
    pipe = project.folder.parent / "pipe"
    os.mkfifo(pipe)
    waiting = f"import figures\nif __name__ == '__main__':\n    open({str(pipe)!r}).read()\n"
    project.commit("before", figures=FIGURES, walking=waiting)
    # The pipe opens when the benchmark opens it too.
    with project.start("HEAD", "--benchmark", "walking") as child, pipe.open("w"):
        os.killpg(child.pid, number)
        _output, errors = child.communicate(timeout=PATIENCE_S)
    assert child.returncode == 130
    assert errors.splitlines()[-1] == "stopped"
    assert "Traceback" not in errors
    assert project.is_clean()
