"""How the services read the catalogue; called from background threads only."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from vidtui.catalogue.database import Catalogue, is_there, open_catalogue
from vidtui.catalogue.errors import CatalogueReplaced
from vidtui.settings.model import Settings

Found = TypeVar("Found")


class CatalogueAccess:
    """What every part of the services opens the catalogue with: always the one read first."""

    _generation: str | None = None  # of the catalogue that was read first
    _first = threading.Lock()

    @property
    def generation(self) -> str | None:
        """Which catalogue is read, None before there is any."""
        return self._generation

    def refuse_replaced(self, settings: Settings) -> None:
        """Refuse to go on once another catalogue is in the place of the one that was read.

        Raises:
            CatalogueReplaced: it is.
        """
        self._catalogue(settings)

    def _open(self, settings: Settings) -> Catalogue:
        catalogue = open_catalogue(settings.database)
        found = catalogue.generation
        with self._first:
            if self._generation is None:
                self._generation = found
        if found is not None and found != self._generation:
            raise CatalogueReplaced(settings.database, found)
        return catalogue

    def _catalogue(self, settings: Settings) -> Catalogue | None:
        return self._open(settings) if is_there(settings.database) else None

    def _read(self, settings: Settings, read: Callable[[], Found], nothing: Found) -> Found:
        """Return what ``read`` finds in the catalogue, ``nothing`` where there is none yet."""
        catalogue = self._catalogue(settings)
        if catalogue is None:
            return nothing
        with catalogue.session():
            return read()
