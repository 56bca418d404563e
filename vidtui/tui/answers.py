"""A person's answers, written one after the other in one background thread.

The screens show an answer as given at once; what could not be written comes back as a failure.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message_pump import MessagePump

from vidtui.errors import SafetyRefusal, VidtuiError
from vidtui.jobs.deciding import Answered, Verb
from vidtui.metadata.works import Film, Hit, Ref, Show
from vidtui.settings import Settings

if TYPE_CHECKING:
    from vidtui.tui.services import Services


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says of a group; an accepted work is one of its proposals or ``work``."""

    group: int
    verb: Verb
    ref: Ref | None = None
    work: Hit | Film | Show | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an answer, or of taking one back where ``answer`` is None.

    ``group`` is the one concerned, ``title`` its title; ``error`` says why it could not be.
    """

    answer: Answer | None
    group: int | None
    title: str | None
    answered: Answered | None = None
    error: VidtuiError | None = None


class Answers:
    """The answers of this sitting. Only ``_work`` is another thread's."""

    def __init__(
        self, owner: MessagePump, services: Services, tell: Callable[[Outcome], object]
    ) -> None:
        """Take whose loop gets the outcomes, what writes, and who is told."""
        self.outstanding = 0
        self._given: list[int] = []
        self._owner = owner
        self._services = services
        self._tell = tell
        self._idle: list[Callable[[], object]] = []
        self._tasks: queue.SimpleQueue[tuple[Settings, Answer | None]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    @property
    def can_undo(self) -> bool:
        """Whether there is an answer that can be taken back."""
        return bool(self._given or self.outstanding)

    def give(self, settings: Settings, answer: Answer) -> None:
        """Write an answer, after all that were given before."""
        self._put(settings, answer)

    def undo(self, settings: Settings) -> None:
        """Take back the last answer, once all are written."""
        self._put(settings, None)

    def when_idle(self, then: Callable[[], object]) -> None:
        """Call ``then`` once nothing is left to write."""
        if self.outstanding:
            self._idle.append(then)
        else:
            then()

    def _put(self, settings: Settings, answer: Answer | None) -> None:
        self.outstanding += 1
        self._tasks.put((settings, answer))
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="answers", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while True:
            settings, answer = self._tasks.get()
            done: Answered | str | Exception | None
            try:
                if answer is None:
                    done = self._services.undo(settings)
                else:
                    done = self._services.answer(settings, answer)
            except Exception as error:  # noqa: BLE001 - told, or raised again on the app's loop
                done = error
            self._owner.call_later(self._done, answer, done)

    def _done(self, answer: Answer | None, done: Answered | str | Exception | None) -> None:
        self.outstanding -= 1
        group = answer.group if answer else self._given[-1] if self._given else None
        if isinstance(done, VidtuiError):
            if answer is None and isinstance(done, SafetyRefusal) and self._given:
                self._given.pop()  # the next one goes to the answer before
            self._tell(Outcome(answer, group, None, error=done))
        elif isinstance(done, Exception):
            raise done
        elif isinstance(done, Answered):
            self._given.append(done.group)
            self._tell(Outcome(answer, group, done.title, answered=done))
        else:
            if done is not None and self._given:
                self._given.pop()
            self._tell(Outcome(None, group, done))
        if not self.outstanding:
            waiting, self._idle = self._idle, []
            for then in waiting:
                then()
