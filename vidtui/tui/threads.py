"""Work on disks and the catalogue in daemon threads, its outcome on the app's own loop.

Textual's thread workers are joined at exit without a time limit: one that hangs in a dead mount
would keep the program from ending. A daemon thread does not.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

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


Task = TypeVar("Task")


class Backlog(Generic[Task, Result]):
    """What is still to be done. Only ``_work`` is another thread's."""

    def __init__(
        self,
        owner: Loop,
        name: str,
        do: Callable[[Task], Result],
        tell: Callable[[Task, Result | VidtuiError], object],
    ) -> None:
        """Prepare it; the thread starts with the first task.

        Args:
            owner: on whose loop the results arrive.
            name: the thread's.
            do: does a task, in the thread.
            tell: takes a task with its result, or with the failure that a person can understand.
        """
        self.outstanding = 0
        self._owner = owner
        self._name = name
        self._do = do
        self._tell = tell
        self._idle: list[Callable[[], object]] = []
        self._tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def put(self, task: Task) -> None:
        """Queue a task behind all others."""
        self.outstanding += 1
        self._tasks.put(task)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()

    def when_idle(self, then: Callable[[], object]) -> None:
        """Call ``then`` once nothing is left to do."""
        if self.outstanding:
            self._idle.append(then)
        else:
            then()

    def _work(self) -> None:
        while True:
            task = self._tasks.get()
            result: Result | Exception
            try:
                result = self._do(task)
            except Exception as error:  # noqa: BLE001 - told, or raised again on the app's loop
                result = error
                tell_replaced(self._owner, error)
            self._owner.call_later(self._done, task, result)

    def _done(self, task: Task, result: Result | Exception) -> None:
        self.outstanding -= 1
        if isinstance(result, Exception) and not isinstance(result, VidtuiError):
            raise result
        self._tell(task, result)
        if not self.outstanding:
            waiting, self._idle = self._idle, []
            for then in waiting:
                then()
