"""Revisions made ready to run: each in a git worktree, with a virtual environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ratios import Figures

PATIENCE_S = 10
"""How long a benchmark may take to put things away after Ctrl+C."""
_NO_JSON = "its copy of this benchmark has no --json"
_PRINTS = "figures.publish("
_MAIN = 'if __name__ == "__main__"'
_VERSIONS = (
    "import importlib.metadata as m, json; "
    "print(json.dumps({d.metadata['Name']: d.version for d in m.distributions()}))"
)


class NotMeasured(Exception):
    """Nothing can be measured, and why."""


@dataclass(frozen=True, slots=True)
class Side:
    """One revision, ready to run: its worktree, and the Python of its environment."""

    name: str
    folder: Path
    python: Path

    def benchmarks(self) -> list[str]:
        """Return the benchmarks that print JSON: those that run by themselves and make figures."""
        found = sorted((self.folder / "benchmarks").glob("*.py"))
        texts = {path.stem: path.read_text(encoding="utf-8") for path in found}
        return [name for name, text in texts.items() if _MAIN in text and _PRINTS in text]

    def knows_json(self) -> bool:
        """Return whether any of its benchmarks takes ``--json``."""
        found = (self.folder / "benchmarks").glob("*.py")
        return any('"--json"' in path.read_text(encoding="utf-8") for path in found)

    def versions(self) -> dict[str, str]:
        """Return the packages of its environment."""
        done = subprocess.run([str(self.python), "-c", _VERSIONS], capture_output=True, check=True)
        held: dict[str, str] = json.loads(done.stdout)
        return held

    def run(self, benchmark: str, options: Sequence[str]) -> tuple[Figures, str]:
        """Run its own copy of a benchmark; return the figures, and in one line why none came."""
        script = self.folder / "benchmarks" / f"{benchmark}.py"
        if not script.is_file():
            return {}, "it has no such benchmark"
        environment = {
            k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIDTUI"))
        }
        environment["TMPDIR"] = str(self.folder.parent)  # goes with the worktrees
        code, output, errors = _finished(
            [str(self.python), str(script), "--json", *options], self.folder, environment
        )
        if code:
            last = (errors.strip().splitlines() or [f"exit {code}"])[-1]
            return {}, _NO_JSON if "unrecognized arguments: --json" in last else last
        try:
            return {one["name"]: one for one in json.loads(output)["figures"]}, ""
        except (ValueError, KeyError, TypeError):
            return {}, _NO_JSON


def _finished(
    command: list[str], folder: Path, environment: dict[str, str]
) -> tuple[int, str, str]:
    """Run to the end; on Ctrl+C, which the child has too, let it put things away first."""
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        try:
            output, errors = child.communicate()
        except BaseException:
            child.terminate()
            try:
                child.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                child.kill()
            raise
    return child.returncode, output, errors


@contextmanager
def sides(repository: Path, old: str, new: str) -> Iterator[tuple[Side, Side]]:
    """Yield both revisions ready to run; worktrees and environments are removed at the end.

    Raises:
        NotMeasured: there is no such revision, or it cannot be installed.
    """
    with tempfile.TemporaryDirectory(prefix="vidtui-against-", ignore_cleanup_errors=True) as made:
        base = Path(made).resolve()
        try:
            yield _side(repository, old, base / "old"), _side(repository, new, base / "new")
        finally:
            for folder in (base / "old", base / "new"):
                command = ["git", "-C", str(repository), "worktree", "remove", "--force"]
                subprocess.run([*command, str(folder)], capture_output=True, check=False)


def _side(repository: Path, revision: str, folder: Path) -> Side:
    commit = git(repository, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    git(repository, "worktree", "add", "--detach", "--quiet", str(folder), commit)
    environment = folder.with_name(f"{folder.name}-env")
    python, is_project = environment / "bin" / "python", (folder / "pyproject.toml").is_file()
    pip_or_not = [] if is_project else ["--without-pip"]
    _told([sys.executable, "-m", "venv", *pip_or_not, str(environment)])
    if is_project:  # as the README has it
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _told([*pip, "-e", f"{folder}[test]"])
    return Side(f"{revision} ({commit[:12]})", folder, python)


def git(repository: Path, *arguments: str) -> str:
    """Return what git prints.

    Raises:
        NotMeasured: it failed.
    """
    return _told(["git", "-C", str(repository), *arguments])


def _told(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        why = (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]
        raise NotMeasured(f"{' '.join(command)}: {why}")
    return done.stdout.strip()
