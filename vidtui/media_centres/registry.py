"""Which media centres there are, and how each is reached with its secret."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from vidtui.errors import UsageProblem
from vidtui.i18n import N_, _
from vidtui.media_centres.base import Centre
from vidtui.media_centres.client import CentreClient
from vidtui.media_centres.jellyfin import Jellyfin
from vidtui.media_centres.kodi import Kodi
from vidtui.media_centres.plex import Plex
from vidtui.oserrors import about
from vidtui.providers.base import CancelToken
from vidtui.settings import token
from vidtui.settings.centres import CentreKind, MediaCentre
from vidtui.settings.model import Settings
from vidtui.settings.token import Token

if TYPE_CHECKING:
    import requests

_PLAIN: Final = re.compile(r"[A-Za-z0-9._~+/=-]{8,4096}")
_PASSWORD: Final = re.compile(r"[\x21-\x39\x3b-\x7e]{1,200}:[\x20-\x7e]{0,200}")
_FORMS: Final[Mapping[CentreKind, tuple[re.Pattern[str], str]]] = {
    **dict.fromkeys(
        ("jellyfin", "emby", "plex"),
        (_PLAIN, N_("a token is one line of letters, digits, dots and dashes")),
    ),
    "kodi": (_PASSWORD, N_("it must hold the user and the password of Kodi as NAME:PASSWORD")),
}


def open_centre(settings: Settings, centre: MediaCentre, cancel: CancelToken) -> Centre:
    """Return what asks and tells a media centre.

    Raises:
        UsageProblem: there is no token, or it cannot be one.
    """
    from vidtui.providers.http import Limits, Transport

    secret = _secret(settings, centre)
    transport = Transport(
        centre.url.removesuffix("/emby") if centre.kind == "emby" else centre.url,
        secret,
        Limits(read_s=15.0, total_s=30.0),
        auth=_auth(centre.kind, secret),
        ca_file=None if centre.ca_file is None else str(centre.ca_file),
    )
    client = CentreClient(transport, cancel)
    if centre.kind == "jellyfin":
        return Jellyfin(client)
    if centre.kind == "emby":
        return Jellyfin(client, "/emby")
    return Plex(client) if centre.kind == "plex" else Kodi(client)


def _secret(settings: Settings, centre: MediaCentre) -> Token | None:
    """Return the secret; a Kodi may do without.

    Raises:
        UsageProblem: there is none, or it cannot be one.
    """
    file = settings.token_file_of(centre)
    form, what = _FORMS[centre.kind]
    found = token.read_given(file, form, _(what))
    if found is None and (centre.kind != "kodi" or centre.token_file is not None):
        raise UsageProblem(about(str(file), _("there is no token; put it there")))
    return found


class _Header:
    """Puts a secret into one header, and into no log."""

    def __init__(self, name: str, form: str, secret: Token) -> None:
        self._name, self._form, self._secret = name, form, secret

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers[self._name] = self._form.format(self._secret.reveal())
        return request


class _Basic(_Header):
    """Puts a name and a password into the header, as HTTP has it."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        coded = base64.b64encode(self._secret.reveal().encode("ascii")).decode("ascii")
        request.headers[self._name] = self._form.format(coded)
        return request


def _auth(kind: CentreKind, secret: Token | None) -> _Header | None:
    if secret is None:
        return None
    if kind == "jellyfin":
        # The older headers are off by default from Jellyfin 12 on.
        return _Header("Authorization", 'MediaBrowser Token="{}"', secret)
    if kind == "kodi":
        return _Basic("Authorization", "Basic {}", secret)
    return _Header("X-Emby-Token" if kind == "emby" else "X-Plex-Token", "{}", secret)
