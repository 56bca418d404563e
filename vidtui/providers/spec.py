"""What each provider says of itself, for ``registry`` to ask it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vidtui.providers.base import OnlineSource, ProviderFailure
from vidtui.settings.model import Settings

if TYPE_CHECKING:
    from vidtui.providers.http import Reply, Transport

Ask = Callable[[str, Mapping[str, str]], object]
"""Sends one question, a path and its query, and returns the JSON of the answer.

Raises:
    ProviderFailure: there is none.
    Stopped: the user cancelled.
"""


@dataclass(frozen=True, slots=True)
class ProviderSpec:
    """A provider: how it is reached, and what asks it."""

    name: str
    """As in ``Ref`` and in the name of the file that holds its pace."""
    requests_per_10_s: Callable[[Settings], int]
    """The most requests in any ten seconds."""
    transport: Callable[[Settings], Transport]
    """What sends a request, with the secret; raises UsageProblem where there is none."""
    failure: Callable[[Reply, str], ProviderFailure]
    """Why a reply to a path cannot be used."""
    source: Callable[[Ask, str], OnlineSource]
    """What asks in one thread, in the user's language (``en``, ``fr``)."""
