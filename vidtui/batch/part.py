"""A job that is a part of a command: its report is kept for the report of the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vidtui.batch.output import Output
from vidtui.errors import Exit, VidtuiError
from vidtui.jobs.base import JobRun


@dataclass
class Part(Output):
    """Where such a job is told: its run and its report are kept.

    ``interrupted`` is told of a report that may be the last thing that this process says: a thread
    that hangs in the kernel ends it right after.
    """

    interrupted: Callable[[], object] = lambda: None
    run: JobRun[Any] | None = None
    document: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    code: Exit = Exit.OK

    def report_run(
        self, run: JobRun[Any], document: Mapping[str, Any], text: str | Iterable[str]
    ) -> Exit:
        """Keep the run and its report."""
        self.run, self.code = run, run.exit_code()
        self.document = {**document, "exit": int(self.code)}
        self.text = text if isinstance(text, str) else "\n".join(text)
        if self.code is Exit.INTERRUPTED:
            self.interrupted()
        return self.code

    def fail(self, error: VidtuiError) -> None:
        """Keep why it could not be done."""
        self.text, self.code = str(error), error.exit
        self.document = {"error": self.text, "exit": int(self.code)}

    def skip(self, why: str) -> None:
        """Keep why it was left out."""
        self.text, self.document = why, {"skipped": why, "exit": int(Exit.OK)}

    @property
    def is_not_done(self) -> bool:
        """Whether it failed, at its beginning or later."""
        return "error" in self.document or bool(self.run and self.run.failure)
