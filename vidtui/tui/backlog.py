"""Tasks of a person, done one after the other in one background thread."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from vidtui.errors import VidtuiError
from vidtui.tui.threads import Loop, tell_replaced

Task = TypeVar("Task")
Result = TypeVar("Result")


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
