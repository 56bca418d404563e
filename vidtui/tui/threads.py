"""Work on disks and the catalogue in daemon threads, its outcome on the app's own loop.

Textual's thread workers are joined at exit without a time limit: one that hangs in a dead mount
would keep the program from ending. A daemon thread does not.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from textual.message import Message

from vidtui.catalogue.errors import CatalogueReplaced
from vidtui.errors import VidtuiError

Result = TypeVar("Result")


class Loop(Protocol):
    """What brings the outcome of a thread to the app's own loop: a screen, the app, its workspace.

    Both methods may be called from any thread.
    """

    def call_later(self, callback: Callable[..., Any], *args: Any) -> bool:
        """Call ``callback`` soon, where the owner lives; not at all once it is gone."""
        ...

    def post_message(self, message: Message) -> bool:
        """Send a message."""
        ...


class Replaced(Message):
    """Another catalogue is in the place of the one that the app has read."""

    def __init__(self, generation: str) -> None:
        super().__init__()
        self.generation = generation


def tell_replaced(owner: Loop, error: Exception) -> bool:
    """Post ``Replaced`` where ``error`` says so, from any thread; return whether it does."""
    if isinstance(error, CatalogueReplaced):
        owner.post_message(Replaced(error.generation))
        return True
    return False


def in_background(
    owner: Loop,
    work: Callable[[], Result],
    then: Callable[[Result], object],
    failed: Callable[[VidtuiError], object],
) -> threading.Thread:
    """Run ``work`` in a daemon thread, then ``then`` or ``failed`` where ``owner`` lives.

    Args:
        owner: the screen or app that gets the outcome; once it is gone, nobody does.
        work: must not touch widgets.
        then: takes what ``work`` returned.
        failed: takes a failure that a person can understand; any other ends the app, but for
            another catalogue in the place of the old one, which the app itself takes.
    """

    def run() -> None:
        try:
            result = work()
        except VidtuiError as error:
            if not tell_replaced(owner, error):
                owner.call_later(failed, error)
        except Exception as error:  # noqa: BLE001 - raised again, on the app's loop
            owner.call_later(_raise, error)
        else:
            owner.call_later(then, result)

    thread = threading.Thread(target=run, name="vidtui-background", daemon=True)
    thread.start()
    return thread


def _raise(error: Exception) -> None:
    raise error
