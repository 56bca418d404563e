"""Every test starts in a home of its own, in English, and knows nothing of this machine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support import by_hand, golden, spared
from tests.support.library import Library
from vidtui import container, i18n

by_hand.watch()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the golden documents be written anew on purpose."""
    text = "write the documents in tests/batch/golden anew"
    parser.addoption(golden.UPDATE, action="store_true", help=text)


def pytest_configure(config: pytest.Config) -> None:
    """Let it be noon, wherever the machine stands, and Ctrl+C heeded, however they were begun."""
    config.addinivalue_line("markers", f"{spared.IN_FULL}: with all that others are spared")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background of a shell
        signal.signal(signal.SIGINT, signal.default_int_handler)
    east = 12 - time.gmtime().tm_hour
    os.environ["TZ"] = f"NOON{-east:+d}"
    time.tzset()


def pytest_xdist_auto_num_workers() -> int:
    """Return how many tests run at once: they wait a third of their time, for processes."""
    return max(2, len(os.sched_getaffinity(0)) * 3 // 2)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Spare a test, from its first fixture on, what it is not about."""
    spared.spare(item.get_closest_marker(spared.IN_FULL) is None)


@pytest.fixture(scope="session", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for variable in list(os.environ):
            if variable.startswith(("VIDTUI_", "XDG_", "LC_")):
                patch.delenv(variable)
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("LANG", "C.UTF-8")
        patch.setenv("LANGUAGE", "en")
        patch.setenv(by_hand.LIST, str(tmp_path_factory.mktemp("opened") / "by-hand"))
        yield


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture(autouse=True)
def _on_no_container(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judge trash folders as on a machine of one's own, wherever the tests run."""
    monkeypatch.setattr(container, "is_container", lambda: False)


@pytest.fixture(autouse=True)
def _databases_are_left_to_sqlite(_home: None) -> Iterator[None]:
    """Fail a test in which vidtui, here or in a process of its own, opens a database by hand."""
    yield
    noted = Path(os.environ[by_hand.LIST])
    if noted.exists():
        lines = noted.read_text()
        noted.unlink()
        pytest.fail(f"opened by hand:\n{lines}")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """An empty library: one storage root, one link root, settings that name both."""
    return Library(tmp_path)


Mount = Callable[..., None]


@pytest.fixture
def mount() -> Iterator[Mount]:
    """Mount a tmpfs on a folder, or one folder on another; skips where that is not allowed."""
    mounted: list[Path] = []

    def on(point: Path, *, size: str = "4m", bind: Path | None = None, options: str = "rw") -> None:
        point.mkdir(parents=True, exist_ok=True)
        fresh = ["-t", "tmpfs", "-o", f"size={size},{options}", "none"]
        what = ["--bind", str(bind)] if bind else fresh
        done = subprocess.run(["mount", *what, str(point)], capture_output=True, check=False)
        if done.returncode:
            pytest.skip("mounting is not allowed here")
        mounted.append(point)

    yield on
    for point in reversed(mounted):
        subprocess.run(["umount", "-l", str(point)], capture_output=True, check=False)


@pytest.fixture
def unmount() -> Callable[[Path], None]:
    """Take a mounted filesystem away at once, as a pulled plug does."""

    def off(point: Path) -> None:
        subprocess.run(["umount", "-l", str(point)], check=True)

    return off


@pytest.fixture
def bound() -> None:
    """Skip where a process cannot be bound to the permissions of files."""
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("needs setpriv")
