"""The token: where it may be kept, what cannot be one, and that it is never shown."""

from __future__ import annotations

import os
import subprocess
import traceback
from pathlib import Path

import pytest

from tests.conftest import Mount
from vidtui import crash
from vidtui.errors import UsageProblem
from vidtui.settings import token
from vidtui.settings.file import write_token
from vidtui.settings.token import Token

CANARY = "eyJhbGciOiJIUzI1NiJ9.canary-canary-canary.x_y-z"
V3 = "0123456789abcdef0123456789abcdef"


def test_nothing_shows_it() -> None:
    secret = Token(CANARY)
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r}", repr([secret]), "%s" % secret]  # noqa: UP031
    assert not any("canary" in text for text in shown)
    assert secret.reveal() == CANARY
    assert not hasattr(secret, "__dict__")


def test_environment_before_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    write_token(file, "from-the-file")
    found = token.read(file, {"VIDTUI_TMDB_TOKEN": f" {CANARY}\n"})
    assert found is not None
    assert found.reveal() == CANARY
    found = token.read(file, {"VIDTUI_TMDB_TOKEN": " "})
    assert found is not None
    assert found.reveal() == "from-the-file"


def test_neither(tmp_path: Path) -> None:
    assert token.read(tmp_path / "token", {}) is None


def test_a_written_token_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "token"
    write_token(file, f"  {CANARY}\n\n")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text() == CANARY + "\n"
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o601])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "token"
    write_token(file, CANARY)
    file.chmod(mode)
    with pytest.raises(UsageProblem, match="chmod 600") as caught:
        token.read(file, {})
    assert str(file) in str(caught.value)
    assert "canary" not in str(caught.value)


@pytest.mark.skipif(os.geteuid() != 0, reason="gives a file away")
@pytest.mark.parametrize(("mode", "is_taken"), [(0o444, True), (0o644, True), (0o666, False)])
def test_the_secret_of_a_container_is_anothers(tmp_path: Path, mode: int, is_taken: bool) -> None:
    """As Docker and Kubernetes lay them: behind links, root's own, for all to read."""
    secret, file = tmp_path / "..2026/token", tmp_path / "token"
    write_token(secret, CANARY)
    file.symlink_to(secret)
    secret.chmod(mode)
    os.chown(secret, 65534, 65534)
    if is_taken:
        found = token.read(file, {})
        assert found is not None
        assert found.reveal() == CANARY
    else:
        with pytest.raises(UsageProblem, match="others can read"):
            token.read(file, {})


def test_a_secret_on_what_cannot_be_written(tmp_path: Path, mount: Mount) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir()
    mount(folder)
    file = folder / "token"
    write_token(file, CANARY)
    file.chmod(0o444)
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    found = token.read(file, {})
    assert found is not None
    assert found.reveal() == CANARY


def test_a_v3_key_is_explained() -> None:
    for key in (V3, V3.upper(), f" {V3}\n"):
        why = token.problem(key)
        assert why is not None
        assert "API Read Access Token" in why
        assert V3 not in why.lower()


@pytest.mark.parametrize(
    "value",
    ["canary canary", "canary\ncanary", "canary\x00", "canary-é-canary", "short", '"' + CANARY],
)
def test_what_cannot_be_a_token(tmp_path: Path, value: str) -> None:
    file = tmp_path / "token"
    file.write_text(value)
    file.chmod(0o600)
    with pytest.raises(UsageProblem) as caught:
        token.read(file, {})
    text = "".join(traceback.format_exception(caught.value))
    assert "canary" not in str(caught.value)
    assert value not in text
    assert "\n" not in str(caught.value)


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="it is a folder"):
        token.read(tmp_path, {})


def test_a_crash_report_says_where_but_no_message(tmp_path: Path) -> None:
    def fail(secret: str) -> None:
        try:
            raise KeyError(secret)
        except KeyError as error:
            raise ValueError(f"around {secret}") from error

    try:
        fail(CANARY)
    except ValueError as error:
        line = crash.report(crash.chain_of(error), tmp_path)
    (path,) = (tmp_path / "logs").iterdir()
    assert line == f"internal failure (ValueError); report: {path}"
    report = path.read_text()
    assert "canary" not in report
    assert "ValueError" in report
    assert "KeyError" in report
    assert "in fail" in report
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_crash_report_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("")
    line = crash.report(crash.chain_of(ValueError("canary")), tmp_path)
    assert line.startswith("internal failure (ValueError); no report could be written: ")
    assert "canary" not in line


def test_a_crash_that_comes_again_at_once_has_a_report_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crash.time, "strftime", lambda _form: "now")
    lines = [crash.report(crash.chain_of(ValueError()), tmp_path) for _time in range(12)]
    assert len(set(lines[:10])) == len(list((tmp_path / "logs").iterdir())) == 10
    assert lines[10] == lines[11]
    assert "it exists already" in lines[11]
