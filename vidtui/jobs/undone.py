"""What taking an action back comes to."""

from __future__ import annotations

from dataclasses import dataclass

from vidtui.settings import RootSetting


@dataclass(frozen=True, slots=True)
class Undone:
    """One action taken back, or ``refused``; ``what`` is one line.

    ``moved`` is the place of a root before and after, where that is what was taken back;
    ``named`` what the settings name again.
    """

    action: int
    what: str
    refused: bool = False
    moved: tuple[bytes, bytes] | None = None
    named: RootSetting | None = None
