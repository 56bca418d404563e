"""A person's answers, written one after the other in one background thread.

The screens show an answer as given at once; what could not be written comes back as a failure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vidtui.errors import SafetyRefusal, VidtuiError
from vidtui.jobs.decide import Answer, Answered
from vidtui.settings.model import Settings
from vidtui.tui.job_runner import Host
from vidtui.tui.threads import Backlog


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


Task = tuple[Settings, Answer | None]
"""An answer to write; None takes back the last one."""


class Answers:
    """The answers of this session. Only ``_write`` is another thread's."""

    def __init__(self, host: Host, tell: Callable[[Outcome], object]) -> None:
        """Begin without answers; ``tell`` takes what becomes of each, on the app's loop."""
        self._given: list[int] = []
        self._services = host.services  # those of the catalogue that the answers are about
        self._tell = tell
        self._backlog = Backlog(host, "answers", self._write, self._done)

    @property
    def outstanding(self) -> int:
        """How many are still to be written or taken back."""
        return self._backlog.outstanding

    @property
    def can_undo(self) -> bool:
        """Whether there is an answer that can be taken back."""
        return bool(self._given or self.outstanding)

    def give(self, settings: Settings, answer: Answer) -> None:
        """Write an answer, after all that were given before."""
        self._backlog.put((settings, answer))

    def undo(self, settings: Settings) -> None:
        """Undo the last answer, once all are written."""
        self._backlog.put((settings, None))

    def when_idle(self, then: Callable[[], object]) -> None:
        """Call ``then`` once nothing is left to write."""
        self._backlog.when_idle(then)

    def _write(self, task: Task) -> Answered | str | None:
        settings, answer = task
        if answer is None:
            return self._services.undo(settings)
        return self._services.answer(settings, answer)

    def _done(self, task: Task, done: Answered | str | VidtuiError | None) -> None:
        answer = task[1]
        group = answer.group if answer else self._given[-1] if self._given else None
        if isinstance(done, VidtuiError):
            if answer is None and isinstance(done, SafetyRefusal) and self._given:
                self._given.pop()  # the next one goes to the answer before
            self._tell(Outcome(answer, group, None, error=done))
        elif isinstance(done, Answered):
            self._given.append(done.group)
            self._tell(Outcome(answer, group, done.title, answered=done))
        else:
            if done is not None and self._given:
                self._given.pop()
            self._tell(Outcome(None, group, done))
