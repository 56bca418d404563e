"""The first run: the answers so far, and the steps that ask for them."""

from __future__ import annotations

from vidtui.tui.setup.draft import Draft
from vidtui.tui.setup.folder_steps import Links, Storage, Trash, View
from vidtui.tui.setup.other_steps import Language, Marker, Review, TmdbToken
from vidtui.tui.setup.step import Step

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
