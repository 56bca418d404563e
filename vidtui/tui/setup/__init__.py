"""The first run: the answers so far, and the steps that ask for them."""

from __future__ import annotations

from vidtui.tui.setup.draft import Draft
from vidtui.tui.setup.step import Step
from vidtui.tui.setup.steps import Language, Links, Marker, Review, Storage, TmdbToken, Trash, View

__all__ = ["LANGUAGE", "STEPS", "STORAGE", "TRASH", "VIEW", "Draft", "Step"]

LANGUAGE, STORAGE, VIEW, TRASH = Language(), Storage(), View(), Trash()
STEPS: tuple[Step, ...] = (
    LANGUAGE,
    STORAGE,
    Links(),
    VIEW,
    TRASH,
    Marker(),
    TmdbToken(),
    Review(),
)
