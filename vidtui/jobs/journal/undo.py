"""What taking an action back comes to."""

from __future__ import annotations

from dataclasses import dataclass

from vidtui.i18n import _
from vidtui.settings.model import RootSetting


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


def damaged_record(action: int) -> str:
    """Return the line for an action whose record in the journal is none of ours."""
    return _("action {action}: its record is damaged; nothing was undone").format(action=action)
