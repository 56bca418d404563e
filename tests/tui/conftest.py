"""The full-screen app in tests: nothing of the machine's own shows."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

# Textual reads both when it is imported.
os.environ.pop("NO_COLOR", None)
os.environ.pop("TEXTUAL_THEME", None)
os.environ["COLORTERM"] = "truecolor"

from textual._compositor import Compositor
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.widgets._toast import Toast

from vidtui import i18n
from vidtui.tui import page, terminal

_parse_rules = Stylesheet._parse_rules
_parsed: dict[tuple[object, ...], list[RuleSet]] = {}


def _parsed_once(sheet: Stylesheet, css: str, *rest: object, **named: object) -> list[RuleSet]:
    """Return the rules of a style sheet, which one app leaves as the next one needs them."""
    key = (frozenset(sheet._variables.items()), css, rest, *named.items())
    if key not in _parsed:
        _parsed[key] = _parse_rules(sheet, css, *rest, **named)  # type: ignore[arg-type]
    return _parsed[key]


@pytest.fixture(scope="session", autouse=True)
def styles_are_parsed_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", _parsed_once)
        yield


def _draw_no_part(compositor: Compositor) -> None:
    """A screen without a terminal is drawn whole, or when a test looks; a part goes nowhere."""
    compositor._dirty_regions.clear()


@pytest.fixture(scope="session", autouse=True)
def parts_are_not_drawn() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Compositor, "render_partial_update", _draw_no_part)
        yield


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("VIDTUI_TMDB_TOKEN", raising=False)
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture(autouse=True)
def time_to_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """An app that leaves may take its time here: its limit ends the process, and all tests."""
    monkeypatch.setattr(terminal, "LIMIT_S", 600.0)


@pytest.fixture(autouse=True)
def messages_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message goes by itself only after seconds that a busy machine may take before the look."""
    monkeypatch.setattr(Toast, "_on_mount", lambda _toast, _event: None)


@pytest.fixture(autouse=True)
def presses_are_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test presses faster than any hand; no press of it is a slip."""
    monkeypatch.setattr(page, "SLIP_S", 0.0)


@pytest.fixture
def in_utc() -> Iterator[None]:
    """The local time is the same everywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()
