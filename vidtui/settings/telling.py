"""Whom to tell after the work, and what to run then."""

from __future__ import annotations

from typing import Final, Literal

from vidtui.i18n import _
from vidtui.settings.values import Wrong

When = Literal["always", "attention", "failure"]
WHENS: Final[tuple[When, ...]] = ("always", "attention", "failure")
"""``attention``: unless all is well; ``failure``: only where something could not be done."""


def flag(raw: object) -> bool:
    """Return true or false, also from a variable of the environment.

    Raises:
        Wrong: it is neither.
    """
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    found = words.get(raw.lower()) if isinstance(raw, str) else raw
    if not isinstance(found, bool):
        raise Wrong(_("must be true or false"))
    return found


def command(raw: object) -> tuple[str, ...]:
    """Return a command with its words.

    Raises:
        Wrong: it is none.
    """
    if (
        not isinstance(raw, list)
        or not raw
        or not all(isinstance(word, str) and "\0" not in word for word in raw)
        or not raw[0]
    ):
        raise Wrong(_('must be a command and its words, such as ["/usr/local/bin/after", "-v"]'))
    return tuple(raw)
