"""What is asked of disk and network before there is a catalogue; from background threads only."""

from __future__ import annotations

import contextlib
import os

from vidtui.disk.root_identity import Identity, RootState, examine
from vidtui.disk.scan import is_folder
from vidtui.disk.symlinks import trash, trial
from vidtui.errors import UsageProblem
from vidtui.jobs.base import CancelToken
from vidtui.oserrors import about, at
from vidtui.providers.base import Stopped
from vidtui.settings import token
from vidtui.settings.model import Settings, require_places


class FirstServices:
    """What setup and pickers ask; nothing of it is kept."""

    def look_at(self, path: bytes) -> RootState:
        """Look at a folder that is no root yet."""
        return examine(path, Identity())

    def try_trash(self, settings: Settings, folder: bytes) -> str | None:
        """Return in one line why a folder could not be the trash, None when it can."""
        why = trash.unfit(folder, settings)
        return about(folder, why) if why else trial.try_linking(folder)

    def try_links(self, folder: bytes) -> str | None:
        """Return in one line why no link can be made in a folder, None when one can."""
        return trial.try_linking(folder)

    def try_token(self, settings: Settings, typed: str, cancel: CancelToken) -> None:
        """Ask TMDB with a token that is not kept yet.

        Raises:
            ProviderFailure: it is refused, or there is no answer.
        """
        from vidtui.providers.registry import try_token

        with contextlib.suppress(Stopped):
            try_token(settings, token.Token(typed.strip()), cancel)

    def require_trash(self, settings: Settings) -> None:
        """Refuse a trash that may not be where it is; one that cannot be written may come to be.

        Raises:
            UsageProblem: one may not.
        """
        require_places(settings)
        for folder in settings.trashes:
            why = trash.unfit(folder, settings)
            if why:
                raise UsageProblem(about(folder, why))

    def folders(self, path: bytes) -> list[bytes]:
        """Return the names of the folders in ``path``, sorted, hidden ones last.

        Raises:
            UsageProblem: it cannot be read.
        """
        try:
            with os.scandir(path) as entries:
                names = [entry.name for entry in entries if is_folder(entry)]
        except OSError as error:
            raise UsageProblem(at(path, error)) from error
        return sorted(names, key=lambda name: (name.startswith(b"."), name.lower()))
