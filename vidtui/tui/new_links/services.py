"""What the review of new links asks of disk and catalogue; called from background threads only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vidtui.catalogue import linking
from vidtui.jobs.link.model import LinkDecision, LinkOutcome, LinkPlan
from vidtui.jobs.link.moves import LinkMoved, MoveDecision
from vidtui.settings.model import Settings
from vidtui.tui.catalogue_access import CatalogueAccess

if TYPE_CHECKING:
    from vidtui.jobs.link.linking import Linking
    from vidtui.jobs.link.moving_links import LinkMoves


class LinkServices(CatalogueAccess):
    """A part of the services."""

    _linking: Linking | None = None  # that of this session; one thread's only
    _moving: LinkMoves | None = None
    _linked_by: Settings | None = None

    def make_links(
        self,
        settings: Settings,
        decisions: Sequence[LinkDecision],
        tell: Callable[[LinkOutcome], object],
    ) -> None:
        """Carry out decisions as one entry; ``tell`` takes what came of each, in this thread."""
        self._both(settings)[0].apply_together(decisions, tell)

    def move_links(
        self,
        settings: Settings,
        decisions: Sequence[MoveDecision],
        tell: Callable[[LinkMoved], object],
    ) -> None:
        """Move links as one entry; ``tell`` takes what came of each, in this thread."""
        self._both(settings)[1].apply_together(decisions, tell)

    def emptied(self, decisions: Sequence[MoveDecision]) -> list[bytes]:
        """Return the folders that hold nothing since links were moved out of them."""
        from vidtui.jobs.link.moving_links import emptied

        return emptied(decisions)

    def link_log(self, settings: Settings) -> Path:
        """Return where the log of this session's links lies."""
        return (self._linking or self._both(settings)[0]).log_path

    def link_log_problem(self) -> str:
        """Return in one line why the log of this session's links cannot be written."""
        both = (self._linking, self._moving)
        return next((one.log_problem for one in both if one is not None and one.log_problem), "")

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

    def _both(self, settings: Settings) -> tuple[Linking, LinkMoves]:
        """Return what makes and what moves links: as before if no setting has changed."""
        judged_by = replace(settings, language="")
        if self._linking is None or self._moving is None or self._linked_by != judged_by:
            from vidtui.jobs.link.linking import Linking
            from vidtui.jobs.link.moving_links import LinkMoves

            catalogue = self._open(settings)
            self._linking, self._moving = (
                Linking(catalogue, settings),
                LinkMoves(catalogue, settings),
            )
            self._linked_by = judged_by
        return self._linking, self._moving
