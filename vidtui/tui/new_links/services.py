"""What the review of new links asks of disk and catalogue; called from background threads only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vidtui.catalogue import linking
from vidtui.jobs.link.model import LinkDecision, LinkOutcome, LinkPlan
from vidtui.settings.model import Settings
from vidtui.tui.catalogue_access import CatalogueAccess

if TYPE_CHECKING:
    from vidtui.jobs.link.linking import Linking


class LinkServices(CatalogueAccess):
    """A part of the services."""

    _linking: Linking | None = None  # that of this session; one thread's only
    _linked_by: Settings | None = None

    def make_links(
        self,
        settings: Settings,
        decisions: Sequence[LinkDecision],
        tell: Callable[[LinkOutcome], object],
    ) -> None:
        """Carry out decisions as one entry; ``tell`` takes what came of each, in this thread."""
        self._linking_in(settings).apply_together(decisions, tell)

    def link_log(self, settings: Settings) -> Path:
        """Return where the log of this session's links lies."""
        return (self._linking or self._linking_in(settings)).log_path

    def link_log_problem(self) -> str:
        """Return in one line why the log of this session's links cannot be written."""
        return self._linking.log_problem if self._linking is not None else ""

    def unlinked(self, settings: Settings) -> int:
        """Return how many identified files seem to have no link; no disk is touched."""
        has_links = bool(settings.of("links"))
        return self._read(settings, linking.count_unlinked, 0) if has_links else 0

    def read_link_plan(self, settings: Settings, path: Path) -> LinkPlan:
        """Read a plan of new links that was made from this catalogue."""
        from vidtui.jobs.link import plan_file

        return plan_file.read_for(path, self._open(settings), settings)

    def write_link_plan(self, settings: Settings, path: Path, plan: LinkPlan) -> None:  # noqa: ARG002
        """Write a plan of new links, in place of one that is there."""
        from vidtui.jobs.link import plan_file

        plan_file.write(path, plan)

    def _linking_in(self, settings: Settings) -> Linking:
        """Return the making of links under these settings: that of before if none has changed."""
        judged_by = replace(settings, language="")
        if self._linking is None or self._linked_by != judged_by:
            from vidtui.jobs.link.linking import Linking

            self._linking, self._linked_by = Linking(self._open(settings), settings), judged_by
        return self._linking
