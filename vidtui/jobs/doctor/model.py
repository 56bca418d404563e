"""What is found: one line each, with what helps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from vidtui.errors import Exit
from vidtui.i18n import N_

State = Literal["ok", "wrong", "told"]
Area = Literal["settings", "token", "data", "catalogue", "roots", "media-centre", "machine"]

AREAS: Final[Mapping[Area, str]] = {
    "settings": N_("Settings"),
    "data": N_("Data folder"),
    "catalogue": N_("Catalogue"),
    "token": N_("TMDB"),
    "roots": N_("Roots"),
    "media-centre": N_("Media centres"),
    "machine": N_("Machine"),
}
"""In the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at.

    ``subject`` is what it is about, a path as it is or a name; ``text`` says what was found.
    ``helps`` is a command that helps, or what else does, empty for nothing. ``told`` is neither
    right nor wrong. ``code`` is what it means for the exit code where it is wrong.
    """

    area: Area
    state: State
    subject: bytes | str
    text: str
    helps: str = ""
    code: Exit = Exit.ATTENTION


def right(area: Area, subject: bytes | str, text: str) -> Examined:
    """Return what is as it should be."""
    return Examined(area, "ok", subject, text)


def wrong(
    area: Area, subject: bytes | str, text: str, helps: str = "", code: Exit = Exit.ATTENTION
) -> Examined:
    """Return what is not."""
    return Examined(area, "wrong", subject, text, helps, code)


def told(area: Area, subject: bytes | str, text: str, helps: str = "") -> Examined:
    """Return what is good to know."""
    return Examined(area, "told", subject, text, helps)
