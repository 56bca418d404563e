"""A typed token, tried before it is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from vidtui.errors import VidtuiError
from vidtui.i18n import _
from vidtui.jobs.base import CancelToken
from vidtui.providers.base import Denied
from vidtui.tui.services import Services
from vidtui.tui.threads import Loop, in_background
from vidtui.tui.workspace import Workspace


class TokenTrial:
    """Asks TMDB with a token; one that cannot be tried is taken the second time."""

    def __init__(self, owner: Loop, workspace: Workspace) -> None:
        self.proved = ""
        self._owner, self._work = owner, workspace
        self._untried = ""
        self._cancel = CancelToken()

    def is_enough(self, typed: str) -> bool:
        """Return whether a token needs not be tried any more."""
        return typed in (self.proved, self._untried)

    def cancel(self) -> None:
        """Wait no longer for an answer."""
        self._cancel.set()

    def begin(
        self, typed: str, then: Callable[[], object], complain: Callable[[str], object]
    ) -> None:
        """Try a token; call ``then`` where it is taken, else ``complain`` with a line."""
        cancel = self._cancel = CancelToken()
        services: Services = self._work.services

        def taken(_nothing: None) -> None:
            if not cancel():
                self.proved = typed
                then()

        def failed(error: VidtuiError) -> None:
            if cancel():
                return
            if isinstance(error, Denied):
                complain(
                    _("TMDB refuses this token. Is it the “API Read Access Token”, and all of it?")
                )
            else:
                self._untried = typed
                complain(_("{problem}; once more keeps the token untried").format(problem=error))

        work = partial(services.try_token, self._work.settings, typed, cancel)
        in_background(self._owner, work, taken, failed)
