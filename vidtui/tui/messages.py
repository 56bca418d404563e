"""What the workspace tells the page in front."""

from __future__ import annotations

from textual.message import Message

from vidtui.tui.links.entries import DecisionResult
from vidtui.tui.pending.session import Outcome


class Answered(Message, bubble=False):
    """An answer of the user has been written, taken back, or could not be."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


class Reviewed(Message, bubble=False):
    """A decision about a link was carried out, taken back or refused; None: any change."""

    def __init__(self, result: DecisionResult | None) -> None:
        super().__init__()
        self.result = result


class Checked(Message, bubble=False):
    """The last check was read, or another one was kept; or that failed."""


class Counted(Message, bubble=False):
    """What the library holds was counted anew, or could not be."""


class JobProgressed(Message, bubble=False):
    """A job has got on, or has ended."""


class JobFinished(Message, bubble=False):
    """A job has ended: what it wrote can be read."""
