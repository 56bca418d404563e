"""Which providers there are, and how the one in use is asked."""

from __future__ import annotations

from typing import Final

from vidtui.providers import tmdb
from vidtui.providers.base import CancelToken, OnlineSource, Source
from vidtui.providers.client import ApiClient, ProviderSpec
from vidtui.providers.throttle import Throttle, shared_throttle, spacing_s
from vidtui.settings.model import Settings
from vidtui.settings.token import Token

PROVIDERS: Final[tuple[ProviderSpec, ...]] = (tmdb.PROVIDER,)
"""All that there are; the first one is asked."""
_IN_USE: Final = PROVIDERS[0]


class Provider:
    """The provider in use, as the settings have it; threads share it."""

    def __init__(self, settings: Settings) -> None:
        """Read the secret.

        Raises:
            UsageProblem: there is none, or it cannot be one.
        """
        self._language = settings.language
        self._transport, self._throttle = _IN_USE.transport(settings, None), throttle_of(settings)

    def client(self, cancel: CancelToken, *, interactive: bool = False) -> ApiClient:
        """Return what sends one thread's questions; a person waits for ``interactive`` ones."""
        return ApiClient(
            self._transport, self._throttle, cancel, _IN_USE.failure, interactive=interactive
        )

    def source(self, client: ApiClient) -> OnlineSource:
        """Return what puts questions and reads answers, for the client's thread."""
        return _IN_USE.source(client, self._language)


def open_source(settings: Settings, cancel: CancelToken) -> Source:
    """Return what a person asks, in one thread; these questions go before those of the queue.

    Raises:
        UsageProblem: there is no token, or it cannot be one.
    """
    provider = Provider(settings)
    return provider.source(provider.client(cancel, interactive=True))


def try_token(settings: Settings, given: Token, cancel: CancelToken) -> None:
    """Ask one small thing with a token that is kept nowhere yet; nothing is written.

    Raises:
        ProviderFailure: it is refused, or there is no answer.
        Stopped: the user cancelled.
    """
    transport = _IN_USE.transport(settings, given)
    throttle = Throttle(_IN_USE.requests_per_10_s(settings), None)
    client = ApiClient(transport, throttle, cancel, _IN_USE.failure, interactive=True)
    _IN_USE.source(client, settings.language).check()


def throttle_of(settings: Settings) -> Throttle:
    """Return the one throttle of this process for the provider in use and a catalogue's folder."""
    pace = settings.database.with_name(f"{_IN_USE.name}-pace")
    return shared_throttle(_IN_USE.requests_per_10_s(settings), pace)


def expected_s(settings: Settings, requests: int) -> float:
    """Return how many seconds so many requests take at the pace of the settings."""
    return requests * spacing_s(_IN_USE.requests_per_10_s(settings))


def sent_lately(settings: Settings) -> tuple[int, int]:
    """Return how many requests all processes sent in the last ten seconds, and how many may be."""
    return throttle_of(settings).sent_lately(), _IN_USE.requests_per_10_s(settings)
