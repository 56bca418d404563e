"""The full-screen app in tests: nothing of the machine's own shows."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

# Textual reads both when it is imported.
os.environ.pop("NO_COLOR", None)
os.environ.pop("TEXTUAL_THEME", None)
os.environ["COLORTERM"] = "truecolor"

import textual._wait

from vidtui import i18n

# How long the pilot looks before it takes the app for idle: with its own 20 ms these tests mostly
# wait. What a thread must do first is waited for with `until`, so that nothing depends on it.
textual._wait.SLEEP_GRANULARITY = 1 / 200
textual._wait.SLEEP_IDLE = 1 / 2000


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("VIDTUI_TMDB_TOKEN", raising=False)
    i18n.use("en")
    yield
    i18n.use("en")
