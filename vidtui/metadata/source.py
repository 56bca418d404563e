"""What a provider can be asked; another one beside TMDB would answer the same questions."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, Protocol

from vidtui.metadata.works import Film, Hit, Show, WorkKind


class Source(Protocol):
    """Each method asks at least once, unless it says otherwise.

    Raises:
        ProviderFailure: there is no answer; see ``failures``.
        Stopped: the user cancelled.
    """

    def search(self, kind: WorkKind, title: str, year: int | None = None) -> list[Hit]:
        """Return the first page of works under a title, in the provider's order.

        ``year`` keeps films that were released somewhere in that year, and series first shown
        in it.
        """
        ...

    def find(self, provider: Literal["imdb", "tvdb"], id: str) -> list[Hit]:  # noqa: A002
        """Return the works that another provider knows by this id."""
        ...

    def film(self, id: str) -> Film:  # noqa: A002
        """Return a film by the provider's id or by its IMDb id (``tt…``), in one request."""
        ...

    def show_head(self, id: str) -> Show:  # noqa: A002
        """Return a series and the heads of its seasons, without their episodes, in one request."""
        ...

    def show(self, id: str, likely: Collection[int] = ()) -> Show:  # noqa: A002
        """Return a series with all its episodes, in as few requests as there can be.

        ``likely`` are seasons that are known to exist, to be asked for at once.
        """
        ...
