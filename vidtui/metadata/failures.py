"""How a provider can fail, by what there is to do about it. Messages are one line, no secret."""

from __future__ import annotations

from vidtui.errors import Exit, VidtuiError


class ProviderFailure(VidtuiError):
    """A question to the provider got no answer that can be used."""

    exit = Exit.API


class Denied(ProviderFailure):
    """The token is refused: no question will be answered before that is mended."""


class Unavailable(ProviderFailure):
    """The provider cannot be reached or is out of order; the same question may work later.

    ``retry_after`` is what the provider asks to be waited, in seconds, None where it did not.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotThere(ProviderFailure):
    """The provider does not know what was asked for."""


class BadQuestion(ProviderFailure):
    """The provider refuses the question as such (400, 422); asking again is of no use."""


class BadAnswer(ProviderFailure):
    """An answer from the provider itself that makes no sense."""


class TooLarge(ProviderFailure):
    """An answer over the size limit."""


class Stopped(Exception):
    """The user cancelled while waiting for a turn or an answer."""
